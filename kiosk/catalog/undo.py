"""
Taking a publication back: what it touched becomes again as it was before.

An undo is itself a publication, so nothing is deleted and an undo can be undone. It is possible as
long as nobody touched the same procedures or parts since, or put something into a field, or named a
procedure, that would be no more; who did stands in the way, and is named.
What held on days that are over stays so: citizens read it then.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kiosk import clock
from kiosk.catalog import diff, publications, versions
from kiosk.catalog.diff import Difference
from kiosk.catalog.publications import Publication
from kiosk.store import Database
from kiosk.store.database import first

# The parts whose rows have a number that stands in printed codes, and the letter before it.
_NUMBERED = {"fields": "f", "groups": "g"}


@dataclass(frozen=True)
class Obstacle:
    """
    A later *publication* that touched the same or leans on it: *codes* of procedures and names of
    *parts*.
    """

    publication: Publication
    codes: tuple[str, ...]
    parts: tuple[str, ...]


@dataclass(frozen=True)
class _Row:
    """A stored version: its place in the order of the timeline, its plan, and its content."""

    starts_on: str
    id: int
    publication: int
    withdrawn_by: int | None
    change: str
    decision: str
    body: dict[str, Any]


def obstacles(db: Database, number: int) -> list[Obstacle]:
    """What stands in the way of taking back the publication *number*, oldest first."""
    touched = _touched(db, number)
    brought = _brought(db, number, *touched)
    found = []
    for later in _in_effect_since(publications.everything(db), number):
        codes, parts = (a & b for a, b in zip(_touched(db, later.id), touched, strict=True))
        codes |= _leaning(db, later.id, brought)
        if codes or parts:
            found.append(Obstacle(later, tuple(sorted(codes)), tuple(sorted(parts))))
    return found


def can_be_undone(db: Database, publication: Publication) -> bool:
    """May it be taken back? Not the first of all, not what was taken back already."""
    is_first = publication.id == publications.everything(db)[0].id
    return not is_first and publication.undone_by is None and not obstacles(db, publication.id)


def undo(db: Database, number: int, now: datetime, who: str, source: str) -> int:
    """
    Take back the publication *number*, in the caller's transaction; the number of the new one.

    Raises ValueError when it cannot be taken back: see `can_be_undone`.
    """
    publication = publications.one(db, number)
    if publication is None or not can_be_undone(db, publication):
        raise ValueError(f"publication {number} cannot be undone")
    codes, parts = _touched(db, number)
    today = clock.local_day(now)
    new = versions.add_publication(db, clock.stamp(now), who, source, "", undoes=number)
    for code in sorted(codes):
        _restore(db, code, number, new, today)
    for kind in sorted(parts):
        _restore_part(db, kind, number, new)
    return new


# What was touched -------------------------------------------------------------------------------


def _touched(db: Database, number: int) -> tuple[set[str], set[str]]:
    """The codes of the procedures, and the parts, that the publication *number* changed."""
    rows = db.query(
        """
        select code
        from procedure_version
        where unit_id = :unit and (publication_id = :number or withdrawn_by = :number)
        """,
        {"number": number},
    )
    codes = {row["code"] for row in rows}
    rows = db.query(
        "select kind from catalog_part where unit_id = :unit and publication_id = :number",
        {"number": number},
    )
    return codes, {row["kind"] for row in rows}


@dataclass(frozen=True)
class _Brought:
    """What is there only since a publication: *fields* by slug, procedures by code."""

    fields: set[str]
    codes: set[str]


def _brought(db: Database, number: int, codes: set[str], parts: set[str]) -> _Brought:
    """What would be no more, were the publication *number* taken back."""
    fields: set[str] = set()
    if "fields" in parts:
        now, before = versions.parts(db)["fields"], _part_before(db, "fields", number)
        fields = _open(now) - _open(before)
    return _Brought(
        fields, {c for c in codes if not any(_was_there(r, number) for r in _rows(db, c))}
    )


def _open(fields: list[dict]) -> set[str]:
    return {row["slug"] for row in fields if row["status"] != "retired"}


def _leaning(db: Database, later: int, brought: _Brought) -> set[str]:
    """The codes that the publication *later* put into a field, or behind a code, of *brought*."""
    rows = db.query(
        """
        select body
        from procedure_version
        where unit_id = :unit and publication_id = :later and withdrawn_by is null
        """,
        {"later": later},
    )
    bodies = [json.loads(row["body"]) for row in rows]
    return {
        body["code"]
        for body in bodies
        if body["field"] in brought.fields or body["replaced_by"] in brought.codes
    }


def _in_effect_since(everything: list[Publication], number: int) -> Iterable[Publication]:
    """The publications after *number*, without those taken back and those that took them back."""
    later = [one for one in everything if one.id > number]
    ids = {one.id for one in later}
    gone = {one.id for one in later if one.undone_by is not None}
    gone |= {one.id for one in later if one.undoes in ids}
    return [one for one in later if one.id not in gone]


# Procedures -------------------------------------------------------------------------------------


def _restore(db: Database, code: str, number: int, new: int, today: date) -> None:
    """From *today* on the procedure is as it was before the publication *number*."""
    rows = _rows(db, code)
    was = [row for row in rows if _was_there(row, number)]
    is_ = [row for row in rows if row.withdrawn_by is None]
    day = today.isoformat()
    before = _on(was, day)
    surplus = [row for row in is_ if row not in was]
    if before is None:  # there was no such procedure
        _withdraw(db, surplus, new)
    else:
        # What began earlier was read by citizens and stays; a new version follows it.
        _withdraw(db, [row for row in surplus if row.starts_on >= day], new)
        held = _on([row for row in is_ if row not in surplus or row.starts_on < day], day)
        _add(db, new, held.body if held else None, before, day)
    for row in was:
        if row.withdrawn_by is not None and row.starts_on > day:
            _copy(db, new, row, code)


def _was_there(row: _Row, number: int) -> bool:
    """Did *row* count just before the publication *number*?"""
    return row.publication < number and (row.withdrawn_by is None or row.withdrawn_by >= number)


def _on(rows: Iterable[_Row], day: str) -> _Row | None:
    """The last of *rows* that begins on or before *day*."""
    begun = [row for row in rows if row.starts_on <= day]
    return max(begun, key=lambda row: (row.starts_on, row.id), default=None)


def _rows(db: Database, code: str) -> list[_Row]:
    rows = db.query(
        """
        select starts_on, id, publication_id as publication, withdrawn_by, change, decision, body
        from procedure_version
        where unit_id = :unit and code = :code
        order by starts_on, id
        """,
        {"code": code},
    )
    return [_Row(**{**row, "body": json.loads(row["body"])}) for row in rows]


def _withdraw(db: Database, rows: Iterable[_Row], new: int) -> None:
    db.execute_many(
        "update procedure_version set withdrawn_by = :new where unit_id = :unit and id = :id",
        [{"new": new, "id": row.id} for row in rows],
    )


def _add(db: Database, new: int, held: dict | None, before: _Row, day: str) -> None:
    """The content of *before* again, from *day* on, where something else is *held*."""
    if held != before.body:
        difference = diff.of_procedure(held, before.body, day)
        versions.add_versions(db, new, [difference], before.decision)


def _copy(db: Database, new: int, row: _Row, code: str) -> None:
    """A plan that was withdrawn waits again."""
    again = Difference(code, row.change, row.body["name"], row.starts_on, (), row.body)
    versions.add_versions(db, new, [again], row.decision)


# Parts ------------------------------------------------------------------------------------------


def _restore_part(db: Database, kind: str, number: int, new: int) -> None:
    """The part *kind* is as it was before the publication *number*."""
    now, before = versions.parts(db)[kind], _part_before(db, kind, number)
    if kind in _NUMBERED:
        before = [*before, *_printed(db, kind, before, now)]
    if before != now:
        versions.add_part(db, new, kind, before)


def _part_before(db: Database, kind: str, number: int) -> Any:
    """The part *kind* as it was before the publication *number*; no rows where there was none."""
    row = first(
        db.query(
            """
            select body
            from catalog_part
            where unit_id = :unit and kind = :kind and publication_id < :number
            order by id desc
            limit 1
            """,
            {"kind": kind, "number": number},
        )
    )
    return json.loads(row["body"]) if row else []


def _printed(db: Database, kind: str, before: list[dict], now: list[dict]) -> list[dict]:
    """
    The rows of *now* that *before* has not, but whose codes were made: they stay, retired, for a
    number on paper must never come to mean something else.
    """
    known = {row["slug"] for row in before}
    gone = [row for row in now if row["slug"] not in known]
    return [
        {**row, "status": "retired"}
        for row in gone
        if _has_code(db, f"{_NUMBERED[kind]}{row['number']:02}")
    ]


def _has_code(db: Database, target: str) -> bool:
    """Was a code of *target* ever made or put on a sheet?"""
    row = first(
        db.query(
            """
            select 1 as found from symbol
            where unit_id = :unit and (payload like :ending or payload like :middle)
            union all
            select 1 from board_cell where unit_id = :unit and target = :target
            limit 1
            """,
            {"ending": f"%/q/{target}", "middle": f"%/q/{target}/%", "target": target},
        )
    )
    return row is not None
