"""When a server was there to count, and the gaps that follow."""

from datetime import UTC, date, datetime

import pytest

from kiosk.events import runs
from kiosk.events.runs import Gap

MARCH = (date(2026, 3, 1), date(2026, 3, 31))
APRIL = date(2026, 4, 1)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def ran(db, started, seen, failed=0):
    """A server counted from *started* to *seen*, both UTC."""
    runs.beat(db, runs.start(db, at(started)), at(seen), failed)


def test_before_anything_ran_nothing_was_counted(empty_db):
    assert runs.gaps(empty_db, *MARCH, APRIL) == [
        Gap(date(2026, 3, 1), date(2026, 3, 31), "before_start")
    ]


def test_a_server_that_always_ran_leaves_no_gap(empty_db):
    ran(empty_db, "2026-02-20T01:00", "2026-04-02T01:00")
    assert runs.gaps(empty_db, *MARCH, APRIL) == []


def test_a_run_without_a_heartbeat_was_there_on_the_day_it_began(empty_db):
    runs.start(empty_db, at("2026-03-31T03:00"))
    assert runs.gaps(empty_db, *MARCH, APRIL) == [
        Gap(date(2026, 3, 1), date(2026, 3, 30), "before_start")
    ]


def test_every_kind_of_gap_in_order_of_days(empty_db):
    ran(empty_db, "2026-03-03T01:00", "2026-03-05T01:00", failed=2)
    ran(empty_db, "2026-03-08T01:00", "2026-03-09T01:00")
    ran(empty_db, "2026-03-11T01:00", "2026-03-20T03:00")
    assert runs.gaps(empty_db, *MARCH, date(2026, 3, 20)) == [
        Gap(date(2026, 3, 1), date(2026, 3, 2), "before_start"),
        Gap(date(2026, 3, 3), date(2026, 3, 5), "failed", 2),
        Gap(date(2026, 3, 6), date(2026, 3, 7), "not_running"),
        Gap(date(2026, 3, 10), date(2026, 3, 10), "not_running"),
        Gap(date(2026, 3, 21), date(2026, 3, 31), "not_yet"),
    ]


@pytest.mark.parametrize(
    ("started", "seen", "first_missing", "last_missing"),
    [
        pytest.param("2026-03-01T16:59", "2026-03-31T10:00", None, None, id="whole"),
        pytest.param("2026-02-28T16:59", "2026-03-30T16:59", 31, 31, id="ended before midnight"),
        pytest.param("2026-02-28T16:59", "2026-03-30T17:00", None, None, id="ended at midnight"),
    ],
)
def test_days_of_a_run_are_days_in_viet_nam(empty_db, started, seen, first_missing, last_missing):
    ran(empty_db, started, seen)
    expected = (
        [Gap(date(2026, 3, first_missing), date(2026, 3, last_missing), "not_running")]
        if first_missing
        else []
    )
    assert runs.gaps(empty_db, *MARCH, APRIL) == expected


def test_a_restart_within_a_day_is_no_gap(empty_db):
    ran(empty_db, "2026-02-28T18:00", "2026-03-15T01:00")
    ran(empty_db, "2026-03-15T09:00", "2026-04-01T01:00")
    assert runs.gaps(empty_db, *MARCH, APRIL) == []


def test_the_day_on_which_counting_began_is_counted(empty_db):
    ran(empty_db, "2026-03-09T17:00", "2026-04-01T01:00")
    assert runs.gaps(empty_db, *MARCH, APRIL) == [
        Gap(date(2026, 3, 1), date(2026, 3, 9), "before_start")
    ]


def test_counts_that_could_not_be_stored_show_in_each_period_of_their_run(empty_db):
    ran(empty_db, "2026-02-20T01:00", "2026-03-05T01:00", failed=7)
    february = (date(2026, 2, 20), date(2026, 2, 28))
    assert runs.gaps(empty_db, *february, APRIL) == [
        Gap(date(2026, 2, 20), date(2026, 2, 28), "failed", 7)
    ]
    assert runs.gaps(empty_db, date(2026, 3, 1), date(2026, 3, 5), APRIL) == [
        Gap(date(2026, 3, 1), date(2026, 3, 5), "failed", 7)
    ]
    assert runs.gaps(empty_db, date(2026, 3, 6), date(2026, 3, 6), APRIL) == [
        Gap(date(2026, 3, 6), date(2026, 3, 6), "not_running")
    ]


def test_a_heartbeat_moves_the_end_of_its_own_run_only(empty_db):
    first = runs.start(empty_db, at("2026-03-01T01:00"))
    second = runs.start(empty_db, at("2026-03-02T01:00"))
    runs.beat(empty_db, second, at("2026-03-04T01:00"), 3)
    assert list(empty_db.query("select id, seen_at, failed from run order by id")) == [
        {"id": first, "seen_at": "2026-03-01T01:00:00Z", "failed": 0},
        {"id": second, "seen_at": "2026-03-04T01:00:00Z", "failed": 3},
    ]
