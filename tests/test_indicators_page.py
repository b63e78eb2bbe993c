"""Staff type in the dossier figures of a period, or paste them; leaders read them."""

import html
import re

import pytest
from staff_browser import browser, signed_in
from test_indicator_form import REFERENCE
from test_indicator_paste import NAMED

from kiosk.accounts import audit
from kiosk.reports import indicator_entries, periods
from kiosk.reports.indicators import Figure

PAGE = "/bao-cao/chi-tieu?ky=2023-H1"


@pytest.fixture
def staff(app):
    return signed_in(app, "staff")


def stored(db, name="2023-H1"):
    return indicator_entries.of_period(db, periods.period(name))


def words(response):
    """What the page says, without its marks."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def test_the_reference_figures_are_typed_in_and_shown_with_their_percentages(staff, db):
    saved = staff.post(PAGE, data=REFERENCE)
    assert saved.status_code == 303
    shown = words(staff.get(saved.location))
    assert "Đã lưu 9 số liệu." in shown
    assert "6 tháng đầu năm 2023 : từ ngày 01/01/2023 đến ngày 30/06/2023 (Theo lịch)" in shown
    assert "Hồ sơ nộp trực tuyến 1.041/1.049 99,2% 80% Đạt" in shown
    assert "không phải số hồ sơ đã nộp" in shown
    assert stored(db).figures["online"] == Figure(1041, 1049)
    (row,) = [row for row in audit.rows(db, audit.Wanted()) if row["what"] == "indicators_entered"]
    assert (row["who"], row["details"]) == (
        "mot-staff",
        "từ ngày 01/01/2023 đến ngày 30/06/2023: 9",
    )


def test_a_period_without_figures_says_so(staff):
    assert "Chưa có số liệu" in words(staff.get(PAGE))


def test_a_fault_keeps_what_was_typed_and_stores_nothing(staff, db):
    answer = staff.post(PAGE, data={**REFERENCE, "received": "1,049"})
    assert answer.status_code == 400
    assert 'Hồ sơ tiếp nhận: "1,049" không phải là số.' in words(answer)
    assert 'value="1,049"' in answer.text
    assert 'name="accounts" value="109"' in answer.text
    assert stored(db).figures == {}


def test_sums_that_disagree_are_a_warning_until_they_are_explained(staff):
    staff.post(PAGE, data={**REFERENCE, "in_progress": "1"})
    shown = words(staff.get(PAGE))
    assert "Hồ sơ đã giải quyết 1.047 + Hồ sơ đang giải quyết 01 khác Hồ sơ tiếp nhận" in shown
    assert "Hãy sửa số hoặc ghi giải trình" in shown
    staff.post(PAGE, data={**REFERENCE, "in_progress": "1", "note": "Rút 01 hồ sơ."})
    assert "Đã giải trình: Rút 01 hồ sơ." in words(staff.get(PAGE))


def test_a_pasted_table_fills_the_boxes_and_is_stored_only_when_it_is_saved(staff, db):
    staff.post(PAGE, data={"received": "1000"})
    read = staff.post(PAGE, data={"bang": NAMED})
    assert read.status_code == 200
    assert "Đã đọc bảng, chưa lưu." in words(read)
    assert "đang lưu: 1.000" in words(read)
    assert stored(db).figures == {"received": Figure(1000)}
    boxes = dict(re.findall(r'<input [^>]*name="(\w+)" value="([^"]*)"', read.text))
    staff.post(PAGE, data=boxes)
    assert stored(db).figures["online"] == Figure(1041, 1049)
    assert stored(db).figures["in_progress"] == Figure(2)


def test_a_table_of_nothing_is_told_and_what_is_stored_stays(staff, db):
    staff.post(PAGE, data={"received": "1000"})
    answer = staff.post(PAGE, data={"bang": "xin chào"})
    assert answer.status_code == 400
    assert "Không nhận ra số liệu nào." in words(answer)
    assert 'name="received" value="1.000"' in answer.text


def test_who_typed_what_is_kept(staff):
    staff.post(PAGE, data={"received": "1000", "target_online": "80%"})
    staff.post(PAGE, data={"received": ""})
    shown = words(staff.get(PAGE))
    history = shown[shown.index("Ai đã nhập gì") :]
    assert "10/03/2026 10:00:00 mot-staff Chỉ tiêu giao - Hồ sơ nộp trực tuyến: xóa số liệu" in (
        history
    )
    assert "mot-staff Hồ sơ tiếp nhận: 1.000" in history


def test_a_period_that_is_none_is_told(staff):
    answer = staff.get("/bao-cao/chi-tieu?ky=2023-H3")
    assert answer.status_code == 400
    assert "Không có kỳ này" in words(answer)


def test_without_a_period_it_is_the_month_that_ended(staff):
    assert "Tháng 2 năm 2026 : từ ngày 01/02/2026" in words(staff.get("/bao-cao/chi-tieu"))


def test_the_report_cut_off_is_a_period_of_its_own(staff, db):
    staff.post(f"{PAGE}&chot=1", data={"received": "5"})
    assert stored(db).figures == {}
    assert "từ ngày 15/12/2022 đến ngày 14/06/2023" in words(staff.get(f"{PAGE}&chot=1"))


def test_leaders_read_and_do_not_type(app, db):
    leader = signed_in(app, "leader")
    page = leader.get(PAGE)
    assert page.status_code == 200
    assert "Lưu số liệu" not in page.text
    assert leader.post(PAGE, data=REFERENCE).status_code == 403
    assert browser(app).get(PAGE).status_code == 303
    assert stored(db).figures == {}
