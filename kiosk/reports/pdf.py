"""A report as a PDF, ready to print and sign; vector letters and charts, fonts embedded in part."""

from kiosk.boards.paper import Paper
from kiosk.reports import letter, narrative, pdf_charts
from kiosk.reports.letter import Line, Signature
from kiosk.reports.pdf_flow import Flow
from kiosk.reports.pdf_tables import draw_table, table_height
from kiosk.reports.report import Report
from kiosk.reports.tables import Table
from kiosk.reports.words import range_text
from kiosk.texts import text

_SIZE = 11.0  # points
_SMALL = 9.0
_SHORT = 12  # rows of a table that is not parted
_UPRIGHT, _ACROSS = (210.0, 297.0), (297.0, 210.0)
_MARGINS = (20.0, 20.0, 30.0, 20.0)  # mm: top, bottom, left, right, as Decree 30/2020/ND-CP
_ACROSS_MARGINS = (18.0, 15.0, 15.0, 15.0)


def to_pdf(report: Report) -> bytes:
    """The document; the same bytes for the same report."""
    # Each page says how many there are, which is only known once all are drawn.
    pages = _drawn(report, pages=0).pages
    return _drawn(report, pages).finish()


def _drawn(report: Report, pages: int) -> Paper:
    paper = Paper(f"{text('report_subject')} - {report.unit.name}")
    foot = f"{report.unit.name} - {text('report_subject')}, {range_text(report.period)}"
    flow = Flow(paper, foot, pages)
    flow.turn(_UPRIGHT, _MARGINS)
    draw_letterhead(flow, report, text("letter_title"), text("report_subject"))
    for section in narrative.sections(report):
        flow.heading(section.heading, _SIZE)
        for paragraph in section.paragraphs:
            flow.paragraph(paragraph, _SIZE)
        for table in letter.tables_of(section.name, report):
            _titled(flow, table, size=8.5)
        if section.name == "usage" and narrative.has_data(report.counts):
            pdf_charts.draw_by_field(flow, report.fields)
            pdf_charts.draw_by_day(flow, report.days)
    flow.heading(letter.definitions_heading(), _SIZE)
    flow.paragraph(report.counts.definition, _SIZE)
    flow.paragraph(text("not_a_dossier"), _SIZE)
    draw_signature(flow, letter.signature(report))
    _appendix(flow, report)
    return paper


def draw_letterhead(
    flow: Flow, report: Report, title: str, subject: str, number: str | None = None
) -> None:
    """The head of a document: the unit and the State, the *title*, what it is about, the period."""
    head = letter.head(report, number)
    left, room = flow.left, flow.room
    middles = (left + room * 0.2, left + room * 0.7)
    for pair in zip(head.left, head.right, strict=True):
        for middle, width, line in zip(middles, (0.42, 0.6), pair, strict=True):
            _said(flow, middle, room * width, line)
        flow.skip(5.2)
    flow.skip(7)
    flow.centred(title, 14, bold=True)
    if subject:
        flow.centred(subject, 12, bold=True)
    for words in letter.period_lines(report):
        flow.centred(words, _SIZE)
    for words in letter.frozen_lines(report):
        flow.centred(words, _SMALL)
    flow.skip(3)


def _said(flow: Flow, middle: float, width: float, line: Line) -> None:
    """One line around *middle*, made smaller when it is wider than *width* mm."""
    is_bold = line.look in ("bold", "ruled")
    flow.line_around(middle, line.words, width, 10.5, is_bold, ruled=line.look == "ruled")


def _titled(flow: Flow, table: Table, size: float) -> None:
    is_short = len(table.rows) <= _SHORT
    flow.keep(14 + (table_height(flow, table, size) if is_short else 20))
    flow.skip(1.5)
    flow.centred(table.title, _SMALL + 1, bold=True)
    flow.skip(1.2)
    draw_table(flow, table, size)
    flow.skip(3)


def signature_room(signed: Signature) -> float:
    """How many mm `draw_signature` needs on one page."""
    return 5 + max(len(signed.lines), len(signed.recipients)) * 5.5


def draw_signature(flow: Flow, signed: Signature) -> None:
    """What is *signed*, on one page: recipients on the left, the signature on the right."""
    flow.keep(signature_room(signed))
    flow.skip(5)
    top = flow.top
    for line in signed.recipients:
        flow.line(line.words, flow.room * 0.45, _SMALL, bold=line.look == "bold")
    ended, flow.top = flow.top, top
    for line in signed.lines:
        _said(flow, flow.left + flow.room * 0.74, flow.room * 0.5, line)
        flow.skip(5.5)
    flow.top = max(ended, flow.top)


def _appendix(flow: Flow, report: Report) -> None:
    flow.turn(_ACROSS, _ACROSS_MARGINS)
    flow.centred(text("letter_appendix"), 12, bold=True)
    flow.centred(report.counts_table.title.upper(), 12, bold=True)
    for line in (*letter.period_lines(report), *letter.frozen_lines(report)):
        flow.centred(line, _SMALL)
    flow.skip(1)
    draw_table(flow, report.counts_table, 7.5)
    flow.skip(4)
    if report.others_table.rows:
        _titled(flow, report.others_table, 7.5)
