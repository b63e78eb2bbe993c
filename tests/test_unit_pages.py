"""The unit, its guides and desks, changed by forms."""

import html
import re

import pytest
from boards import shown
from conftest import NOW
from staff_browser import signed_in

from kiosk.accounts import audit
from kiosk.accounts.audit import Wanted
from kiosk.boards import build, hangings, revisions
from kiosk.boards.layout import Series
from kiosk.catalog import versions

UNIT, GUIDE, DESKS = "/can-bo/don-vi", "/can-bo/huong-dan/nop-truc-tiep", "/can-bo/quay-linh-vuc"


@pytest.fixture
def clerk(app):
    return signed_in(app, "staff")


def filled(client, at, **changed):
    """What the form at *at* would send, with some values changed."""
    page = client.get(at).text
    action = at.partition("?")[0]
    page = page[page.index(f'<form method="post" action="{action}">') :].partition("</form>")[0]
    sent = {
        name: html.unescape(value)
        for name, value in re.findall(r'<input[^>]*\bname="([^"]+)"[^>]*\bvalue="([^"]*)"', page)
    }
    for name, value in re.findall(
        r'<textarea[^>]*\bname="([^"]+)"[^>]*>\n(.*?)</textarea>', page, re.S
    ):
        sent[name] = html.unescape(value)
    for name, options in re.findall(
        r'<select[^>]*\bname="([^"]+)"[^>]*>(.*?)</select>', page, re.S
    ):
        sent[name] = re.search(r'value="([^"]*)" selected', options)[1]
    return {**sent, **changed}


def published(app):
    running = app.extensions["kiosk"]
    return running.shelf.current(running.pool)


def test_a_change_of_the_unit_is_looked_at_and_then_published(app, clerk, client):
    given = filled(clerk, UNIT, phone="0220 3123 456", **{"report.place": "Quang Nghiệp"})
    page = clerk.post(UNIT, data=given)
    assert page.status_code == 200
    assert "0220 3123 456" in page.text and "Nơi lập báo cáo" in page.text
    assert page.text.count('<tr><th scope="row">') == 2
    assert published(app).unit.phone == ""
    done = clerk.post(UNIT, data={**given, "viec": "cong-bo"}, follow_redirects=True)
    assert "Đã công khai" in done.text
    assert published(app).unit.phone == "0220 3123 456"
    assert published(app).unit.report["place"] == "Quang Nghiệp"
    assert "0220 3123 456" in client.get("/").text
    (row,) = audit.rows(app.extensions["kiosk"].pool.db(), Wanted(words="đơn vị"))
    assert row["what"] == "unit_changed" and row["details"] == "Điện thoại; Nơi lập báo cáo"


def test_a_form_sent_back_unchanged_publishes_nothing(app, clerk):
    before = published(app).version
    for address in (UNIT, GUIDE, DESKS):
        answer = clerk.post(address, data={**filled(clerk, address), "viec": "cong-bo"})
        assert "Bạn chưa thay đổi gì" in answer.text, address
    assert published(app).version == before


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name": " "}, "Không được để trống"),
        ({"level": "province"}, "Phải là một trong"),
        ({"portal.hosts": "https://dichvucong.gov.vn/x"}, "tên miền"),
        ({"portal.search_template": "http://evil.example/{code}"}, "Không dùng được"),
        ({"phone": "\x00"}, "ký tự"),
    ],
)
def test_a_fault_is_told_and_nothing_is_lost_or_changed(app, clerk, changed, told):
    given = filled(clerk, UNIT, address="Thôn Đông <b>&", **changed)
    for what in ("xem", "cong-bo"):
        answer = clerk.post(UNIT, data={**given, "viec": what})
        assert answer.status_code == 400
        assert told in answer.text
        assert "Thôn Đông &lt;b&gt;&amp;" in answer.text
    assert published(app).unit.address == ""


