"""The tables of a report, once for every format: headings, rows, totals as plain values."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kiosk.catalog.published import Published
from kiosk.reports import spans
from kiosk.reports.counts import NUMBERS, Counts, empty_days, has_data
from kiosk.reports.coverage import REVIEWED_DAYS, Coverage
from kiosk.reports.indicators import Indicators
from kiosk.reports.indicators import rows as indicator_rows
from kiosk.reports.words import day_text, percent
from kiosk.texts import text, thousands

# A whole number, a day, or text; None is an empty cell.
Value = int | date | str | None


class NotCounted(int):
    """The nought of a day or period in which nobody counted: 0 to programs, a dash to readers."""

    def __new__(cls):
        return super().__new__(cls, 0)


@dataclass(frozen=True)
class Column:
    """
    *width*: in mm on a page of A4 across; formats scale it. *kind*: what its cells
    hold, `text`, `position`, `code`, `number`, `day` or `share`.
    """

    heading: str
    width: float
    kind: str = "text"


@dataclass(frozen=True)
class Table:
    """
    *total*: the line below the rows, if there is one; as long as a row. *nothing*: what to say when
    there are no rows.
    """

    title: str
    columns: tuple[Column, ...]
    rows: list[tuple[Value, ...]]
    total: tuple[Value, ...] | None = None
    nothing: str = ""


def shown(value: Value) -> str:
    """
    A value as a document shows it: `1.049`, `01/03/2026`, what nobody counted as `–`; a sign that
    no document can hold as `?`.
    """
    if isinstance(value, NotCounted):
        return "–"
    if isinstance(value, int):
        return thousands(value)
    if isinstance(value, date):
        return day_text(value)
    return _CONTROL.sub("?", value or "")


# Signs that XML forbids; a code that somebody made up may hold them.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_POSITION, _NUMBER, _DAY = (10.0, "position"), (15.0, "number"), (21.0, "day")


def _numbers() -> tuple[Column, ...]:
    return tuple(Column(text(f"column_{number}"), *_NUMBER) for number in NUMBERS)


def of_counts(counts: Counts, published: Published) -> Table:
    """The rows of *counts* under the headings of the official table, and their sums."""
    leading, value_of, trailing = {
        "procedure": (_PROCEDURE, _procedure_cells, _procedure_end),
        "field": ((_FIELD,), lambda row: (row["field"],), None),
        "day": ((_OF_DAY,), lambda row: (date.fromisoformat(row["day"]),), None),
    }[counts.by]
    ending = (("column_reviewed", 24.0, "day"), ("status_label", 25.0, "text")) if trailing else ()
    columns = (
        Column(text("column_position"), *_POSITION),
        *(Column(text(key), width, kind) for key, width, kind in leading),
        *_numbers(),
        *(Column(text(key), width, kind) for key, width, kind in ending),
    )
    is_counted = _is_counted(counts)
    rows: list[tuple[Value, ...]] = [
        (
            position,
            *value_of(row),
            *_cells(row, is_counted(row)),
            *(trailing(row, published) if trailing else ()),
        )
        for position, row in enumerate(counts.rows, 1)
    ]
    empty = [None] * (len(leading) - 1)
    sums = _cells(counts.totals, has_data(counts))
    total = (None, text("total_label"), *empty, *sums, *[None] * len(ending))
    return Table(text(f"table_by_{counts.by}"), columns, rows, total)


def _is_counted(counts: Counts) -> Callable[[dict[str, Any]], bool]:
    """Tells of a row whether its noughts were counted."""
    if counts.by != "day":
        found = has_data(counts)
        return lambda row: found
    empty = {day.isoformat() for day in empty_days(counts.gaps)}
    return lambda row: row["day"] not in empty or any(row[number] for number in NUMBERS)


def _cells(numbers: Mapping[str, int], is_counted: bool) -> Iterator[Value]:
    return (numbers[number] if is_counted else NotCounted() for number in NUMBERS)


_PROCEDURE = (
    ("column_code", 20.0, "code"),
    ("column_name", 70.0, "text"),
    ("field_label", 32.0, "text"),
)
_FIELD = ("field_label", 56.0, "text")
_OF_DAY = ("column_day", *_DAY)


def _procedure_cells(row: dict[str, Any]) -> tuple[Value, ...]:
    return row["code"], row["name"], row["field"]


def _procedure_end(row: dict[str, Any], published: Published) -> tuple[Value, ...]:
    procedure = published.procedures[row["code"]]
    reviewed = procedure.reviewed_on
    return (
        date.fromisoformat(reviewed) if reviewed else text("badge_unverified"),
        text("posted_yes" if procedure.posted else "posted_no"),
    )


def of_spans(days: Counts) -> Table:
    """The rows of *days* by week or month, with the days of each: what long charts draw."""
    unit = spans.unit_of(days.period)
    found = spans.of_days(days.period, days.rows, empty_days(days.gaps))
    columns = (
        Column(text("column_position"), *_POSITION),
        Column(text("column_time"), 40.0),
        Column(text("period_first_day"), *_DAY),
        Column(text("period_last_day"), *_DAY),
        *_numbers(),
    )
    rows: list[tuple[Value, ...]] = [
        (
            position,
            spans.label(span, unit),
            span.first,
            span.last,
            *_cells(span.numbers, span.is_counted),
        )
        for position, span in enumerate(found, 1)
    ]
    sums = _cells(days.totals, has_data(days))
    total = (None, text("total_label"), None, None, *sums)
    return Table(text(f"table_by_{unit}"), columns, rows, total)


def of_other_targets(counts: Counts) -> Table:
    """What was counted beside the procedures: fields, groups, pages, retired, unknown codes."""
    columns = (
        Column(text("column_target"), 20.0, "code"),
        Column(text("column_kind"), 40.0),
        Column(text("column_target_name"), 60.0),
        *_numbers(),
    )
    rows: list[tuple[Value, ...]] = [
        (row["target"], text(f"target_{row['kind']}"), row["name"], *(row[n] for n in NUMBERS))
        for row in counts.other_targets
    ]
    return Table(text("other_targets_heading"), columns, rows)


def of_coverage(coverage: Iterable[Coverage], day: date) -> Table:
    """How much of the catalog hangs on the board on *day*, whole and by sector."""
    columns = (
        Column(text("coverage_scope"), 60.0),
        Column(text("coverage_total"), *_NUMBER),
        Column(text("coverage_posted"), *_NUMBER),
        Column(text("coverage_rate"), 18.0, "share"),
        Column(text("coverage_coded"), *_NUMBER),
        Column(text("coverage_reviewed", n=REVIEWED_DAYS), *_NUMBER),
        Column(text("coverage_incomplete"), *_NUMBER),
    )
    rows: list[tuple[Value, ...]] = [
        (
            text(f"coverage_of_{one.scope}"),
            one.total,
            one.posted,
            percent(one.posted, one.total) if one.total else text("no_occurrence"),
            one.coded,
            one.reviewed,
            one.incomplete,
        )
        for one in coverage
    ]
    return Table(text("table_coverage", day=day_text(day)), columns, rows)


def of_changes(changes: Iterable[tuple[Value, ...]], is_known: bool) -> Table:
    """
    What was published in the period (see `period_changes.py`); *is_known*: did the catalog exist in
    it, and has it begun?
    """
    columns = (
        Column(text("column_position"), 13.0, "position"),
        Column(text("column_starts_on"), 31.0, "day"),
        Column(text("column_code"), 24.0, "code"),
        Column(text("column_name"), 62.0),
        Column(text("column_change"), 62.0),
        Column(text("changes_decision"), 36.0),
    )
    rows = [(position, *row) for position, row in enumerate(changes, 1)]
    nothing = text("no_occurrence" if is_known else "no_data")
    return Table(text("table_changes"), columns, rows, nothing=nothing)


def of_indicators(found: Indicators) -> Table:
    """The typed-in figures; numerator and denominator as numbers of their own."""
    columns = (
        Column(text("column_position"), *_POSITION),
        Column(text("indicator_column"), 70.0),
        Column(text("indicator_value"), 22.0, "number"),
        Column(text("indicator_whole"), 22.0, "number"),
        Column(text("rate_label"), 22.0, "share"),
        Column(text("indicator_target"), 22.0, "share"),
        Column(text("indicator_reached"), 22.0),
    )
    rows: list[tuple[Value, ...]] = []
    for position, row in enumerate(indicator_rows(found), 1):
        figure = found.figures.get(row.name)
        share = found.share(row.name)
        value = figure.numerator if figure else text("no_data")
        whole = share.denominator if share else None
        rows.append((position, row.label, value, whole, row.rate, row.target, row.reached))
    return Table(text("indicators_heading"), columns, rows)


def of_definitions(lines: Iterable[tuple[str, Value]]) -> Table:
    """How each number is counted, with the dates and gaps (see `definitions.py`)."""
    columns = (Column(text("define_what"), 60.0), Column(text("define_how"), 200.0))
    return Table(text("how_counted_link"), columns, list(lines))
