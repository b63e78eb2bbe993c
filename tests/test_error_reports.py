"""Reports of wrong content: a choice, counted once a browser, procedure and reason; no words."""

import re
from datetime import date

import pytest
from catalog_files import edit, shipped
from conftest import PHONE, load_catalog, phone
from test_pages import headings, page

from kiosk.events import error_reports
from kiosk.events.error_reports import REASONS, ErrorReport

FORM = "/bao-sai/1.001193"


def kept(db):
    rows = db.query("select day, code, reason, n from error_report order by day, code, reason")
    return [tuple(row.values()) for row in rows]


def send(browser, reason="fees", path=FORM, **headers):
    return browser.post(path, data={"reason": reason}, headers=headers)


# The pages ----------------------------------------------------------------------------------


def test_the_form_names_the_procedure_and_asks_for_nothing_but_a_choice(client):
    html = page(client, FORM)
    assert headings(html) == ["Báo thông tin chưa đúng"]
    assert "Đăng ký khai sinh" in html
    form = re.search(r'<form method="post".*?</form>', html, re.S)[0]
    assert 'action="/bao-sai/1.001193"' in form
    assert set(re.findall(r'<(?:input [^>]*type="(\w+)"|textarea|select)', form)) == {"radio"}
    assert re.findall(r'value="(\w+)"', form) == list(REASONS)
    assert "không hỏi và không lưu tên, số điện thoại hay số giấy tờ" in form
    assert page(client, "/en/bao-sai/1.001193").count('action="/en/bao-sai/1.001193"') == 1


def test_a_report_is_answered_with_thanks_and_what_to_do_meanwhile(client):
    answer = send(client)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{FORM}/cam-on")
    html = page(client, f"{FORM}/cam-on")
    assert headings(html) == ["Cảm ơn bạn. Chúng tôi sẽ kiểm tra."]
    assert "hãy hỏi cán bộ tại quầy trước khi nộp hồ sơ" in html
    assert 'href="/thu-tuc/1.001193"' in html
    assert "tel:" not in html
    assert send(client, path="/en" + FORM).headers["Location"] == f"/en{FORM}/cam-on"


def test_the_phone_is_told_when_it_is_known(client, db, tmp_path):
    folder = shipped(tmp_path / "catalog")
    unit = (folder / "unit.toml").read_text(encoding="utf-8")
    unit = re.sub(r"^phone = .*$", 'phone = "02033 123 456"', unit, flags=re.M)
    (folder / "unit.toml").write_text(unit, encoding="utf-8")
    load_catalog(db, folder)
    assert 'href="tel:02033123456">Gọi 02033 123 456</a>' in page(client, f"{FORM}/cam-on")


@pytest.mark.parametrize("data", [{}, {"reason": ""}, {"reason": "rude"}, {"other": "fees"}])
def test_without_a_reason_of_the_list_the_form_asks_again(client, db, data):
    answer = client.post(FORM, data=data)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert 'role="alert">Hãy chọn một mục rồi bấm Gửi.' in html
    assert 'value="fees"' in html
    assert kept(db) == []


@pytest.mark.parametrize("end", ["", "/cam-on"])
def test_another_form_of_the_code_leads_to_the_one_address(client, end):
    answer = client.get(f"/bao-sai/1001193{end}")
    assert (answer.status_code, answer.headers["Location"]) == (301, FORM + end)


def test_an_unknown_code_is_told_as_elsewhere(client, db):
    assert "Không có thủ tục mã" in page(client, "/bao-sai/9.999999", status=404)
    assert page(client, "/bao-sai/9.999999/cam-on", status=404)
    assert send(client, path="/bao-sai/9.999999").status_code == 404
    assert kept(db) == []


def test_a_retired_code_is_told_as_elsewhere(client, db, tmp_path):
    folder = shipped(tmp_path / "catalog")
    edit(folder / "procedures.csv", 0, status="repealed")
    load_catalog(db, folder)
    assert "Mã này thuộc bản niêm yết cũ" in page(client, FORM)
    assert "Mã này thuộc bản niêm yết cũ" in send(client).get_data(as_text=True)
    assert kept(db) == []


# What is counted ----------------------------------------------------------------------------


