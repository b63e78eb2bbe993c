"""A4 for the help team to carry: the master code, the groups' codes, what to prepare."""

from kiosk.boards import caption, flow, groups, letterhead, places
from kiosk.boards.layout import SMALLEST_MM, Area, Cell, Series, Sheet
from kiosk.boards.letterhead import FOOT, MARGIN
from kiosk.boards.paper import Paper
from kiosk.boards.shown import Planned, Shown, planned
from kiosk.codes.targets import MASTER
from kiosk.texts import text

WIDTH, HEIGHT = 210.0, 297.0
_ROOM = WIDTH - 2 * MARGIN
_MASTER = Area(MARGIN - 4, 43.0, 64.0, 64.0)  # the square of the master code, with its quiet zone
_COLUMNS, _ROWS = 5, 3
_EDGE = 6.0  # less than the margin: five symbols of 30 mm with their quiet zones need the width
_BOX = (WIDTH - 2 * _EDGE) / _COLUMNS
_ROW = 51.5
_TOP = FOOT - 1 - _ROWS * _ROW


def plan(shown: Shown, series: Series, before: tuple[Sheet, ...]) -> list[Planned]:
    """As many leaflets as the groups need: one up to fifteen. Codes keep the places of *before*."""
    contents = groups.with_codes(shown)
    known = {
        cell.target: (int(sheet.own_name), cell.place - 1)
        for sheet in before
        for cell in sheet.cells
        if cell.target != MASTER
    }
    at = places.in_order(list(contents), known, _COLUMNS * _ROWS)
    sheets: dict[int, list[Cell]] = {1: []}
    for target, (number, place) in sorted(at.items(), key=lambda item: item[1]):
        box = _box(place)
        cell = shown.cell(series, place + 1, target, contents[target][0], box, SMALLEST_MM)
        sheets.setdefault(number, []).append(cell)
    master = shown.cell(series, 0, MASTER, text("home_heading"), _MASTER, 50.0)
    title, size = text("sheet_leaflet_title"), (WIDTH, HEIGHT)
    return [
        planned(shown, series, str(number), title, size, [master, *cells])
        for number, cells in sheets.items()
    ]


def draw(paper: Paper, shown: Shown, sheet: Sheet, body: None) -> None:
    """One page."""
    paper.page(sheet.width, sheet.height)
    letterhead.draw_head(paper, shown.letterhead, WIDTH)
    letterhead.draw_title(paper, sheet.title, WIDTH)
    band = Area(MARGIN, 35.2, _ROOM, 6.8)
    letterhead.draw_band(paper, band, text("sheet_how"), 10.5)
    for cell in sheet.cells:
        box = _MASTER if cell.target == MASTER else _box(cell.place - 1)
        top = cell.with_quiet_zone.bottom
        bottom = _TOP if cell.target == MASTER else box.top + _ROW
        area = Area(box.left + 0.8, top, box.width - 1.6, bottom - top - 0.5)
        sizes = (12, 11, 10) if cell.target == MASTER else (9, 8.5, 8, 7.5, 7)
        caption.below(paper, shown, sheet, cell, area, sizes, 6)
    _draw_text(paper, shown)
    letterhead.draw_foot(paper, shown.letterhead, sheet)


def _draw_text(paper: Paper, shown: Shown) -> None:
    """What to do and what to prepare, to the right of the master code."""
    domain = shown.letterhead.domain
    steps = [text(f"sheet_scan_step_{n}", domain=domain) for n in (1, 3, 5)]
    blocks = [
        flow.heading(text("sheet_scan_title")),
        *(flow.item((step, False), marker=f"{n}.") for n, step in enumerate(steps, 1)),
        flow.heading(text("sheet_prepare_heading")),
        flow.item((text("submit_step_account"), False)),
        flow.item((text("payment_prepare"), False)),
        flow.item((text("payment_alternatives"), False)),
        flow.item((text("payment_safety"), False)),
    ]
    left, top = _MASTER.right + 2, 44.0
    room = _TOP - top - 2
    sizes = (12, 11.5, 11, 10.5, 10, 9.5, 9, 8.5, 8)
    (page, *_) = flow.paginated(blocks, WIDTH - MARGIN - left, room, room, sizes)
    flow.draw(paper, page, left, top)


def _box(place: int) -> Area:
    """The square of the symbol of a group at *place*, with its quiet zone."""
    row, column = divmod(place, _COLUMNS)
    return Area(_EDGE + column * _BOX, _TOP + row * _ROW, _BOX, _BOX)
