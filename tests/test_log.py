"""Events are only added, each once, and tallied in the same transaction."""

import sqlite3
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from conftest import NOW
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from kiosk import store
from kiosk.events import log, reconciliation, tallies
from kiosk.events.kinds import EXCLUDED, KINDS, NUMBERS
from kiosk.events.log import Event

TABLES = ["event", "tally", "day_tally", "hour_tally"]
ALWAYS = (date(2000, 1, 1), date(2099, 12, 31))


def event(uid="u1", kind="scan", target="1.001193", place="b", cls="person", at=NOW):
    return Event(uid, kind, target, place, cls, at)


def add(db, new):
    """Store one event; was it new?"""
    return log.add_all(db, [new]) == 1


def rows(db, table):
    return list(db.query(f"select * from {table}"))


def test_an_event_is_stored_as_it_was(empty_db):
    assert add(empty_db, event()) is True
    assert rows(empty_db, "event") == [
        {
            "id": 1,
            "unit_id": 1,
            "uid": "u1",
            "kind": "scan",
            "target": "1.001193",
            "place": "b",
            "class": "person",
            "day": "2026-03-10",
            "at": "2026-03-10T03:00:00Z",
        }
    ]


def test_events_that_are_alike_are_tallied_together(empty_db):
    for uid in ("u1", "u2", "u3"):
        add(empty_db, event(uid))
    add(empty_db, event("u4", place="d"))
    assert [(row["place"], row["n"]) for row in rows(empty_db, "tally")] == [("b", 3), ("d", 1)]


def test_one_uid_counts_once(empty_db):
    assert add(empty_db, event()) is True
    assert add(empty_db, event()) is False
    assert add(empty_db, event(kind="submit", target="1.000894")) is False
    assert [row["kind"] for row in rows(empty_db, "event")] == ["scan"]
    assert [row["n"] for row in rows(empty_db, "tally")] == [1]


@pytest.mark.parametrize("table", TABLES)
def test_an_event_and_its_tally_are_stored_together_or_not_at_all(empty_db, table):
    empty_db.execute(
        f"""
        create trigger broken before insert on {table}
        begin select raise(abort, 'no more'); end
        """
    )
    with pytest.raises(sqlite3.IntegrityError, match="no more"):
        add(empty_db, event())
    assert [rows(empty_db, name) for name in TABLES] == [[], [], [], []]
    empty_db.execute("drop trigger broken")
    assert add(empty_db, event()) is True


def test_an_event_is_on_disk_before_add_comes_back(empty_db, tmp_path):
    add(empty_db, event())
    other = store.open_database(tmp_path / "empty.db")
    assert len(rows(other, "event")) == len(rows(other, "tally")) == 1
    other.close()


@pytest.mark.parametrize(
    ("at", "day"),
    [
        pytest.param("2026-03-09T16:59:59", "2026-03-09", id="the last second of a day"),
        pytest.param("2026-03-09T17:00:00", "2026-03-10", id="midnight in Viet Nam"),
        pytest.param("2026-03-10T00:00:00", "2026-03-10", id="midnight in UTC"),
        pytest.param("2026-02-28T17:00:00", "2026-03-01", id="the end of a month"),
        pytest.param("2024-02-28T17:00:00", "2024-02-29", id="a leap day"),
        pytest.param("2025-12-31T17:00:00", "2026-01-01", id="the end of a year"),
    ],
)
def test_an_event_belongs_to_its_day_in_viet_nam(empty_db, at, day):
    add(empty_db, event(at=datetime.fromisoformat(at).replace(tzinfo=UTC)))
    assert [row["day"] for row in rows(empty_db, "event")] == [day]
    assert [row["day"] for row in rows(empty_db, "tally")] == [day]


def test_every_kind_and_class_can_be_stored(empty_db):
    for kind in KINDS:
        for cls in ("person", *EXCLUDED):
            assert add(empty_db, event(f"{kind} {cls}", kind, cls=cls))
    assert len(rows(empty_db, "tally")) == 6 * 7


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "visit"},
        {"kind": ""},
        {"cls": "human"},
        {"cls": ""},
        {"place": "x"},
        {"place": "B"},
        {"target": None},
        {"uid": None},
    ],
)
def test_the_schema_refuses_nonsense(empty_db, wrong):
    with pytest.raises(sqlite3.IntegrityError):
        add(empty_db, event(**wrong))
    assert rows(empty_db, "event") == rows(empty_db, "tally") == []


def test_the_tally_is_never_zero_and_never_of_another_type(empty_db):
    add(empty_db, event())
    for n in ("0", "-1", "'many'"):
        with pytest.raises(sqlite3.IntegrityError):
            empty_db.execute(f"update tally set n = {n}")


