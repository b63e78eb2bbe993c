"""Days put together to weeks and months."""

from datetime import date, timedelta

import pytest

from kiosk.events.kinds import NUMBERS
from kiosk.reports import spans
from kiosk.reports.periods import REPORT_CUTOFF, period


def rows(of):
    days = (of.last - of.first).days + 1
    return [
        {"day": str(of.first + timedelta(days=n)), **dict.fromkeys(NUMBERS, 1)} for n in range(days)
    ]


@pytest.mark.parametrize(
    ("name", "unit", "count"),
    [
        ("2026-W07", "day", 7),
        ("2026-03", "day", 31),
        ("2026-01-01..2026-03-03", "day", 62),
        ("2026-01-01..2026-03-04", "week", 10),
        ("2026-Q1", "week", 14),
        ("2026-H1", "week", 27),
        ("2026-9M", "month", 9),
        ("2026", "month", 12),
    ],
)
def test_a_longer_period_has_coarser_columns(name, unit, count):
    of = period(name)
    found = spans.of_days(of, rows(of))
    assert (spans.unit_of(of), len(found)) == (unit, count)
    assert sum(one.numbers["scan"] for one in found) == (of.last - of.first).days + 1
    assert (found[0].first, found[-1].last) == (of.first, of.last)


def test_months_are_those_of_the_basis():
    of = period("2026", REPORT_CUTOFF)
    first, *_, last = spans.of_days(of, rows(of))
    assert (first.first, first.last) == (date(2025, 12, 15), date(2026, 1, 14))
    assert (last.first, last.last, last.numbers["scan"]) == (
        date(2026, 11, 15),
        date(2026, 12, 14),
        30,
    )
    assert spans.label(first, "month") == "Tháng 1/2026"