def test_a_report_is_a_tally_of_its_own_and_no_event(client, db):
    send(client)
    assert kept(db) == [("2026-03-10", "1.001193", "fees", 1)]
    assert list(db.query("select 1 from event")) == []
    assert list(db.query("select 1 from tally")) == []


def test_a_report_is_of_the_local_day(client, db, clock):
    clock.advance(14.5 * 3600)  # half past midnight in Viet Nam
    send(client, path="/bao-sai/1001193")
    assert kept(db) == [("2026-03-11", "1.001193", "fees", 1)]


def test_the_same_report_of_one_browser_counts_once_in_thirty_minutes(client, db, clock):
    for seconds in (0, 5, 1790):
        clock.advance(seconds)
        send(client)
    assert kept(db) == [("2026-03-10", "1.001193", "fees", 1)]
    clock.advance(10)
    send(client)
    assert kept(db) == [("2026-03-10", "1.001193", "fees", 2)]


def test_another_reason_and_another_procedure_count_apart(client, db, clock):
    for reason, path in (("fees", FORM), ("other", FORM), ("fees", "/bao-sai/1.000894")):
        send(client, reason, path)
        clock.advance(5)
    assert [row[1:] for row in kept(db)] == [
        ("1.000894", "fees", 1),
        ("1.001193", "fees", 1),
        ("1.001193", "other", 1),
    ]


def test_a_report_leaves_the_count_of_scans_alone_and_they_leave_it(client, db, clock):
    client.get("/q/1001193")
    clock.advance(5)
    send(client)
    clock.advance(5)
    client.get("/q/1001193")
    assert [row["class"] for row in db.query("select class from event order by id")] == [
        "person",
        "repeat",
    ]
    assert len(kept(db)) == 1


def test_a_double_tap_without_cookies_counts_once_and_two_citizens_count_two(app, db, clock):
    for _ in range(2):
        send(phone(app))
    clock.advance(5)
    send(phone(app))
    assert kept(db) == [("2026-03-10", "1.001193", "fees", 2)]


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Origin": "http://evil.example"}, id="origin"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, id="another site"),
        pytest.param({"User-Agent": "curl/8.5.0"}, id="program"),
        pytest.param({"User-Agent": ""}, id="no agent"),
    ],
)
def test_what_no_citizen_sends_is_thanked_but_not_counted(app, db, headers):
    answer = phone(app).post(FORM, data={"reason": "fees"}, headers=headers)
    assert (answer.status_code, answer.headers.getlist("Set-Cookie")) == (303, [])
    assert kept(db) == []


def test_a_staff_device_is_not_counted(client, db):
    client.set_cookie("staff_device", "1")
    assert send(client).status_code == 303
    assert kept(db) == []


def test_nothing_that_tells_who_it_was_is_stored(app, db):
    send(phone(app, PHONE, "203.0.113.77"))
    db.utils.execute("pragma wal_checkpoint(truncate)")
    stored = "\n".join(db.utils.conn.iterdump())
    assert "203.0.113" not in stored
    assert "Android" not in stored


def test_a_report_that_cannot_be_stored_is_still_thanked_and_may_be_sent_again(app, client, db):
    db.execute("create trigger no before insert on error_report begin select raise(abort, ''); end")
    answer = send(client)
    assert (answer.status_code, answer.headers.getlist("Set-Cookie")) == (303, [])
    assert app.extensions["kiosk"].writer.failed == 0  # a gap in reports is one of events
    db.execute("drop trigger no")
    send(client)
    assert kept(db) == [("2026-03-10", "1.001193", "fees", 1)]


def test_every_reason_fits_the_table_and_has_its_words(client, db):
    for reason in REASONS:
        assert send(client, reason).status_code == 303
    assert len(kept(db)) == len(REASONS) == 7


def test_totals_are_of_the_days_asked_for_most_frequent_first(empty_db):
    for day, reason, n in ((9, "fees", 5), (10, "fees", 1), (11, "time", 2), (13, "time", 5)):
        for _ in range(n):
            ErrorReport(date(2026, 3, day), "1.001193", reason).add_to(empty_db)
    found = list(error_reports.totals(empty_db, date(2026, 3, 10), date(2026, 3, 12)))
    assert found == [
        {"code": "1.001193", "reason": "time", "n": 2},
        {"code": "1.001193", "reason": "fees", "n": 1},
    ]
