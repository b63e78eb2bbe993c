"""A report: everything that its documents show of one period, read at one moment."""

from dataclasses import dataclass
from datetime import date, datetime

from kiosk.catalog import changelog
from kiosk.catalog.published import Published
from kiosk.catalog.unit import Unit
from kiosk.reports import (
    breakdown,
    counts,
    coverage,
    definitions,
    desk_tally,
    indicator_entries,
    narrative_edits,
    period_changes,
    tables,
)
from kiosk.reports.breakdown import Breakdown
from kiosk.reports.counts import Counts
from kiosk.reports.coverage import Coverage
from kiosk.reports.indicators import Indicators
from kiosk.reports.narrative import Edit, Section
from kiosk.reports.periods import Period
from kiosk.reports.tables import Table
from kiosk.store import Database


@dataclass(frozen=True)
class Frozen:
    """
    That the figures of a period were frozen: as which *number* (1: for the first time), *at* which
    stamp, *by* whom, for what *reason* (empty: at the end of the period), and the digest.
    """

    number: int
    at: str
    by: str
    reason: str
    sha256: str


@dataclass(frozen=True)
class Report:
    """
    *counts*: rows as asked for; *fields* and *days*: the same numbers by field and by day.
    *address*: where the pages are.
    *coverage* and *fields_posted* are those of *day*, on which the report is made.
    *breakdown*: hours, places and reasons; None when it was frozen before these were kept.
    *desk*: what staff tapped at the desk, as in `desk_tally`; empty when nobody did.
    *edits*: what people wrote in place of the generated text. *told*: the text as it was frozen.
    *frozen*: None for figures that are read now.
    """

    unit: Unit
    address: str
    period: Period
    day: date
    counts: Counts
    fields: Counts
    days: Counts
    coverage: list[Coverage]
    fields_posted: int
    indicators: Indicators
    counts_table: Table
    fields_table: Table
    days_table: Table
    others_table: Table
    coverage_table: Table
    changes_table: Table
    indicators_table: Table
    definitions_table: Table
    breakdown: Breakdown | None
    desk: dict[str, int]
    edits: tuple[Edit, ...] = ()
    told: tuple[Section, ...] = ()
    frozen: Frozen | None = None


def collect(
    db: Database,
    published: Published,
    period: Period,
    now: datetime,
    excess_from: int,
    base_url: str,
    by: str = "procedure",
) -> Report:
    """The report of *period*, rows by *by*; codes count as made when they lead to *base_url*."""
    with db.snapshot():
        bys = dict.fromkeys((by, "field", "day"))
        counted = counts.several(db, published, period, now, excess_from, bys)
        coded = coverage.coded(db, published, base_url)
        last = min(period.last, published.day)
        changes = changelog.of_days(db, period.first, last, published.version)
        has_begun = period.first <= last and changelog.has_begun(db, last)
        typed_in = indicator_entries.of_period(db, period)
        edits = narrative_edits.of_period(db, period)
        broken_down = breakdown.of_period(db, period)
        tapped = desk_tally.totals(db, period.first, period.last)
    covered = coverage.of_catalog(published, coded)
    table_of = {one: tables.of_counts(found, published) for one, found in counted.items()}
    return Report(
        unit=published.unit,
        address=base_url,
        period=period,
        day=published.day,
        counts=counted[by],
        fields=counted["field"],
        days=counted["day"],
        coverage=covered,
        fields_posted=len({p.field for p in published.posted}),
        indicators=typed_in,
        counts_table=table_of[by],
        fields_table=table_of["field"],
        days_table=table_of["day"],
        others_table=tables.of_other_targets(counted[by]),
        coverage_table=tables.of_coverage(covered, published.day),
        changes_table=tables.of_changes(period_changes.rows(changes), has_begun),
        indicators_table=tables.of_indicators(typed_in),
        definitions_table=tables.of_definitions(definitions.lines(counted[by], typed_in, tapped)),
        breakdown=broken_down,
        desk=tapped,
        edits=edits,
    )
