"""A period on one page, for the review meeting: large numbers, two charts, no table."""

from collections.abc import Sequence

from kiosk.boards import words
from kiosk.boards.layout import Area
from kiosk.boards.paper import Paper
from kiosk.events.kinds import KINDS
from kiosk.reports import counts, indicators, letter, pdf_charts
from kiosk.reports.pdf_flow import Flow
from kiosk.reports.report import Report
from kiosk.reports.words import day_text, gap_text, percent, range_text
from kiosk.texts import text, thousands

_SIZE = 10.5  # points
_SMALL = 8.5
_TILE = 14.5  # mm
_GAP = 2.0
_MOST_FIELDS, _PLOT = 7, 26.0
_MOST_GAPS = 3
# The dossier figures that fit, the foremost first.
_FIGURES = ("received", "resolved", "in_progress", "in_time", "online", "e_certified", "accounts")
_MOST_FIGURES = 8

Tile = tuple[str, str]  # a number and what it is of


def to_pdf(report: Report) -> bytes:
    """The page; the same bytes for the same report."""
    paper = Paper(f"{text('summary_title')} - {report.unit.name}")
    foot = f"{report.unit.name} - {text('summary_title')}, {range_text(report.period)}"
    flow = Flow(paper, foot, pages=1)
    flow.turn((210.0, 297.0), (15.0, 18.0, 20.0, 20.0))
    _head(flow, report)
    _posting(flow, report)
    _usage(flow, report)
    _dossiers(flow, report)
    flow.skip(1)
    flow.line(text("not_a_dossier"), flow.room, _SMALL)
    _gaps(flow, report)
    return paper.finish()


def _head(flow: Flow, report: Report) -> None:
    flow.centred(report.unit.name.upper(), 12, bold=True)
    flow.skip(2)
    flow.centred(text("summary_title").upper(), 13, bold=True)
    for line in letter.period_lines(report):
        flow.centred(line, _SIZE)
    for line in letter.frozen_lines(report):
        flow.centred(line, 7.5)


def _posting(flow: Flow, report: Report) -> None:
    everything = report.coverage[0]
    flow.heading(f"{text('summary_posting')} ({day_text(report.day)})", _SIZE)
    rate = percent(everything.posted, everything.total) if everything.total else text("no_data")
    _tiles(
        flow,
        [
            (thousands(everything.total), text("coverage_total")),
            (thousands(everything.posted), text("coverage_posted")),
            (rate, text("coverage_rate")),
            (_changes(report), text("section_changes")),
        ],
    )


def _changes(report: Report) -> str:
    """How many changes there were; that there are no data, where nobody could know."""
    table = report.changes_table
    is_known = table.rows or table.nothing != text("no_data")
    return thousands(len(table.rows)) if is_known else table.nothing


def _usage(flow: Flow, report: Report) -> None:
    flow.heading(text("summary_usage"), _SIZE)
    if not counts.has_data(report.counts):
        flow.paragraph(f"{text('no_data')}.", _SIZE)
        return
    totals = report.counts.totals
    _tiles(flow, [(thousands(totals[kind]), text(f"column_{kind}")) for kind in KINDS], 6)
    pdf_charts.draw_by_field(flow, report.fields, _MOST_FIELDS)
    pdf_charts.draw_by_day(flow, report.days, _PLOT)


def _dossiers(flow: Flow, report: Report) -> None:
    flow.heading(text("summary_dossiers"), _SIZE)
    shown = {row.name: row for row in indicators.rows(report.indicators)}
    ordered = [*_FIGURES, *(name for name in shown if name not in _FIGURES)]
    found = [shown[name] for name in ordered if name in shown][:_MOST_FIGURES]
    if not found:
        flow.paragraph(f"{text('no_data')}.", _SIZE)
        return
    _tiles(flow, [(_with_rate(row), row.label) for row in found])


def _with_rate(row: indicators.Row) -> str:
    return f"{row.value} ({row.rate})" if row.rate and "/" in row.value else row.value


def _tiles(flow: Flow, tiles: Sequence[Tile], across: int = 4) -> None:
    width = (flow.room - _GAP * (across - 1)) / across
    for begins in range(0, len(tiles), across):
        flow.keep(_TILE)
        for n, (number, what) in enumerate(tiles[begins : begins + across]):
            _tile(flow, Area(flow.left + n * (width + _GAP), flow.top, width, _TILE), number, what)
        flow.skip(_TILE + _GAP)


def _tile(flow: Flow, area: Area, number: str, what: str) -> None:
    flow.paper.frame(area, 0.2)
    middle, room = area.left + area.width / 2, area.width - 2
    size, shown = words.one_size(number, room, (14, 12, 11, 10, 9), bold=True)
    flow.paper.text_centred(middle, area.top + 5.8, shown, size, bold=True)
    size, lines = words.fitted(what, room, area.height - 7.2, (7.5, 7, 6.5, 6))
    for n, line in enumerate(lines):
        baseline = area.top + 9.6 + n * words.leading_mm(size)
        flow.paper.text_centred(middle, baseline, line, size)


def _gaps(flow: Flow, report: Report) -> None:
    gaps = report.counts.gaps
    if not gaps:
        return
    told = [gap_text(gap) for gap in gaps[:_MOST_GAPS]]
    more = [f"… (+{len(gaps) - _MOST_GAPS})"] if len(gaps) > _MOST_GAPS else []
    flow.line(text("narrative_gaps", gaps="; ".join(told + more)), flow.room, _SMALL)
