"""When a server was there to count: from this come the gaps that every export states."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kiosk import clock
from kiosk.store import Database
from kiosk.store.database import first


def start(db: Database, now: datetime) -> int:
    """Note that a server began to count; the number of its run."""
    (row,) = db.query(
        """
        insert into run (unit_id, started_at, seen_at)
        values (:unit, :now, :now)
        returning id
        """,
        {"now": clock.stamp(now)},
    )
    return row["id"]


def beat(db: Database, run: int, now: datetime, failed: int) -> None:
    """Note that the server still counts, and how many counts it could not store so far."""
    db.execute(
        """
        update run
        set seen_at = :now, failed = :failed
        where unit_id = :unit and id = :run
        """,
        {"run": run, "now": clock.stamp(now), "failed": failed},
    )


@dataclass(frozen=True)
class Gap:
    """
    Days of a period, both included, for which the counts are not whole. *reason*: `before_start`,
    `not_running`, `failed` (some counts could not be stored: *lost*) or `not_yet`.
    """

    first: date
    last: date
    reason: str
    lost: int = 0


def gaps(db: Database, first_day: date, last_day: date, today: date) -> list[Gap]:
    """Where the counts of the period, both days included, are not whole; in order of days."""
    began = _began(db)
    seen = _days_seen(db, first_day, last_day)
    reasons: dict[date, str] = {}
    day = first_day
    while day <= last_day:
        if day > today:
            reasons[day] = "not_yet"
        elif began is None or day < began:
            reasons[day] = "before_start"
        elif day not in seen:
            reasons[day] = "not_running"
        day += timedelta(days=1)
    found = _joined(reasons) + _failures(db, first_day, last_day)
    return sorted(found, key=lambda gap: gap.first)


def _began(db: Database) -> date | None:
    """The day on which a server first counted."""
    row = first(db.query("select min(started_at) as at from run where unit_id = :unit"))
    return _day(row["at"]) if row and row["at"] else None


def _day(at: str) -> date:
    return clock.local_day(datetime.fromisoformat(at))


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


def _days_seen(db: Database, first_day: date, last_day: date) -> set[date]:
    """The days on which a server was counting for some time."""
    seen = set()
    for run in _runs(db, first_day, last_day):
        day = max(_day(run["started_at"]), first_day)
        while day <= min(_day(run["seen_at"]), last_day):
            seen.add(day)
            day += timedelta(days=1)
    return seen


def _joined(reasons: dict[date, str]) -> list[Gap]:
    """Neighbouring days with one reason as one gap."""
    found: list[Gap] = []
    for day, reason in reasons.items():
        if found and found[-1].reason == reason and found[-1].last == day - timedelta(days=1):
            found[-1] = Gap(found[-1].first, day, reason)
        else:
            found.append(Gap(day, day, reason))
    return found


def _failures(db: Database, first_day: date, last_day: date) -> list[Gap]:
    """Runs of the period in which counts could not be stored."""
    found = []
    for run in _runs(db, first_day, last_day):
        began, ended = _day(run["started_at"]), _day(run["seen_at"])
        if run["failed"] and began <= last_day and ended >= first_day:
            found.append(Gap(max(began, first_day), min(ended, last_day), "failed", run["failed"]))
    return found
