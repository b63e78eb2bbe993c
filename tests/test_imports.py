"""Importing in the browser: a file is read, looked at, decided on, published as it was seen."""

import html
import io
import re
from concurrent.futures import ThreadPoolExecutor, wait

import national_workbook
import pytest
from catalog_files import rows, shipped, write
from staff_browser import signed_in
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from kiosk.accounts import audit
from kiosk.catalog import import_drafts, publications
from kiosk.catalog.folder_zip import packed

UNKNOWN_KEY = "linh-vuc:hon nhan va gia dinh"


@pytest.fixture
def clerk(app):
    return signed_in(app, "staff")


@pytest.fixture
def db(app):
    """The database of the application."""
    return app.extensions["kiosk"].pool.db()


def send(client, content, name):
    """The answer to a file put into the form. Encoded here, for the client leaves its file open."""
    boundary, body = encode_multipart({"tep": FileStorage(io.BytesIO(content), name)})
    kind = f'multipart/form-data; boundary="{boundary}"'
    return client.post("/can-bo/nhap", data=body, content_type=kind)


def kept(client, content, name):
    """The address of the import that waits, once the file was taken."""
    answer = send(client, content, name)
    assert answer.status_code == 303, told(answer)
    return answer.location


def told(answer):
    """What the page says, as one line."""
    main = answer.text.partition("<main")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def changed_catalog(tmp_path, **cells):
    """The shipped catalog as a zip, with *cells* of the procedure of birth registration changed."""
    folder = shipped(tmp_path / "changed")
    found = rows(folder / "procedures.csv")
    next(row for row in found if row["code"] == "1.001193").update(cells)
    write(folder / "procedures.csv", list(found[0]), found)
    return packed(folder)


