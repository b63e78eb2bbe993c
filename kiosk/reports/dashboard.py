"""What officials see of a period at a glance: its counts, beside those of other periods."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from kiosk import clock
from kiosk.catalog.published import Published
from kiosk.events import runs, tallies
from kiosk.events.kinds import NUMBERS
from kiosk.events.runs import Gap
from kiosk.reports import breakdown, counts, freezing, neighbours
from kiosk.reports.breakdown import Breakdown
from kiosk.reports.counts import Counts
from kiosk.reports.periods import Period
from kiosk.reports.report import Report
from kiosk.store import Database

LOOKUPS = ("scan", "view", "terminal_view")


@dataclass(frozen=True)
class Before:
    """
    The same numbers of an earlier *period*: as they were frozen (*is_frozen*), else over the
    procedures of the period that is compared. *key*: which one it is, `previous` or `year_before`.
    *has_data*: was there anything to count with?
    """

    key: str
    period: Period
    totals: dict[str, int]
    gaps: list[Gap]
    has_data: bool
    is_frozen: bool


@dataclass(frozen=True)
class Overview:
    """
    *others*: the sums of the codes that are no procedures. *breakdown*: of all codes; *is_live*: is
    it of now, though the counts are frozen? *has_begun*, *has_ended*: has its first day come, are
    all its days over?
    """

    procedures: Counts
    fields: Counts
    days: Counts
    others: dict[str, int]
    before: list[Before]
    breakdown: Breakdown
    is_live: bool
    has_data: bool
    has_begun: bool
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
        codes = [row["code"] for row in found["procedure"].rows]
        before = _before(db, codes, period, now)
        broken_down, is_live = breakdown_of(db, period, frozen)
    others = found["procedure"].other_targets
    return Overview(
        procedures=found["procedure"],
        fields=found["field"],
        days=found["day"],
        others={number: sum(row[number] for row in others) for number in NUMBERS},
        before=before,
        breakdown=broken_down,
        is_live=is_live,
        has_data=counts.has_data(found["procedure"]),
        has_begun=freezing.has_begun(period, now),
        has_ended=freezing.is_over(period, now),
    )


def _before(db: Database, codes: Collection[str], period: Period, now: datetime) -> list[Before]:
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
        if matched not in [one.period for one in found]:
            found.append(_one_before(db, codes, key, matched, now))
    # Of a year the one before is the one a year earlier: it goes by the name that officials use.
    if [one.key for one in found] == ["previous"] and wanted["previous"] == wanted["year_before"]:
        return [replace(found[0], key="year_before")]
    return found


def _one_before(
    db: Database, codes: Collection[str], key: str, period: Period, now: datetime
) -> Before:
    if frozen := freezing.frozen_report(db, period):
        counted = frozen.counts
        return Before(
            key, period, counted.totals, counted.gaps, counts.has_data(counted), is_frozen=True
        )
    gaps = runs.gaps(db, period.first, period.last, now)
    totals = tallies.totals(db, period.first, period.last, codes)
    has_data = any(totals.values()) or counts.was_counting(period, gaps)
    return Before(key, period, totals, gaps, has_data, is_frozen=False)


def breakdown_of(db: Database, period: Period, frozen: Report | None) -> tuple[Breakdown, bool]:
    """The breakdown of *period* as in *frozen*; as it is now, when that has none: then True."""
    if frozen and frozen.breakdown:
        return frozen.breakdown, False
    return breakdown.of_period(db, period), frozen is not None


def lookups(row: dict[str, Any]) -> int:
    """Scans, views and lookups at the terminal together."""
    return sum(row[kind] for kind in LOOKUPS)