def test_the_second_of_two_clerks_is_told_and_overwrites_nothing(app, clerk):
    other = signed_in(app, "staff", "nguoi-khac")
    mine, theirs = filled(clerk, UNIT, phone="111"), filled(other, UNIT, phone="222")
    assert clerk.post(UNIT, data={**mine, "viec": "cong-bo"}).status_code == 303
    answer = other.post(UNIT, data={**theirs, "viec": "cong-bo"})
    assert answer.status_code == 409
    assert "người khác đã công khai" in answer.text and "222" in answer.text
    assert published(app).unit.phone == "111"


def test_a_second_click_is_not_told_that_somebody_else_was_faster(app, clerk):
    given = {**filled(clerk, UNIT, phone="111"), "viec": "cong-bo"}
    before = published(app).version
    answers = [clerk.post(UNIT, data=given) for _ in range(2)]
    assert [(one.status_code, one.location) for one in answers] == [(303, f"{UNIT}?da_luu=1")] * 2
    assert published(app).version == before + 1


def test_going_back_from_the_look_keeps_what_was_typed(clerk):
    given = filled(clerk, UNIT, address="Số 1, đường Làng")
    assert 'value="Số 1, đường Làng"' in clerk.post(UNIT, data={**given, "viec": "sua"}).text


@pytest.mark.parametrize("view", ["trang-dau", "phan-anh", "thu-tuc"])
def test_a_preview_is_a_page_of_citizens_that_says_so(app, clerk, client, view):
    given = filled(clerk, UNIT, phone="0909 000 111", **{"petition.phone": "0909 000 111"})
    page = clerk.post(f"{UNIT}/xem", data={**given, "trang": view}).text
    assert "Bản xem trước" in page and "0909 000 111" in page
    assert "0909 000 111" not in client.get("/").text
    assert "Bản xem trước" not in client.get("/").text


def test_sheets_that_would_be_outdated_are_told_first(app, clerk):
    running = app.extensions["kiosk"]
    db = running.pool.db()
    planned = build.plan(shown(db, running.base_url), [Series("field", "8", "b")], {})
    sheets = {name: tuple(one.sheet for one in found) for name, found in planned.items()}
    with db.transaction():
        revisions.record(db, sheets, running.base_url, "lan", NOW)
        hangings.mark_hung(
            db, [s for found in sheets.values() for s in found], NOW.date(), "lan", NOW
        )
    renamed = clerk.post(
        UNIT, data=filled(clerk, UNIT, name="Ủy ban nhân dân xã Quang Nghiệp")
    ).text
    n = len(hangings.sheets(db))
    assert n > 10
    assert f"{n} tờ đang treo phải in lại" in renamed and "vẫn quét được như cũ" in renamed
    signed = clerk.post(UNIT, data=filled(clerk, UNIT, **{"report.signatory": "Nguyễn Văn A"})).text
    assert "Không tờ nào đang treo phải in lại" in signed


def test_a_preview_of_a_fault_says_what_to_do(clerk):
    answer = clerk.post(f"{UNIT}/xem", data=filled(clerk, UNIT, name=""))
    assert answer.status_code == 400 and "Chưa xem trước được" in answer.text


def test_a_guide_is_changed_with_its_lines_side_by_side(app, clerk, client):
    given = filled(clerk, GUIDE)
    given["body"] = given["body"].replace("Quét mã QR hoặc hỏi", "Quét mã hoặc hỏi")
    page = clerk.post(GUIDE, data=given).text
    assert page.count('<tr><th scope="row">') == 1
    assert "Quét mã hoặc hỏi" in page and "Quét mã QR hoặc hỏi" in page
    assert "Đánh dấu từng loại giấy tờ" not in re.search("<tbody>.*</tbody>", page, re.S)[0]
    preview = clerk.post(f"{GUIDE}/xem", data=given).text
    assert "Quét mã hoặc hỏi" in preview and "Bản xem trước" in preview
    assert clerk.post(GUIDE, data={**given, "viec": "cong-bo"}).status_code == 303
    assert "Quét mã hoặc hỏi" in client.get("/huong-dan/nop-truc-tiep").text


def test_a_paragraph_as_a_title_gives_an_address_that_a_file_can_have(clerk):
    begun = clerk.post("/can-bo/huong-dan", data={"title": "Khi đi làm thủ tục " * 30})
    assert begun.status_code == 303
    slug = begun.location.partition("?")[0].rpartition("/")[2]
    assert slug.startswith("khi-di-lam-thu-tuc-khi") and len(slug) <= 80


