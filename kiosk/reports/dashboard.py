"""What officials see of a period at a glance: its counts, beside those of other periods."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kiosk import clock
from kiosk.catalog.published import Published
from kiosk.events import runs, tallies
from kiosk.events.kinds import EXCLUDED, NUMBERS
from kiosk.events.runs import Gap
from kiosk.reports import counts, neighbours
from kiosk.reports.counts import Counts
from kiosk.reports.periods import Period
from kiosk.reports.report import Report
from kiosk.store import Database

LOOKUPS = ("scan", "view", "terminal_view")
PLACES = ("b", "d", "l", "k")


@dataclass(frozen=True)
class Before:
    """
    The same numbers of an earlier *period*, over the procedures of now. *key*: which one it is,
    `previous` or `year_before`. *has_data*: was there anything to count with?
    """

    key: str
    period: Period
    totals: dict[str, int]
    gaps: list[Gap]
    has_data: bool


@dataclass(frozen=True)
class Overview:
    """
    *others*: the sums of the codes that are no procedures. *left_out*: why, and how often, of all
    codes; *places*: scans of all codes by place. *has_ended*: are all its days over?
    """

    procedures: Counts
    fields: Counts
    days: Counts
    others: dict[str, int]
    before: list[Before]
    left_out: dict[str, int]
    places: dict[str, int]
    has_data: bool
    has_ended: bool

    @property
    def everything(self) -> dict[str, int]:
        """The sums of procedures and other codes together."""
        return {n: self.procedures.totals[n] + self.others[n] for n in NUMBERS}


def overview(
    db: Database,
    published: Published,
    period: Period,
    now: datetime,
    excess_from: int,
    frozen: Report | None = None,
) -> Overview:
    """The figures of *period*, read at one moment; its counts as in *frozen*, if it is given."""
    with db.snapshot():
        if frozen:
            found = {"procedure": frozen.counts, "field": frozen.fields, "day": frozen.days}
        else:
            bys = ("procedure", "field", "day")
            found = counts.several(db, published, period, now, excess_from, bys)
        before = _before(db, published, period, now)
        left_out = {row["class"]: row["n"] for row in tallies.left_out(db, *_days(period))}
        places = {row["place"]: row["n"] for row in tallies.by_place(db, *_days(period))}
    others = found["procedure"].other_targets
    return Overview(
        procedures=found["procedure"],
        fields=found["field"],
        days=found["day"],
        others={number: sum(row[number] for row in others) for number in NUMBERS},
        before=before,
        left_out={reason: left_out.get(reason, 0) for reason in EXCLUDED},
        places={place: places.get(place, 0) for place in PLACES},
        has_data=counts.has_data(found["procedure"]),
        has_ended=period.last < clock.local_day(now),
    )


def _before(db: Database, published: Published, period: Period, now: datetime) -> list[Before]:
    """The period before, and the same a year earlier unless that is the one before."""
    today = clock.local_day(now)
    if period.first > today:
        return []
    found: list[Before] = []
    wanted = {
        "previous": neighbours.step(period, -1),
        "year_before": neighbours.year_before(period),
    }
    for key, other in wanted.items():
        if other is None:
            continue
        matched = neighbours.matching(other, period, today)
        if matched in [one.period for one in found]:
            continue
        gaps = runs.gaps(db, matched.first, matched.last, now)
        totals = tallies.totals(db, matched.first, matched.last, published.procedures)
        has_data = any(totals.values()) or counts.was_counting(matched, gaps)
        found.append(Before(key, matched, totals, gaps, has_data))
    # Of a year the one before is the one a year earlier: it goes by the name that officials use.
    if [one.key for one in found] == ["previous"] and wanted["previous"] == wanted["year_before"]:
        return [Before("year_before", *_values(found[0]))]
    return found


def _values(one: Before) -> tuple[Period, dict[str, int], list[Gap], bool]:
    return one.period, one.totals, one.gaps, one.has_data


def heat(db: Database, period: Period) -> dict[tuple[int, int], int]:
    """Lookups of all codes in the *period* by weekday (0 is Monday) and hour of Viet Nam."""
    found: dict[tuple[int, int], int] = defaultdict(int)
    for row in tallies.lookups_by_hour(db, *_days(period)):
        found[date.fromisoformat(row["day"]).weekday(), row["hour"]] += row["n"]
    return dict(found)


def lookups(row: dict[str, Any]) -> int:
    """Scans, views and lookups at the terminal together."""
    return sum(row[kind] for kind in LOOKUPS)


def _days(period: Period) -> tuple[date, date]:
    return period.first, period.last
