"""Periods beside a period."""

from datetime import date

import pytest

from kiosk.reports import neighbours
from kiosk.reports.periods import CALENDAR, REPORT_CUTOFF, period


@pytest.mark.parametrize(
    ("day", "form", "calendar", "cutoff"),
    [
        ("2026-03-10", "week", "2026-W11", "2026-W11"),
        ("2027-01-02", "week", "2026-W53", "2026-W53"),
        ("2026-03-14", "month", "2026-03", "2026-03"),
        ("2026-03-15", "month", "2026-03", "2026-04"),
        ("2026-12-15", "month", "2026-12", "2027-01"),
        ("2026-03-15", "quarter", "2026-Q1", "2026-Q2"),
        ("2026-06-15", "half", "2026-H1", "2026-H2"),
        ("2026-12-14", "nine_months", "2026-9M", "2026-9M"),
        ("2026-12-15", "nine_months", "2026-9M", "2027-9M"),
        ("2026-12-15", "year", "2026", "2027"),
    ],
)
def test_the_period_of_a_day(day, form, calendar, cutoff):
    of = date.fromisoformat(day)
    assert neighbours.containing(of, form, CALENDAR).name == calendar
    assert neighbours.containing(of, form, REPORT_CUTOFF).name == cutoff


@pytest.mark.parametrize(
    ("name", "before", "after", "last_year"),
    [
        ("2026-W01", "2025-W52", "2026-W02", "2025-W01"),
        ("2026-W53", "2026-W52", "2027-W01", "2025-W52"),
        ("2026-01", "2025-12", "2026-02", "2025-01"),
        ("2026-12", "2026-11", "2027-01", "2025-12"),
        ("2026-Q1", "2025-Q4", "2026-Q2", "2025-Q1"),
        ("2026-H2", "2026-H1", "2027-H1", "2025-H2"),
        ("2026-9M", "2025-9M", "2027-9M", "2025-9M"),
        ("2026", "2025", "2027", "2025"),
        (
            "2024-02-29..2024-03-01",
            "2024-02-27..2024-02-28",
            "2024-03-02..2024-03-03",
            "2023-02-28..2023-03-01",
        ),
    ],
)
def test_the_periods_beside_a_period(name, before, after, last_year):
    of = period(name, REPORT_CUTOFF)
    found = [neighbours.step(of, -1), neighbours.step(of, 1), neighbours.year_before(of)]
    assert [one.name for one in found] == [before, after, last_year]
    assert {one.basis for one in found} == {REPORT_CUTOFF}
    if ".." not in name:
        assert (of.first - found[0].last).days == (1 if found[0].name[5:] != "9M" else 93 - 1)


def test_there_is_nothing_beyond_the_century():
    assert neighbours.step(period("2000"), -1) is None
    assert neighbours.step(period("2099-12"), 1) is None
    assert neighbours.step(period("2099-W53"), 1) is None
    assert neighbours.step(period("2000-01-01..2099-12-31"), 1) is None
    assert neighbours.year_before(period("2000-Q1")) is None


@pytest.mark.parametrize(
    ("name", "today", "other", "days"),
    [
        ("2026-03", "2026-03-10", "2026-02", "2026-02-01..2026-02-10"),
        ("2026-03", "2026-03-30", "2026-02", "2026-02-01..2026-02-28"),
        ("2026-03", "2026-03-31", "2026-02", "2026-02-01..2026-02-28"),
        ("2026-03", "2026-09-30", "2026-02", "2026-02-01..2026-02-28"),
        ("2028", "2028-03-10", "2027", "2027-01-01..2027-03-10"),
        ("2026-W11", "2026-03-10", "2025-W11", "2025-03-10..2025-03-11"),
    ],
)
def test_a_period_that_runs_is_compared_with_as_many_days(name, today, other, days):
    found = neighbours.matching(period(other), period(name), date.fromisoformat(today))
    assert f"{found.first}..{found.last}" == days
