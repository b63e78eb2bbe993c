"""Periods beside a period: the one of today, the one before and after, the same a year earlier."""

import re
from datetime import date, timedelta

from kiosk.errors import PeriodError
from kiosk.reports.periods import CALENDAR, REPORT_CUTOFF, Period, period

FORMS = ("week", "month", "quarter", "half", "nine_months", "year")
_NAME = re.compile(r"([0-9]{4})(?:-(W|Q|H)?([0-9]{1,2})|-(9M))?")
# How many months a named part of a year has, and how many of them a year has.
_MONTHS = {"": 1, "Q": 3, "H": 6}


def containing(day: date, form: str, basis: str = CALENDAR) -> Period:
    """The period of *form*, one of `FORMS`, in which *day* is; of nine months: that of its year."""
    if form == "week":
        year, week, _ = day.isocalendar()
        return period(f"{year}-W{week:02}", basis)
    months = day.year * 12 + day.month - 1
    if basis == REPORT_CUTOFF and day.day >= 15:
        months += 1
    year, month = months // 12, months % 12
    part = {
        "month": f"-{month + 1:02}",
        "quarter": f"-Q{month // 3 + 1}",
        "half": f"-H{month // 6 + 1}",
        "nine_months": "-9M",
        "year": "",
    }[form]
    return period(f"{year}{part}", basis)


def step(of: Period, steps: int) -> Period | None:
    """The period *steps* after (before, when negative) *of*, as long; None beyond this century."""
    try:
        return _step(of, steps)
    except (PeriodError, OverflowError, ValueError):
        return None


def year_before(of: Period) -> Period | None:
    """The same period a year earlier; of a free range, the same days. None before this century."""
    try:
        return _year_before(of)
    except PeriodError:
        return None


def matching(other: Period, of: Period, today: date) -> Period:
    """
    As much of *other* as has passed of *of* by *today*, so that a period that still runs is
    compared with as many days.
    """
    if of.last <= today:
        return other
    last = other.first + timedelta(days=(today - of.first).days)
    if other.first == _year_earlier(of.first):
        last = _year_earlier(today)
    last = min(last, other.last)
    return other if last == other.last else _range(other.first, last, other.basis)


def _step(of: Period, steps: int) -> Period:
    named = _NAME.fullmatch(of.name)
    if named is None or named[2] == "W":
        length = (of.last - of.first).days + 1
        first = of.first + timedelta(days=steps * length)
        if named:
            return containing(first, "week", of.basis)
        return _range(first, first + timedelta(days=length - 1), of.basis)
    year, kind, part = int(named[1]), named[2] or "", named[3]
    if part is None:  # a year, or nine months of it
        return period(f"{year + steps}{'-9M' if named[4] else ''}", of.basis)
    in_a_year = 12 // _MONTHS[kind]
    at = year * in_a_year + int(part) - 1 + steps
    year, n = at // in_a_year, at % in_a_year + 1
    return period(f"{year}-{kind}{n}" if kind else f"{year}-{n:02}", of.basis)


def _year_before(of: Period) -> Period:
    named = _NAME.fullmatch(of.name)
    if named is None:
        return _range(_year_earlier(of.first), _year_earlier(of.last), of.basis)
    name = f"{int(named[1]) - 1}{of.name[4:]}"
    try:
        return period(name, of.basis)
    except PeriodError:
        if named[2] != "W":
            raise
        return period(name.replace("W53", "W52"), of.basis)


def _year_earlier(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year - 1, day=28)


def _range(first: date, last: date, basis: str) -> Period:
    return period(f"{first}..{last}", basis)
