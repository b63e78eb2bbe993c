"""The names of report periods, and the days they hold."""

from datetime import date, timedelta

import pytest

from kiosk.errors import PeriodError
from kiosk.reports.periods import CALENDAR, REPORT_CUTOFF, last_days, period


def days(name, basis):
    found = period(name, basis)
    return f"{found.first}..{found.last}"


@pytest.mark.parametrize(
    ("name", "calendar", "cutoff"),
    [
        ("2026-W07", "2026-02-09..2026-02-15", "2026-02-09..2026-02-15"),
        ("2026-W01", "2025-12-29..2026-01-04", "2025-12-29..2026-01-04"),
        ("2026-W53", "2026-12-28..2027-01-03", "2026-12-28..2027-01-03"),
        ("2026-01", "2026-01-01..2026-01-31", "2025-12-15..2026-01-14"),
        ("2026-02", "2026-02-01..2026-02-28", "2026-01-15..2026-02-14"),
        ("2024-02", "2024-02-01..2024-02-29", "2024-01-15..2024-02-14"),
        ("2024-03", "2024-03-01..2024-03-31", "2024-02-15..2024-03-14"),
        ("2026-03", "2026-03-01..2026-03-31", "2026-02-15..2026-03-14"),
        ("2026-12", "2026-12-01..2026-12-31", "2026-11-15..2026-12-14"),
        ("2026-Q1", "2026-01-01..2026-03-31", "2025-12-15..2026-03-14"),
        ("2026-Q2", "2026-04-01..2026-06-30", "2026-03-15..2026-06-14"),
        ("2026-Q3", "2026-07-01..2026-09-30", "2026-06-15..2026-09-14"),
        ("2026-Q4", "2026-10-01..2026-12-31", "2026-09-15..2026-12-14"),
        ("2026-H1", "2026-01-01..2026-06-30", "2025-12-15..2026-06-14"),
        ("2026-H2", "2026-07-01..2026-12-31", "2026-06-15..2026-12-14"),
        ("2026-9M", "2026-01-01..2026-09-30", "2025-12-15..2026-09-14"),
        ("2026", "2026-01-01..2026-12-31", "2025-12-15..2026-12-14"),
        ("2026-01-15..2026-02-14", "2026-01-15..2026-02-14", "2026-01-15..2026-02-14"),
        ("2024-02-29..2024-02-29", "2024-02-29..2024-02-29", "2024-02-29..2024-02-29"),
    ],
)
def test_a_period_holds_its_days_on_either_basis(name, calendar, cutoff):
    assert days(name, CALENDAR) == calendar
    assert days(name, REPORT_CUTOFF) == cutoff


def test_a_period_is_of_the_calendar_unless_said_otherwise():
    assert period("2026-03") == period("2026-03", CALENDAR)
    assert period("2026-03").basis == "calendar"
    assert period("2026-03", REPORT_CUTOFF).basis == "report_cutoff"


def test_a_period_keeps_its_name_without_spaces_around():
    assert period(" 2026-Q1 ").name == "2026-Q1"


@pytest.mark.parametrize("basis", [CALENDAR, REPORT_CUTOFF])
def test_the_months_of_a_year_follow_each_other_without_gap_or_overlap(basis):
    months = [period(f"2026-{month:02}", basis) for month in range(1, 13)]
    for one, following in zip(months, months[1:], strict=False):
        assert following.first - one.last == timedelta(days=1)
    year = period("2026", basis)
    assert (months[0].first, months[-1].last) == (year.first, year.last)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "2026-",
        "26",
        "20026",
        "2026-0",
        "2026-00",
        "2026-13",
        "2026-3",
        "2026-W7",
        "2026-W00",
        "2026-W54",
        "2025-W53",
        "2026-w07",
        "2026-Q0",
        "2026-Q5",
        "2026-q1",
        "2026-H3",
        "2026-6M",
        "2026/03",
        "03/2026",
        "2026-02-30..2026-03-01",
        "2025-02-29..2025-03-01",
        "2026-01-15...2026-02-14",
        "2026-01-15..",
        "..2026-02-14",
        "2026-01-15",
        "20260115..20260214",
        "2026-01-15..2026-02-14..2026-03-14",
        "２０２６",
        "0000",
        "0001",
        "9999",
        "9999-W52",
        "1999",
        "2026-01-01..9999-12-31",
        "'; drop table tally",
    ],
)
@pytest.mark.parametrize("basis", [CALENDAR, REPORT_CUTOFF])
def test_what_is_no_period_is_refused_with_the_forms_there_are(name, basis):
    with pytest.raises(PeriodError, match="There is no period .* Write it as 2026-W07, 2026-03,"):
        period(name, basis)


def test_a_range_that_ends_before_it_begins_is_refused():
    with pytest.raises(PeriodError, match="2026-02-14..2026-01-15 ends before it begins"):
        period("2026-02-14..2026-01-15")


def test_the_first_and_last_year_there_is():
    assert period("2000", REPORT_CUTOFF).first == date(1999, 12, 15)
    assert period("2099").last == date(2099, 12, 31)


def test_the_last_days_end_today():
    found = last_days(date(2026, 3, 10), 30)
    assert (found.first, found.last) == (date(2026, 2, 9), date(2026, 3, 10))
    assert found == period("2026-02-09..2026-03-10")
