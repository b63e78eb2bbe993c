"""Where the tallies are not what the rows say, which are the truth."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from kiosk.store import Database


@dataclass(frozen=True)
class Difference:
    """A sum of the *table*, of what stands in *of*, that is not the number of rows *stored*."""

    table: str
    day: str
    of: str
    tallied: int
    stored: int

    def __str__(self) -> str:
        return (
            f"{self.day}: {self.table} has {self.tallied} of {self.of}, "
            f"but {self.stored} are stored"
        )


def of_last_days(db: Database, today: date, days: int) -> list[Difference]:
    """The differences of the *days* days before *today*, which are over."""
    return differences(db, today - timedelta(days=days), today - timedelta(days=1))


def differences(db: Database, first: date, last: date) -> list[Difference]:
    """Every tally of the local days *first* to *last*, both included, that differs; by day."""
    period = {"first": first.isoformat(), "last": last.isoformat()}
    with db.snapshot():
        found = [
            *_of_tally(db, period),
            *_of_day_tally(db, period),
            *_of_hour_tally(db, period),
        ]
    return sorted(found, key=lambda one: (one.day, one.table, one.of))


def _of_tally(db: Database, period: dict[str, str]) -> Iterator[Difference]:
    rows = db.query(
        """
        select day, target, kind, place, class, sum(tallied) as tallied, sum(stored) as stored
        from (
            select day, target, kind, place, class, n as tallied, 0 as stored
            from tally
            where unit_id = :unit and day between :first and :last
            union all
            select day, target, kind, place, class, 0 as tallied, 1 as stored
            from event
            where unit_id = :unit and day between :first and :last
        ) as both_sides
        group by day, target, kind, place, class
        having sum(tallied) <> sum(stored)
        """,
        period,
    )
    return (_difference("tally", row, "target", "kind", "place", "class") for row in rows)


def _of_day_tally(db: Database, period: dict[str, str]) -> Iterator[Difference]:
    rows = db.query(
        """
        with tallied as (
            select * from day_tally where unit_id = :unit and day between :first and :last
        )
        select day, target, number, sum(tallied) as tallied, sum(stored) as stored
        from (
            select day, target, 'scan' as number, scan as tallied, 0 as stored from tallied
            union all select day, target, 'view', view, 0 from tallied
            union all select day, target, 'terminal_view', terminal_view, 0 from tallied
            union all select day, target, 'submit', submit, 0 from tallied
            union all select day, target, 'form_download', form_download, 0 from tallied
            union all select day, target, 'checklist_print', checklist_print, 0 from tallied
            union all select day, target, 'excluded', excluded, 0 from tallied
            union all
            select day, target, case when class = 'person' then kind else 'excluded' end, 0, 1
            from event
            where unit_id = :unit and day between :first and :last
        ) as both_sides
        group by day, target, number
        having sum(tallied) <> sum(stored)
        """,
        period,
    )
    return (_difference("day_tally", row, "target", "number") for row in rows)


def _of_hour_tally(db: Database, period: dict[str, str]) -> Iterator[Difference]:
    rows = db.query(
        """
        select day, hour, kind, place, class, sum(tallied) as tallied, sum(stored) as stored
        from (
            select day, hour, kind, place, class, n as tallied, 0 as stored
            from hour_tally
            where unit_id = :unit and day between :first and :last
            union all
            -- The hour in Viet Nam, which is seven ahead of UTC all year.
            select day, (cast(substr(at, 12, 2) as integer) + 7) % 24 as hour, kind, place, class,
                   0 as tallied, 1 as stored
            from event
            where unit_id = :unit and day between :first and :last
        ) as both_sides
        group by day, hour, kind, place, class
        having sum(tallied) <> sum(stored)
        """,
        period,
    )
    return (_difference("hour_tally", row, "hour", "kind", "place", "class") for row in rows)


def _difference(table: str, row: dict, *names: str) -> Difference:
    of = " ".join(str(row[name]) for name in names if row[name] != "")
    return Difference(table, row["day"], of, row["tallied"], row["stored"])
