"""What was published, when, by whom and why; and which of it was undone."""

import json
from dataclasses import dataclass
from typing import Any

from kiosk.store import Database
from kiosk.texts import text


@dataclass(frozen=True)
class Publication:
    """
    One publishing. *at* is a stamp. *undoes*: the number of the publication that it took back;
    *undone_by*: of the one that took this one back; None: none.
    """

    id: int
    at: str
    who: str
    source: str
    decision: str
    undoes: int | None
    undone_by: int | None


@dataclass(frozen=True)
class Contents:
    """How many procedures a publication changed, by kind of change, and which parts."""

    kinds: dict[str, int]
    parts: tuple[str, ...]
    withdrawn: int


def everything(db: Database) -> list[Publication]:
    """Every publication, oldest first."""
    rows = list(
        db.query(
            """
            select id, at, who, source, decision, undoes
            from publication
            where unit_id = :unit
            order by id
            """
        )
    )
    undone_by: dict[int, int] = {}
    for row in reversed(rows):
        # One that was itself taken back takes nothing back any more.
        if row["undoes"] is not None and row["id"] not in undone_by:
            undone_by[row["undoes"]] = row["id"]
    return [Publication(**row, undone_by=undone_by.get(row["id"])) for row in rows]


def one(db: Database, number: int) -> Publication | None:
    """The publication *number*, or None when there is none."""
    return next((found for found in everything(db) if found.id == number), None)


def in_words(number: int, source: str) -> str:
    """What the log calls the publication *number* of the file *source*."""
    return f"{text('publication_number', number=number)}: {source}"


def contents(db: Database) -> dict[int, Contents]:
    """What every publication holds, by its number."""
    kinds: dict[int, dict[str, int]] = {}
    for row in db.query(
        """
        select publication_id as number, change, count(*) as n
        from procedure_version
        where unit_id = :unit
        group by number, change
        order by number, change
        """
    ):
        kinds.setdefault(row["number"], {})[row["change"]] = row["n"]
    parts: dict[int, list[str]] = {}
    for row in db.query(
        """
        select publication_id as number, kind
        from catalog_part
        where unit_id = :unit
        order by number, kind
        """
    ):
        parts.setdefault(row["number"], []).append(row["kind"])
    withdrawn = {
        row["number"]: row["n"]
        for row in db.query(
            """
            select withdrawn_by as number, count(*) as n
            from procedure_version
            where unit_id = :unit and withdrawn_by is not null
            group by number
            """
        )
    }
    return {
        found.id: Contents(
            kinds.get(found.id, {}), tuple(parts.get(found.id, ())), withdrawn.get(found.id, 0)
        )
        for found in everything(db)
    }


@dataclass(frozen=True)
class Changed:
    """
    What a publication did to one procedure: *kind* as in `diff`, from the ISO day *starts_on* on.
    *before* and *after*: its contents, None where there was none. Of kind `withdrawn`: a plan that
    was to begin then.
    """

    code: str
    kind: str
    starts_on: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def name(self) -> str:
        return (self.after or self.before or {})["name"]


def changes(db: Database, number: int) -> list[Changed]:
    """What the publication *number* did to procedures, in the order of its file."""
    touched = db.query(
        """
        select code, change, starts_on, body, publication_id as publication
        from procedure_version
        where unit_id = :unit and (publication_id = :number or withdrawn_by = :number)
        order by id
        """,
        {"number": number},
    )
    return [_changed(db, number, row) for row in list(touched)]


def _changed(db: Database, number: int, row: dict) -> Changed:
    body = json.loads(row["body"])
    if row["publication"] != number:
        return Changed(row["code"], "withdrawn", row["starts_on"], body, None)
    before = _before(db, row["code"], number, row["starts_on"])
    return Changed(row["code"], row["change"], row["starts_on"], before, body)


def _before(db: Database, code: str, number: int, day: str) -> dict[str, Any] | None:
    """What held for *code* on *day*, as far as was known before the publication *number*."""
    found = list(
        db.query(
            """
            select body
            from procedure_version
            where unit_id = :unit
              and code = :code
              and publication_id < :number
              and (withdrawn_by is null or withdrawn_by >= :number)
              and starts_on <= :day
            order by starts_on desc, id desc
            limit 1
            """,
            {"code": code, "number": number, "day": day},
        )
    )
    return json.loads(found[0]["body"]) if found else None
