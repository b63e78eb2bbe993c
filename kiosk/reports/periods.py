"""Report periods: their names, and the days they hold on either basis."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from kiosk.errors import PeriodError

CALENDAR, REPORT_CUTOFF = "calendar", "report_cutoff"
# Report periods close on the 14th (Decree 09/2019/ND-CP, article 12, as domain.md section 4 has
# it): a month runs from the 15th of the month before it.
_CUTOFF_DAY = 15
# Years of this century: any other is a slip of the pen.
_RANGE = re.compile(r"(20[0-9]{2}-[0-9]{2}-[0-9]{2})\.\.(20[0-9]{2}-[0-9]{2}-[0-9]{2})")
_WEEK = re.compile(r"(20[0-9]{2})-W([0-9]{2})")
_MONTHS = re.compile(r"(20[0-9]{2})(?:-([0-9]{2}|Q[1-4]|H[12]|9M))?")
# The first and last month of each named part of a year.
_PARTS = {
    **{f"Q{n}": (3 * n - 2, 3 * n) for n in (1, 2, 3, 4)},
    "H1": (1, 6),
    "H2": (7, 12),
    "9M": (1, 9),
}
_FORMS = "2026-W07, 2026-03, 2026-Q1, 2026-H1, 2026-9M, 2026 or 2026-01-15..2026-02-14"


@dataclass(frozen=True)
class Period:
    """The days *first* to *last*, both included. *basis*: `calendar` or `report_cutoff`."""

    name: str
    first: date
    last: date
    basis: str


def period(name: str, basis: str = CALENDAR) -> Period:
    """
    The period called *name*; a week and a free range are the same days on both bases.

    Raises PeriodError when there is no such period.
    """
    name = name.strip()
    try:
        if ends := _RANGE.fullmatch(name):
            first, last = date.fromisoformat(ends[1]), date.fromisoformat(ends[2])
            if first > last:
                raise PeriodError(f"The period {name} ends before it begins.")
            return Period(name, first, last, basis)
        if week := _WEEK.fullmatch(name):
            first = date.fromisocalendar(int(week[1]), int(week[2]), 1)
            return Period(name, first, first + timedelta(days=6), basis)
        if months := _MONTHS.fullmatch(name):
            return _of_months(name, int(months[1]), months[2], basis)
    except ValueError:
        pass
    raise PeriodError(f"There is no period {name!r}. Write it as {_FORMS}.")


def last_days(today: date, days: int) -> Period:
    """The last *days* days, *today* included."""
    return period(f"{today - timedelta(days=days - 1)}..{today}")


def _of_months(name: str, year: int, part: str | None, basis: str) -> Period:
    if part is None:
        first_month, last_month = 1, 12
    else:
        first_month, last_month = _PARTS.get(part) or (int(part), int(part))
    first, after = date(year, first_month, 1), _month_after(date(year, last_month, 1))
    if basis == REPORT_CUTOFF:
        first = _month_before(first).replace(day=_CUTOFF_DAY)
        after = _month_before(after).replace(day=_CUTOFF_DAY)
    return Period(name, first, after - timedelta(days=1), basis)


def _month_before(day: date) -> date:
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def _month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)
