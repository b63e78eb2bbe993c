"""Tables of a Word document: those with numbers, and those that only hold words in place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from docx.document import Document as Doc
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Length, Mm, Pt
from docx.table import Table as Grid
from docx.text.paragraph import Paragraph

from kiosk.reports.letter import Line
from kiosk.reports.tables import Table, shown

_CELL_MARGIN = 40  # twentieths of a point
_TWIPS_PER_MM = 1440 / 25.4
_ALIGNED = {"number": "right", "text": "left"}
_BREAKS = re.compile(r"(\r\n|\r|\n|\t)")


def add_table(document: Doc, table: Table, width_mm: float, size: float = 10) -> None:
    """*table* on the whole width, its headings repeated on every page; *size* in points."""
    # Written as XML and parsed at once: python-docx takes a second for the cells of 600 rows.
    scale = _TWIPS_PER_MM * width_mm / sum(column.width for column in table.columns)
    widths = [round(column.width * scale) for column in table.columns]
    look = _Look(widths, [_ALIGNED.get(column.kind, "center") for column in table.columns], size)
    lines = [look.heading([column.heading for column in table.columns])]
    lines += [look.row([shown(value) for value in row]) for row in table.rows]
    if table.total:
        lines.append(look.row([shown(value) for value in table.total], is_bold=True))
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    margins = "".join(
        f'<w:{side} w:w="{_CELL_MARGIN}" w:type="dxa"/>' for side in ("left", "right")
    )
    grid = parse_xml(
        f"<w:tbl {nsdecls('w')}><w:tblPr>"
        f'<w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar>{margins}</w:tblCellMar><w:tblLook w:val="04A0"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(lines)}</w:tbl>"
    )
    document.element.body._insert_tbl(grid)


@dataclass(frozen=True)
class _Look:
    """How the rows of one table look: *widths* in twentieths of a point, *size* in points."""

    widths: Sequence[int]
    aligned: Sequence[str]
    size: float

    def heading(self, words: Sequence[str]) -> str:
        shade = '<w:shd w:val="clear" w:color="auto" w:fill="E4ECF5"/>'
        cells = (
            self._cell(width, "center", one, True, shade)
            for width, one in zip(self.widths, words, strict=True)
        )
        return f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"

    def row(self, words: Sequence[str], is_bold: bool = False) -> str:
        cells = (
            self._cell(width, aligned, one, is_bold)
            for width, aligned, one in zip(self.widths, self.aligned, words, strict=True)
        )
        return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"

    def _cell(self, width: int, aligned: str, words: str, is_bold: bool, shade: str = "") -> str:
        bold = "<w:b/>" if is_bold else ""
        size = round(self.size * 2)  # half points
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>'
            f'<w:p><w:pPr><w:spacing w:after="0"/><w:jc w:val="{aligned}"/></w:pPr>'
            f'<w:r><w:rPr>{bold}<w:sz w:val="{size}"/></w:rPr>{_words(words)}</w:r></w:p></w:tc>'
        )


def _words(shown: str) -> str:
    """Words as the content of a run; a line break or a tab is an element of its own."""
    parts = []
    for part in _BREAKS.split(shown):
        if part == "\t":
            parts.append("<w:tab/>")
        elif _BREAKS.fullmatch(part):
            parts.append("<w:br/>")
        elif part:
            parts.append(f'<w:t xml:space="preserve">{escape(part)}</w:t>')
    return "".join(parts)


def _widths(grid: Grid, widths_mm: Sequence[float]) -> list[Length]:
    """The columns of *grid*, for Word and for programs that read the grid."""
    grid.autofit = False
    widths: list[Length] = [Mm(width) for width in widths_mm]
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    return widths


def _mark(row: Any, name: str) -> None:
    row.get_or_add_trPr().append(OxmlElement(name))


def add_pairs(
    document: Doc, pairs: Sequence[tuple[Line, Line]], widths_mm: tuple[float, float]
) -> None:
    """Words side by side, without lines around them: the head of a letter."""
    grid = _plain_grid(document, len(pairs), widths_mm)
    for row, pair in zip(grid.rows, pairs, strict=True):
        for cell, line in zip(row.cells, pair, strict=True):
            _say(cell.paragraphs[0], line, 12)


def add_grid(
    document: Doc, left: Sequence[Line], right: Sequence[Line], widths_mm: tuple[float, float]
) -> None:
    """Lines on the left, centred lines on the right: the signature, which stays on one page."""
    grid = _plain_grid(document, 1, widths_mm)
    _mark(grid.rows[0]._tr, "w:cantSplit")
    first, second = grid.rows[0].cells
    for cell, lines in ((first, left), (second, right)):
        for n, line in enumerate(lines):
            paragraph = cell.paragraphs[0] if n == 0 else cell.add_paragraph()
            _say(paragraph, line, 14 if cell is second else 12)
            if cell is first:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT


def _plain_grid(document: Doc, rows: int, widths_mm: tuple[float, float]) -> Grid:
    grid = document.add_table(rows=rows, cols=2)
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    for cells, width in zip(grid.columns, _widths(grid, widths_mm), strict=True):
        for cell in cells.cells:
            cell.width = width
    return grid


def _say(paragraph: Paragraph, line: Line, size: float) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(2)
    run = paragraph.add_run(line.words)
    run.font.size = Pt(size)
    run.bold, run.italic = line.look in ("bold", "ruled"), line.look == "italic"
    run.underline = line.look == "ruled"
