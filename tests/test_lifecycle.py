"""The steps in the life of a procedure: what follows is shown, then it is done."""

import pytest
from conftest import NOW
from filled_forms import sent, with_values
from staff_browser import sign_in, signed_in
from test_procedure_form import body, last_logged
from test_procedure_pages import publish

from kiosk.catalog import undo, versions
from kiosk.clock import local_day

OLD, NEW = "1.000593", "1.001022"
AT = f"/can-bo/thu-tuc/{OLD}"


@pytest.fixture
def clerk(app):
    return signed_in(app, "staff")


def looked_at(client, slug, **given):
    """The page that shows what follows from a step."""
    return client.post(f"{AT}/viec/{slug}", data=given)


def do(client, slug, **given):
    """Take a step as a clerk does: look at what follows, then press the button."""
    page = looked_at(client, slug, **given)
    assert page.status_code == 200
    pressed = with_values(sent(page.text, f"{AT}/viec/{slug}"), lam="thuc-hien")
    return client.post(f"{AT}/viec/{slug}", data=pressed)


def test_a_procedure_is_replaced_after_its_consequence_was_shown(clerk, client, db):
    given = {"thay-bang": f"{NEW} Đăng ký nhận cha, mẹ, con", "so-qd": "7/QĐ-UBND"}
    page = looked_at(clerk, "thay-the", **given)
    assert "Mã này thuộc bản niêm yết cũ" in page.text and NEW in page.text
    assert "phải gỡ xuống" in page.text
    assert body(db, OLD)["status"] is None
    shown = clerk.get(f"{AT}/viec/thay-the/xem", query_string=given)
    assert "Xem thủ tục hiện hành" in shown.text and "Bản xem trước" in shown.text
    assert do(clerk, "thay-the", **given).location == f"{AT}?xong=thay-the"
    found = client.get(f"/q/{OLD}")
    assert found.status_code == 200 and f"/thu-tuc/{NEW}" in found.text
    version = versions.in_force(db, local_day(NOW))[OLD]
    assert (version.change, version.decision) == ("replaced", "7/QĐ-UBND")
    logged = last_logged(db)
    assert logged["what"] == "procedure_replace"
    assert logged["details"].endswith(f": 7/QĐ-UBND; thay bằng {NEW}")
    assert "Gỡ tờ mã QR cũ xuống" in clerk.get(f"{AT}?xong=thay-the").text


def test_a_procedure_is_repealed_from_a_day_on_and_restored(clerk, client, clock, db):
    page = looked_at(clerk, "bai-bo", khi="sau", **{"tu-ngay": "2026-04-01"})
    assert "Từ ngày 01/04/2026:" in page.text
    do(clerk, "bai-bo", khi="sau", **{"tu-ngay": "2026-04-01"})
    assert "Giấy tờ cần chuẩn bị" in client.get(f"/thu-tuc/{OLD}").text
    assert "Có thay đổi từ ngày 01/04/2026" in clerk.get(AT).text
    clock.advance(22 * 24 * 3600)
    assert "Đã bãi bỏ từ ngày 01/04/2026" in client.get(f"/thu-tuc/{OLD}").text
    sign_in(clerk, "mot-staff")  # the session ended meanwhile
    assert clerk.get(f"{AT}/viec/bai-bo").location == AT
    assert do(clerk, "khoi-phuc").status_code == 303
    assert "Giấy tờ cần chuẩn bị" in client.get(f"/thu-tuc/{OLD}").text
    assert last_logged(db)["what"] == "procedure_restore"


def test_a_plan_is_cancelled_and_what_holds_stays(clerk, client, clock, db):
    before = body(db, OLD)
    do(clerk, "bai-bo", khi="sau", **{"tu-ngay": "2026-04-01"})
    assert (
        "Thay đổi đang chờ từ ngày 01/04/2026 sẽ bị bỏ" in looked_at(clerk, "bo-thay-doi-cho").text
    )
    assert do(clerk, "bo-thay-doi-cho").status_code == 303
    clock.advance(60 * 24 * 3600)
    assert "Giấy tờ cần chuẩn bị" in client.get(f"/thu-tuc/{OLD}").text
    assert body(db, OLD) == before


