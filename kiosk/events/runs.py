"""
When a server was there to count: from this come the gaps that every export states.

A *run* is one stretch of time without a break. A server writes a beat a minute; when beats were
missed (a PC slept, the disk was full, the clock was set back) the next one begins a new run.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from kiosk import clock
from kiosk.store import Database
from kiosk.store.database import first

MISSED = timedelta(minutes=3)  # longer than this between two beats: nobody was counting
TOLERATED = timedelta(minutes=10)  # of a day: a restart is not worth a line in a report


@dataclass(frozen=True)
class Run:
    """The run that a server is in. *failed*: counts it could not store until its last beat."""

    id: int
    seen_at: datetime
    failed: int
    has_lost: bool


def beat(db: Database, run: Run | None, now: datetime, failed: int) -> Run:
    """
    Note that the server counts at *now*, and has failed to store *failed* counts since it began;
    the run that goes on. Counts lost since the last beat become a run of their own, so that they
    show on their day only.
    """
    lost = failed - (run.failed if run else 0)
    if run is None or not timedelta() <= now - run.seen_at <= MISSED:
        return Run(_start(db, now, now, lost), now, failed, lost > 0)
    if lost or run.has_lost:
        return Run(_start(db, run.seen_at, now, lost), now, failed, lost > 0)
    db.execute(
        "update run set seen_at = :now where unit_id = :unit and id = :run",
        {"run": run.id, "now": clock.stamp(now)},
    )
    return replace(run, seen_at=now)


def _start(db: Database, started_at: datetime, seen_at: datetime, failed: int) -> int:
    (row,) = db.query(
        """
        insert into run (unit_id, started_at, seen_at, failed)
        values (:unit, :started_at, :seen_at, :failed)
        returning id
        """,
        {
            "started_at": clock.stamp(started_at),
            "seen_at": clock.stamp(seen_at),
            "failed": failed,
        },
    )
    return row["id"]


@dataclass(frozen=True)
class Gap:
    """
    Days of a period, both included, for which the counts are not whole. *reason*: `before_start`,
    `not_running` (all day), `partly` (for *minutes* in all), `failed` (*lost* counts could not be
    stored) or `not_yet`.
    """

    first: date
    last: date
    reason: str
    lost: int = 0
    minutes: int = 0


def gaps(db: Database, first_day: date, last_day: date, now: datetime) -> list[Gap]:
    """Where the counts of the period, both days included, are not whole; in order of days."""
    began = _began(db)
    stretches = _merged(
        (_moment(r["started_at"]), _moment(r["seen_at"])) for r in _runs(db, first_day, last_day)
    )
    found: list[Gap] = []
    for day in _days(first_day, last_day):
        gap = _gap_of(day, began, stretches, now)
        if gap is not None:
            found = _joined(found, gap)
    lost = _lost(db, first_day, last_day)
    return sorted([*found, *lost], key=lambda gap: gap.first)


def _gap_of(
    day: date,
    began: datetime | None,
    stretches: list[tuple[datetime, datetime]],
    now: datetime,
) -> Gap | None:
    """What is missing of one local day; None when nothing worth telling is."""
    start = clock.day_begins(day).astimezone(UTC)
    end = start + timedelta(days=1)
    if start > now:
        return Gap(day, day, "not_yet")
    if began is None or end <= began:
        return Gap(day, day, "before_start")
    start, end = max(start, began), min(end, now)
    seen = _covered(stretches, start, end)
    missing = end - start - seen
    if missing <= TOLERATED:
        return None
    if not seen:
        return Gap(day, day, "not_running")
    return Gap(day, day, "partly", minutes=round(missing.total_seconds() / 60))


def _merged(
    stretches: Iterable[tuple[datetime, datetime]],
) -> list[tuple[datetime, datetime]]:
    """*stretches*, which may overlap, in order and apart from each other."""
    merged: list[tuple[datetime, datetime]] = []
    for began, seen in sorted(stretches):
        if merged and began <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], seen))
        else:
            merged.append((began, seen))
    return merged


def _covered(
    stretches: list[tuple[datetime, datetime]], start: datetime, end: datetime
) -> timedelta:
    """How much of *start* to *end* the *stretches* cover; these as `_merged` gives them."""
    covered = timedelta()
    # A year can have thousands of runs: only those of the day are looked at.
    at = bisect_right(stretches, start, key=lambda one: one[1])
    for began, seen in islice(stretches, at, None):
        if began >= end:
            break
        covered += min(seen, end) - max(began, start)
    return covered


def _days(first_day: date, last_day: date) -> Iterator[date]:
    return (first_day + timedelta(days=n) for n in range((last_day - first_day).days + 1))


def _moment(at: str) -> datetime:
    return datetime.fromisoformat(at)


def _began(db: Database) -> datetime | None:
    """When a server first counted."""
    row = first(db.query("select min(started_at) as at from run where unit_id = :unit"))
    return _moment(row["at"]) if row and row["at"] else None


def last_seen(db: Database) -> datetime | None:
    """When a server last said that it counts; None: never."""
    row = first(db.query("select max(seen_at) as at from run where unit_id = :unit"))
    return _moment(row["at"]) if row and row["at"] else None


def _runs(db: Database, first_day: date, last_day: date) -> list[dict]:
    # A day more on each side, for days are local and times are UTC.
    return list(
        db.query(
            """
            select started_at, seen_at, failed
            from run
            where unit_id = :unit and seen_at >= :first and started_at <= :last
            order by id
            """,
            {
                "first": (first_day - timedelta(days=1)).isoformat(),
                "last": (last_day + timedelta(days=2)).isoformat(),
            },
        )
    )


def _joined(found: list[Gap], gap: Gap) -> list[Gap]:
    """*found* with one day more: neighbouring days with one reason are one gap."""
    if found:
        last = found[-1]
        if last.reason == gap.reason and last.last == gap.first - timedelta(days=1):
            return [*found[:-1], replace(last, last=gap.last, minutes=last.minutes + gap.minutes)]
    return [*found, gap]


def _lost(db: Database, first_day: date, last_day: date) -> Iterator[Gap]:
    """The days of the period on which counts could not be stored, and how many."""
    lost: dict[date, int] = {}
    for run in _runs(db, first_day, last_day):
        day = clock.local_day(_moment(run["seen_at"]))
        if run["failed"] and first_day <= day <= last_day:
            lost[day] = lost.get(day, 0) + run["failed"]
    return (Gap(day, day, "failed", n) for day, n in lost.items())
