from datetime import date

import pytest

from kiosk.catalog import decision_dates

MARCH_5 = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("123/QĐ-UBND ngày 05/03/2026", MARCH_5),
        ("Quyết định số 123/QĐ-UBND, ngày 5 tháng 3 năm 2026 của Chủ tịch UBND tỉnh", MARCH_5),
        ("123/QĐ-UBND (5-3-2026)", MARCH_5),
        ("123/QĐ-UBND ngày 05.03.2026.", MARCH_5),
        ("123/QĐ-UBND 2026-03-05", MARCH_5),
        ("123/QĐ-UBND ngày 05/03/2026, công bố ngày 5 tháng 3 năm 2026", MARCH_5),
        ("163/QĐ-BTP", None),
        ("12/2026/QĐ-UBND", None),
        ("12/03/2026/QĐ-UBND", None),
        ("123/QĐ-UBND ngày 31/02/2026", None),
        ("123/QĐ-UBND ngày 05/03/2026 sửa đổi 7/QĐ-UBND ngày 01/02/2020", None),
        ("", None),
        (None, None),
    ],
)
def test_the_day_is_what_the_text_states(text, expected):
    assert decision_dates.of(text) == expected


@pytest.mark.parametrize(
    ("posted_on", "expected"),
    [(date(2026, 3, 5), 0), (date(2026, 4, 1), 27), (date(2026, 3, 4), None)],
)
def test_days_until_posting_are_counted_from_the_day_of_the_decision(posted_on, expected):
    assert decision_dates.days_until("123/QĐ-UBND ngày 05/03/2026", posted_on) == expected


def test_no_day_in_the_text_gives_no_number():
    assert decision_dates.days_until("163/QĐ-BTP", MARCH_5) is None
