"""
What citizens let us know without a word: searches without result, and reports of errors. Each is
open until a member of staff has handled it; what comes after that is open again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from kiosk import clock
from kiosk.store import Database

KINDS = ("search", "report")


@dataclass(frozen=True)
class Heard:
    """
    One thing that was heard. *subject*: the words of a search, or code and reason of a report with
    a space between. *n*: how often since it was last handled; *total*: ever; *last_day*: the last
    time, ISO. *handled_at*, *handled_by*: empty when it never was.
    """

    kind: str
    subject: str
    n: int
    total: int
    last_day: str
    handled_at: str
    handled_by: str

    @property
    def code(self) -> str:
        """Of a report: the code of the procedure."""
        return self.subject.rpartition(" ")[0]

    @property
    def reason(self) -> str:
        """Of a report: one of `error_reports.REASONS`."""
        return self.subject.rpartition(" ")[2]


def everything(db: Database, kind: str) -> list[Heard]:
    """All that was heard of *kind*: the most frequent since it was handled first."""
    rows = _searches(db) if kind == "search" else _reports(db)
    handled = _handled(db, kind)
    found = [_heard(kind, row, handled.get(row["subject"])) for row in rows]
    return sorted(found, key=lambda one: (-one.n, one.subject))


def _searches(db: Database) -> Iterable[dict]:
    return db.query(
        """
        select words as subject, sum(n) as total, max(day) as last_day
        from missed_search
        where unit_id = :unit
        group by words
        """
    )


def _reports(db: Database) -> Iterable[dict]:
    return db.query(
        """
        select code || ' ' || reason as subject, sum(n) as total, max(day) as last_day
        from error_report
        where unit_id = :unit
        group by code, reason
        """
    )


def _handled(db: Database, kind: str) -> dict[str, dict]:
    """The last handling of each subject."""
    rows = db.query(
        """
        select subject, n, at, who
        from handling
        where unit_id = :unit and kind = :kind
        order by id
        """,
        {"kind": kind},
    )
    return {row["subject"]: row for row in rows}


def _heard(kind: str, row: dict, handled: dict | None) -> Heard:
    done = handled if handled and handled["n"] else None
    n = row["total"] - (done["n"] if done else 0)
    return Heard(
        kind=kind,
        subject=row["subject"],
        n=n,
        total=row["total"],
        last_day=row["last_day"],
        handled_at=done["at"] if done else "",
        handled_by=done["who"] if done else "",
    )


def handle(db: Database, one: Heard, now: datetime, who: str) -> None:
    """Note that *who* handled *one*, as often as it was heard until now."""
    _add(db, one, one.total, now, who)


def take_back(db: Database, one: Heard, now: datetime, who: str) -> None:
    """Take back the last handling of *one*: the one before it counts again."""
    rows = db.query(
        """
        select n
        from handling
        where unit_id = :unit and kind = :kind and subject = :subject
        order by id
        """,
        {"kind": one.kind, "subject": one.subject},
    )
    # What was taken back has gone down; only what it went down to stands.
    standing: list[int] = []
    for row in rows:
        while standing and standing[-1] >= row["n"]:
            standing.pop()
        standing.append(row["n"])
    if one.handled_at:
        _add(db, one, standing[-2] if len(standing) > 1 else 0, now, who)


def _add(db: Database, one: Heard, n: int, now: datetime, who: str) -> None:
    db.execute(
        """
        insert into handling (unit_id, kind, subject, n, at, who)
        values (:unit, :kind, :subject, :n, :at, :who)
        """,
        {
            "kind": one.kind,
            "subject": one.subject,
            "n": n,
            "at": clock.stamp(now),
            "who": who,
        },
    )
