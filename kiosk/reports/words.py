"""What a report says in words: the definition of its numbers, its dates, its gaps."""

from kiosk.events.runs import Gap
from kiosk.texts import text


def definition(excess_from: int) -> str:
    """What is counted, in Vietnamese; every export carries it. *excess_from*: the setting."""
    return text("definition_counts", limit=excess_from)


def day_text(day: str) -> str:
    """`2026-03-01` as `01/03/2026`."""
    year, month, of_month = day.split("-")
    return f"{of_month}/{month}/{year}"


def gap_text(gap: Gap) -> str:
    first, last = day_text(gap.first.isoformat()), day_text(gap.last.isoformat())
    days = first if first == last else f"{first} - {last}"
    hours, minutes = divmod(gap.minutes, 60)
    return f"{days}: {text(f'gap_{gap.reason}', n=gap.lost, hours=hours, minutes=minutes)}"
