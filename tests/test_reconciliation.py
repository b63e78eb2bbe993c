"""Tallies that are not what the rows say are found, whichever they are."""

from datetime import date, timedelta

import pytest
from conftest import NOW

from kiosk.events import log, reconciliation
from kiosk.events.reconciliation import Difference

TODAY = date(2026, 3, 11)


@pytest.fixture
def counted(empty_db):
    """Yesterday, the tenth of March, at ten: two scans; the day before: a view, and a bot."""
    given = [("a", "scan", "person", 0), ("b", "scan", "person", 0)]
    given += [("c", "view", "person", 1), ("d", "view", "bot", 1)]
    for uid, kind, cls, days in given:
        at = NOW - timedelta(days=days)
        log.add_all(empty_db, [log.Event(uid, kind, "1.001193", "b", cls, at)])
    return empty_db


def test_tallies_that_are_the_rows_differ_in_nothing(counted):
    assert reconciliation.of_last_days(counted, TODAY, 30) == []


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            "update tally set n = 7 where kind = 'scan'",
            Difference("tally", "2026-03-10", "1.001193 scan b person", 7, 2),
        ),
        (
            "delete from tally where kind = 'scan'",
            Difference("tally", "2026-03-10", "1.001193 scan b person", 0, 2),
        ),
        (
            "update day_tally set scan = 3 where day = '2026-03-10'",
            Difference("day_tally", "2026-03-10", "1.001193 scan", 3, 2),
        ),
        (
            "update day_tally set excluded = 0",
            Difference("day_tally", "2026-03-09", "1.001193 excluded", 0, 1),
        ),
        (
            "update hour_tally set n = 1 where kind = 'scan'",
            Difference("hour_tally", "2026-03-10", "10 scan b person", 1, 2),
        ),
        (
            "delete from event where uid = 'c'",
            Difference("tally", "2026-03-09", "1.001193 view b person", 1, 0),
        ),
    ],
)
def test_a_tally_that_is_not_what_the_rows_say_is_found(counted, statement, expected):
    counted.execute(statement)
    assert expected in reconciliation.of_last_days(counted, TODAY, 2)
    assert str(expected).startswith(f"{expected.day}: {expected.table} has {expected.tallied} of")


def test_only_the_days_asked_for_are_compared(counted):
    counted.execute("update day_tally set excluded = 5 where day = '2026-03-09'")
    assert reconciliation.of_last_days(counted, TODAY, 1) == []
    assert len(reconciliation.of_last_days(counted, TODAY, 2)) == 1


def test_events_of_before_the_tallies_are_tallied_by_the_upgrade(tmp_path):
    from kiosk import store

    path = tmp_path / "kiosk.db"
    db = store.create(path)
    for n, cls in enumerate(["person", "person", "bot"]):
        log.add_all(db, [log.Event(f"u{n}", "scan", "1.001193", "d", cls, NOW)])
    db.utils.conn.executescript(
        """
        drop table day_tally;
        drop table hour_tally;
        delete from _sqlite_migrations where name = 'm008_tallies_of_reports';
        pragma user_version = 7;
        """
    )
    db.close()
    upgraded = store.create(path)
    assert reconciliation.of_last_days(upgraded, TODAY, 2) == []
    assert [row["scan"] for row in upgraded.query("select scan from day_tally")] == [2]
    assert [row["hour"] for row in upgraded.query("select distinct hour from hour_tally")] == [10]
    upgraded.close()
