"""The form of one procedure: what is typed is checked, kept, and never lost."""

import io
import json

import pytest
from conftest import NOW
from filled_forms import sent, with_values
from payloads import ADDRESSES, PAYLOADS
from staff_browser import signed_in
from test_procedure_pages import publish

from kiosk.accounts import audit
from kiosk.accounts.audit import Wanted
from kiosk.catalog import drafts, versions
from kiosk.clock import local_day

BIRTH = "1.001193"
FORM, NEW = f"/can-bo/thu-tuc/{BIRTH}/sua", "/can-bo/thu-tuc/moi"
DRAFT = f"/can-bo/thu-tuc/{BIRTH}/nhap"
MARK = "data-procedure-form"


@pytest.fixture
def clerk(app):
    return signed_in(app, "staff")


def typed(client, address=FORM, **changed):
    """What the form at *address* would send, with some values changed."""
    return with_values(sent(client.get(address).text, MARK), **changed)


def save(client, data, address=FORM):
    return client.post(address, data={**data, "lam": "luu"})


def body(db, code=BIRTH):
    return versions.in_force(db, local_day(NOW))[code].body


def last_logged(db):
    return next(audit.rows(db, Wanted()))


def test_every_procedure_comes_through_its_form_unchanged(clerk, app, db):
    for code in ("1.001193", "1.000894", "2.000635", "1.004222"):
        address = f"/can-bo/thu-tuc/{code}/sua"
        answer = save(clerk, typed(clerk, address), address)
        assert answer.status_code == 200 and "Bạn chưa thay đổi gì" in answer.text, code
    assert drafts.everything(db) == []


def test_a_fee_and_a_paper_are_kept_as_a_draft_that_citizens_do_not_see(clerk, client, db):
    data = typed(clerk, channels__1__fee_vnd="8.000 đồng", channels__1__fee_note="mỗi bản",
                 documents__99__name="Giấy ủy quyền", documents__99__originals="1")  # fmt: skip
    answer = save(clerk, data)
    assert answer.status_code == 303 and answer.location == f"{DRAFT}?xong=luu"
    draft = drafts.of(db, BIRTH)
    assert draft.body["channels"][0]["fee_vnd"] == 8000
    assert draft.body["documents"][-1]["name"] == "Giấy ủy quyền"
    assert draft.body["documents"][:-1] == body(db)["documents"]
    assert (draft.state, draft.who, draft.authors) == ("open", "mot-staff", ("mot-staff",))
    logged = last_logged(db)
    assert (logged["what"], logged["details"]) == ("draft_saved", f"{BIRTH} Đăng ký khai sinh")
    assert "Giấy ủy quyền" not in client.get(f"/thu-tuc/{BIRTH}").text
    page = clerk.get(DRAFT).text
    assert "8.000 đồng" in page and "Giấy ủy quyền" in page
    preview = clerk.get(f"{DRAFT}/xem").text
    assert "Giấy ủy quyền" in preview and "Bản xem trước" in preview
    assert "Giấy ủy quyền" not in client.get(f"/thu-tuc/{BIRTH}").text


@pytest.mark.parametrize(
    ("changed", "box", "told"),
    [
        ({"name": ""}, "name", "Không được để trống"),
        ({"field": ""}, "field", "Không được để trống"),
        ({"source_url": "javascript:alert(1)"}, "source_url", "không phải địa chỉ web"),
        ({"portal_url": "https://evil.example/nop"}, "portal_url", "không thuộc các trang"),
        ({"channels__1__fee_vnd": "tám nghìn"}, "channels.1.fee_vnd", "không phải số nguyên"),
        ({"channels__1__duration": "3", "channels__1__duration_unit": ""},
         "channels.1.duration_unit", "phải ghi đơn vị"),
        ({"documents__1__name": "\x00"}, "documents.1.name", "ký tự"),
        ({"as_of": "hôm qua"}, "as_of", "không phải ngày"),
        ({"sector": "navy"}, "sector", "không phải một trong"),
    ],
)  # fmt: skip
def test_a_fault_stands_beside_its_box_and_on_top_and_nothing_is_lost(
    clerk, db, changed, box, told
):
    data = typed(clerk, summary="Câu tôi vừa gõ", **changed)
    answer = save(clerk, data)
    assert answer.status_code == 400
    page = answer.text
    top = page.index('role="alert"')
    assert f'<a href="#{box}">' in page[top:] and told in page[top:]
    beside = page.index(f'id="{box}-fault"')
    assert told in page[beside : beside + 400]
    kept = with_values(sent(page, MARK))
    assert kept["summary"] == ["Câu tôi vừa gõ"]
    same = data.keys() - {"ban", "sector" if box == "sector" else ""}
    if box != "documents.1.name":  # a sign that no page can hold
        assert {name: kept[name] for name in same} == {name: data[name] for name in same}
    assert drafts.of(db, BIRTH) is None


