"""
A4 sheets of a group: its procedures under the headings of their fields.

8 cells of 40 mm with the caption beside, or 12 of 30 mm and a little more with it below.
"""

from dataclasses import dataclass

from kiosk.boards import caption, groups, letterhead, places, words
from kiosk.boards.layout import Area, Cell, Series, Sheet
from kiosk.boards.letterhead import MARGIN
from kiosk.boards.paper import Paper
from kiosk.boards.places import Grid
from kiosk.boards.shown import Planned, Shown, planned
from kiosk.catalog.published import Field
from kiosk.catalog.records import Procedure

VARIANTS = ("8", "12")
WIDTH, HEIGHT = 210.0, 297.0
_ROOM = WIDTH - 2 * MARGIN
_TOP = 49.5  # where the first row begins
_ROW = 57.0
_HEADING = 5.6  # the strip of a row in which the heading of its field stands


@dataclass(frozen=True)
class _Form:
    """How the cells of a variant stand in their rows."""

    grid: Grid
    box: float  # mm, the square of a symbol with its quiet zone
    side: float  # mm, the symbol at most


_BELOW = _ROW - _HEADING - 38.3  # what a row of the smaller cells has for captions
_FORMS = {"8": _Form(Grid(2, 4), 51.4, 40.0), "12": _Form(Grid(3, 4), 38.3, 30.0)}


@dataclass(frozen=True)
class Body:
    """The headings of fields: the place they stand above, over how many places, and the words."""

    headings: tuple[tuple[int, int, str], ...]


def plan(shown: Shown, series: Series, before: tuple[Sheet, ...]) -> list[Planned]:
    """The sheets of every group that has posted procedures; codes keep the places of *before*."""
    return [
        sheet
        for group, title, fields in groups.with_fields(shown)
        for sheet in _plan_group(
            shown, series, before, group, title, [(f, _posted(shown, f)) for f in fields]
        )
    ]


def draw(paper: Paper, shown: Shown, sheet: Sheet, body: Body) -> None:
    """One page."""
    form = _FORMS[Series.named(sheet.series).variant]
    paper.page(sheet.width, sheet.height)
    letterhead.draw_head(paper, shown.letterhead, WIDTH)
    letterhead.draw_title(paper, sheet.title, WIDTH)
    letterhead.draw_how(paper, shown.letterhead, WIDTH)
    for place, n, heading in body.headings:
        _draw_heading(paper, form.grid, place, n, heading)
    for cell in sheet.cells:
        box = _box(form, cell.place)
        if form.grid.columns == 2:
            left, width = box.right + 0.6, _ROOM / 2 - box.width - 1.2
            area = Area(left, cell.symbol.top, width, cell.symbol.height)
            caption.beside(paper, shown, sheet, cell, area, cell.symbol.top - box.top - 1)
        else:
            top = cell.with_quiet_zone.bottom
            width = _ROOM / form.grid.columns - 3
            area = Area(box.left + (box.width - width) / 2, top, width, box.bottom + _BELOW - top)
            caption.below(paper, shown, sheet, cell, area, (8.5, 8, 7.5, 7), 6.2)
    letterhead.draw_foot(paper, shown.letterhead, sheet)


def _posted(shown: Shown, field: Field) -> list[Procedure]:
    return [p for p in shown.published.by_field[field.slug] if p.posted]


def _plan_group(
    shown: Shown,
    series: Series,
    before: tuple[Sheet, ...],
    group: str,
    title: str,
    fields: list[tuple[Field, list[Procedure]]],
) -> list[Planned]:
    form = _FORMS[series.variant]
    known = {
        cell.target: (int(sheet.own_name.rsplit("-", 1)[1]), cell.place)
        for sheet in before
        if sheet.own_name.rsplit("-", 1)[0] == group
        for cell in sheet.cells
    }
    of_fields = [(field.slug, [p.code for p in procedures]) for field, procedures in fields]
    at = places.of_fields(of_fields, known, form.grid)
    field_of = {p.code: field for field, procedures in fields for p in procedures}
    sheets: dict[int, list[Cell]] = {}
    for code, (number, place) in sorted(at.items(), key=lambda item: item[1]):
        name = shown.published.procedures[code].name
        cell = shown.cell(series, place, code, name, _box(form, place), form.side)
        sheets.setdefault(number, []).append(cell)
    return [
        planned(
            shown,
            series,
            f"{group}-{number}",
            title,
            (WIDTH, HEIGHT),
            cells,
            Body(_headings(cells, field_of, form.grid)),
        )
        for number, cells in sheets.items()
    ]


def _headings(
    cells: list[Cell], field_of: dict[str, Field], grid: Grid
) -> tuple[tuple[int, int, str], ...]:
    """
    A heading above every run of a field in a row; a field that goes on from the row above, in the
    first column, needs none.
    """
    names = {cell.place: field_of[cell.target].name for cell in cells}
    found = []
    for place, name in names.items():
        neighbour = place - (1 if place % grid.columns else grid.columns)
        if names.get(neighbour) == name:
            continue
        n = 1
        while (place + n) % grid.columns and names.get(place + n) == name:
            n += 1
        found.append((place, n, name))
    return tuple(found)


def _draw_heading(paper: Paper, grid: Grid, place: int, n: int, heading: str) -> None:
    """The name of a field above a rule over *n* places; to the end of the row when it begins it."""
    row, column = divmod(place, grid.columns)
    step = _ROOM / grid.columns
    left, top = MARGIN + column * step, _TOP + row * _ROW
    width = n * step - (3.0 if column + n < grid.columns else 0.0)
    size, line = words.one_size(heading, width, (11, 10.5, 10, 9.5, 9, 8.5, 8), bold=True)
    paper.text(left, top + 4.0, line, size, bold=True)
    paper.rule(left, top + _HEADING, width, 0.25)


def _box(form: _Form, place: int) -> Area:
    """The square of the symbol at *place*, with its quiet zone."""
    row, column = divmod(place, form.grid.columns)
    width = _ROOM / form.grid.columns
    left = MARGIN + column * width
    if form.grid.columns == 3:
        left += (width - form.box) / 2
    return Area(left, _TOP + row * _ROW + _HEADING, form.box, form.box)
