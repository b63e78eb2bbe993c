"""
Desk cards: A5, the codes of the fields that a desk serves.

Where the catalog does not say which desk serves a field, its group stands for a desk.
"""

import re
from math import ceil

from kiosk.boards import caption, groups, letterhead, words
from kiosk.boards.layout import SMALLEST_MM, Area, Series, Sheet
from kiosk.boards.paper import Paper
from kiosk.boards.shown import Planned, Shown, planned
from kiosk.catalog.fold import fold
from kiosk.catalog.published import Field
from kiosk.texts import text

WIDTH, HEIGHT = 210.0, 148.0
_SCALE = 0.7  # of head and foot, which are made for A4
_MARGIN = letterhead.MARGIN * _SCALE
_ROOM = WIDTH - 2 * _MARGIN
_TOP, _BOTTOM = 30.0, 134.0  # of the cells
_MOST = 8  # fields on a card
_LARGEST = 60.0  # mm
_BOX = 39.6  # holds a symbol of 30 mm of any version, with its quiet zone


def plan(shown: Shown, series: Series, before: tuple[Sheet, ...]) -> list[Planned]:
    """A card for every desk, or more for one of many fields."""
    found = []
    for own_name, (title, fields) in _desks(shown).items():
        for n in range(0, len(fields), _MOST):
            name = f"{own_name}-{n // _MOST + 1}"
            found.append(_card(shown, series, name, title, fields[n : n + _MOST]))
    return found


def _desks(shown: Shown) -> dict[str, tuple[str, list[Field]]]:
    """Name of the cards -> (title, open fields): the desks, then groups for what has none."""
    found: dict[str, tuple[str, list[Field]]] = {}
    for field in shown.published.open_fields:
        if field.desk:
            own_name = re.sub("[^a-z0-9]+", "-", fold(field.desk)).strip("-") or "quay"
            found.setdefault(own_name, (field.desk, []))[1].append(field)
    for group, title, fields in groups.with_fields(shown):
        rest = [field for field in fields if not (field.is_retired or field.desk)]
        if rest:
            found[group] = (title, rest)
    return found


def draw(paper: Paper, shown: Shown, sheet: Sheet, body: None) -> None:
    """One card where the paper stands."""
    letterhead.draw_head(paper, shown.letterhead, WIDTH, _SCALE)
    band = Area(_MARGIN, 17.0, _ROOM, 7.6)
    letterhead.draw_band(paper, band, sheet.title.upper(), 15)
    size, line = words.one_size(text("sheet_how"), _ROOM, (9, 8.5, 8, 7.5, 7))
    paper.text_centred(WIDTH / 2, 28.6, line, size)
    columns, rows = _columns(len(sheet.cells)), _rows(len(sheet.cells))
    height = (_BOTTOM - _TOP) / rows
    for cell in sheet.cells:
        top = cell.with_quiet_zone.bottom
        bottom = _TOP + height * (cell.place // columns + 1)
        width = _ROOM / columns - 2
        middle = cell.symbol.left + cell.symbol.width / 2
        area = Area(middle - width / 2, top, width, bottom - top)
        caption.below(paper, shown, sheet, cell, area, (14, 12, 11, 10, 9, 8, 7.5, 7), 6)
    letterhead.draw_foot(paper, shown.letterhead, sheet, scale=_SCALE)


def _card(shown: Shown, series: Series, own_name: str, title: str, fields: list[Field]) -> Planned:
    side = _LARGEST if _rows(len(fields)) == 1 else SMALLEST_MM
    cells = [
        shown.cell(series, place, field.target, field.name, box, side)
        for place, (field, box) in enumerate(zip(fields, _boxes(len(fields)), strict=True))
    ]
    return planned(shown, series, own_name, title, (WIDTH, HEIGHT), cells)


def _rows(n: int) -> int:
    return 1 if n <= 4 else 2


def _columns(n: int) -> int:
    return ceil(n / _rows(n))


def _boxes(n: int) -> list[Area]:
    """The squares of the symbols of *n* fields, with their quiet zones: as large as they can be."""
    columns, rows = _columns(n), _rows(n)
    width, height = _ROOM / columns, (_BOTTOM - _TOP) / rows
    side = min(width, height - 20.0, _LARGEST * 1.32) if rows == 1 else _BOX
    found = []
    for place in range(n):
        row, column = divmod(place, columns)
        in_row = min(columns, n - row * columns)  # a last row that is not full is centred
        left = _MARGIN + (_ROOM - width * in_row) / 2 + column * width + (width - side) / 2
        found.append(Area(left, _TOP + row * height, side, side))
    return found
