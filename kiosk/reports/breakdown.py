"""When and where all codes of a period were looked up, and why other requests do not count."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kiosk.events import tallies
from kiosk.events.kinds import EXCLUDED
from kiosk.reports.periods import Period
from kiosk.store import Database

PLACES = ("b", "d", "l", "k")
_OFFICE_HOURS = (7, 17)
Heat = Mapping[tuple[int, int], int]


@dataclass(frozen=True)
class Breakdown:
    """
    Of all codes, procedures or not. *heat*: lookups by weekday (0 is Monday) and hour of Viet Nam;
    *places*: scans by place; *left_out*: how often something was not counted, by reason.
    """

    heat: Heat
    places: dict[str, int]
    left_out: dict[str, int]


def of_period(db: Database, period: Period) -> Breakdown:
    """What was counted in *period*, as it is now; places and reasons without any are nought."""
    days = period.first, period.last
    places = {row["place"]: row["n"] for row in tallies.by_place(db, *days)}
    left_out = {row["class"]: row["n"] for row in tallies.left_out(db, *days)}
    heat: dict[tuple[int, int], int] = defaultdict(int)
    for row in tallies.lookups_by_hour(db, *days):
        heat[date.fromisoformat(row["day"]).weekday(), row["hour"]] += row["n"]
    return Breakdown(dict(heat), _all(PLACES, places), _all(EXCLUDED, left_out))


def hours_of(heat: Heat) -> list[int]:
    """The hours that are shown: office hours, and those beyond in which anything was looked up."""
    used = [hour for _, hour in heat]
    first, last = _OFFICE_HOURS
    return list(range(min([first, *used]), max([last, *used]) + 1))


def plain(found: Breakdown) -> dict[str, Any]:
    """*found* as values that JSON can hold; `again` gives it back."""
    heat = [[weekday, hour, n] for (weekday, hour), n in sorted(found.heat.items())]
    return {"heat": heat, "places": found.places, "left_out": found.left_out}


def again(values: dict[str, Any]) -> Breakdown:
    """The breakdown whose `plain` values these are."""
    return Breakdown(
        {(weekday, hour): n for weekday, hour, n in values["heat"]},
        _all(PLACES, values["places"]),
        _all(EXCLUDED, values["left_out"]),
    )


def _all(names: tuple[str, ...], found: dict[str, int]) -> dict[str, int]:
    return {name: found.get(name, 0) for name in names}