def test_rows_are_added_moved_and_taken_away_without_a_script(clerk):
    names = [v for n, v in sent(clerk.get(FORM).text, MARK) if n.startswith("documents.")
             and n.endswith(".name")]  # fmt: skip
    data = typed(clerk, name="Tên đang gõ dở")

    def names_after(act, data):
        page = clerk.post(FORM, data={**data, "lam": act})
        assert page.status_code == 200
        found = with_values(sent(page.text, MARK))
        assert found["name"] == ["Tên đang gõ dở"]
        rows = [v[0] for n, v in found.items() if n.startswith("documents.") and ".name" in n]
        return rows, found

    added, data = names_after("add.documents", data)
    assert added == [*names, ""]
    moved, data = names_after("up.documents.2", data)
    assert moved == [names[1], names[0], *names[2:], ""]
    back, data = names_after("down.documents.1", data)
    assert back == [*names, ""]
    gone, _ = names_after("remove.documents.1", data)
    assert gone == [*names[1:], ""]
    unknown, _ = names_after("remove.documents.999999", data)
    assert unknown == [*names, ""]


def test_moved_rows_keep_their_order(clerk, db):
    data = typed(clerk)
    first, second = (data[f"documents.{n}.name"] for n in (1, 2))
    page = clerk.post(FORM, data={**data, "lam": "down.documents.1"})
    assert save(clerk, with_values(sent(page.text, MARK))).status_code == 303
    documents = drafts.of(db, BIRTH).body["documents"]
    assert [documents[0]["name"], documents[1]["name"]] == [second[0], first[0]]
    assert "Đổi thứ tự" in clerk.get(DRAFT).text


def test_a_new_procedure_begins_as_a_draft(clerk, client, db):
    data = typed(clerk, NEW, code="1.777777.000.00.00.H23", name="Thủ tục mới", field="ho-tich")
    answer = save(clerk, data, NEW)
    assert answer.location == "/can-bo/thu-tuc/1.777777/nhap?xong=luu"
    assert drafts.of(db, "1.777777").base is None
    assert client.get("/thu-tuc/1.777777").status_code == 404
    assert "Thủ tục mới" in clerk.get("/can-bo/thu-tuc/1.777777/nhap/xem").text
    again = save(clerk, data, NEW)
    assert again.status_code == 400 and "Đã có thủ tục hoặc bản nháp mang mã này" in again.text
    taken = save(clerk, {**data, "code": BIRTH}, NEW)
    assert taken.status_code == 400 and "Đã có thủ tục hoặc bản nháp mang mã này" in taken.text
    bad = save(clerk, {**data, "code": "1.00119"}, NEW)
    assert bad.status_code == 400 and "không phải mã thủ tục" in bad.text


def upload(name, content):
    return io.BytesIO(content), name


def test_a_form_file_is_kept_while_the_form_is_filled_in(clerk, client, db):
    data = typed(clerk, forms__1__name="Tờ khai", forms__1__id="", forms__1__sha256="",
                 forms__1__file="", name="")  # fmt: skip
    data["forms.1.upload"] = upload("Tờ khai số 1.pdf", b"%PDF-1.4 to khai")
    refused = clerk.post(FORM, data={**data, "lam": "luu"})
    assert refused.status_code == 400 and "Đang có tệp: 1001193-to-khai-so-1.pdf" in refused.text
    again = with_values(sent(refused.text, MARK), name="Đăng ký khai sinh")
    assert save(clerk, again).status_code == 303
    (form,) = drafts.of(db, BIRTH).body["forms"]
    assert form["id"] == "1001193-1" and form["file"] == "1001193-to-khai-so-1.pdf"
    assert versions.form_file(db, form["sha256"]) == b"%PDF-1.4 to khai"
    assert client.get("/bieu-mau/1001193-1").status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [("a.exe", b"MZ", "Chỉ nhận tệp"), ("../a.pdf", b"<html>", "không đúng với đuôi")],
)  # fmt: skip
def test_a_file_that_is_no_form_is_refused_in_words(clerk, db, name, content, told):
    data = typed(clerk, forms__1__name="Tờ khai", forms__1__id="", forms__1__sha256="",
                 forms__1__file="")  # fmt: skip
    answer = clerk.post(FORM, data={**data, "lam": "luu", "forms.1.upload": upload(name, content)})
    assert answer.status_code == 400 and told in answer.text
    assert drafts.of(db, BIRTH) is None


