"""
Reviews of procedures: who looked through which procedure on which day, and what it was then.

They are evidence and no change: kept beside the versions, so that nothing is told to citizens as
changed and no sheet is printed again. Rows are only added; what was marked by mistake is taken
back by a row of its own.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from kiosk import clock
from kiosk.store import Database
from kiosk.store.database import first


def add(
    db: Database, codes: Sequence[str], day: date, now: datetime, who: str, publication: int
) -> int:
    """
    Note that *who* reviewed the procedures *codes* on *day*, as published by *publication*; the
    number of this batch, by which it can be taken back.
    """
    (row,) = db.query(
        "select coalesce(max(batch), 0) + 1 as batch from review where unit_id = :unit"
    )
    db.execute_many(
        """
        insert into review (unit_id, batch, code, publication_id, day, at, who)
        values (:unit, :batch, :code, :publication, :day, :at, :who)
        """,
        [
            {
                "batch": row["batch"],
                "code": code,
                "publication": publication,
                "day": day.isoformat(),
                "at": clock.stamp(now),
                "who": who,
            }
            for code in codes
        ],
    )
    return row["batch"]


def take_back(db: Database, batch: int, now: datetime, who: str) -> list[str]:
    """Take back what stands of *batch*: the codes; empty when nothing of it stands any more."""
    standing = list(
        db.query(
            """
            select id, code, day, publication_id as publication
            from review
            where unit_id = :unit
              and batch = :batch
              and undoes is null
              and not exists (
                  select 1
                  from review taken
                  where taken.unit_id = review.unit_id and taken.undoes = review.id
              )
            order by id
            """,
            {"batch": batch},
        )
    )
    common = {"batch": batch, "at": clock.stamp(now), "who": who}
    for row in standing:
        db.execute(
            """
            insert into review (unit_id, batch, code, publication_id, day, at, who, undoes)
            values (:unit, :batch, :code, :publication, :day, :at, :who, :id)
            """,
            {**row, **common},
        )
    return [row["code"] for row in standing]


def standing(db: Database, batch: int) -> int:
    """How many reviews of *batch* stand, that is, were not taken back."""
    row = first(
        db.query(
            """
            select sum(case when undoes is null then 1 else -1 end) as n
            from review
            where unit_id = :unit and batch = :batch
            """,
            {"batch": batch},
        )
    )
    return (row["n"] or 0) if row else 0


def days(db: Database, until: date = date.max) -> dict[str, str]:
    """
    The day of the last review of each procedure that stands, ISO, by code; of those up to the day
    *until*.
    """
    rows = db.query(
        """
        select code, max(day) as day
        from review
        where unit_id = :unit
          and day <= :until
          and undoes is null
          and not exists (
              select 1
              from review taken
              where taken.unit_id = review.unit_id and taken.undoes = review.id
          )
        group by code
        """,
        {"until": until.isoformat()},
    )
    return {row["code"]: row["day"] for row in rows}


def of_days(db: Database, since: date, until: date) -> Iterator[dict]:
    """
    The log of reviews of a period, both days included, newest first; for the pack of evidence too.
    Reviews that were taken back are in it, with who did that and when (else None).

    Rows: {"code": "1.001193", "day": "2026-03-10", "at": "2026-03-10T03:00:00Z", "who": "an",
    "publication": 1, "undone_at": None, "undone_by": None}
    """
    return db.query(
        """
        select r.code, r.day, r.at, r.who, r.publication_id as publication,
               taken.at as undone_at, taken.who as undone_by
        from review r
        left join review taken on taken.unit_id = r.unit_id and taken.undoes = r.id
        where r.unit_id = :unit and r.undoes is null and r.day between :since and :until
        order by r.id desc
        """,
        {"since": since.isoformat(), "until": until.isoformat()},
    )


def latest(db: Database) -> int:
    """The number of the last row of the log; 0 before the first. It grows with every change."""
    row = first(db.query("select coalesce(max(id), 0) as id from review where unit_id = :unit"))
    return row["id"] if row else 0


def noted(body: dict[str, Any], found: dict[str, str]) -> dict[str, Any]:
    """
    The stored *body* of a procedure with the day of its last review: the later of its own and of
    what *found* (see `days`) says.
    """
    day = max(body["reviewed_on"] or "", found.get(body["code"], ""))
    return {**body, "reviewed_on": day or None}


def without_known(draft: dict[str, Any], stored: str | None, day: str | None) -> dict[str, Any]:
    """
    The *draft* of a file without its day of review, where that tells nothing new: it is empty, or
    no later than what is known, as in an export from before the last review. *stored*: the day
    that the stored procedure has of its own; *day*: the last of the log of reviews.
    """
    if day is None or (draft.get("reviewed_on") or "") > max(stored or "", day):
        return draft
    return {name: value for name, value in draft.items() if name != "reviewed_on"}
