"""Counts as files: CSV that a spreadsheet opens rightly, and JSON of a fixed form."""

import csv
import io
import json
import re
from datetime import date
from typing import Any

from kiosk.catalog.published import Published
from kiosk.reports.counts import NUMBERS, Counts, gap_rows
from kiosk.reports.words import day_text, gap_text
from kiosk.texts import text

# What a spreadsheet would run as a formula, also in full-width form (OWASP, CSV injection), or
# read as a number or date: text that begins so gets an apostrophe, which keeps it text.
_RUN = re.compile(r"[=+\-@\t\r\n\0＝＋－＠]")
_NUMBER_LIKE = re.compile(r"[0-9][0-9.,/ -]*(?:[eE][0-9]+)?")

_HEADINGS = {
    "scan": "column_scan",
    "view": "column_view",
    "terminal_view": "column_terminal_view",
    "submit": "column_submit",
    "form_download": "column_form_download",
    "checklist_print": "column_checklist_print",
    "excluded": "column_excluded",
}


def cell(value: object) -> object:
    """A value for a spreadsheet: numbers and days stay so, text stays text and never runs."""
    if isinstance(value, date):
        return day_text(value.isoformat())
    if not isinstance(value, str):
        return value
    if _RUN.match(value) or _NUMBER_LIKE.fullmatch(value):
        return f"'{value}"
    return value


def to_json(counts: Counts) -> str:
    """The fixed form of design.md section 3, with the gaps; a closing line break."""
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
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def to_csv(counts: Counts, published: Published, separator: str = ",") -> str:
    """
    A table under Vietnamese headings: rows, a total, then the other targets and the notes.

    *separator* `;` is what Excel in Vietnamese settings splits by. Begins with a byte order mark
    and ends lines with CR LF, as Excel expects.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator)

    def write(*values: object) -> None:
        writer.writerow([cell(value) for value in values])

    columns = _columns(counts.by)
    write(*(heading for heading, _ in columns))
    for position, row in enumerate(counts.rows, 1):
        write(*(value(position, row, published) for _, value in columns))
    leading = len(columns) - len(NUMBERS) - (2 if counts.by == "procedure" else 0)
    write("", text("total_label"), *[""] * (leading - 2), *counts.totals.values())
    for line in _notes(counts):
        write(*line)
    return "\ufeff" + out.getvalue()


def _columns(by: str) -> list[tuple[str, Any]]:
    """The heading of each column, and how its value is made from (position, row, published)."""
    numbers = [(text(_HEADINGS[n]), lambda _, row, __, n=n: row[n]) for n in NUMBERS]
    position = (text("column_position"), lambda position, _, __: position)
    if by == "day":
        return [
            position,
            (text("column_day"), lambda _, row, __: _date(row["day"])),
            *numbers,
        ]
    if by == "field":
        return [position, (text("field_label"), lambda _, row, __: row["field"]), *numbers]
    return [
        position,
        (text("column_code"), lambda _, row, __: row["code"]),
        (text("column_name"), lambda _, row, __: row["name"]),
        (text("field_label"), lambda _, row, __: row["field"]),
        *numbers,
        (
            text("column_reviewed"),
            lambda _, row, published: _date(published.procedures[row["code"]].reviewed_on),
        ),
        (
            text("status_label"),
            lambda _, row, published: text(
                "posted_yes" if published.procedures[row["code"]].posted else "posted_no"
            ),
        ),
    ]


def _date(day: str | None) -> date | str:
    return date.fromisoformat(day) if day else text("badge_unverified")


def _notes(counts: Counts):
    """What stands below the table: other targets, the dates, the definition, the gaps."""
    if counts.other_targets:
        yield ()
        yield (text("other_targets_heading"),)
        yield (
            text("column_target"),
            text("column_kind"),
            text("column_target_name"),
            *(text(_HEADINGS[n]) for n in NUMBERS),
        )
        for row in counts.other_targets:
            kind = text(f"target_{row['kind']}")
            yield (row["target"], kind, row["name"], *(row[n] for n in NUMBERS))
    yield ()
    yield (text("reporting_unit_label"), counts.unit)
    basis = text(f"basis_{counts.period.basis}")
    yield (text("report_period_label"), f"{counts.period.name} - {basis}")
    yield (
        text(
            "report_period_range",
            **{
                "from": day_text(counts.period.first.isoformat()),
                "to": day_text(counts.period.last.isoformat()),
            },
        ),
    )
    yield (text("how_counted_link"), counts.definition)
    for gap in [gap_text(gap) for gap in counts.gaps] or [text("gaps_none")]:
        yield (text("gaps_label"), gap)
