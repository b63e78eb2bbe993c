"""When a server was there to count, and the gaps that follow."""

from datetime import UTC, date, datetime, timedelta

import pytest

from kiosk.events import runs
from kiosk.events.runs import Gap

MARCH = (date(2026, 3, 1), date(2026, 3, 31))


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


APRIL = at("2026-04-01T09:00")


def march(day):
    return date(2026, 3, day)


def ran(db, started, seen):
    """A server counted from *started* to *seen*, both UTC, a beat a minute."""
    db.execute(
        "insert into run (unit_id, started_at, seen_at) values (:unit, :started, :seen)",
        {"started": f"{started}:00Z", "seen": f"{seen}:00Z"},
    )


def stretches(db):
    return [tuple(row.values()) for row in db.query("select started_at, seen_at, failed from run")]


# The heartbeat ------------------------------------------------------------------------------


def test_beats_a_minute_apart_are_one_run(empty_db):
    run = None
    for minute in range(4):
        run = runs.beat(empty_db, run, at("2026-03-01T01:00") + timedelta(minutes=minute), 0)
    assert stretches(empty_db) == [("2026-03-01T01:00:00Z", "2026-03-01T01:03:00Z", 0)]


@pytest.mark.parametrize(
    "later",
    [
        pytest.param("2026-03-01T06:00", id="the computer slept"),
        pytest.param("2026-03-01T00:10", id="the clock was set back"),
    ],
)
def test_a_break_begins_a_new_run(empty_db, later):
    run = runs.beat(empty_db, None, at("2026-03-01T01:00"), 0)
    runs.beat(empty_db, run, at(later), 0)
    assert [started for started, _, _ in stretches(empty_db)] == [
        "2026-03-01T01:00:00Z",
        f"{later}:00Z",
    ]


def test_lost_counts_stand_in_the_minute_in_which_they_were_lost(empty_db):
    run = None
    for minute, failed in enumerate([0, 0, 5, 5, 7]):
        now = at("2026-03-01T01:00") + timedelta(minutes=minute)
        run = runs.beat(empty_db, run, now, failed)
    assert stretches(empty_db) == [
        ("2026-03-01T01:00:00Z", "2026-03-01T01:01:00Z", 0),
        ("2026-03-01T01:01:00Z", "2026-03-01T01:02:00Z", 5),
        ("2026-03-01T01:02:00Z", "2026-03-01T01:03:00Z", 0),
        ("2026-03-01T01:03:00Z", "2026-03-01T01:04:00Z", 2),
    ]


def test_counts_lost_before_the_disk_came_back_are_not_forgotten(empty_db):
    run = runs.beat(empty_db, None, at("2026-03-01T01:00"), 0)
    runs.beat(empty_db, run, at("2026-03-02T01:00"), 36)
    lost = [gap for gap in runs.gaps(empty_db, *MARCH, APRIL) if gap.reason == "failed"]
    assert lost == [Gap(march(2), march(2), "failed", 36)]


# The gaps -----------------------------------------------------------------------------------


def test_before_anything_ran_nothing_was_counted(empty_db):
    assert runs.gaps(empty_db, *MARCH, APRIL) == [Gap(march(1), march(31), "before_start")]


def test_a_server_that_always_ran_leaves_no_gap(empty_db):
    ran(empty_db, "2026-02-20T01:00", "2026-04-02T01:00")
    assert runs.gaps(empty_db, *MARCH, APRIL) == []


def test_every_kind_of_gap_in_order_of_days(empty_db):
    ran(empty_db, "2026-03-02T17:00", "2026-03-05T17:00")
    ran(empty_db, "2026-03-08T01:00", "2026-03-09T01:00")
    ran(empty_db, "2026-03-10T17:00", "2026-03-20T03:00")
    assert runs.gaps(empty_db, *MARCH, at("2026-03-20T03:00")) == [
        Gap(march(1), march(2), "before_start"),
        Gap(march(6), march(7), "not_running"),
        Gap(march(8), march(9), "partly", minutes=8 * 60 + 16 * 60),
        Gap(march(10), march(10), "not_running"),
        Gap(march(21), march(31), "not_yet"),
    ]


def test_a_restart_is_no_gap_but_an_afternoon_is(empty_db):
    ran(empty_db, "2026-02-28T17:00", "2026-03-15T01:00")
    ran(empty_db, "2026-03-15T01:09", "2026-03-20T05:00")
    ran(empty_db, "2026-03-20T09:30", "2026-04-01T01:00")
    assert runs.gaps(empty_db, *MARCH, APRIL) == [Gap(march(20), march(20), "partly", minutes=270)]


def test_two_servers_at_once_are_not_counted_twice(empty_db):
    ran(empty_db, "2026-02-28T17:00", "2026-03-31T05:00")
    ran(empty_db, "2026-03-31T01:00", "2026-03-31T06:00")
    assert runs.gaps(empty_db, *MARCH, APRIL) == [
        Gap(march(31), march(31), "partly", minutes=11 * 60)
    ]


def test_days_are_days_in_viet_nam(empty_db):
    ran(empty_db, "2026-02-28T17:00", "2026-03-30T17:00")
    # Midnight of the 31st in Viet Nam is five in the afternoon of the 30th in UTC.
    assert runs.gaps(empty_db, march(1), march(30), APRIL) == []
    assert runs.gaps(empty_db, march(31), march(31), APRIL) == [
        Gap(march(31), march(31), "not_running")
    ]


def test_today_is_not_missing_what_is_still_to_come(empty_db):
    ran(empty_db, "2026-02-28T17:00", "2026-03-10T02:59")
    assert runs.gaps(empty_db, march(1), march(10), at("2026-03-10T03:00")) == []
