"""What citizens report as wrong: a reason out of a list, counted by day and procedure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kiosk.store import Database

KIND = "error_report"  # in the memory of a browser; it is no kind of event
REASONS = ("documents", "fees", "time", "channels", "handover", "forms", "other")


@dataclass(frozen=True)
class ErrorReport:
    """One report about the procedure *code*; *day* is the local day, *reason* one of `REASONS`."""

    day: date
    code: str
    reason: str

    def add_to(self, db: Database) -> None:
        db.execute(
            """
            insert into error_report (unit_id, day, code, reason, n)
            values (:unit, :day, :code, :reason, 1)
            on conflict (unit_id, day, code, reason) do update set n = error_report.n + 1
            """,
            {"day": self.day.isoformat(), "code": self.code, "reason": self.reason},
        )


def totals(db: Database, first: date, last: date) -> Iterator[dict]:
    """
    Reports of a period, *first* and *last* included, most frequent first.

    Rows: {"code": "1.001193", "reason": "fees", "n": 3}
    """
    return db.query(
        """
        select code, reason, sum(n) as n
        from error_report
        where unit_id = :unit and day between :first and :last
        group by code, reason
        order by n desc, code, reason
        """,
        {"first": first.isoformat(), "last": last.isoformat()},
    )
