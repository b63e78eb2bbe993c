"""
What staff note of a procedure, never shown to citizens: notes, and proposals to those above
("đề xuất, kiến nghị") with what came of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from kiosk import clock
from kiosk.store import Database
from kiosk.store.database import first

KINDS = ("proposal", "note")
# A proposal is open, was sent to those above, or was answered. A note stays open.
STATES = ("open", "sent", "answered")
LONGEST = 4000  # signs


@dataclass(frozen=True)
class StaffNote:
    """
    One note. *at* and *changed_at* are stamps; *changed_by* is empty until its state was changed.
    *answer*: of those above, as far as it is known.
    """

    id: int
    code: str
    kind: str
    words: str
    who: str
    at: str
    state: str
    answer: str
    changed_by: str
    changed_at: str


_NOTES = """
    select id, code, kind, words, who, at, state, answer, changed_by, changed_at
    from staff_note
    where unit_id = :unit
"""


def add(db: Database, code: str, kind: str, words: str, who: str, now: datetime) -> None:
    """Note *words* of the procedure *code*; *kind* is one of `KINDS`."""
    db.execute(
        """
        insert into staff_note (
            unit_id, code, kind, words, who, at, state, answer, changed_by, changed_at
        )
        values (:unit, :code, :kind, :words, :who, :at, 'open', '', '', '')
        """,
        {"code": code, "kind": kind, "words": words, "who": who, "at": clock.stamp(now)},
    )


def of(db: Database, code: str) -> list[StaffNote]:
    """What was noted of the procedure *code*, newest first."""
    return _all(db.query(f"{_NOTES} and code = :code order by id desc", {"code": code}))


def one(db: Database, number: int) -> StaffNote | None:
    """The note numbered *number*."""
    row = first(db.query(f"{_NOTES} and id = :number", {"number": number}))
    return StaffNote(**row) if row else None


def everything(db: Database, kind: str = "", state: str = "") -> list[StaffNote]:
    """All notes of *kind* in *state*, newest first; an empty argument asks for any."""
    return _all(
        db.query(
            f"""
            {_NOTES}
              and (:kind = '' or kind = :kind)
              and (:state = '' or state = :state)
            order by id desc
            """,
            {"kind": kind, "state": state},
        )
    )


def _all(rows: Iterable[dict]) -> list[StaffNote]:
    return [StaffNote(**row) for row in rows]


def change(db: Database, number: int, state: str, answer: str, who: str, now: datetime) -> None:
    """Set the *state* of a proposal, with the *answer* as far as there is one."""
    db.execute(
        """
        update staff_note
        set state = :state, answer = :answer, changed_by = :who, changed_at = :at
        where unit_id = :unit and id = :number
        """,
        {
            "number": number,
            "state": state,
            "answer": answer,
            "who": who,
            "at": clock.stamp(now),
        },
    )