def test_the_second_of_two_clerks_is_told_and_overwrites_nothing(clerk, app, db):
    other = signed_in(app, "staff", "chi-binh")
    mine = typed(clerk, agency="Ủy ban nhân dân xã A", result="Kết quả của tôi")
    theirs = typed(other, agency="Ủy ban nhân dân xã B", conditions="Điều kiện của chị Bình")
    assert save(other, theirs).status_code == 303
    answer = save(clerk, mine)
    assert answer.status_code == 409
    assert "chi-binh đã lưu bản nháp này lúc 10/03/2026 10:00:00" in answer.text
    for words in ("Ủy ban nhân dân xã B", "Ủy ban nhân dân xã A", "Điều kiện của chị Bình"):
        assert words in answer.text
    assert drafts.of(db, BIRTH).body["agency"] == "Ủy ban nhân dân xã B"
    shown = with_values(sent(answer.text, MARK))
    assert shown["agency"] == ["Ủy ban nhân dân xã A"]

    joined = clerk.post(FORM, data={**shown, "lam": "ghep"})
    assert "Cả hai cùng sửa: Cơ quan thực hiện" in joined.text
    assert drafts.of(db, BIRTH).revision == 1
    assert save(clerk, with_values(sent(joined.text, MARK))).status_code == 303
    draft = drafts.of(db, BIRTH)
    assert draft.body["agency"] == "Ủy ban nhân dân xã A"
    assert draft.body["conditions"] == "Điều kiện của chị Bình"
    assert draft.body["result"] == "Kết quả của tôi"
    assert draft.authors == ("chi-binh", "mot-staff")


def test_a_form_that_is_older_than_what_is_published_is_told(clerk, app, db):
    data = typed(clerk, result="Kết quả của tôi")
    publish(db, BIRTH, agency="Ủy ban nhân dân xã B")
    answer = save(clerk, data)
    assert answer.status_code == 409 and "an đã công khai thủ tục này lúc" in answer.text
    assert save(clerk, with_values(sent(answer.text, MARK))).status_code == 303
    assert drafts.of(db, BIRTH).body["result"] == "Kết quả của tôi"


def test_a_leader_reads_and_does_not_write(app):
    leader = signed_in(app, "leader")
    assert leader.get(FORM).status_code == 403
    assert leader.post(FORM, data={"lam": "luu"}).status_code == 403
    assert leader.get(NEW).status_code == 403
    assert 'href="/can-bo/thu-tuc/moi"' not in leader.get("/can-bo/thu-tuc").text


def test_a_retired_procedure_is_restored_before_it_is_edited(clerk, db):
    publish(db, BIRTH, status="repealed", effective_from="2026-03-10")
    answer = clerk.get(FORM)
    assert answer.status_code == 409 and "Khôi phục" in answer.text


def test_unknown_procedures_have_no_form(clerk):
    assert clerk.get("/can-bo/thu-tuc/9.999999/sua").status_code == 404
    assert clerk.get("/can-bo/thu-tuc/9.999999/nhap").status_code == 404
    assert clerk.get(DRAFT).status_code == 404


@pytest.mark.parametrize("token", ["", "x", "1.2", "9.9.9", "0.0.99999999999999999999", "-1.0.0"])
def test_a_token_that_we_did_not_make_saves_nothing(clerk, db, token):
    data = typed(clerk, result="Kết quả của tôi")
    answer = save(clerk, {**data, "ban": token})
    assert answer.status_code == 409
    assert clerk.post(FORM, data={**data, "tu": token, "lam": "ghep"}).status_code == 200
    assert drafts.of(db, BIRTH) is None


def test_a_form_holds_what_a_catalog_file_may_hold(clerk, db):
    """What came in by a file goes through the form, whatever its rows are like."""
    everything = versions.in_force(db, local_day(NOW))
    longest = max(everything.values(), key=lambda v: len(json.dumps(v.body)))
    address = f"/can-bo/thu-tuc/{longest.code}/sua"
    assert "Bạn chưa thay đổi gì" in save(clerk, typed(clerk, address), address).text


@pytest.mark.parametrize("column", ["source_url", "portal_url"])
def test_only_web_addresses_become_links(clerk, db, column):
    for given in ADDRESSES:
        answer = save(clerk, typed(clerk, **{column: given}))
        assert answer.status_code == 400, given
        assert f'id="{column}-fault"' in answer.text, given
    assert drafts.of(db, BIRTH) is None


def test_there_are_sixty_different_payloads():
    assert len(set(PAYLOADS)) == len(PAYLOADS) == 60
