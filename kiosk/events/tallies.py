"""Counts out of the tallies, by local day."""

from collections.abc import Iterator
from datetime import date

from kiosk.store import Database


def totals(db: Database, first: date, last: date) -> Iterator[dict]:
    """
    Counts of a period, *first* and *last* included, by target, kind and whether it was a person.

    Rows, ordered by target, kind: {"target": "1.001193", "kind": "scan", "is_person": 1, "n": 12}
    """
    return db.query(
        """
        select target, kind, case when class = 'person' then 1 else 0 end as is_person,
               sum(n) as n
        from tally
        where unit_id = :unit and day between :first and :last
        group by target, kind, is_person
        order by target, kind, is_person
        """,
        {"first": first.isoformat(), "last": last.isoformat()},
    )


def daily(db: Database, first: date, last: date) -> Iterator[dict]:
    """
    Counts of each local day of a period, *first* and *last* included.

    Rows, ordered by day, target, kind:
    {"day": "2026-03-01", "target": "1.001193", "kind": "scan", "is_person": 1, "n": 12}
    """
    return db.query(
        """
        select day, target, kind, case when class = 'person' then 1 else 0 end as is_person,
               sum(n) as n
        from tally
        where unit_id = :unit and day between :first and :last
        group by day, target, kind, is_person
        order by day, target, kind, is_person
        """,
        {"first": first.isoformat(), "last": last.isoformat()},
    )


def differences(db: Database, first: date, last: date) -> Iterator[dict]:
    """
    Where the tallies of a period, *first* and *last* included, are not what the rows say.

    Rows, ordered by day, target, kind:
    {"day": "2026-03-01", "target": "1.001193", "kind": "scan", "tallied": 12, "stored": 11}
    """
    return db.query(
        """
        select day, target, kind, sum(tallied) as tallied, sum(stored) as stored
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
        order by day, target, kind
        """,
        {"first": first.isoformat(), "last": last.isoformat()},
    )
