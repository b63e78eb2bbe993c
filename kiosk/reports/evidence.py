"""
The pack of evidence of a period, for whoever inspects: what was posted, reviewed, checked, changed
and counted, each as a file of its own, with a list of their digests.
"""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from hashlib import sha256

from kiosk.accounts import audit
from kiosk.accounts.audit import Wanted
from kiosk.catalog import published, reviews
from kiosk.catalog.published import Published
from kiosk.codes.targets import path_of
from kiosk.reports import formats, narrative
from kiosk.reports.exports import csv_text
from kiosk.reports.letter import frozen_line
from kiosk.reports.register import to_pdf as register_pdf
from kiosk.reports.report import Report
from kiosk.reports.words import day_text, moment_text, period_title, range_text
from kiosk.store import Database
from kiosk.texts import text

# What the log holds of the work on codes, sheets and links.
_CHECKS = ("board_", "link_", "links_")
_ANY_TIME = (1980, 1, 1, 0, 0, 0)  # so that the same contents give the same bytes


def to_zip(db: Database, report: Report) -> bytes:
    """
    The pack of the period of *report*; the same bytes as long as nothing of it changes. What was
    posted, reviewed and checked is not in frozen figures: those lists are made now, and say so.
    """
    files = dict(_files(db, report))
    files["manifest.json"] = _manifest(report, files)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as pack:
        for name, one in files.items():
            about = zipfile.ZipInfo(name, _ANY_TIME)
            about.compress_type = zipfile.ZIP_DEFLATED
            about.external_attr = 0o644 << 16
            pack.writestr(about, one)
    return content.getvalue()


def _files(db: Database, report: Report) -> Iterator[tuple[str, bytes]]:
    # On the last day of the period, or on the day of the report when that is earlier.
    day = min(report.period.last, report.day)
    shown = published.load(db, day)
    yield "DOC-TRUOC.txt", _text(_readme(report, day))
    yield "1-thu-tuc-niem-yet.csv", _csv(_posted(shown, report.address))
    yield "2-nhat-ky-ra-soat.csv", _csv(_reviews(db, report, shown))
    yield "3-kiem-tra-ma-va-lien-ket.csv", _csv(_checks(db, report))
    yield "4-thay-doi-danh-muc.csv", _csv(_table(report))
    yield "5-so-lieu.csv", formats.of_report("csv", report)
    yield "5-so-lieu.pdf", formats.of_report("pdf", report)
    yield "6-cach-tinh.csv", _csv(_definitions(report))
    yield "7-loi-van.txt", _text(narrative.plain(report))
    yield "8-so-theo-doi.pdf", register_pdf(report)


def _manifest(report: Report, files: dict[str, bytes]) -> bytes:
    period = report.period
    document = {
        "unit": report.unit.name,
        "period": {
            "name": period.name,
            "from": period.first.isoformat(),
            "to": period.last.isoformat(),
            "basis": period.basis,
        },
        "frozen": report.frozen.sha256 if report.frozen else None,
        "files": [
            {"name": name, "bytes": len(content), "sha256": sha256(content).hexdigest()}
            for name, content in files.items()
        ],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _text(words: str) -> bytes:
    """Text that an editor of Windows shows rightly."""
    return ("\ufeff" + words.replace("\n", "\r\n")).encode("utf-8")


def _csv(lines: Iterable[Sequence[object]]) -> bytes:
    return csv_text(lines).encode("utf-8")


def _readme(report: Report, day: date) -> str:
    title = period_title(report.period) or text("period_custom")
    state = text("evidence_not_frozen")
    if report.frozen:
        state = f"{frozen_line(report.frozen)} | {text('evidence_live_parts')}"
    return text(
        "evidence_readme",
        unit=report.unit.name,
        period=f"{title} ({range_text(report.period)})",
        state=state,
        day=day_text(day),
        note=text("not_a_dossier"),
    ).replace(" | ", "\n")


def _posted(shown: Published, address: str) -> Iterator[Sequence[object]]:
    keys = ("column_position", "column_code", "column_name", "field_label", "evidence_posted")
    yield [text(key) for key in (*keys, "evidence_address", "column_reviewed")]
    for position, one in enumerate(shown.procedures.values(), 1):
        yield (
            position,
            one.code,
            one.name,
            shown.field_of[one.field].name,
            text("posted_yes" if one.posted else "posted_no"),
            f"{address}{path_of(one.code)}",
            date.fromisoformat(one.reviewed_on) if one.reviewed_on else text("badge_unverified"),
        )
    if not shown.procedures:
        yield (text("no_data"),)


def _reviews(db: Database, report: Report, shown: Published) -> Iterator[Sequence[object]]:
    keys = ("evidence_review_day", "column_code", "column_name", "log_who", "evidence_taken_back")
    yield [text(key) for key in keys]
    rows = list(reviews.of_days(db, report.period.first, report.period.last))
    for row in reversed(rows):
        procedure = shown.find(row["code"])
        taken = f"{moment_text(row['undone_at'])} {row['undone_by']}" if row["undone_at"] else ""
        name = procedure.name if procedure else ""
        yield date.fromisoformat(row["day"]), row["code"], name, row["who"], taken
    if not rows:
        yield (report.changes_table.nothing or text("no_occurrence"),)


def _checks(db: Database, report: Report) -> Iterator[Sequence[object]]:
    yield [text(key) for key in ("log_when", "log_who", "log_what", "evidence_result")]
    wanted = Wanted(first=report.period.first, last=report.period.last)
    rows = [row for row in audit.rows(db, wanted) if row["what"].startswith(_CHECKS)]
    for row in reversed(rows):
        yield moment_text(row["at"]), row["who"], text(f"audit_{row['what']}"), row["details"]
    if not rows:
        yield (report.changes_table.nothing or text("no_occurrence"),)


def _table(report: Report) -> Iterator[Sequence[object]]:
    table = report.changes_table
    yield [column.heading for column in table.columns]
    yield from table.rows
    if not table.rows:
        yield (table.nothing,)


def _definitions(report: Report) -> Iterator[Sequence[object]]:
    yield [column.heading for column in report.definitions_table.columns]
    yield from report.definitions_table.rows