def form_of(page):
    """What the form of the page sends as it is, by name; boxes that are not ticked left out."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page.text):
        name = re.search(r'name="([^"]*)"', tag)
        is_box = 'type="checkbox"' in tag or 'type="radio"' in tag
        if name and (not is_box or " checked" in tag):
            value = re.search(r'value="([^"]*)"', tag)
            found[name[1]] = value[1] if value else "on"
    return found


def figures(page):
    """The numbers of the report and of the changes, by what they count."""
    found = re.findall(r'tile__n">([^<]*)</span><span class="tile__what">([^<]*)<', page.text)
    return {what: int(n.replace(".", "")) for n, what in found}


def test_the_report_of_a_national_workbook_tells_what_it_holds(tmp_path, clerk):
    content = national_workbook.write(tmp_path / "xa.xlsx").read_bytes()
    page = clerk.get(kept(clerk, content, "xa.xlsx"))
    assert figures(page) == {
        "hàng thủ tục": 400,
        "mã khác nhau": 313,
        "hàng lặp lại mã đã có": 87,
        "thủ tục không ghi lĩnh vực": 7,
        "tên lĩnh vực chưa có": 1,
        "tên rất dài": 9,
        "giá trị đáng ngờ": 1,
        "hàng chi tiết bị bỏ qua": 2,
        "hàng tiêu đề lặp, đánh số": 5,
    }
    assert "Danh mục chưa có lĩnh vực “Hôn nhân và gia đình”" in told(page)
    assert "7 thủ tục mới không ghi lĩnh vực" in told(page)
    assert "Công khai các thay đổi này" not in page.text


def decided(client, address, **choices):
    """The page once *choices* are kept; names as in the form."""
    answer = client.post(address, data={**form_of(client.get(address)), **choices})
    assert answer.status_code == 303, told(answer)
    return client.get(address)


def publish(client, address, **choices):
    """Press the button of the page as it is shown now."""
    given = {**form_of(client.get(address)), **choices}
    return client.post(f"{address}/cong-khai", data=given)


def national_choices():
    """All that the national workbook leaves open, put into one field."""
    without = [entry.code for entry in national_workbook.entries() if not entry.field]
    return {UNKNOWN_KEY: "ho-tich", **{f"thu-tuc:{code}": "ho-tich" for code in without}}


def test_fields_are_mapped_and_the_changes_shown(tmp_path, clerk):
    content = national_workbook.write(tmp_path / "xa.xlsx").read_bytes()
    page = decided(clerk, kept(clerk, content, "xa.xlsx"), **national_choices())
    found = figures(page)
    assert [found[what] for what in ("Mới ban hành", "Sửa đổi, bổ sung", "Không thay đổi")] == [
        *(146, 1, 166)
    ]
    assert "Phí, lệ phí: 8.000 đồng" in page.text
    assert "Giấy tờ chứng minh nơi cư trú" in page.text


def test_what_was_seen_is_published_and_noted(tmp_path, clerk, db):
    address = kept(clerk, changed_catalog(tmp_path, agency="Công an xã"), "thay-doi.zip")
    answer = publish(clerk, address, so="12/QĐ-UBND", ngay="2026-03-05")
    assert answer.status_code == 303
    assert answer.location == "/can-bo/cong-bo/2?da_cong_khai=1"
    assert "Đã công khai." in told(clerk.get(answer.location))
    assert "Công an xã" in clerk.get("/thu-tuc/1.001193").text
    found = publications.one(db, 2)
    assert (found.who, found.source, found.decision) == (
        *("mot-staff", "thay-doi.zip", "12/QĐ-UBND ngày 05/03/2026"),
    )
    (row,) = (row for row in audit.rows(db, audit.Wanted()) if row["what"] == "catalog_imported")
    assert row["details"] == "Lần công khai số 2: thay-doi.zip"
    assert import_drafts.waiting(db) == []
    # Sent twice, by a double click or the way back: it leads to what was published.
    assert clerk.post(f"{address}/cong-khai").location == "/can-bo/cong-bo/2"


def sent_at_once(app, clerk, db, given, *addresses):
    """The answers when all *addresses* get their form before the first of them is done."""
    clients = [clerk, *(signed_in(app, "staff", f"nguoi-{n}") for n in range(1, len(addresses)))]
    with ThreadPoolExecutor() as pool, db.transaction():
        answers = [
            pool.submit(client.post, address, data=given)
            for client, address in zip(clients, addresses, strict=True)
        ]
        wait(answers, timeout=1)  # each has looked at the import, and waits for the database
    return [answer.result() for answer in answers]


def test_a_double_click_publishes_once_and_leads_to_it(tmp_path, app, clerk, db):
    address = kept(clerk, changed_catalog(tmp_path, agency="Công an xã"), "thay-doi.zip")
    given, to = form_of(clerk.get(address)), f"{address}/cong-khai"
    answers = sent_at_once(app, clerk, db, given, to, to)
    assert [answer.status_code for answer in answers] == [303, 303]
    assert {answer.location.partition("?")[0] for answer in answers} == {"/can-bo/cong-bo/2"}
    assert len(publications.everything(db)) == 2


def test_what_was_thrown_away_meanwhile_is_not_published(tmp_path, app, clerk, db):
    address = kept(clerk, changed_catalog(tmp_path, agency="Công an xã"), "thay-doi.zip")
    given = form_of(clerk.get(address))
    with ThreadPoolExecutor() as pool, db.transaction():
        answer = pool.submit(clerk.post, f"{address}/cong-khai", data=given)
        wait([answer], timeout=1)
        import_drafts.throw_away(db, int(address.rpartition("/")[2]))
    assert "Không còn bản nhập này" in answer.result().text
    assert len(publications.everything(db)) == 1


def test_a_review_noted_meanwhile_does_not_stop_an_import(tmp_path, clerk, db):
    content = changed_catalog(tmp_path, reviewed_on="2026-03-09", agency="Công an xã")
    address = kept(clerk, content, "thay-doi.zip")
    given = form_of(clerk.get(address))
    clerk.post("/can-bo/ra-soat", data={"mot": "1.001193"})
    assert clerk.post(f"{address}/cong-khai", data=given).status_code == 409
    assert publish(clerk, address).status_code == 303


def test_an_effective_date_puts_off_what_has_no_day_of_its_own(tmp_path, clerk):
    address = kept(clerk, changed_catalog(tmp_path, agency="Công an xã"), "thay-doi.zip")
    page = decided(clerk, address, khi="sau", **{"tu-ngay": "2026-04-01"})
    assert "Có hiệu lực từ ngày 01/04/2026" in told(page)
    assert publish(clerk, address, khi="sau", **{"tu-ngay": "2026-04-01"}).status_code == 303
    assert "Công an xã" not in clerk.get("/thu-tuc/1.001193").text


@pytest.mark.parametrize(
    ("choices", "says"),
    [
        ({"khi": "sau", "tu-ngay": "2026-03-10"}, "Ngày có hiệu lực phải sau hôm nay"),
        ({"khi": "sau", "tu-ngay": ""}, "Chọn ngày áp dụng, hoặc chọn Ngay bây giờ."),
        ({"khi": "sau", "tu-ngay": "10/04/2026"}, "Ngày chưa đúng"),
        ({"so": "1/QĐ", "ngay": "2026-03-11"}, "Ngày quyết định không thể sau hôm nay"),
        ({"ngay": "2026-03-01"}, "Có ngày thì phải ghi số quyết định"),
        ({"so": "1" * 121}, "Số quyết định quá dài"),
    ],
)
def test_a_choice_that_cannot_be_is_told_and_kept_in_the_form(tmp_path, clerk, db, choices, says):
    address = kept(clerk, changed_catalog(tmp_path, agency="Công an xã"), "thay-doi.zip")
    for path in (address, f"{address}/cong-khai"):
        answer = clerk.post(path, data={**form_of(clerk.get(address)), **choices})
        assert answer.status_code == 400
        assert says in told(answer)
        assert all(f'value="{v}"' in answer.text for name, v in choices.items() if name != "khi")
    assert len(publications.everything(db)) == 1


def test_a_catalog_that_changed_meanwhile_is_shown_before_anything_is_published(
    tmp_path, clerk, app, db
):
    address = kept(clerk, changed_catalog(tmp_path, agency="Công an xã"), "thay-doi.zip")
    given = form_of(clerk.get(address))
    other = signed_in(app, "staff", "nguoi-khac")
    (tmp_path / "two").mkdir()
    second = kept(other, changed_catalog(tmp_path / "two", result="Giấy khai sinh mới"), "khac.zip")
    assert publish(other, second).status_code == 303
    answer = clerk.post(f"{address}/cong-khai", data=given)
    assert answer.status_code == 409
    assert "danh mục vừa thay đổi (lần công khai số 2, nguoi-khac: khac.zip)" in told(answer)
    assert len(publications.everything(db)) == 2
    assert publish(clerk, address).status_code == 303


def test_a_choice_that_changes_what_was_seen_is_shown_first(tmp_path, clerk, db):
    folder = shipped(tmp_path / "changed")
    for name in ("procedures", "channels", "documents", "legal_bases", "provenance"):
        kept_rows = [r for r in rows(folder / f"{name}.csv") if r["code"] != "1.001193"]
        write(folder / f"{name}.csv", list(kept_rows[0]), kept_rows)
    write(folder / "life_event_procedures.csv", ["event_slug", "position", "code", "note"], [])
    address = kept(clerk, packed(folder), "thieu.zip")
    page = clerk.get(address)
    assert figures(page)["Không có trong tệp"] == 1
    answer = publish(clerk, address, **{"bai-bo": "1.001193"})
    assert answer.status_code == 409
    assert "lựa chọn hoặc ngày vừa đổi" in told(answer)
    assert figures(answer)["Bãi bỏ"] == 1
    assert publish(clerk, address, **{"bai-bo": "1.001193"}).status_code == 303
    assert "Đã bãi bỏ" in clerk.get("/thu-tuc/1.001193").text


def test_absent_is_not_repealed_by_itself(tmp_path, clerk):
    path = tmp_path / "danh-sach.csv"
    path.write_text("Mã số,Tên,Lĩnh vực\n2.000815,Chứng thực bản sao,\n", encoding="utf-8-sig")
    address = kept(clerk, path.read_bytes(), path.name)
    assert figures(clerk.get(address))["Không có trong tệp"] == 166
    assert publish(clerk, address).status_code == 303
    assert clerk.get("/thu-tuc/1.001193").status_code == 200
    assert "Đã bãi bỏ" not in clerk.get("/thu-tuc/1.001193").text


def test_a_change_is_looked_at_as_citizens_would_see_it(tmp_path, clerk):
    address = kept(clerk, changed_catalog(tmp_path, agency="Công an xã"), "thay-doi.zip")
    page = clerk.get(f"{address}/xem/1.001193")
    assert page.status_code == 200
    assert "Công an xã" in page.text
    assert "Công an xã" not in clerk.get("/thu-tuc/1.001193").text
    assert clerk.get(f"{address}/xem/9.999999").status_code == 404


def test_an_import_can_be_left_and_thrown_away(tmp_path, clerk, db):
    address = kept(clerk, changed_catalog(tmp_path, agency="Công an xã"), "thay-doi.zip")
    assert f'href="{address}">thay-doi.zip' in clerk.get("/can-bo/nhap").text
    answer = clerk.post(f"{address}/bo")
    assert "Đã bỏ bản nhập." in told(clerk.get(answer.location))
    gone = clerk.get(address)
    assert (gone.status_code, "Không còn bản nhập này" in gone.text) == (404, True)
    assert len(publications.everything(db)) == 1


def test_a_leader_downloads_and_does_not_import(app):
    leader = signed_in(app, "leader")
    for kind, magic in (("xlsx", b"PK"), ("zip", b"PK"), ("json", b"{")):
        assert leader.get(f"/can-bo/danh-muc.{kind}").data.startswith(magic)
    assert leader.get("/can-bo/nhap").status_code == 403
    assert send(leader, b"x", "a.csv").status_code == 403


@pytest.mark.parametrize("kind", ["xlsx", "zip", "json"])
def test_what_is_downloaded_comes_back_unchanged(clerk, kind):
    content = clerk.get(f"/can-bo/danh-muc.{kind}").data
    page = clerk.get(kept(clerk, content, f"danh-muc.{kind}"))
    assert figures(page)["Không thay đổi"] == 167
    assert "Không có gì thay đổi" in told(page)
