"""
Usage counts of a period: the same numbers for every format.

A row a published procedure, zeros included; whatever else was counted (fields, groups, pages,
retired and unknown codes) stands apart under `other_targets`, so that totals are sums of the rows.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from kiosk.catalog import guides
from kiosk.catalog.published import Published
from kiosk.codes.targets import MASTER, PAGES
from kiosk.events import runs, tallies
from kiosk.events.kinds import NUMBERS
from kiosk.reports.periods import Period
from kiosk.reports.words import definition
from kiosk.store import Database
from kiosk.texts import text

# Days of these gaps hold no counts at all; those of the others hold some.
_EMPTY_GAPS = ("before_start", "not_running", "not_yet")


@dataclass(frozen=True)
class Counts:
    """
    *definition*: what was counted, in words. *rows*: what they are of depends on *by*
    (`procedure`, `field` or `day`); each holds every one of `NUMBERS`. *totals*: their sums.
    *gaps*: where the numbers are not whole.
    """

    unit: str
    period: Period
    definition: str
    by: str
    rows: list[dict[str, Any]]
    totals: dict[str, int]
    other_targets: list[dict[str, Any]]
    gaps: list[runs.Gap]


def of_period(
    db: Database,
    published: Published,
    period: Period,
    now: datetime,
    excess_from: int,
    by: str = "procedure",
) -> Counts:
    """
    The counts of *period*, rows by *by*. *now* tells which of its days are still to come;
    *excess_from* is the setting of that name, which the definition states.
    """
    return several(db, published, period, now, excess_from, (by,))[by]


def several(
    db: Database,
    published: Published,
    period: Period,
    now: datetime,
    excess_from: int,
    bys: Collection[str],
) -> dict[str, Counts]:
    """As `of_period`, for each of *bys*; what they share is read once, at one moment."""
    with db.snapshot():
        by_target = {
            row.pop("target"): row for row in tallies.by_target(db, period.first, period.last)
        }
        rows_of = {by: _rows(db, published, period, by_target, by) for by in bys}
        gaps = runs.gaps(db, period.first, period.last, now)
    others = list(_other_rows(published, by_target))
    return {
        by: Counts(
            unit=published.unit.name,
            period=period,
            definition=definition(excess_from),
            by=by,
            rows=rows,
            totals={number: sum(row[number] for row in rows) for number in NUMBERS},
            other_targets=others,
            gaps=gaps,
        )
        for by, rows in rows_of.items()
    }


def _rows(
    db: Database, published: Published, period: Period, by_target: dict, by: str
) -> list[dict[str, Any]]:
    if by == "day":
        return _daily_rows(db, published, period)
    return (_field_rows if by == "field" else _procedure_rows)(published, by_target)


def _zeros() -> dict[str, int]:
    return dict.fromkeys(NUMBERS, 0)


def _procedure_rows(published: Published, by_target: dict) -> list[dict[str, Any]]:
    return [
        {
            "code": p.code,
            "name": p.name,
            "field": published.field_of[p.field].name,
            **by_target.get(p.code, _zeros()),
        }
        for p in published.procedures.values()
    ]


def _field_rows(published: Published, by_target: dict) -> list[dict[str, Any]]:
    """The sums of each field's published procedures; scans of the field's own code stand apart."""
    rows = []
    for field in published.fields:
        procedures = published.by_field[field.slug]
        if field.is_retired and not procedures:
            continue
        counted = [by_target.get(p.code, _zeros()) for p in procedures]
        sums = {number: sum(one[number] for one in counted) for number in NUMBERS}
        rows.append({"field": field.name, "slug": field.slug, **sums})
    return rows


def _daily_rows(db: Database, published: Published, period: Period) -> list[dict[str, Any]]:
    """The sums of each day over the published procedures, days without any included."""
    found = tallies.by_day(db, period.first, period.last, published.procedures)
    counted = {row.pop("day"): row for row in found}
    days = (period.last - period.first).days + 1
    each = ((period.first + timedelta(days=n)).isoformat() for n in range(days))
    return [{"day": day, **counted.get(day, _zeros())} for day in each]


def _other_rows(published: Published, by_target: dict) -> Iterable[dict[str, Any]]:
    for target in sorted(by_target.keys() - published.procedures.keys()):
        kind, name = _what_is(published, target)
        yield {"target": target, "kind": kind, "name": name, **by_target[target]}


def _what_is(published: Published, target: str) -> tuple[str, str]:
    """The kind and name of a target that is no published procedure."""
    if target == MASTER:
        return "master", text("app_title")
    if target in PAGES:
        body = published.guides.get(PAGES[target][1], "")
        return "page", guides.heading(body)
    if retired := published.retired.get(target):
        return "retired", retired.name
    for kind, items in (("field", published.fields), ("group", published.groups)):
        for item in items:
            if item.target == target:
                return kind, item.name
    return "unknown", ""


def has_data(counts: Counts) -> bool:
    """Was there anything to count with on any day of the period, or anything counted?"""
    return any(counts.totals.values()) or was_counting(counts.period, counts.gaps)


def was_counting(period: Period, gaps: Iterable[runs.Gap]) -> bool:
    """Was there anything to count with on any day of *period*?"""
    return len(empty_days(gaps)) < (period.last - period.first).days + 1


def empty_days(gaps: Iterable[runs.Gap]) -> set[date]:
    """The days on which nobody counted, all day: what they lack is no nought."""
    return {
        gap.first + timedelta(days=n)
        for gap in gaps
        if gap.reason in _EMPTY_GAPS
        for n in range((gap.last - gap.first).days + 1)
    }


def gap_rows(counts: Counts) -> list[dict[str, Any]]:
    """The gaps as plain values, days as `YYYY-MM-DD`."""
    return [
        {
            "from": gap.first.isoformat(),
            "to": gap.last.isoformat(),
            "reason": gap.reason,
            "lost": gap.lost,
            "minutes": gap.minutes,
        }
        for gap in counts.gaps
    ]
