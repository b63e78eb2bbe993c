"""Numbers, dates and periods as a Vietnamese report writes them."""

from datetime import date

import pytest

from kiosk.reports import words
from kiosk.reports.periods import period


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        pytest.param(1041, 1049, "99,2%", id="the reference report"),
        pytest.param(1039, 1047, "99,2%", id="another share that reads the same"),
        pytest.param(141, 167, "84,4%", id="coverage"),
        pytest.param(1047, 1047, "100%", id="all"),
        pytest.param(0, 1047, "0%", id="none"),
        pytest.param(1, 2000, "0,1%", id="half up"),
        pytest.param(3, 2000, "0,2%", id="half up, where half to even goes up too"),
        pytest.param(5, 2000, "0,3%", id="half up, where half to even goes down"),
        pytest.param(9999, 10000, "100,0%", id="nearly all is not all"),
        (12345, 1000, "1.234,5%"),
        (5000, 1, "500.000%"),
        (1999, 2000, "100,0%"),
    ],
)
def test_a_percentage_has_one_decimal_half_up(part, whole, expected):
    assert words.percent(part, whole) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [(0, "0"), (2, "02"), (9, "09"), (10, "10"), (999, "999"), (1049, "1.049")],
)
def test_a_count_under_ten_has_a_leading_zero_in_running_text(number, expected):
    assert words.running(number) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2023, 2, 13), "ngày 13 tháng 02 năm 2023"),
        (date(2023, 6, 5), "ngày 05 tháng 6 năm 2023"),
        (date(2023, 12, 31), "ngày 31 tháng 12 năm 2023"),
    ],
)
def test_a_long_date_has_the_zeros_of_decree_30(day, expected):
    assert words.long_day(day) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2026-W07", "tuần 07 năm 2026"),
        ("2026-03", "tháng 3 năm 2026"),
        ("2026-Q1", "quý I năm 2026"),
        ("2026-Q4", "quý IV năm 2026"),
        ("2026-H1", "6 tháng đầu năm 2026"),
        ("2026-H2", "6 tháng cuối năm 2026"),
        ("2026-9M", "9 tháng đầu năm 2026"),
        ("2026", "năm 2026"),
        ("2026-01-15..2026-02-14", ""),
    ],
)
def test_a_period_is_called_as_officials_call_it(name, expected):
    assert words.period_title(period(name)) == expected


def test_a_period_states_its_days():
    found = period("2026-H1", "report_cutoff")
    assert words.range_text(found) == "từ ngày 15/12/2025 đến ngày 14/06/2026"
