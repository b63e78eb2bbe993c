"""
The overview for the hall: the master code and the code of every group, its fields as text.

A1 landscape with symbols of 100 mm, or A2 at seven tenths of all of it.
"""

from dataclasses import dataclass

from kiosk.boards import caption, groups, letterhead, places, words
from kiosk.boards.layout import Area, Cell, Series, Sheet
from kiosk.boards.paper import Paper
from kiosk.boards.shown import Planned, Shown, planned
from kiosk.codes.targets import MASTER
from kiosk.texts import text

VARIANTS = ("a1", "a2")
_SIZES = {"a1": (841.0, 594.0), "a2": (594.0, 420.0)}
_SCALES = {"a1": 1.0, "a2": 0.7}
# All of what follows is in mm on A1.
_SIDE = 100.0
_BOX = 128.0
_COLUMNS, _ROWS = 5, 3
_MARGIN = 20.0
_TOP = 70.0  # where the first row begins
_ROW = 164.0
_SMALL = 12.5


@dataclass(frozen=True)
class Body:
    """What stands under the name of each cell, by place: its fields, or what the master is for."""

    below: tuple[tuple[int, str], ...]


def plan(shown: Shown, series: Series, before: tuple[Sheet, ...]) -> list[Planned]:
    """As many boards as the groups need: one up to fourteen. Codes keep the places of *before*."""
    master = {MASTER: (text("home_heading"), text("sheet_master_below"))}
    contents = {**master, **groups.with_codes(shown)}
    known = {
        cell.target: (int(sheet.own_name), cell.place) for sheet in before for cell in sheet.cells
    }
    at = places.in_order(list(contents), known, _COLUMNS * _ROWS)
    scale, (width, height) = _SCALES[series.variant], _SIZES[series.variant]
    sheets: dict[int, list[Cell]] = {}
    for target, (number, place) in sorted(at.items(), key=lambda item: item[1]):
        box = _box(place, width, scale)
        cell = shown.cell(series, place, target, contents[target][0], box, _SIDE * scale)
        sheets.setdefault(number, []).append(cell)
    return [
        planned(
            shown,
            series,
            str(number),
            text("sheet_wall_title"),
            (width, height),
            cells,
            Body(tuple((cell.place, contents[cell.target][1]) for cell in cells)),
        )
        for number, cells in sheets.items()
    ]


def draw(paper: Paper, shown: Shown, sheet: Sheet, body: Body) -> None:
    """One page."""
    scale = _SCALES[Series.named(sheet.series).variant]
    paper.page(sheet.width, sheet.height)
    _draw_head(paper, shown, sheet, scale)
    below = dict(body.below)
    for cell in sheet.cells:
        _draw_cell(paper, shown, sheet, cell, below[cell.place], scale)
    _draw_free_place(paper, shown, sheet, scale)
    _draw_foot(paper, shown, sheet, scale)


def _box(place: int, width: float, scale: float) -> Area:
    """The square of the symbol at *place*, with its quiet zone."""
    row, column = divmod(place, _COLUMNS)
    step = (width - 2 * _MARGIN * scale) / _COLUMNS
    left = _MARGIN * scale + column * step + (step - _BOX * scale) / 2
    return Area(left, (_TOP + row * _ROW) * scale, _BOX * scale, _BOX * scale)


def _draw_cell(
    paper: Paper, shown: Shown, sheet: Sheet, cell: Cell, below: str, scale: float
) -> None:
    box = _box(cell.place, sheet.width, scale)
    step = (sheet.width - 2 * _MARGIN * scale) / _COLUMNS
    # The name may begin in the last module of the quiet zone's box, never in the zone itself.
    top = cell.with_quiet_zone.bottom
    area = Area(
        box.left + box.width / 2 - step / 2 + 3 * scale,
        top,
        step - 6 * scale,
        box.top + _ROW * scale - top - 1.0 * scale,
    )
    sizes = _sizes(18, 14, scale)
    size, lines = words.fitted(below, area.width, 17.5 * scale, sizes)
    more = [(line, size, False) for line in lines if line]
    names = _sizes(28, 20, scale)
    caption.below(paper, shown, sheet, cell, area, names, _SMALL * scale, more)


