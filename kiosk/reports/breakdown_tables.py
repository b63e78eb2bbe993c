"""Where and when codes were looked up, and what was left out and why, as tables of a report."""

from collections.abc import Iterable

from kiosk.reports.breakdown import Breakdown, hours_of
from kiosk.reports.tables import Column, NotCounted, Table, Value
from kiosk.texts import text

_WIDE, _NUMBER = 60.0, (18.0, "number")


def of_places(found: Breakdown, is_counted: bool) -> Table:
    """Scans of all codes by place; *is_counted*: was there anything to count with?"""
    rows = [(text(f"place_{place}"), n) for place, n in found.places.items()]
    return _summed("counts_by_place", "column_place", "column_scan", rows, is_counted)


def of_left_out(found: Breakdown, is_counted: bool) -> Table:
    """What was not counted of all codes, by reason; *is_counted*: as in `of_places`."""
    rows = [(text(f"left_out_{reason}"), n) for reason, n in found.left_out.items()]
    return _summed("counts_left_out", "column_reason", "column_excluded", rows, is_counted)


def of_hours(found: Breakdown, is_counted: bool) -> Table:
    """Lookups of all codes by hour and weekday; *is_counted*: as in `of_places`."""
    heat, week = found.heat, range(7)
    columns = (
        Column(text("column_hour"), *_NUMBER),
        *(Column(text(f"weekday_long_{day}"), *_NUMBER) for day in week),
        Column(text("total_label"), *_NUMBER),
    )
    rows: list[tuple[Value, ...]] = []
    for hour in hours_of(heat):
        numbers = [heat.get((day, hour), 0) for day in week]
        rows.append((f"{hour:02}h", *_counted([*numbers, sum(numbers)], is_counted)))
    sums = [sum(n for (at, _), n in heat.items() if at == day) for day in week]
    total = (text("total_label"), *_counted([*sums, sum(sums)], is_counted))
    title = f"{text('counts_by_hour')}. {text('counts_by_hour_note')}"
    return Table(title, columns, rows, total)


def _summed(
    title: str, what: str, number: str, rows: list[tuple[str, int]], is_counted: bool
) -> Table:
    columns = (Column(text(what), _WIDE), Column(text(number), *_NUMBER))
    sums = _counted([sum(n for _, n in rows)], is_counted)
    return Table(
        f"{text(title)}. {text('of_all_codes')}",
        columns,
        [(name, *_counted([n], is_counted)) for name, n in rows],
        (text("total_label"), *sums),
    )


def _counted(numbers: Iterable[int], is_counted: bool) -> list[Value]:
    return [n if is_counted else NotCounted() for n in numbers]
