"""What citizens searched for in vain and reported as wrong, until staff have handled it."""

import csv
import io
import re

import pytest
from conftest import NOW
from staff_browser import signed_in

from kiosk.accounts import audit
from kiosk.accounts.audit import Wanted
from kiosk.care import heard
from kiosk.clock import local_day
from kiosk.events.error_reports import ErrorReport
from kiosk.events.misses import Miss

DAY = local_day(NOW)
SEARCHES, REPORTS = "/can-bo/ra-soat/tim-khong-thay", "/can-bo/ra-soat/bao-sai"
BIRTH = "1.001193"


@pytest.fixture
def db(app):
    return app.extensions["kiosk"].pool.db()


@pytest.fixture
def clerk(app):
    return signed_in(app, "staff")


def search(db, words, n):
    with db.transaction():
        Miss(DAY, words, n).add_to(db)


def report(db, code=BIRTH, reason="fees"):
    with db.transaction():
        ErrorReport(DAY, code, reason).add_to(db)


def waiting(page):
    """How often each listed thing was heard since it was handled."""
    found = re.findall(r'card__head"><span class="tasks__n">([0-9]+)</span>([^<]+)', page)
    return {name: int(n) for n, name in found}


def table(answer):
    return list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))


def test_searches_are_listed_until_they_are_handled(clerk, db):
    search(db, "giay phep xay dung", 7)
    search(db, "doi ten duong", 3)
    page = clerk.get(SEARCHES).text
    assert list(waiting(page).items()) == [("giay phep xay dung", 7), ("doi ten duong", 3)]
    done = clerk.post(SEARCHES, data={"xong": "giay phep xay dung"}, follow_redirects=True).text
    assert "Đã ghi là đã xử lý: giay phep xay dung" in done
    assert waiting(done) == {"doi ten duong": 3}
    search(db, "giay phep xay dung", 2)  # somebody searches again
    again = clerk.get(SEARCHES).text
    assert waiting(again) == {"doi ten duong": 3, "giay phep xay dung": 2}
    assert "Đã xử lý trước đó: mot-staff" in again


def test_a_report_names_procedure_and_reason_and_leads_to_the_form(clerk, db):
    report(db)
    report(db)
    page = clerk.get(REPORTS).text
    assert waiting(page) == {"Phí, lệ phí": 2}
    assert "Đăng ký khai sinh (1.001193)" in page
    assert f'href="/can-bo/thu-tuc/{BIRTH}/sua"' in page
    assert 'tasks__n">1</span>mục bị người dân báo sai' in clerk.get("/can-bo").text
    done = clerk.post(REPORTS, data={"xong": f"{BIRTH} fees"}, follow_redirects=True).text
    assert waiting(done) == {}
    assert "mục bị người dân báo sai" not in clerk.get("/can-bo").text
    assert next(audit.rows(db, Wanted()))["details"] == "1.001193: Phí, lệ phí"


def test_what_was_handled_by_mistake_is_taken_back(clerk, db):
    search(db, "doi ten duong", 3)
    for n in (2, 1):
        clerk.post(SEARCHES, data={"xong": "doi ten duong"})
        search(db, "doi ten duong", n)
    clerk.post(SEARCHES, data={"xong": "doi ten duong"})
    seen = []
    for _ in range(4):
        (one,) = heard.everything(db, "search")
        seen.append((one.n, bool(one.handled_at)))
        answer = clerk.post(SEARCHES, data={"hoan_tac": "doi ten duong"}, follow_redirects=True)
        assert "Đã hoàn tác" in answer.text
    assert seen == [(0, True), (1, True), (3, True), (6, False)]


def test_a_retired_or_unknown_code_is_listed_too(clerk, db):
    report(db, code="9.999999", reason="other")
    page = clerk.get(REPORTS).text
    assert "9.999999" in page and "/9.999999/sua" not in page


def test_both_are_taken_along_as_tables_that_run_nothing(clerk, db):
    search(db, "giay phep xay dung", 7)
    db.execute("update missed_search set words = '=1+1' where unit_id = :unit")
    report(db)
    assert table(clerk.get(f"{SEARCHES}.csv"))[1] == ["'=1+1", "7", "7", "10/03/2026", ""]
    heading, row = table(clerk.get(f"{REPORTS}.csv"))
    assert heading[:4] == ["Mã TTHC", "Tên TTHC", "Mục bị báo sai", "Số lần chờ xử lý"]
    assert row[:4] == [f"'{BIRTH}", "Đăng ký khai sinh", "Phí, lệ phí", "1"]


@pytest.mark.parametrize("address", [SEARCHES, REPORTS])
def test_what_is_not_there_cannot_be_handled(clerk, address):
    for given in ({}, {"xong": "khong co"}, {"hoan_tac": "khong co"}):
        answer = clerk.post(address, data=given)
        assert answer.status_code == 400 and "Không tìm thấy dòng này" in answer.text


@pytest.mark.parametrize("address", [SEARCHES, REPORTS])
def test_a_leader_reads_and_handles_nothing(app, db, address):
    search(db, "doi ten duong", 3)
    report(db)
    leader = signed_in(app, "leader")
    page = leader.get(address)
    assert page.status_code == 200 and 'name="xong"' not in page.text
    assert leader.post(address, data={"xong": "doi ten duong"}).status_code == 403
    assert leader.get(f"{address}.csv").status_code == 200


def test_hostile_words_are_shown_as_text(clerk, db):
    db.execute(
        "insert into missed_search (unit_id, day, words, n) values (:unit, :day, :words, 3)",
        {"day": "2026-03-10", "words": "<script>x</script>"},
    )
    page = clerk.get(SEARCHES).text
    assert "<script>x" not in page and "&lt;script&gt;x" in page