def _draw_head(paper: Paper, shown: Shown, sheet: Sheet, scale: float) -> None:
    """The unit on the left, the title in the middle, the domain on the right, how to scan below."""
    head, margin = shown.letterhead, _MARGIN * scale
    middle, right = sheet.width / 2, sheet.width - margin
    side = sheet.width * 0.3 - margin  # what the unit and the domain have each
    baseline = 23.0 * scale
    for line, bold in ((head.parent, False), (head.unit, not head.office), (head.office, True)):
        if line:
            size, line = words.one_size(line.upper(), side, _sizes(22, 11, scale), bold)
            paper.text(margin, baseline, line, size, bold)
            baseline += 10.5 * scale
    for baseline, title in ((26.0, sheet.title), (46.5, text("sheet_wall_title_below"))):
        sizes = _sizes(43, 20, scale)
        size, line = words.one_size(title.upper(), sheet.width * 0.38, sizes, bold=True)
        paper.text_centred(middle, baseline * scale, line, size, bold=True)
    paper.text_to(right, 23.0 * scale, text("sheet_domain_label"), 18 * scale)
    size, line = words.one_size(head.domain, side, _sizes(60, 20, scale), bold=True)
    paper.text_to(right, 42.0 * scale, line, size, bold=True)
    band = Area(margin, 53.0 * scale, sheet.width - 2 * margin, 14.0 * scale)
    safe = text("sheet_how_safe_short", domain=head.domain)
    letterhead.draw_band(paper, band, f"{text('sheet_how')}. {safe}", 27 * scale)


def _draw_free_place(paper: Paper, shown: Shown, sheet: Sheet, scale: float) -> None:
    """The last place, as long as no group needs it: for those who have no smartphone."""
    last = _COLUMNS * _ROWS - 1
    if any(cell.place == last for cell in sheet.cells):
        return
    box = _box(last, sheet.width, scale)
    frame = Area(box.left, box.top + 14 * scale, box.width, 102 * scale)
    paper.frame(frame, 0.6 * scale)
    left, width = frame.left + 8 * scale, frame.width - 16 * scale
    top = frame.top + 7 * scale
    size, lines = words.fitted(
        text("sheet_no_phone_heading"), width, 26 * scale, _sizes(28, 16, scale), bold=True
    )
    top = paper.lines(left, top, lines, size, bold=True) + 2 * scale
    parts = [text("sheet_no_phone_1"), text("sheet_no_phone_2"), text("sheet_no_phone_3")]
    for part in parts:
        lines = words.wrapped(part, width, 18 * scale)
        top = paper.lines(left, top, lines, 18 * scale) + 2.5 * scale


def _draw_foot(paper: Paper, shown: Shown, sheet: Sheet, scale: float) -> None:
    margin = _MARGIN * scale
    top = sheet.height - 29.0 * scale
    right = sheet.width - margin
    paper.rule(margin, top, right - margin, 0.8 * scale)
    baseline = top + 11.0 * scale
    paper.text(margin, baseline, text("sheet_no_secrets"), 27 * scale, bold=True)
    contact = letterhead.contact_line(shown.letterhead)
    room = sheet.width * 0.52
    size, line = words.one_size(contact, room, _sizes(24, 9, scale), bold=True)
    paper.text_to(right, baseline, line, size, bold=True)
    mark = text("sheet_mark", sheet=letterhead.sheet_mark(sheet), edition=sheet.edition)
    paper.text_to(right, top + 18.0 * scale, mark, 11 * scale)


def _sizes(largest: int, smallest: int, scale: float) -> list[float]:
    return [size * scale for size in range(largest, smallest - 1, -1)]
