"""The buttons of the desk: one tap one person, a minute to take it back, nothing about anybody."""

import re
from datetime import date, timedelta

import pytest
import reporting
from conftest import NOW
from staff_browser import signed_in
from test_indicators_page import words

from kiosk.reports import desk_tally, narrative

DAY = date(2026, 3, 10)
KEY = "abcdefghijklmnop"
PAGE = "/can-bo/quay"


@pytest.fixture
def staff(app):
    return signed_in(app, "staff")


def keys(client):
    """The key of each button on a fresh page, by what it counts."""
    page = client.get(PAGE).text
    pairs = re.findall(
        r'name="khoa" value="([^"]+)">\s*<button class="tap"[^>]*value="(\w+)"', page
    )
    return {what: key for key, what in pairs}


def tap(client, what="account", key=None):
    return client.post(PAGE, data={"viec": what, "khoa": key or keys(client)[what]})


def today(db):
    return desk_tally.totals(db, DAY, DAY)


def test_a_tap_counts_one_and_the_page_says_so(staff, db):
    done = tap(staff)
    tap(staff, "online")
    assert today(db) == {"account": 1, "online": 1}
    shown = words(staff.get(done.location))
    assert "Đã ghi: Đã hướng dẫn tạo tài khoản." in shown
    assert "Đã hướng dẫn tạo tài khoản hôm nay: 1" in shown


def test_a_double_tap_counts_once(staff, db):
    key = keys(staff)["account"]
    assert [tap(staff, key=key).status_code for _ in range(2)] == [303, 303]
    assert today(db) == {"account": 1}


def test_a_tap_is_taken_back_within_a_minute_and_once(staff, db, clock):
    key = keys(staff)["account"]
    tap(staff)
    tap(staff, key=key)
    clock.advance(59)
    done = staff.post(PAGE, data={"khoa": key, "bo": "1"})
    assert "Đã bỏ lượt vừa bấm." in words(staff.get(done.location))
    late = staff.post(PAGE, data={"khoa": key, "bo": "1"})
    assert "Không bỏ được" in words(staff.get(late.location))
    assert tap(staff, key=key).status_code == 303  # a tap that comes again stays taken back
    assert today(db) == {"account": 1}


def test_after_a_minute_a_tap_stays(staff, db, clock):
    key = keys(staff)["online"]
    done = tap(staff, "online", key)
    clock.advance(61)
    assert "Bỏ lượt này" not in words(staff.get(done.location))
    staff.post(PAGE, data={"khoa": key, "bo": "1"})
    assert today(db) == {"online": 1}


def test_nobody_takes_back_the_tap_of_another(app, staff, db):
    tap(staff)
    other = signed_in(app, "staff", "nguoi-khac")
    for key in (keys(other)["account"], "", KEY):
        other.post(PAGE, data={"khoa": key, "bo": "1"})
    assert today(db) == {"account": 1}


@pytest.mark.parametrize(("what", "key"), [("nothing", KEY), ("account", "short"), ("", "")])
def test_what_no_button_sends_counts_nothing(staff, db, what, key):
    staff.post(PAGE, data={"viec": what, "khoa": key})
    assert today(db) == {}


def test_nothing_about_anybody_is_stored_and_keys_go_after_a_day(db):
    desk_tally.tap(db, KEY, "account", NOW)
    columns = {
        row["name"]
        for table in ("desk_tap", "desk_tally")
        for row in db.query("select name from pragma_table_info(:of)", {"of": table})
    }
    assert columns == {"unit_id", "tap_key", "what", "day", "at", "is_undone", "n"}
    desk_tally.tap(db, f"{KEY}2", "account", NOW + timedelta(hours=25))
    assert next(db.query("select count(*) as n from desk_tap")) == {"n": 1}
    assert desk_tally.totals(db, DAY, date(2026, 3, 11)) == {"account": 2}


def test_taps_are_of_one_unit(db):
    desk_tally.tap(db, KEY, "account", NOW)
    db.execute("insert into unit (id, created_at) values (2, '2026-03-10T03:00:00Z')")
    db.unit_id = 2
    assert (today(db), desk_tally.undo(db, KEY, NOW)) == ({}, False)


def test_leaders_do_not_tap(app):
    assert signed_in(app, "leader").get(PAGE).status_code == 403


def test_the_report_tells_taps_apart_and_adds_them_to_nothing(db):
    reporting.count_events(db)
    before = reporting.report(db)
    desk_tally.tap(db, KEY, "account", NOW)
    found = reporting.report(db)
    assert found.counts.totals == before.counts.totals
    assert narrative.dossiers(found)[-1] == (
        "Tại quầy, cán bộ hướng dẫn tạo tài khoản 01 lượt (do cán bộ bấm tại quầy, không cộng với "
        "số liệu khác)."
    )
    assert ("Đã hướng dẫn tạo tài khoản", 1) in found.definitions_table.rows
    assert narrative.dossiers(before) == narrative.dossiers(before)[:1]


def test_taps_are_proposed_beside_the_figure_of_the_period(staff, db):
    tap(staff)
    shown = words(staff.get("/bao-cao/chi-tieu?ky=2026-03"))
    assert "Do cán bộ bấm tại quầy trong kỳ: 1" in shown
    assert "Do cán bộ bấm" not in words(staff.get("/bao-cao/chi-tieu?ky=2026-02"))
