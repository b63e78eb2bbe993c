"""
Drafts of procedures: written, sent to review, published or dropped; every saving is kept.

A procedure has one open draft at most. Each saving is a revision with a number, so that whoever
saves says which one they began from, and nobody overwrites what they have not seen.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kiosk import clock
from kiosk.store import Database
from kiosk.store.database import first

OPEN, WAITING, PUBLISHED, DROPPED = "open", "waiting", "published", "dropped"


@dataclass(frozen=True)
class Draft:
    """
    The open draft of a procedure. *base*: the number of the published version it began from, None
    for a new procedure. *revision*: of the last saving, *at* and *who*; *body*: what it holds.
    *authors*: who ever saved it. *remark*: with which it was sent back, empty for none.
    """

    id: int
    code: str
    base: int | None
    state: str
    revision: int
    at: str
    who: str
    body: dict[str, Any]
    authors: tuple[str, ...]
    sent_by: str
    sent_at: str
    remark: str
    remark_by: str
    remark_at: str

    def is_of(self, name: str) -> bool:
        """Did *name* write any of it?"""
        return name in self.authors


@dataclass(frozen=True)
class Base:
    """The published version that a change begins from: in force today, else the next to be."""

    id: int
    body: dict[str, Any]
    at: str
    who: str


_DRAFTS = """
    select d.id, d.code, d.base_version as base, d.state, r.number as revision, r.at, r.who, r.body,
           d.sent_by, d.sent_at, d.remark, d.remark_by, d.remark_at
    from draft d
    join draft_revision r on r.unit_id = d.unit_id and r.draft_id = d.id
    where d.unit_id = :unit
      and d.state in ('open', 'waiting')
      and r.number = (
          select max(number) from draft_revision last
          where last.unit_id = d.unit_id and last.draft_id = d.id
      )
"""


def of(db: Database, code: str) -> Draft | None:
    """The open draft of the procedure *code*."""
    row = first(db.query(f"{_DRAFTS} and d.code = :code", {"code": code}))
    return _draft(db, row) if row else None


def everything(db: Database) -> list[Draft]:
    """All open drafts: what waits for review first, then the last saved first."""
    rows = list(db.query(f"{_DRAFTS} order by d.state desc, r.at desc, d.id desc"))
    return [_draft(db, row) for row in rows]


def states(db: Database) -> dict[str, str]:
    """The state of each open draft by code."""
    rows = db.query(
        "select code, state from draft where unit_id = :unit and state in ('open', 'waiting')"
    )
    return {row["code"]: row["state"] for row in rows}


def _draft(db: Database, row: dict) -> Draft:
    authors = db.query(
        """
        select who, min(number) as n
        from draft_revision
        where unit_id = :unit and draft_id = :draft
        group by who
        order by n
        """,
        {"draft": row["id"]},
    )
    names = tuple(author["who"] for author in authors)
    return Draft(**{**row, "body": json.loads(row["body"]), "authors": names})


def revision(db: Database, draft: int, number: int) -> dict[str, Any] | None:
    """What the draft numbered *draft* held at its saving *number*; None when there is none."""
    row = first(
        db.query(
            """
            select body from draft_revision
            where unit_id = :unit and draft_id = :draft and number = :number
            """,
            {"draft": draft, "number": number},
        )
    )
    return json.loads(row["body"]) if row else None


def base_of(db: Database, code: str, today: date) -> Base | None:
    """The published version of *code* that a change made today begins from; None: none is."""
    row = first(
        db.query(
            """
            select v.id, v.body, p.at, p.who
            from procedure_version v
            join publication p on p.id = v.publication_id
            where v.unit_id = :unit and v.code = :code and v.withdrawn_by is null
            order by case when v.starts_on <= :day then 0 else 1 end,
                     case when v.starts_on <= :day then v.starts_on end desc,
                     v.starts_on,
                     case when v.starts_on <= :day then v.id end desc,
                     v.id desc
            limit 1
            """,
            {"code": code, "day": today.isoformat()},
        )
    )
    return Base(**{**row, "body": json.loads(row["body"])}) if row else None


def begin(db: Database, code: str, base: int | None) -> int:
    """Begin the draft of a procedure that has none; its number."""
    (row,) = db.query(
        """
        insert into draft (
            unit_id, code, base_version, state, sent_by, sent_at, remark, remark_by, remark_at
        )
        values (:unit, :code, :base, 'open', '', '', '', '', '')
        returning id
        """,
        {"code": code, "base": base},
    )
    return row["id"]


def save(
    db: Database, draft: int, base: int | None, body: dict[str, Any], who: str, now: datetime
) -> None:
    """Keep *body* as the next revision, which begins from *base*; what waited must be sent anew."""
    db.execute(
        """
        insert into draft_revision (unit_id, draft_id, number, at, who, body)
        select :unit, :draft, coalesce(max(number), 0) + 1, :at, :who, :body
        from draft_revision
        where unit_id = :unit and draft_id = :draft
        """,
        {
            "draft": draft,
            "at": clock.stamp(now),
            "who": who,
            "body": json.dumps(body, ensure_ascii=False),
        },
    )
    db.execute(
        """
        update draft set state = 'open', base_version = :base
        where unit_id = :unit and id = :draft
        """,
        {"draft": draft, "base": base},
    )


def send(db: Database, draft: int, who: str, now: datetime) -> None:
    """Let it wait for review."""
    db.execute(
        """
        update draft
        set state = 'waiting', sent_by = :who, sent_at = :at,
            remark = '', remark_by = '', remark_at = ''
        where unit_id = :unit and id = :draft
        """,
        {"draft": draft, "who": who, "at": clock.stamp(now)},
    )


def send_back(db: Database, draft: int, remark: str, who: str, now: datetime) -> None:
    """Give it back to be changed, with a *remark*."""
    db.execute(
        """
        update draft
        set state = 'open', remark = :remark, remark_by = :who, remark_at = :at
        where unit_id = :unit and id = :draft
        """,
        {"draft": draft, "remark": remark, "who": who, "at": clock.stamp(now)},
    )


def close(db: Database, draft: int, state: str, publication: int | None = None) -> None:
    """It is `PUBLISHED`, by *publication*, or `DROPPED`."""
    db.execute(
        """
        update draft set state = :state, publication_id = :publication
        where unit_id = :unit and id = :draft
        """,
        {"draft": draft, "state": state, "publication": publication},
    )


def authors_of(db: Database, code: str) -> dict[int, tuple[str, ...]]:
    """Who wrote the drafts of *code* that were published, by the number of the publication."""
    rows = db.query(
        """
        select d.publication_id as publication, r.who, min(r.number) as n
        from draft d
        join draft_revision r on r.unit_id = d.unit_id and r.draft_id = d.id
        where d.unit_id = :unit and d.code = :code and d.state = 'published'
          and d.publication_id is not null
        group by d.publication_id, r.who
        order by d.publication_id, n
        """,
        {"code": code},
    )
    found: dict[int, tuple[str, ...]] = {}
    for row in rows:
        found[row["publication"]] = (*found.get(row["publication"], ()), row["who"])
    return found
