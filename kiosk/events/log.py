"""
The event log: events are only added, and each is tallied in the same transaction.

The row is the truth; the tallies are for reading. All are on disk before `add_all` comes back.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kiosk import clock
from kiosk.events.kinds import NUMBERS, PERSON
from kiosk.store import Database
from kiosk.store.database import first


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
_HOUR_KEY = ("day", "hour", "kind", "place", "class")


def add_all(db: Database, events: Iterable[Event]) -> int:
    """
    Store and tally *events* in one transaction; how many were new.

    An event whose uid is stored already changes nothing.
    """
    rows = {event.uid: _row(event) for event in events}
    with db.transaction():
        added = db.execute_many(
            """
            insert into event (unit_id, uid, kind, target, place, class, day, at)
            values (:unit, :uid, :kind, :target, :place, :class, :day, :at)
            on conflict (unit_id, uid) do nothing
            """,
            list(rows.values()),
        )
        if added < len(rows):
            rows = {uid: rows[uid] for uid in _newest(db, added)}
        new = list(rows.values())
        _tally(db, new)
        _tally_days(db, new)
        _tally_hours(db, new)
    return added


def _tally(db: Database, rows: list[dict[str, Any]]) -> None:
    db.execute_many(
        """
        insert into tally (unit_id, day, kind, target, place, class, n)
        values (:unit, :day, :kind, :target, :place, :class, :n)
        on conflict (unit_id, day, kind, target, place, class)
        do update set n = tally.n + excluded.n
        """,
        _counted(rows, _KEY),
    )


def _tally_hours(db: Database, rows: list[dict[str, Any]]) -> None:
    db.execute_many(
        """
        insert into hour_tally (unit_id, day, hour, kind, place, class, n)
        values (:unit, :day, :hour, :kind, :place, :class, :n)
        on conflict (unit_id, day, hour, kind, place, class)
        do update set n = hour_tally.n + excluded.n
        """,
        _counted(rows, _HOUR_KEY),
    )


def _counted(rows: list[dict[str, Any]], key: tuple[str, ...]) -> list[dict[str, Any]]:
    """How many of *rows* are alike in *key*: a row each, with `n`."""
    counts = Counter(tuple(row[name] for name in key) for row in rows)
    return [{**dict(zip(key, values, strict=True)), "n": n} for values, n in counts.items()]


def _tally_days(db: Database, rows: list[dict[str, Any]]) -> None:
    """Persons of each kind, and all that is left out, by day and target."""
    sums: dict[tuple[str, str], dict[str, int]] = {}
    for row in rows:
        numbers = sums.setdefault((row["day"], row["target"]), dict.fromkeys(NUMBERS, 0))
        numbers[row["kind"] if row["class"] == PERSON else "excluded"] += 1
    db.execute_many(
        """
        insert into day_tally (
            unit_id, day, target,
            scan, view, terminal_view, submit, form_download, checklist_print, excluded
        )
        values (
            :unit, :day, :target,
            :scan, :view, :terminal_view, :submit, :form_download, :checklist_print, :excluded
        )
        on conflict (unit_id, day, target) do update set
            scan = day_tally.scan + excluded.scan,
            view = day_tally.view + excluded.view,
            terminal_view = day_tally.terminal_view + excluded.terminal_view,
            submit = day_tally.submit + excluded.submit,
            form_download = day_tally.form_download + excluded.form_download,
            checklist_print = day_tally.checklist_print + excluded.checklist_print,
            excluded = day_tally.excluded + excluded.excluded
        """,
        [{"day": day, "target": target, **found} for (day, target), found in sums.items()],
    )


def _row(event: Event) -> dict[str, Any]:
    """*event* as it is stored: its day and hour in Viet Nam, its moment in UTC."""
    local = event.at.astimezone(clock.ZONE)
    return {
        "uid": event.uid,
        "kind": event.kind,
        "target": event.target,
        "place": event.place,
        "class": event.cls,
        "day": local.date().isoformat(),
        "hour": local.hour,
        "at": clock.stamp(event.at),
    }


def _newest(db: Database, count: int) -> list[str]:
    """The *count* events added last, in a transaction that nobody shares."""
    rows = db.query(
        "select uid from event where unit_id = :unit order by id desc limit :count",
        {"count": count},
    )
    return [row["uid"] for row in rows]


def latest(db: Database) -> datetime | None:
    """When the event that was stored last happened; None when there is none."""
    row = first(db.query("select at from event where unit_id = :unit order by id desc limit 1"))
    return datetime.fromisoformat(row["at"]) if row else None
