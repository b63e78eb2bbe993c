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


def add_all(db: Database, events: Iterable[Event]) -> int:
    """
    Store and tally *events* in one transaction; how many were new.

    An event whose uid is stored already changes nothing.
    """
    tallied: Counter[tuple[str, ...]] = Counter()
    with db.transaction():
        for event in events:
            day = clock.local_day(event.at).isoformat()
            if _insert(db, event, day):
                tallied[day, event.kind, event.target, event.place, event.cls] += 1
        for key, n in tallied.items():
            _tally(db, key, n)
    return tallied.total()


def _insert(db: Database, event: Event, day: str) -> bool:
    """Add the row of *event*; False when its uid is there already."""
    added = db.execute(
        """
        insert into event (unit_id, uid, kind, target, place, class, day, at)
        values (:unit, :uid, :kind, :target, :place, :class, :day, :at)
        on conflict (unit_id, uid) do nothing
        """,
        {
            "uid": event.uid,
            "kind": event.kind,
            "target": event.target,
            "place": event.place,
            "class": event.cls,
            "day": day,
            "at": clock.stamp(event.at),
        },
    )
    return bool(added)


def _tally(db: Database, key: tuple[str, ...], n: int) -> None:
    """Count *n* more of *key*: day, kind, target, place, class."""
    db.execute(
        """
        insert into tally (unit_id, day, kind, target, place, class, n)
        values (:unit, :day, :kind, :target, :place, :class, :n)
        on conflict (unit_id, day, kind, target, place, class)
        do update set n = tally.n + excluded.n
        """,
        {**dict(zip(("day", "kind", "target", "place", "class"), key, strict=True)), "n": n},
    )
