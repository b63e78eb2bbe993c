"""What a report says in words: its numbers, dates and period, the definition, the gaps."""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from kiosk import clock
from kiosk.events.runs import Gap
from kiosk.reports.periods import Period
from kiosk.texts import text, thousands

_PARTS = {
    **{
        f"Q{n}": ("period_in_quarter", roman) for n, roman in enumerate(["I", "II", "III", "IV"], 1)
    },
    "H1": ("period_in_first_half", ""),
    "H2": ("period_in_second_half", ""),
    "9M": ("period_in_nine_months", ""),
}


def definition(excess_from: int) -> str:
    """What is counted, in Vietnamese; every export carries it. *excess_from*: the setting."""
    return text("definition_counts", limit=excess_from)


def day_text(day: str | date) -> str:
    """`2026-03-01` as `01/03/2026`."""
    year, month, of_month = str(day).split("-")
    return f"{of_month}/{month}/{year}"


def moment_text(stamp: str) -> str:
    """A stored moment in the time of Viet Nam: `10/03/2026 10:00:05`."""
    return datetime.fromisoformat(stamp).astimezone(clock.ZONE).strftime("%d/%m/%Y %H:%M:%S")


def long_day(day: date) -> str:
    """`ngày 13 tháng 02 năm 2023`: days under 10 and the first two months have a leading zero."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)  # Decree 30/2020/ND-CP
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def running(number: int) -> str:
    """A count in running text: `1.049`, under ten with a leading zero (`02`), nought as `0`."""
    return f"{number:02}" if 0 < number < 10 else thousands(number)


def signed(number: int) -> str:
    """A difference: `+1.049`, `-12`, `0`."""
    return f"+{thousands(number)}" if number > 0 else thousands(number)


def signed_percent(difference: int, before: int) -> str:
    """A difference as a share of what was *before*, which is not 0: `+8,3%`, `-0,5%`."""
    sign = "+" if difference > 0 else "-" if difference < 0 else ""
    return sign + percent(abs(difference), before)


def percent(part: int, whole: int) -> str:
    """
    *part* of *whole*, which is not 0: one decimal, half up, `99,2%`, `1.234,5%`; a whole one as
    `100%`.
    """
    if part * 100 % whole == 0:
        return f"{thousands(part * 100 // whole)}%"
    tenths = int((Decimal(part) * 1000 / whole).quantize(Decimal(1), ROUND_HALF_UP))
    return f"{thousands(tenths // 10)},{tenths % 10}%"


def period_title(period: Period, lang: str = "vi") -> str:
    """`6 tháng đầu năm 2026`, `tháng 3 năm 2026`; empty for a free range, which has no name."""
    if week := re.fullmatch(r"([0-9]{4})-W([0-9]{2})", period.name):
        return text("period_in_week", lang, n=week[2], year=week[1])
    named = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2}|Q[1-4]|H[12]|9M))?", period.name)
    if named is None:
        return ""
    year, part = named[1], named[2]
    if part is None:
        return text("period_in_year", lang, year=year)
    key, n = _PARTS.get(part) or ("period_in_month", str(int(part)))
    return text(key, lang, n=n, year=year)


def range_text(period: Period, lang: str = "vi") -> str:
    """`từ ngày 01/01/2026 đến ngày 30/06/2026`."""
    return text(
        "period_range", lang, **{"from": day_text(period.first), "to": day_text(period.last)}
    )


def gap_text(gap: Gap, lang: str = "vi") -> str:
    first, last = day_text(gap.first), day_text(gap.last)
    days = first if first == last else f"{first} - {last}"
    hours, minutes = divmod(gap.minutes, 60)
    return f"{days}: {text(f'gap_{gap.reason}', lang, n=gap.lost, hours=hours, minutes=minutes)}"
