"""
The event log: events are only added, and each is tallied in the same transaction.

The row is the truth; the tally is for reading. Both are on disk before `add_all` comes back.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from kiosk import clock
from kiosk.store import Database


@dataclass(frozen=True)
class Event:
    """
    One thing that happened. *target*: what it was about, as in `codes.targets`; *place*: where the
    code hung (`b`, `d`, `l`, `k`), empty for what was not scanned; *cls*: `person` or why not.
    """

    uid: str
    kind: str
    target: str
    place: str
    cls: str
    at: datetime


_KEY = ("day", "kind", "target", "place", "class")


def add_all(db: Database, events: Iterable[Event]) -> int:
    """
    Store and tally *events* in one transaction; how many were new.

    An event whose uid is stored already changes nothing.
    """
    rows = {event.uid: _row(event) for event in events}
    with db.transaction():
        last = _last_id(db)
        added = db.execute_many(
            """
            insert into event (unit_id, uid, kind, target, place, class, day, at)
            values (:unit, :uid, :kind, :target, :place, :class, :day, :at)
            on conflict (unit_id, uid) do nothing
            """,
            list(rows.values()),
        )
        if added < len(rows):
            rows = {uid: rows[uid] for uid in _uids_after(db, last)}
        tallied = Counter(tuple(row[name] for name in _KEY) for row in rows.values())
        db.execute_many(
            """
            insert into tally (unit_id, day, kind, target, place, class, n)
            values (:unit, :day, :kind, :target, :place, :class, :n)
            on conflict (unit_id, day, kind, target, place, class)
            do update set n = tally.n + excluded.n
            """,
            [{**dict(zip(_KEY, key, strict=True)), "n": n} for key, n in tallied.items()],
        )
    return added


def _row(event: Event) -> dict[str, str]:
    """*event* as it is stored: its day in Viet Nam, its moment in UTC."""
    return {
        "uid": event.uid,
        "kind": event.kind,
        "target": event.target,
        "place": event.place,
        "class": event.cls,
        "day": clock.local_day(event.at).isoformat(),
        "at": clock.stamp(event.at),
    }


def _last_id(db: Database) -> int:
    (row,) = db.query("select coalesce(max(id), 0) as id from event")
    return row["id"]


def _uids_after(db: Database, last: int) -> list[str]:
    """The events added after the one numbered *last*, in a transaction that nobody shares."""
    rows = db.query(
        "select uid from event where unit_id = :unit and id > :last order by id", {"last": last}
    )
    return [row["uid"] for row in rows]