def test_a_long_guide_that_is_all_new_is_compared_at_once(clerk):
    """`difflib.ndiff` takes minutes for it: it compares each old line with each new one."""
    address = "/can-bo/huong-dan/dai"
    body = "\n".join(["# Dài", *(f"Bài này có dòng {n}." for n in range(2500))])
    given = filled(clerk, f"{address}?ten=Dài", body=body)
    assert clerk.post(address, data={**given, "viec": "cong-bo"}).status_code == 303
    new = filled(clerk, address)
    new["body"] = new["body"].replace("này", "kia")
    assert "Bài kia có dòng 2499." in clerk.post(address, data=new).text


def test_a_guide_without_a_title_is_refused_and_kept(clerk):
    answer = clerk.post(GUIDE, data=filled(clerk, GUIDE, body="Không có tên"))
    assert answer.status_code == 400
    assert "Bài hướng dẫn phải bắt đầu" in answer.text and "Không có tên" in answer.text


def test_a_guide_is_added_and_taken_away(app, clerk, client):
    begun = clerk.post("/can-bo/huong-dan", data={"title": "Gửi xe ở đâu"}, follow_redirects=True)
    assert "# Gửi xe ở đâu" in begun.text
    address = "/can-bo/huong-dan/gui-xe-o-dau"
    given = filled(clerk, f"{address}?ten=Gửi+xe+ở+đâu", body="# Gửi xe ở đâu\n\nSân sau.")
    assert clerk.post(address, data={**given, "viec": "cong-bo"}).status_code == 303
    assert "Sân sau." in client.get("/huong-dan/gui-xe-o-dau").text
    again = clerk.post("/can-bo/huong-dan", data={"title": "gửi xe ở đâu?"})
    assert again.status_code == 400 and "Đã có bài" in again.text
    gone = {"ban": filled(clerk, address)["ban"], "bo": "1"}
    assert "Sân sau." in clerk.post(address, data=gone).text
    assert clerk.post(address, data={**gone, "viec": "cong-bo"}).status_code == 303
    assert client.get("/huong-dan/gui-xe-o-dau").status_code == 404


def test_a_guide_behind_a_printed_code_stays(app, clerk):
    address = "/can-bo/huong-dan/phan-anh-kien-nghi"
    given = filled(clerk, address)
    assert "bo" not in given
    gone = {"ban": given["ban"], "bo": "1", "viec": "cong-bo"}
    assert clerk.post(address, data=gone).status_code == 400
    assert "phan-anh-kien-nghi" in published(app).guides


def test_desks_are_set_for_fields_and_shown_to_citizens(app, clerk, client):
    given = filled(clerk, DESKS, **{"quay.ho-tich": "Quầy  2"})
    page = clerk.post(DESKS, data=given).text
    assert "Hộ tịch" in page and "Quầy 2" in page
    assert "Quầy 2" in clerk.post(f"{DESKS}/xem", data=given).text
    assert clerk.post(DESKS, data={**given, "viec": "cong-bo"}).status_code == 303
    assert published(app).field_of["ho-tich"].desk == "Quầy 2"
    assert "Quầy 2" in client.get("/thu-tuc/1.001193").text


def test_a_form_cannot_name_what_is_not_its_own(app, clerk):
    given = filled(clerk, DESKS, **{"quay.khong-co": "x", "name": "y", "quay.ho-tich": "z"})
    clerk.post(DESKS, data={**given, "viec": "cong-bo"})
    fields = versions.parts(app.extensions["kiosk"].pool.db())["fields"]
    assert [row["desk"] for row in fields if row["desk"]] == ["z"]


def test_a_leader_changes_nothing(app):
    leader = signed_in(app, "leader")
    for address in (UNIT, GUIDE, DESKS, "/can-bo/huong-dan"):
        assert leader.get(address).status_code == 403
        assert leader.post(address, data={"viec": "cong-bo"}).status_code == 403