# Counts out of the tallies ------------------------------------------------------------------


NOUGHT = dict.fromkeys(NUMBERS, 0)


def test_numbers_are_of_the_days_from_first_to_last(empty_db):
    for n in range(-2, 3):
        add(empty_db, event(f"u{n}", at=NOW + timedelta(days=n)))
    days = (date(2026, 3, 9), date(2026, 3, 11))
    assert list(tallies.by_target(empty_db, *days)) == [{"target": "1.001193", **NOUGHT, "scan": 3}]
    assert list(tallies.by_day(empty_db, *days, ["1.001193"])) == [
        {"day": f"2026-03-{day}", **NOUGHT, "scan": 1} for day in ("09", "10", "11")
    ]
    assert list(tallies.lookups_by_hour(empty_db, *days)) == [
        {"day": f"2026-03-{day}", "hour": 10, "n": 1} for day in ("09", "10", "11")
    ]
    assert list(tallies.by_place(empty_db, *days)) == [{"place": "b", "n": 3}]


def test_days_are_those_of_the_targets_asked_for(empty_db):
    add(empty_db, event("u1"))
    add(empty_db, event("u2", target="f07"))
    assert list(tallies.by_day(empty_db, *ALWAYS, ["f07"])) == [
        {"day": "2026-03-10", **NOUGHT, "scan": 1}
    ]
    assert list(tallies.by_day(empty_db, *ALWAYS, [])) == []


def test_persons_stand_apart_from_what_is_left_out(empty_db):
    for n, cls in enumerate(["person", *EXCLUDED]):
        add(empty_db, event(f"u{n}", cls=cls))
    assert list(tallies.by_target(empty_db, *ALWAYS)) == [
        {"target": "1.001193", **NOUGHT, "scan": 1, "excluded": 6}
    ]
    assert {row["class"]: row["n"] for row in tallies.left_out(empty_db, *ALWAYS)} == (
        dict.fromkeys(EXCLUDED, 1)
    )
    assert [row["n"] for row in tallies.lookups_by_hour(empty_db, *ALWAYS)] == [1]
    assert [row["n"] for row in tallies.by_place(empty_db, *ALWAYS)] == [1]


def test_the_hour_is_that_of_viet_nam(empty_db):
    at = datetime.fromisoformat
    for uid, moment in enumerate(["2026-03-09T16:59:59+00:00", "2026-03-09T17:00:00+00:00"]):
        add(empty_db, event(f"u{uid}", at=at(moment)))
    found = [(row["day"], row["hour"]) for row in tallies.lookups_by_hour(empty_db, *ALWAYS)]
    assert found == [("2026-03-09", 23), ("2026-03-10", 0)]


EVENTS = st.builds(
    Event,
    uid=st.integers(0, 12).map(str),
    kind=st.sampled_from(KINDS),
    target=st.sampled_from(["1.001193", "f07", "unknown"]),
    place=st.sampled_from(["", "b", "d"]),
    cls=st.sampled_from(["person", "bot", "repeat"]),
    at=st.datetimes(datetime(2026, 3, 9), datetime(2026, 3, 11), timezones=st.just(UTC)),
)


class Counting(RuleBasedStateMachine):
    """Whatever is added in whatever order, a dictionary of events tells the same numbers."""

    def __init__(self):
        super().__init__()
        self.folder = TemporaryDirectory()
        self.db = store.create(Path(self.folder.name) / "kiosk.db")
        self.model = {}

    def teardown(self):
        self.db.close()
        self.folder.cleanup()

    @rule(new=EVENTS)
    def add(self, new):
        assert add(self.db, new) is (new.uid not in self.model)
        self.model.setdefault(new.uid, new)

    @rule(table=st.sampled_from(TABLES))
    def fail(self, table):
        self.db.execute(
            f"create trigger broken before insert on {table} begin select raise(abort, ''); end"
        )
        with pytest.raises(sqlite3.IntegrityError):
            add(self.db, event(uid="new"))
        self.db.execute("drop trigger broken")

    @invariant()
    def tallies_are_the_events(self):
        counted = Counter(
            (
                (e.at + timedelta(hours=7)).date().isoformat(),
                e.target,
                e.kind if e.cls == "person" else "excluded",
            )
            for e in self.model.values()
        )
        targets = {e.target for e in self.model.values()}
        shown = {
            (row["day"], target, number): row[number]
            for target in targets
            for row in tallies.by_day(self.db, *ALWAYS, [target])
            for number in NUMBERS
            if row[number]
        }
        assert shown == counted
        assert reconciliation.differences(self.db, *ALWAYS) == []


TestCounting = Counting.TestCase
TestCounting.settings = hypothesis_settings(
    max_examples=25, stateful_step_count=25, deadline=None, derandomize=True
)
