"""A report as a Word document, in the form of Decree 30/2020/ND-CP, to be edited and signed."""

import io
import zipfile
from datetime import datetime

from docx import Document
from docx.document import Document as Doc
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section as Page
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from kiosk.reports import letter, narrative
from kiosk.reports.docx_tables import add_grid, add_pairs, add_table
from kiosk.reports.report import Report
from kiosk.reports.tables import Table
from kiosk.texts import text

FONT = "Times New Roman"
_SIZE = 14  # points; Decree 30/2020/ND-CP, annex I: 13 to 14 for the text
# A4 and its margins in mm, by the same decree: top, bottom, left, right.
_A4 = (210, 297)
_MARGINS = (20, 20, 30, 20)
_ACROSS = (20, 15, 15, 15)  # of the appendix, on pages across
_INDENT_MM = 10  # of the first line of a paragraph
# Written into the file in place of the time of writing, so that like reports give like bytes.
_ANY_TIME = datetime(2000, 1, 1)
_ANY_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def to_docx(report: Report) -> bytes:
    """The document; the same bytes for the same report."""
    document = Document()
    _prepare(document, report)
    _letterhead(document, report)
    for section in narrative.sections(report):
        _heading(document, section.heading)
        for paragraph in section.paragraphs:
            _text(document, paragraph)
        for table in letter.tables_of(section.name, report):
            _caption(document, table.title)
            add_table(document, table, width_mm=_room(document.sections[-1]))
    _heading(document, letter.definitions_heading())
    _text(document, report.counts.definition)
    # A signature alone on a page could stand below any text.
    _text(document, text("not_a_dossier")).paragraph_format.keep_with_next = True
    _signature(document, report)
    _appendix(document, report)
    return _timeless(document)


def _prepare(document: Doc, report: Report) -> None:
    properties = document.core_properties
    properties.author = report.unit.name
    properties.title = text("report_subject")
    properties.language = "vi-VN"
    properties.comments = ""
    properties.created = properties.modified = _ANY_TIME
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(_SIZE)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    style.element.get_or_add_rPr().append(language)
    style.paragraph_format.space_after = Pt(6)
    _page(document.sections[0], _A4, _MARGINS)


def _page(page: Page, size: tuple[int, int], margins: tuple[int, int, int, int]) -> None:
    page.page_width, page.page_height = Mm(size[0]), Mm(size[1])
    top, bottom, left, right = (Mm(margin) for margin in margins)
    page.top_margin, page.bottom_margin = top, bottom
    page.left_margin, page.right_margin = left, right
    page.header_distance = Mm(10)
    # The number of the page stands in the middle above, but for the first page.
    page.different_first_page_header_footer = True
    page.header.is_linked_to_previous = False
    middle = page.header.paragraphs[0]
    middle.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, words in (("begin", None), (None, "PAGE"), ("end", None)):
        _field_part(middle, kind, words)


def _field_part(paragraph: Paragraph, kind: str | None, words: str | None) -> None:
    run = paragraph.add_run()
    if kind:
        part = OxmlElement("w:fldChar")
        part.set(qn("w:fldCharType"), kind)
    else:
        part = OxmlElement("w:instrText")
        part.text = words
    run._r.append(part)


def _room(page: Page) -> float:
    """The width between the margins, mm."""
    width, left, right = page.page_width, page.left_margin, page.right_margin
    return (int(width or 0) - int(left or 0) - int(right or 0)) / Mm(1)


def _letterhead(document: Doc, report: Report) -> None:
    head = letter.head(report)
    add_pairs(document, [*zip(head.left, head.right, strict=True)], widths_mm=(64, 96))
    _centred(document, text("letter_title"), bold=True, above=18)
    _centred(document, text("report_subject"), bold=True)
    for line in letter.period_lines(report):
        _centred(document, line, bold=False)
    for line in letter.frozen_lines(report):
        _centred(document, line, bold=False, size=_SIZE - 4)
    _centred(document, "", bold=False)


def _centred(
    document: Doc, words: str, bold: bool, above: int = 0, size: float | None = None
) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_before = Pt(above)
    paragraph.paragraph_format.space_after = Pt(2)
    run = paragraph.add_run(words)
    run.bold, run.font.size = bold, Pt(size or _SIZE)


def _heading(document: Doc, words: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(10)
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.first_line_indent = Mm(_INDENT_MM)
    paragraph.add_run(words).bold = True


def _text(document: Doc, words: str) -> Paragraph:
    paragraph = document.add_paragraph(words)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    paragraph.paragraph_format.first_line_indent = Mm(_INDENT_MM)
    return paragraph


def _caption(document: Doc, words: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_before = Pt(8)
    paragraph.paragraph_format.keep_with_next = True
    run = paragraph.add_run(words)
    run.bold, run.font.size = True, Pt(_SIZE - 1)


def _signature(document: Doc, report: Report) -> None:
    gap = document.add_paragraph().paragraph_format
    gap.space_after, gap.keep_with_next = Pt(0), True
    signed = letter.signature(report)
    add_grid(document, signed.recipients, signed.lines, widths_mm=(75, 85))


def _appendix(document: Doc, report: Report) -> None:
    """The whole table, on pages across."""
    page = document.add_section(WD_SECTION.NEW_PAGE)
    page.orientation = WD_ORIENT.LANDSCAPE
    _page(page, (_A4[1], _A4[0]), _ACROSS)
    _centred(document, text("letter_appendix"), bold=True)
    _appended(document, report.counts_table)
    for line in letter.period_lines(report):
        _centred(document, line, bold=False)
    add_table(document, report.counts_table, _room(page), size=9)
    if report.others_table.rows:
        _caption(document, report.others_table.title)
        add_table(document, report.others_table, _room(page), size=9)


def _appended(document: Doc, table: Table) -> None:
    _centred(document, table.title.upper(), bold=True)


def _timeless(document: Doc) -> bytes:
    """The bytes of *document* without the time at which they were written."""
    written, content = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as parts, zipfile.ZipFile(content, "w") as timeless:
        for name in parts.namelist():
            about = zipfile.ZipInfo(name, _ANY_ZIP_TIME)
            about.compress_type = zipfile.ZIP_DEFLATED
            timeless.writestr(about, parts.read(name))
    return content.getvalue()
