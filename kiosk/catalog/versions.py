"""
Every version of every procedure, and of the tables kept whole: storing them, reading them back.

The version of a procedure in force on a day is the last, by (starts_on, id), that starts on or
before that day and was not withdrawn: while it waited, or on its very day by an undo. A version is
added and never changed, but for the mark of the publication that withdrew it.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from kiosk.catalog import schema
from kiosk.catalog.diff import Difference
from kiosk.store import Database
from kiosk.store.database import first


@dataclass(frozen=True)
class Version:
    """One stored version of a procedure, with the publication that brought it."""

    code: str
    change: str
    starts_on: str
    decision: str
    at: str
    who: str
    body: dict[str, Any]


def latest(db: Database) -> int:
    """The number of the last publication; 0 before the first. It grows with every change."""
    row = first(
        db.query("select coalesce(max(id), 0) as id from publication where unit_id = :unit")
    )
    return row["id"] if row else 0


def in_force(db: Database, day: date) -> dict[str, Version]:
    """
    The version of each procedure in force on *day*, by code, in the order of first publication.

    Retired procedures are among them; procedures that only start later are not.
    """
    return _versions(
        db,
        """
        select v.code, v.change, v.starts_on, v.decision, v.body, p.at, p.who
        from procedure_version v
        join publication p on p.id = v.publication_id
        where v.unit_id = :unit
          and not exists (
              select 1
              from procedure_version later
              where later.unit_id = v.unit_id
                and later.code = v.code
                and later.withdrawn_by is null
                and later.starts_on <= :day
                and (later.starts_on > v.starts_on
                     or (later.starts_on = v.starts_on and later.id > v.id))
          )
          and v.withdrawn_by is null
          and v.starts_on <= :day
        order by (
            select min(f.id)
            from procedure_version f
            where f.unit_id = v.unit_id and f.code = v.code
        )
        """,
        day,
    )


def upcoming(db: Database, day: date) -> dict[str, Version]:
    """The next version of each procedure that starts after *day*, by code."""
    return _versions(
        db,
        """
        select v.code, v.change, v.starts_on, v.decision, v.body, p.at, p.who
        from procedure_version v
        join publication p on p.id = v.publication_id
        where v.unit_id = :unit
          and v.withdrawn_by is null
          and v.starts_on > :day
          and not exists (
              select 1
              from procedure_version sooner
              where sooner.unit_id = v.unit_id
                and sooner.code = v.code
                and sooner.withdrawn_by is null
                and sooner.starts_on > :day
                and (sooner.starts_on < v.starts_on
                     or (sooner.starts_on = v.starts_on and sooner.id > v.id))
          )
        order by v.starts_on, v.id
        """,
        day,
    )


def _versions(db: Database, sql: str, day: date) -> dict[str, Version]:
    rows = db.query(sql, {"day": day.isoformat()})
    return {row["code"]: Version(**{**row, "body": json.loads(row["body"])}) for row in rows}


def history(db: Database, code: str) -> list[Version]:
    """Every version of the procedure *code*, oldest first."""
    rows = db.query(
        """
        select v.code, v.change, v.starts_on, v.decision, v.body, p.at, p.who
        from procedure_version v
        join publication p on p.id = v.publication_id
        where v.unit_id = :unit and v.code = :code
        order by v.starts_on, v.id
        """,
        {"code": code},
    )
    return [Version(**{**row, "body": json.loads(row["body"])}) for row in rows]


def begun(db: Database, day: date, publication: int) -> list[dict]:
    """
    Every version that begins on or before *day* and was not withdrawn, oldest first, as far as
    publications up to the number *publication* tell; without its content, which `body` gives.

    Rows: {"id": 7, "code": "1.001193", "change": "amended", "starts_on": "2026-03-10",
    "decision": "12/QĐ-UBND", "publication": 2, "at": "2026-03-10T03:00:00Z", "undone_at": ""};
    *undone_at*: when what its publication took back was published, empty for no undo.
    """
    return list(
        db.query(
            """
            select v.id, v.code, v.change, v.starts_on, v.decision,
                   v.publication_id as publication, p.at, coalesce(u.at, '') as undone_at
            from procedure_version v
            join publication p on p.id = v.publication_id
            left join publication u on u.id = p.undoes
            where v.unit_id = :unit
              and v.publication_id <= :publication
              and v.withdrawn_by is null
              and v.starts_on <= :day
            order by v.starts_on, v.id
            """,
            {"day": day.isoformat(), "publication": publication},
        )
    )


def body(db: Database, version: int) -> dict[str, Any]:
    """The content of the version numbered *version*, which must be there."""
    (row,) = db.query(
        "select body from procedure_version where unit_id = :unit and id = :version",
        {"version": version},
    )
    return json.loads(row["body"])


def is_there(db: Database, version: int) -> bool:
    """Is there a version numbered *version*?"""
    found = db.query(
        "select 1 as n from procedure_version where unit_id = :unit and id = :version",
        {"version": version},
    )
    return first(found) is not None


def body_then(db: Database, code: str, moment: str, day: date) -> dict[str, Any] | None:
    """
    What the pages showed of the procedure *code* at *moment* (a stamp), when it was *day*; None
    when it was not there yet.
    """
    row = first(
        db.query(
            """
            select v.body
            from procedure_version v
            join publication p on p.id = v.publication_id
            left join publication w on w.id = v.withdrawn_by
            where v.unit_id = :unit
              and v.code = :code
              and v.starts_on <= :day
              and p.at <= :moment
              and (v.withdrawn_by is null or w.at > :moment)
            order by v.starts_on desc, v.id desc
            limit 1
            """,
            {"code": code, "moment": moment, "day": day.isoformat()},
        )
    )
    return json.loads(row["body"]) if row else None


def part_then(db: Database, kind: str, moment: str) -> Any:
    """The table *kind*, kept whole, as it was published at *moment* (a stamp); None for none."""
    row = first(
        db.query(
            """
            select c.body
            from catalog_part c
            join publication p on p.id = c.publication_id
            where c.unit_id = :unit and c.kind = :kind and p.at <= :moment
            order by c.id desc
            limit 1
            """,
            {"kind": kind, "moment": moment},
        )
    )
    return _with_columns(kind, json.loads(row["body"])) if row else None


def parts(db: Database) -> dict[str, Any]:
    """The tables kept whole, `unit` and `guides`, each as last published."""
    rows = db.query(
        """
        select kind, body
        from catalog_part part
        where unit_id = :unit
          and id = (
              select max(id)
              from catalog_part last
              where last.unit_id = part.unit_id and last.kind = part.kind
          )
        order by kind
        """
    )
    return {row["kind"]: _with_columns(row["kind"], json.loads(row["body"])) for row in rows}


def highest_field_number(db: Database) -> int:
    """
    The highest number that a field ever had, also in a publication that was undone: it may stand
    in printed codes. 0 when there was none.
    """
    rows = db.query(
        "select body from catalog_part where unit_id = :unit and kind = :kind", {"kind": "fields"}
    )
    return max((one["number"] for row in rows for one in json.loads(row["body"])), default=0)


def _with_columns(kind: str, body: Any) -> Any:
    """A stored part with the columns that its table has gained since."""
    if kind not in schema.BY_NAME:
        return body
    unknown = dict.fromkeys(schema.BY_NAME[kind].names)
    return [{**unknown, **row} for row in body]


def add_publication(
    db: Database, at: str, who: str, source: str, decision: str, undoes: int | None = None
) -> int:
    """Begin one publishing, which may take back another (*undoes*); its number."""
    (row,) = db.query(
        """
        insert into publication (unit_id, at, who, source, decision, undoes)
        values (:unit, :at, :who, :source, :decision, :undoes)
        returning id
        """,
        {"at": at, "who": who, "source": source, "decision": decision, "undoes": undoes},
    )
    return row["id"]


def add_versions(
    db: Database, publication: int, differences: Iterable[Difference], decision: str
) -> None:
    """Store what *differences* lead to, as part of *publication*."""
    for difference in differences:
        db.execute(
            """
            insert into procedure_version (
                unit_id, publication_id, code, change, starts_on, effective_from, replaced_by,
                decision, body
            )
            values (
                :unit, :publication, :code, :change, :starts_on, :effective_from, :replaced_by,
                :decision, :body
            )
            """,
            {
                "publication": publication,
                "code": difference.code,
                "change": difference.kind,
                "starts_on": difference.starts_on,
                "effective_from": difference.body["effective_from"],
                "replaced_by": difference.body["replaced_by"],
                "decision": decision,
                "body": json.dumps(difference.body, ensure_ascii=False),
            },
        )


def withdraw(db: Database, publication: int, version: Version) -> None:
    """Mark *version*, which waits for its day, as withdrawn by *publication*."""
    db.execute(
        """
        update procedure_version
        set withdrawn_by = :publication
        where unit_id = :unit
          and code = :code
          and starts_on = :day
          and withdrawn_by is null
        """,
        {"publication": publication, "code": version.code, "day": version.starts_on},
    )


def add_part(db: Database, publication: int, kind: str, body: Any) -> None:
    """Store one table kept whole, as part of *publication*."""
    db.execute(
        """
        insert into catalog_part (unit_id, publication_id, kind, body)
        values (:unit, :publication, :kind, :body)
        """,
        {
            "publication": publication,
            "kind": kind,
            "body": json.dumps(body, ensure_ascii=False),
        },
    )


def add_form_file(db: Database, sha256: str, content: bytes) -> None:
    """Keep the bytes of a form; the same bytes are kept once."""
    db.execute(
        """
        insert into form_file (unit_id, sha256, content)
        values (:unit, :sha256, :content)
        on conflict (unit_id, sha256) do nothing
        """,
        {"sha256": sha256, "content": content},
    )


def form_file(db: Database, sha256: str) -> bytes | None:
    """The bytes of a form."""
    row = first(
        db.query(
            "select content from form_file where unit_id = :unit and sha256 = :sha256",
            {"sha256": sha256},
        )
    )
    return bytes(row["content"]) if row else None
