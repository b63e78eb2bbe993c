"""The two clocks: UTC for what is stored, the local day of Viet Nam for what is counted."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def utc_now() -> datetime:
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """A moment as it is stored: UTC, `YYYY-MM-DDTHH:MM:SSZ`."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")[:19] + "Z"


def local_day(moment: datetime) -> date:
    """The day in Viet Nam at *moment*."""
    return moment.astimezone(ZONE).date()


def day_begins(day: date) -> datetime:
    """The first moment of *day* in Viet Nam."""
    return datetime.combine(day, time(), ZONE)
