"""Tables of a PDF: headings repeated on every page, numbers to the right."""

from collections.abc import Sequence

from kiosk.boards import words
from kiosk.boards.paper import first_baseline
from kiosk.reports.pdf_flow import Flow
from kiosk.reports.tables import Column, Table, shown

_PAD = 0.9  # mm between the words of a cell and its lines
_THIN = 0.12  # mm


def draw_table(flow: Flow, table: Table, size: float) -> None:
    """*table* over the whole width of the page; *size* in points."""
    widths, heading, rows = _laid_out(flow, table, size)
    flow.keep(_height(heading, size) + _height(rows[0][0], size) if rows else 0)
    centred = [Column("", width, "share") for width in widths]
    _draw_row(flow, heading, widths, centred, size, bold=True)
    for cells, is_total in rows:
        if _height(cells, size) > flow.left_on_page:
            flow.next_page()
            _draw_row(flow, heading, widths, centred, size, bold=True)
        _draw_row(flow, cells, widths, table.columns, size, bold=is_total)


def table_height(flow: Flow, table: Table, size: float) -> float:
    """How high *table* is when it stands on one page, mm."""
    _, heading, rows = _laid_out(flow, table, size)
    return _height(heading, size) + sum(_height(cells, size) for cells, _ in rows)


# The lines of each cell of a row.
_Cells = list[list[str]]


def _laid_out(
    flow: Flow, table: Table, size: float
) -> tuple[list[float], _Cells, list[tuple[_Cells, bool]]]:
    """The widths of the columns, the heading, and each row; is it the total?"""
    scale = flow.room / sum(column.width for column in table.columns)
    widths = [column.width * scale for column in table.columns]
    heading = _wrapped([column.heading for column in table.columns], widths, size, bold=True)
    rows = [(_wrapped([shown(v) for v in row], widths, size), False) for row in table.rows]
    if table.total:
        rows.append((_wrapped([shown(v) for v in table.total], widths, size, bold=True), True))
    return widths, heading, rows


def _wrapped(
    texts: Sequence[str], widths: Sequence[float], size: float, bold: bool = False
) -> _Cells:
    return [
        words.wrapped(one, width - 2 * _PAD, size, bold)
        for one, width in zip(texts, widths, strict=True)
    ]


def _height(cells: _Cells, size: float) -> float:
    return max(len(lines) for lines in cells) * words.leading_mm(size) + 2 * _PAD * 0.6


def _draw_row(
    flow: Flow,
    cells: _Cells,
    widths: Sequence[float],
    columns: Sequence[Column],
    size: float,
    bold: bool,
) -> None:
    left, height = flow.left, _height(cells, size)
    flow.paper.cells(left, flow.top, widths, height, _THIN)
    for lines, width, column in zip(cells, widths, columns, strict=True):
        baseline = flow.top + _PAD * 0.6 + first_baseline(size)
        for line in lines:
            _draw_line(flow, line, left, width, baseline, column.kind, size, bold)
            baseline += words.leading_mm(size)
        left += width
    flow.top += height


def _draw_line(
    flow: Flow,
    line: str,
    left: float,
    width: float,
    baseline: float,
    kind: str,
    size: float,
    bold: bool,
) -> None:
    if kind == "text":
        flow.paper.text(left + _PAD, baseline, line, size, bold)
    elif kind == "number":
        flow.paper.text_to(left + width - _PAD, baseline, line, size, bold)
    else:
        flow.paper.text_centred(left + width / 2, baseline, line, size, bold)
