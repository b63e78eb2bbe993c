"""The register of a period ("sổ"), to be printed and filed: every day, every change, signed."""

from collections.abc import Mapping
from datetime import date

from kiosk.boards.paper import Paper
from kiosk.reports import counts, letter
from kiosk.reports.definitions import gap_lines
from kiosk.reports.pdf import draw_letterhead, draw_signature, signature_room
from kiosk.reports.pdf_flow import Flow
from kiosk.reports.pdf_tables import draw_table
from kiosk.reports.report import Report
from kiosk.reports.tables import Column, NotCounted, Table, Value
from kiosk.reports.words import range_text
from kiosk.texts import text

_ACROSS = (297.0, 210.0)
_MARGINS = (18.0, 15.0, 25.0, 15.0)  # mm: top, bottom, left (to be bound), right
_SIZE = 8.0  # points
_NOTE_ROOM = 8.0  # mm, of two lines
_CHANGE_DAY = 1  # the column of the table of changes that holds the day


def to_pdf(report: Report) -> bytes:
    """The register of the period of *report*; the same bytes for the same report."""
    # Each page says how many there are, which is only known once all are drawn.
    pages = _drawn(report, pages=0).pages
    return _drawn(report, pages).finish()


def days_table(report: Report) -> Table:
    """Every day with its counts and how many changes of the catalog began on it."""
    begun: dict[Value, int] = {}
    for change in report.changes_table.rows:
        begun[change[_CHANGE_DAY]] = begun.get(change[_CHANGE_DAY], 0) + 1
    days = report.days_table
    return Table(
        text("register_days"),
        (*days.columns, Column(text("register_changes_column"), 17.0, "number")),
        [
            (*row, _begun(date.fromisoformat(day["day"]), begun, report))
            for row, day in _with_days(report)
        ],
        (
            *(days.total or ()),
            sum(begun.values()) if begun or _knows_changes(report) else NotCounted(),
        ),
    )


def _begun(day: date, begun: Mapping[Value, int], report: Report) -> Value:
    """How many changes began on *day*; of a day to come, nobody knows."""
    return begun.get(day, 0) if _knows_changes(report) and day <= report.day else NotCounted()


def _knows_changes(report: Report) -> bool:
    return bool(report.changes_table.rows) or report.changes_table.nothing != text("no_data")


def _with_days(report: Report):
    return zip(report.days_table.rows, report.days.rows, strict=True)


def _drawn(report: Report, pages: int) -> Paper:
    paper = Paper(f"{text('register_title')} - {report.unit.name}")
    foot = f"{report.unit.name} - {text('register_title')}, {range_text(report.period)}"
    flow = Flow(paper, foot, pages)
    flow.turn(_ACROSS, _MARGINS)
    draw_letterhead(flow, report, text("register_title").upper(), "", number="")
    _titled(flow, days_table(report))
    if not counts.has_data(report.counts):
        flow.paragraph(f"{text('no_data')}.", 10)
    flow.heading(report.changes_table.title, 10)
    if report.changes_table.rows:
        draw_table(flow, report.changes_table, _SIZE)
    else:
        flow.paragraph(f"{report.changes_table.nothing}.", 10)
    flow.heading(text("how_counted_link"), 10)
    *notes, last = _notes(report)
    for note in notes:
        flow.paragraph(note, _SIZE)
    signature = letter.register_signature(report)
    # A signature alone on a page signs nothing: the last note goes with it.
    flow.keep(signature_room(signature) + _NOTE_ROOM)
    flow.paragraph(last, _SIZE)
    draw_signature(flow, signature)
    return paper


def _notes(report: Report) -> list[str]:
    """What was counted and how, what it is not, and when nobody counted."""
    notes = [report.counts.definition, text("not_a_dossier")]
    if counts.empty_days(report.counts.gaps):
        notes.append(text("no_data_sign_means"))
    return [*notes, *(f"{text('gaps_label')}: {gap}" for gap in gap_lines(report.counts))]


def _titled(flow: Flow, table: Table) -> None:
    flow.centred(table.title, 10, bold=True)
    flow.skip(1.2)
    draw_table(flow, table, _SIZE)
    flow.skip(2)
