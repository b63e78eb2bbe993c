"""
How many people staff helped at the desk, tapped by them: a number a day, and nothing of anybody.

A tap is known for a day by a key of chance that its page holds, so that a second tap of the same
finger counts nothing and that only who tapped can take it back. Who that was is not stored.
"""

import re
from datetime import date, datetime, timedelta

from kiosk import clock
from kiosk.store import Database
from kiosk.store.database import first

# What was done for somebody: helped with an account, or with filing online.
WHATS = ("account", "online")
UNDO = timedelta(minutes=1)
_KEPT = timedelta(days=1)
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


def tap(db: Database, key: str, what: str, now: datetime) -> bool:
    """Count one *what* on the day of *now*; False when the tap *key* was counted before."""
    if what not in WHATS or not _KEY.fullmatch(key):
        return False
    row = {"key": key, "what": what, **_moment(now)}
    with db.transaction():
        db.execute(
            "delete from desk_tap where unit_id = :unit and at < :old",
            {"old": clock.stamp(now - _KEPT)},
        )
        is_new = db.execute(
            """
            insert into desk_tap (unit_id, tap_key, what, day, at)
            values (:unit, :key, :what, :day, :at)
            on conflict (unit_id, tap_key) do nothing
            """,
            row,
        )
        if is_new:
            db.execute(
                """
                insert into desk_tally (unit_id, day, what, n)
                values (:unit, :day, :what, 1)
                on conflict (unit_id, day, what) do update set n = desk_tally.n + 1
                """,
                row,
            )
    return bool(is_new)


def undo(db: Database, key: str, now: datetime) -> bool:
    """Take the tap *key* back, within a minute and once; False when that cannot be."""
    with db.transaction():
        found = last(db, key, now)
        if found is None:
            return False
        # Asked again with the change: of two who take it back at once, one does.
        if not db.execute(
            """
            update desk_tap set is_undone = 1
            where unit_id = :unit and tap_key = :key and is_undone = 0
            """,
            {"key": key},
        ):
            return False
        db.execute(
            """
            update desk_tally set n = n - 1
            where unit_id = :unit and day = :day and what = :what
            """,
            {"day": found["day"], "what": found["what"]},
        )
    return True


def last(db: Database, key: str, now: datetime) -> dict | None:
    """The tap *key*, {"what": "account", "day": "2026-03-10"}, while it can be taken back."""
    return first(
        db.query(
            """
            select what, day
            from desk_tap
            where unit_id = :unit and tap_key = :key and is_undone = 0 and at >= :since
            """,
            {"key": key, "since": clock.stamp(now - UNDO)},
        )
    )


def totals(db: Database, first_day: date, last_day: date) -> dict[str, int]:
    """By what was done, in both days and between; what nobody ever tapped is not there."""
    found = db.query(
        """
        select what, sum(n) as n
        from desk_tally
        where unit_id = :unit and day between :first and :last
        group by what
        order by what
        """,
        {"first": first_day.isoformat(), "last": last_day.isoformat()},
    )
    return {row["what"]: row["n"] for row in found}


def _moment(now: datetime) -> dict[str, str]:
    return {"day": clock.local_day(now).isoformat(), "at": clock.stamp(now)}
