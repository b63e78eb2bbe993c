"""Sheets to a PDF that is ready for the printer."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from kiosk.boards import formats
from kiosk.boards.layout import Area, Series, Sheet
from kiosk.boards.paper import Paper, Printed
from kiosk.boards.shown import Planned, Shown
from kiosk.texts import text

A4 = (210.0, 297.0)


def pdf(
    shown: Shown,
    sheets: Sequence[Planned],
    cover: Callable[[Paper], None] | None = None,
    progress: Callable[[Iterable], Iterable] = iter,
) -> tuple[bytes, list[Printed]]:
    """
    The document, and where each code stands in it. *cover* draws the pages that come first.

    Sheets that are cut out of A4 share its pages; those of a series come one after the other.
    """
    unit = shown.published.unit
    paper = Paper(f"{text('board_title')} - {unit.one_stop_name or unit.name}")
    if cover:
        cover(paper)
    counts: Counter[Series] = Counter()
    for sheet in progress(sheets):
        if sheet.series.format in formats.CUT:
            _draw_cut(paper, shown, sheet, counts[sheet.series])
        else:
            formats.draw(paper, shown, sheet)
        counts[sheet.series] += 1
    return paper.finish(), paper.printed


def on_page(sheet: Sheet) -> int:
    """How many of *sheet* are cut out of one page of A4."""
    columns, rows = _grid(sheet)
    return columns * rows


def _grid(sheet: Sheet) -> tuple[int, int]:
    return int(A4[0] // sheet.width), int(A4[1] // sheet.height)


def _draw_cut(paper: Paper, shown: Shown, sheet: Planned, n: int) -> None:
    """The n-th of a series: as many on a page as it holds, around its middle, with lines to cut."""
    width, height = sheet.sheet.width, sheet.sheet.height
    columns, rows = _grid(sheet.sheet)
    row, column = divmod(n % (columns * rows), columns)
    if row == column == 0:
        paper.page(*A4)
    left = (A4[0] - columns * width) / 2 + column * width
    top = (A4[1] - rows * height) / 2 + row * height
    paper.frame(Area(left, top, width, height), 0.1, dashed=True)
    with paper.at(left, top):
        formats.draw(paper, shown, sheet)
