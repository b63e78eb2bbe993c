"""Counts out of the tallies, by local day: what they cost does not grow with the events."""

from collections.abc import Collection, Iterator
from datetime import date

from kiosk.events.kinds import NUMBERS
from kiosk.store import Database

_SUMS = """
    sum(scan) as scan, sum(view) as view, sum(terminal_view) as terminal_view,
    sum(submit) as submit, sum(form_download) as form_download,
    sum(checklist_print) as checklist_print, sum(excluded) as excluded
"""


def by_target(db: Database, first: date, last: date) -> Iterator[dict]:
    """
    The numbers of a period, *first* and *last* included, of each target that was counted.

    Rows, ordered by target: {"target": "1.001193", "scan": 12, ..., "excluded": 3}, persons of
    each kind and all that was left out.
    """
    return db.query(
        f"""
        select target, {_SUMS}
        from day_tally
        where unit_id = :unit and day between :first and :last
        group by target
        order by target
        """,
        _days(first, last),
    )


def by_day(db: Database, first: date, last: date, targets: Collection[str]) -> Iterator[dict]:
    """
    The numbers of each local day of a period, *first* and *last* included, over *targets*; days
    without any are absent.

    Rows, ordered by day: {"day": "2026-03-01", "scan": 12, ..., "excluded": 3}
    """
    if not targets:
        return iter(())
    given = {f"target_{n}": target for n, target in enumerate(targets)}
    return db.query(
        f"""
        select day, {_SUMS}
        from day_tally
        where unit_id = :unit and day between :first and :last
            and target in ({", ".join(f":{name}" for name in given)})
        group by day
        order by day
        """,
        {**_days(first, last), **given},
    )


def totals(db: Database, first: date, last: date, targets: Collection[str]) -> dict[str, int]:
    """The numbers of a period, *first* and *last* included, over *targets* together."""
    sums = dict.fromkeys(NUMBERS, 0)
    for row in by_day(db, first, last, targets):
        for number in NUMBERS:
            sums[number] += row[number]
    return sums


def lookups_by_hour(db: Database, first: date, last: date) -> Iterator[dict]:
    """
    How often persons looked something up (scan, view, terminal), whatever it was, in each hour.

    Rows, ordered by day and hour, both of Viet Nam: {"day": "2026-03-01", "hour": 9, "n": 12}
    """
    return db.query(
        """
        select day, hour, sum(n) as n
        from hour_tally
        where unit_id = :unit and day between :first and :last
            and class = 'person' and kind in ('scan', 'view', 'terminal_view')
        group by day, hour
        order by day, hour
        """,
        _days(first, last),
    )


def by_place(db: Database, first: date, last: date) -> Iterator[dict]:
    """
    Scans of persons, whatever the code, by the place where the code hung.

    Rows, ordered by place: {"place": "b", "n": 12}
    """
    return db.query(
        """
        select place, sum(n) as n
        from hour_tally
        where unit_id = :unit and day between :first and :last
            and class = 'person' and kind = 'scan'
        group by place
        order by place
        """,
        _days(first, last),
    )


def left_out(db: Database, first: date, last: date) -> Iterator[dict]:
    """
    What was kept, but not counted, of all targets: why, and how often.

    Rows, ordered by class: {"class": "bot", "n": 12}
    """
    return db.query(
        """
        select class, sum(n) as n
        from hour_tally
        where unit_id = :unit and day between :first and :last and class <> 'person'
        group by class
        order by class
        """,
        _days(first, last),
    )


def _days(first: date, last: date) -> dict[str, str]:
    return {"first": first.isoformat(), "last": last.isoformat()}
