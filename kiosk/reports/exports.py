"""Counts as files: CSV that a spreadsheet opens rightly, and JSON of a fixed form."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from kiosk.reports.counts import empty_days, gap_rows
from kiosk.reports.definitions import gap_lines, period_line
from kiosk.reports.letter import frozen_line
from kiosk.reports.report import Report
from kiosk.reports.words import day_text
from kiosk.texts import text

# What a spreadsheet would run as a formula, also in full-width form (OWASP, CSV injection), or
# read as a number or date: text that begins so gets an apostrophe, which keeps it text.
_RUN = re.compile(r"[=+\-@\t\r\n\0＝＋－＠]")
_NUMBER_LIKE = re.compile(r"[0-9][0-9.,/ -]*(?:[eE][0-9]+)?")


def cell(value: object) -> object:
    """A value for a spreadsheet: numbers and days stay so, text stays text and never runs."""
    if isinstance(value, date):
        return day_text(value)
    if not isinstance(value, str):
        return value
    if _RUN.match(value) or _NUMBER_LIKE.fullmatch(value):
        return f"'{value}"
    return value


def to_json(report: Report) -> str:
    """The fixed form of design.md section 3, with the gaps; a closing line break."""
    counts = report.counts
    document: dict[str, Any] = {
        "unit": counts.unit,
        "period": {
            "name": counts.period.name,
            "from": counts.period.first.isoformat(),
            "to": counts.period.last.isoformat(),
            "basis": counts.period.basis,
        },
        "definition": counts.definition,
        "rows": counts.rows,
        "totals": counts.totals,
        "other_targets": counts.other_targets,
        "gaps": gap_rows(counts),
    }
    if report.frozen:
        document["frozen"] = {
            "number": report.frozen.number,
            "at": report.frozen.at,
            "by": report.frozen.by,
            "sha256": report.frozen.sha256,
        }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def to_csv(report: Report, separator: str = ",") -> str:
    """
    A table under Vietnamese headings: rows, a total, then the other targets and the notes.

    *separator* `;` is what Excel in Vietnamese settings splits by. Begins with a byte order mark
    and ends lines with CR LF, as Excel expects.
    """
    table = report.counts_table
    total = _without_end(table.total or ())
    headings = tuple(column.heading for column in table.columns)
    return csv_text([headings, *table.rows, total, *_notes(report)], separator)


def csv_text(lines: Iterable[Sequence[object]], separator: str = ",") -> str:
    """*lines* as CSV for a spreadsheet: every value guarded by `cell`."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator)
    writer.writerows([cell(value) for value in line] for line in lines)
    return "\ufeff" + out.getvalue()


def _without_end(line: tuple) -> tuple:
    """*line* without the empty cells at its end."""
    filled = [n for n, value in enumerate(line, 1) if value is not None]
    return line[: max(filled, default=0)]


def _notes(report: Report) -> Iterator[tuple]:
    """What stands below the table: other targets, the dates, the definition, the gaps."""
    counts = report.counts
    if counts.other_targets:
        table = report.others_table
        yield ()
        yield (table.title,)
        yield tuple(column.heading for column in table.columns)
        yield from table.rows
    yield ()
    yield (text("reporting_unit_label"), counts.unit)
    yield (text("report_period_label"), period_line(counts))
    yield (
        text(
            "report_period_range",
            **{"from": day_text(counts.period.first), "to": day_text(counts.period.last)},
        ),
    )
    if report.frozen:
        yield (frozen_line(report.frozen),)
    yield (text("how_counted_link"), counts.definition)
    if empty_days(counts.gaps):
        yield (text("no_data"), text("no_data_sign_means"))
    for gap in gap_lines(counts):
        yield (text("gaps_label"), gap)