def test_a_procedure_goes_off_the_board_and_back(clerk, app, db):
    assert do(clerk, "go-niem-yet").status_code == 303
    running = app.extensions["kiosk"]
    assert OLD not in {p.code for p in running.shelf.current(running.pool).posted}
    assert "Không niêm yết" in clerk.get(AT).text
    assert clerk.get(f"{AT}/viec/go-niem-yet").location == AT
    assert do(clerk, "niem-yet").status_code == 303
    assert OLD in {p.code for p in running.shelf.current(running.pool).posted}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"thay-bang": ""}, "Thủ tục &#34;replaced&#34; phải ghi mã thay thế"),
        ({"thay-bang": OLD}, "không thể thay thế chính nó"),
        ({"thay-bang": "9.999999"}, "Không có thủ tục mã"),
        ({"thay-bang": "<b>"}, "không phải mã thủ tục"),
        ({"thay-bang": NEW, "khi": "sau"}, "Chọn ngày áp dụng"),
    ],
)
def test_a_step_that_cannot_be_taken_is_told(clerk, db, given, told):
    answer = looked_at(clerk, "thay-the", **given)
    assert answer.status_code == 400 and told in answer.text
    assert body(db, OLD)["status"] is None


def test_nothing_is_replaced_in_a_circle_or_by_what_is_retired(clerk, db):
    publish(db, NEW, status="replaced", replaced_by=OLD, effective_from="2026-03-10")
    answer = looked_at(clerk, "thay-the", **{"thay-bang": NEW})
    assert answer.status_code == 400 and "lại được thay thế bằng chính thủ tục này" in answer.text
    publish(db, "1.000894", status="repealed", effective_from="2026-03-10")
    answer = looked_at(clerk, "thay-the", **{"thay-bang": "1.000894"})
    assert answer.status_code == 400 and "chọn thủ tục đang áp dụng" in answer.text


def test_a_step_is_not_taken_on_what_changed_meanwhile(clerk, db):
    page = looked_at(clerk, "bai-bo")
    publish(db, OLD, result="Kết quả mới")
    pressed = with_values(sent(page.text, f"{AT}/viec/bai-bo"), lam="thuc-hien")
    answer = clerk.post(f"{AT}/viec/bai-bo", data=pressed)
    assert answer.status_code == 409 and "Người khác vừa công khai" in answer.text
    assert body(db, OLD)["status"] is None


def test_a_step_does_not_drop_a_plan_that_came_meanwhile(clerk, db):
    page = looked_at(clerk, "bai-bo")
    publish(db, OLD, effective_from="2026-06-01", result="Kết quả mới")
    pressed = with_values(sent(page.text, f"{AT}/viec/bai-bo"), lam="thuc-hien")
    assert clerk.post(f"{AT}/viec/bai-bo", data=pressed).status_code == 409
    assert versions.upcoming(db, local_day(NOW))[OLD].body["result"] == "Kết quả mới"


def test_a_step_can_be_taken_back(clerk, client, db):
    before = body(db, OLD)
    do(clerk, "bai-bo")
    with db.transaction():
        undo.undo(db, versions.latest(db), NOW, "an", "Hoàn tác")
    assert body(db, OLD) == before
    history = clerk.get(f"{AT}/lich-su").text
    assert "Đã rút lại" in history


def test_a_repeal_cancels_what_waits_and_says_so(clerk, db):
    publish(db, OLD, effective_from="2026-06-01", result="Kết quả mới")
    page = looked_at(clerk, "bai-bo")
    assert "Thay đổi đang chờ từ ngày 01/06/2026 sẽ bị bỏ" in page.text
    do(clerk, "bai-bo")
    assert versions.upcoming(db, local_day(NOW)) == {}


def test_a_leader_sees_no_step(app):
    leader = signed_in(app, "leader")
    assert "Bãi bỏ" not in leader.get(AT).text
    assert leader.get(f"{AT}/viec/bai-bo").status_code == 403
    assert leader.post(f"{AT}/viec/bai-bo", data={"lam": "thuc-hien"}).status_code == 403


def test_steps_that_cannot_be_taken_lead_back_to_the_procedure(clerk):
    assert clerk.get(f"{AT}/viec/khoi-phuc").location == AT
    assert clerk.post(f"{AT}/viec/niem-yet", data={"lam": "thuc-hien"}).location == AT
    assert clerk.get(f"{AT}/viec/xoa").status_code == 404
    assert clerk.get("/can-bo/thu-tuc/9.999999/viec/bai-bo").status_code == 404
