"""
The day of a decision as its text states it, and how long it took until it was posted.

Never a guess: a text that names no day, or more than one, gives None.
"""

import re
from datetime import date

_SIGNED = re.compile(
    r"""
    (?<![0-9/.-])
    (?:
        (?P<day>[0-9]{1,2})(?P<sign>[/.-])(?P<month>[0-9]{1,2})(?P=sign)(?P<year>[0-9]{4})
      | (?P<long_day>[0-9]{1,2})\s+tháng\s+(?P<long_month>[0-9]{1,2})
        \s+năm\s+(?P<long_year>[0-9]{4})
      | (?P<iso>[0-9]{4}-[0-9]{2}-[0-9]{2})
    )
    (?![0-9/-])
    """,
    re.VERBOSE | re.IGNORECASE,
)


def of(text: str | None) -> date | None:
    """The one day that stands in *text*, such as `123/QĐ-UBND ngày 05/03/2026`; else None."""
    days = {_day(found) for found in _SIGNED.finditer(text or "")}
    return days.pop() if len(days) == 1 else None


def _day(found: re.Match[str]) -> date | None:
    parts = found.groupdict()
    try:
        if parts["iso"]:
            return date.fromisoformat(parts["iso"])
        year, month, day = (
            parts[name] or parts[f"long_{name}"] for name in ("year", "month", "day")
        )
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def days_until(text: str | None, posted_on: date) -> int | None:
    """
    Days from the day that *text* states to *posted_on*; 0 on the same day. None when it states
    none, or one after *posted_on*, which cannot be right.
    """
    decided_on = of(text)
    if decided_on is None or decided_on > posted_on:
        return None
    return (posted_on - decided_on).days
