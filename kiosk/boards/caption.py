"""A cell as it is drawn: the symbol, and its name, code, address and edition in words."""

from collections.abc import Sequence

from kiosk.boards import words
from kiosk.boards.layout import Area, Cell, Sheet
from kiosk.boards.paper import Paper, first_baseline
from kiosk.boards.shown import Shown
from kiosk.codes.targets import MASTER
from kiosk.texts import text

# A line of a caption: the words, their size in points, are they bold.
Line = tuple[str, float, bool]
_NAME_SIZES = (11.5, 10, 8.5, 7.5)


def beside(paper: Paper, shown: Shown, sheet: Sheet, cell: Cell, area: Area, spare: float) -> None:
    """
    The symbol, and to its right in *area* the name above; code, address, edition below. A long
    name has *spare* mm more above and below.
    """
    size, address = _address(cell, area.width, (8.5, 8, 7.5, 7))
    last = [
        (code_words(cell), 10.0, True),
        *((line, size, False) for line in address),
        (text("sheet_edition", edition=cell.edition), 7.0, False),
    ]
    room = area.height - _height(last) - 1.5
    size, lines = words.fitted(cell.name, area.width, room, _NAME_SIZES, bold=True)
    if size <= _NAME_SIZES[-2]:
        area = Area(area.left, area.top - spare, area.width, area.height + 2 * spare)
        size, lines = words.fitted(cell.name, area.width, room + 2 * spare, _NAME_SIZES, bold=True)
    paper.cell(sheet.id, cell, shown.symbols[cell.payload], area)
    paper.lines(area.left, area.top, lines, size, bold=True)
    _draw(paper, last, Area(area.left, area.bottom - _height(last), area.width, 0), centred=False)


def below(
    paper: Paper,
    shown: Shown,
    sheet: Sheet,
    cell: Cell,
    area: Area,
    sizes: Sequence[float],
    small: float,
    more: Sequence[Line] = (),
) -> None:
    """
    The symbol, and centred below it in *area*: the name in one of *sizes*, the lines *more*, then
    code, edition and address at *small* points.
    """
    paper.cell(sheet.id, cell, shown.symbols[cell.payload], area)
    last = [*more, *_last(cell, area.width, small)]
    room = area.height - _height(last)
    size, lines = words.fitted(cell.name, area.width, room, sizes, bold=True)
    top = paper.lines(area.left, area.top, lines, size, bold=True, centred_in=area.width)
    _draw(paper, last, Area(area.left, top, area.width, 0), centred=True)


def code_below(
    paper: Paper, shown: Shown, sheet: Sheet, cell: Cell, area: Area, small: float
) -> None:
    """The symbol, and centred below it code, edition and address; the sheet's title is its name."""
    paper.cell(sheet.id, cell, shown.symbols[cell.payload], area, is_named=False)
    _draw(paper, _last(cell, area.width, small), area, centred=True)


def code_words(cell: Cell) -> str:
    """`Mã: 1.001193`; the master code has no code to read out."""
    if cell.target == MASTER:
        return text("sheet_master_code")
    return text("sheet_code", code=cell.code)


def _last(cell: Cell, width: float, small: float) -> list[Line]:
    """Code, edition and address, on one line if there is room."""
    code = f"{code_words(cell)} · {text('sheet_edition', edition=cell.edition)}"
    together = f"{code} · {cell.address}"
    if words.width_mm(together, small) <= width:
        return [(together, small, False)]
    size, address = _address(cell, width, (small, small * 0.85, small * 0.7))
    return [(code, small, False), *((line, size, False) for line in address)]


def _address(cell: Cell, width: float, sizes: Sequence[float]) -> tuple[float, list[str]]:
    """The address on one line, or its host and its path on two; at the last size as it goes."""
    host, path = cell.address.split("/", 1)
    for lines in ([cell.address], [host, f"/{path}"]):
        for size in sizes[: 1 if len(lines) == 1 else None]:
            if all(words.width_mm(line, size) <= width for line in lines):
                return size, lines
    return sizes[-1], words.wrapped(cell.address, width, sizes[-1])


def _height(lines: Sequence[Line]) -> float:
    return sum(words.leading_mm(size) for _, size, _ in lines)


def _draw(paper: Paper, lines: Sequence[Line], area: Area, centred: bool) -> None:
    top = area.top
    for line, size, bold in lines:
        baseline = top + first_baseline(size)
        if centred:
            paper.text_centred(area.left + area.width / 2, baseline, line, size, bold)
        else:
            paper.text(area.left, baseline, line, size, bold)
        top += words.leading_mm(size)
