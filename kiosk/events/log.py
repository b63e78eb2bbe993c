"""
The event log: events are only added, and each is tallied in the same transaction.

The row is the truth; the tally is for reading. Both are on disk before `add` comes back.
"""

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


def add(db: Database, event: Event) -> bool:
    """Store and tally *event*; False when its uid is stored already, which changes nothing."""
    values = {
        "uid": event.uid,
        "kind": event.kind,
        "target": event.target,
        "place": event.place,
        "class": event.cls,
        "day": clock.local_day(event.at).isoformat(),
        "at": clock.stamp(event.at),
    }
    with db.transaction():
        added = db.execute(
            """
            insert into event (unit_id, uid, kind, target, place, class, day, at)
            values (:unit, :uid, :kind, :target, :place, :class, :day, :at)
            on conflict (unit_id, uid) do nothing
            """,
            values,
        )
        if added:
            db.execute(
                """
                insert into tally (unit_id, day, kind, target, place, class, n)
                values (:unit, :day, :kind, :target, :place, :class, 1)
                on conflict (unit_id, day, kind, target, place, class)
                do update set n = tally.n + 1
                """,
                values,
            )
    return bool(added)
