"""The days of a long period put together, so that a chart can be told apart."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from kiosk.events.kinds import NUMBERS
from kiosk.reports.neighbours import containing
from kiosk.reports.periods import Period
from kiosk.reports.words import day_text
from kiosk.texts import text

_MOST_DAYS, _MOST_WEEKS = 62, 27


@dataclass(frozen=True)
class Span:
    """
    Some days of a period, both ends included, and their *numbers*; *name*: of the month.
    *is_counted*: did anybody count on one of these days?
    """

    first: date
    last: date
    name: str
    numbers: dict[str, int]
    is_counted: bool = True


def label(span: Span, unit: str) -> str:
    """What a table calls *span*: `05/01/2026`, `05/01 - 11/01`, `Tháng 1/2026`."""
    if unit == "day":
        return day_text(span.first)
    if unit == "week":
        return f"{span.first:%d/%m} - {span.last:%d/%m}"
    year, month = span.name.split("-")
    return f"{text('period_month')} {int(month)}/{year}"


def unit_of(period: Period) -> str:
    """What a column of a chart of *period* is: a `day`, a `week` or a `month`."""
    days = (period.last - period.first).days + 1
    if days <= _MOST_DAYS:
        return "day"
    return "week" if days <= 7 * _MOST_WEEKS else "month"


def of_days(
    period: Period, rows: Iterable[dict[str, Any]], empty: Collection[date] = ()
) -> list[Span]:
    """
    The *rows* of the days of *period*, in order, as days, weeks or months; months as the basis of
    the period has them. The first and the last may be parts of a week or month. *empty*: the days
    on which nobody counted.
    """
    unit = unit_of(period)
    spans: list[Span] = []
    for row in rows:
        day = date.fromisoformat(row["day"])
        name = row["day"] if unit == "day" else containing(day, unit, period.basis).name
        numbers = {n: row[n] for n in NUMBERS}
        is_counted = day not in empty or any(numbers.values())
        if spans and (last := spans[-1]).name == name:
            sums = {n: last.numbers[n] + numbers[n] for n in NUMBERS}
            spans[-1] = Span(last.first, day, name, sums, last.is_counted or is_counted)
        else:
            spans.append(Span(day, day, name, numbers, is_counted))
    return spans
