"""A report as one text that can be kept for ever and gives the same report again."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from typing import Any

from kiosk.catalog.unit import Unit
from kiosk.events.kinds import NUMBERS
from kiosk.events.runs import Gap
from kiosk.reports import breakdown
from kiosk.reports.counts import Counts, gap_rows
from kiosk.reports.coverage import Coverage
from kiosk.reports.indicators import ALL_NAMES, Figure, Indicators
from kiosk.reports.narrative import Section, sections
from kiosk.reports.periods import Period
from kiosk.reports.report import Frozen, Report
from kiosk.reports.tables import Column, NotCounted, Table, Value
from kiosk.texts import text

BYS = ("procedure", "field", "day")
# Of the text; the first had no breakdown and did not know what to say of no changes. It is still
# read.
_FORM = 2
# The tables that are the same whatever the rows of the counts are.
_TABLES = ("others", "coverage", "changes", "indicators", "definitions")


def digest(body: str) -> str:
    """SHA-256 of *body*, hexadecimal."""
    return sha256(body.encode("utf-8")).hexdigest()


def written(report: Report) -> str:
    """
    *report*, whose rows are by procedure, as canonical JSON: names sorted, no blanks, UTF-8.
    """
    counted = {"procedure": report.counts, "field": report.fields, "day": report.days}
    tables = {
        "procedure": report.counts_table,
        "field": report.fields_table,
        "day": report.days_table,
        **{name: getattr(report, f"{name}_table") for name in _TABLES},
    }
    body = {
        "form": _FORM,
        "unit": asdict(report.unit),
        "address": report.address,
        "period": {
            "name": report.period.name,
            "from": report.period.first.isoformat(),
            "to": report.period.last.isoformat(),
            "basis": report.period.basis,
        },
        "day": report.day.isoformat(),
        "definition": report.counts.definition,
        "counts": {by: _listed(counts.rows) for by, counts in counted.items()},
        "totals": {by: counts.totals for by, counts in counted.items()},
        "other_targets": _listed(report.counts.other_targets),
        "gaps": gap_rows(report.counts),
        "coverage": [asdict(one) for one in report.coverage],
        "fields_posted": report.fields_posted,
        "indicators": {
            "figures": {
                name: [figure.numerator, figure.denominator]
                for name, figure in report.indicators.figures.items()
            },
            "note": report.indicators.note,
        },
        "breakdown": breakdown.plain(report.breakdown) if report.breakdown else None,
        "desk": report.desk,
        "told": [asdict(section) for section in sections(report)],
        "tables": {name: _table(table) for name, table in tables.items()},
    }
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read(body: str, frozen: Frozen | None = None, by: str = "procedure") -> Report:
    """The report that was `written`, with the rows asked for; *frozen*: what its documents say."""
    found = json.loads(body)
    period = Period(
        found["period"]["name"],
        date.fromisoformat(found["period"]["from"]),
        date.fromisoformat(found["period"]["to"]),
        found["period"]["basis"],
    )
    counts = {one: _counts(found, period, one) for one in BYS}
    table = {name: _table_again(one) for name, one in found["tables"].items()}
    return Report(
        unit=_unit(found["unit"]),
        address=found["address"],
        period=period,
        day=date.fromisoformat(found["day"]),
        counts=counts[by],
        fields=counts["field"],
        days=counts["day"],
        coverage=[Coverage(**one) for one in found["coverage"]],
        fields_posted=found["fields_posted"],
        indicators=_indicators(found["indicators"]),
        counts_table=table[by],
        fields_table=table["field"],
        days_table=table["day"],
        others_table=table["others"],
        coverage_table=table["coverage"],
        changes_table=table["changes"],
        indicators_table=table["indicators"],
        definitions_table=table["definitions"],
        breakdown=breakdown.again(kept) if (kept := found.get("breakdown")) else None,
        desk=found["desk"],
        told=tuple(
            Section(one["name"], one["heading"], tuple(one["paragraphs"])) for one in found["told"]
        ),
        frozen=frozen,
    )


def _listed(rows: list[dict[str, Any]]) -> dict[str, list]:
    """Rows with one heading, which keeps the order of their columns."""
    columns = list(rows[0]) if rows else []
    return {"columns": columns, "rows": [[row[column] for column in columns] for row in rows]}


def _rows(listed: dict[str, list]) -> list[dict[str, Any]]:
    return [dict(zip(listed["columns"], row, strict=True)) for row in listed["rows"]]


def _counts(found: dict[str, Any], period: Period, by: str) -> Counts:
    return Counts(
        unit=found["unit"]["name"],
        period=period,
        definition=found["definition"],
        by=by,
        rows=_rows(found["counts"][by]),
        totals={number: found["totals"][by][number] for number in NUMBERS},
        other_targets=_rows(found["other_targets"]),
        gaps=[
            Gap(
                date.fromisoformat(gap["from"]),
                date.fromisoformat(gap["to"]),
                gap["reason"],
                gap["lost"],
                gap["minutes"],
            )
            for gap in found["gaps"]
        ],
    )


def _unit(values: dict[str, Any]) -> Unit:
    return Unit(**{**values, "portal_hosts": tuple(values["portal_hosts"])})


def _indicators(found: dict[str, Any]) -> Indicators:
    figures = {name: Figure(*found["figures"][name]) for name in _in_order(found["figures"])}
    return Indicators(figures, found["note"])


def _in_order(names: Iterable[str]) -> list[str]:
    return [name for name in ALL_NAMES if name in names]


def _table(table: Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "columns": [[one.heading, one.width, one.kind] for one in table.columns],
        "rows": [[_cell(value) for value in row] for row in table.rows],
        "total": [_cell(value) for value in table.total] if table.total else None,
        "nothing": table.nothing,
    }


def _table_again(found: dict[str, Any]) -> Table:
    return Table(
        title=found["title"],
        columns=tuple(Column(*one) for one in found["columns"]),
        rows=[tuple(_value(cell) for cell in row) for row in found["rows"]],
        total=tuple(_value(cell) for cell in found["total"]) if found["total"] else None,
        nothing=found.get("nothing", text("no_occurrence")),
    )


def _cell(value: Value) -> object:
    """A day must not become a text, nor what nobody counted a nought."""
    if isinstance(value, NotCounted):
        return {"not_counted": True}
    return {"day": value.isoformat()} if isinstance(value, date) else value


def _value(cell: Any) -> Value:
    if not isinstance(cell, dict):
        return cell
    return NotCounted() if "not_counted" in cell else date.fromisoformat(cell["day"])
