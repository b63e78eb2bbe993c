"""Tables of a Word document: those with numbers, and those that only hold words in place."""

from collections.abc import Sequence
from typing import Any

from docx.document import Document as Doc
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.table import Table as Grid
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from kiosk.reports.letter import Line
from kiosk.reports.tables import Column, Table, Value, shown

_CELL_MARGIN = 40  # twentieths of a point
_ALIGNED = {
    "number": WD_ALIGN_PARAGRAPH.RIGHT,
    "text": WD_ALIGN_PARAGRAPH.LEFT,
}


def add_table(document: Doc, table: Table, width_mm: float, size: float = 10) -> None:
    """*table* on the whole width, its headings repeated on every page; *size* in points."""
    lines = [*table.rows, *([table.total] if table.total else [])]
    grid = document.add_table(rows=len(lines) + 1, cols=len(table.columns))
    grid.style = "Table Grid"
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    _narrow(grid)
    widths = _widths(grid, table.columns, width_mm)
    # Rows are asked for once: each look through `cells` reads the whole grid again.
    heading, *rows = grid.rows
    for cell, width, column in zip(heading.cells, widths, table.columns, strict=True):
        _fill(cell, width, column.heading, WD_ALIGN_PARAGRAPH.CENTER, size, bold=True)
        _shade(cell)
    _mark(heading._tr, "w:tblHeader")
    for row, values in zip(rows, lines, strict=True):
        _row(row, widths, table.columns, values, size, is_total=values is table.total)
        _mark(row._tr, "w:cantSplit")


def _row(
    row: Any,
    widths: Sequence[Length],
    columns: Sequence[Column],
    values: Sequence[Value],
    size: float,
    is_total: bool,
) -> None:
    for cell, width, column, value in zip(row.cells, widths, columns, values, strict=True):
        aligned = _ALIGNED.get(column.kind, WD_ALIGN_PARAGRAPH.CENTER)
        _fill(cell, width, shown(value), aligned, size, bold=is_total)


def _fill(cell: _Cell, width: Length, words: str, aligned: Any, size: float, bold: bool) -> None:
    cell.width = width
    paragraph = cell.paragraphs[0]
    paragraph.alignment = aligned
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(words)
    run.font.size, run.bold = Pt(size), bold


def _widths(grid: Grid, columns: Sequence[Column], width_mm: float) -> list[Length]:
    """The columns scaled to *width_mm*, for Word and for programs that read the grid."""
    grid.autofit = False
    scale = width_mm / sum(column.width for column in columns)
    widths: list[Length] = [Mm(column.width * scale) for column in columns]
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    return widths


def _narrow(grid: Grid) -> None:
    """Little room beside the words, so that headings of narrow columns do not break in a word."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(_CELL_MARGIN))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    grid._tbl.tblPr.append(margins)


def _shade(cell: _Cell) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "E4ECF5")):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


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
    columns = [Column("", width) for width in widths_mm]
    for cells, width in zip(grid.columns, _widths(grid, columns, sum(widths_mm)), strict=True):
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
