"""Staff freeze the figures of a period in the browser; leaders look and take files along."""

import json

import freezes
import pytest
import reporting
from staff_browser import signed_in
from test_indicators_page import words

PAGE = "/bao-cao/chot?ky=2026-03"


@pytest.fixture
def staff(app, db, clock):
    reporting.count_events(db)
    reporting.type_in(db)
    clock.moment = freezes.OVER
    return signed_in(app, "staff")


def freeze(client, seen=0, reason="", page=PAGE):
    return client.post(page, data={"so": seen, "ly_do": reason})


def test_what_will_be_frozen_is_shown_with_what_is_odd(staff):
    shown = words(staff.get(PAGE))
    assert "Sẽ chốt các số sau 51 Lượt quét QR" in shown
    assert "Hồ sơ nộp trực tuyến 1.041/1.049 · 99,2%" in shown
    assert "Số liệu không đầy đủ: 01/03/2026: chưa bắt đầu đếm" in shown
    assert "Kỳ chưa kết thúc" not in shown
    assert "không phải số hồ sơ đã nộp" in shown


def test_a_frozen_period_is_shown_proved_and_taken_along(staff, db, tmp_path):
    done = freeze(staff)
    assert done.status_code == 303
    shown = words(staff.get(done.location))
    assert "Đã chốt bản số 1. Mã băm:" in shown
    assert "Chốt lúc 10/04/2026 10:00:00, bởi Họ tên mot-staff" in shown
    assert "Đã tính lại: khớp" in shown
    assert "Không có: số liệu hiện nay vẫn đúng như bản đã chốt." in shown
    files = {form: staff.get(f"/bao-cao/chot/2026-03.{form}").data for form in ("csv", "pdf")}
    freezes.change_everything(db, tmp_path)
    for form, content in files.items():
        assert staff.get(f"/bao-cao/chot/2026-03.{form}").data == content
    shown = words(staff.get(PAGE))
    assert "Tổng cộng: Lượt quét QR 51 54" in shown
    assert "Hồ sơ tiếp nhận 1.049 7" in shown


def test_the_file_of_an_old_version_stays(staff, db, tmp_path):
    freeze(staff)
    freezes.change_everything(db, tmp_path)
    assert freeze(staff, seen=1).status_code == 400
    assert freeze(staff, seen=1, reason="Bổ sung.").status_code == 303
    scans = [
        json.loads(staff.get(f"/bao-cao/chot/2026-03.json?so={n}").data)["totals"]["scan"]
        for n in (1, 2)
    ]
    assert scans == [51, 54]
    for number in ("3", "0", "", "x", "1x", "-1"):
        assert staff.get(f"/bao-cao/chot/2026-03.json?so={number}").status_code == 404
    assert staff.get("/bao-cao/chot/2026-04.json").status_code == 404
    assert staff.get("/bao-cao/chot/xyz.json").status_code == 400


def test_a_file_has_a_name_that_says_what_it_is(staff):
    freeze(staff)
    answer = staff.get("/bao-cao/chot/2026-03.docx")
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="so-lieu-2026-03-chot-1.docx"'
    )


def test_a_period_that_is_not_over_asks_for_a_reason_and_keeps_it_when_it_fails(staff):
    page = "/bao-cao/chot?ky=2026-04"
    refused = freeze(staff, page=page)
    assert refused.status_code == 400
    assert "Muốn chốt sớm, hãy ghi lý do." in words(refused)
    assert freeze(staff, page=page, seen=4, reason="Nộp sớm").status_code == 400
    assert freeze(staff, page=page, reason="Nộp sớm").status_code == 303
    assert "Lý do: Nộp sớm" in words(staff.get(page))


def test_pressing_twice_makes_one_version(staff):
    assert freeze(staff).status_code == 303
    again = freeze(staff)
    assert again.status_code == 400
    assert "có người vừa chốt bản số 1" in words(again)


def test_what_was_changed_past_us_is_told_and_not_given(staff, db):
    freeze(staff)
    db.execute("drop trigger frozen_period_is_never_changed")
    db.execute("update frozen_period set body = replace(body, '1047', '1048')")
    assert "KHÔNG khớp" in words(staff.get(PAGE))
    refused = staff.get("/bao-cao/chot/2026-03.csv")
    assert refused.status_code == 409
    assert "không khớp mã băm" in words(refused)


def test_leaders_look_and_do_not_freeze(app, staff):
    leader = signed_in(app, "leader")
    assert "Chốt số liệu kỳ</button>" not in leader.get(PAGE).text
    assert freeze(leader).status_code == 403
    freeze(staff)
    assert leader.get("/bao-cao/chot/2026-03.csv").status_code == 200
