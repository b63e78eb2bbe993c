"""
Stickers: every code with its words, cut from sheets of A4. Each sticker is a sheet of its own, so
that what changes is stuck over, and no more.
"""

import re

from kiosk.boards import caption
from kiosk.boards.layout import SMALLEST_MM, Area, Series, Sheet
from kiosk.boards.paper import Paper
from kiosk.boards.shown import Planned, Shown, planned
from kiosk.codes import targets
from kiosk.codes.draw import QUIET_ZONE
from kiosk.errors import CodesError

DEFAULT = "60x70"
_WORDS = 20.0  # mm for the caption below the symbol
_EDGE = 1.5  # mm that stay free along the cut
_PAGE = (210.0, 297.0)
# A symbol of version 2 to 6 at 30 mm, with its quiet zone.
_BOX = SMALLEST_MM * (25 + 2 * QUIET_ZONE) / 25


def size_of(variant: str) -> tuple[float, float]:
    """
    Width and height in mm of `60x70`.

    Raises CodesError when a symbol of 30 mm with its words has no room, or the paper has none.
    """
    found = re.fullmatch(r"([0-9]{2,3})x([0-9]{2,3})", variant)
    if not found:
        raise CodesError(f"A label of size {variant!r}: write width and height in mm, as 60x70.")
    width, height = float(found[1]), float(found[2])
    least = (_BOX + 2 * _EDGE, _BOX + _WORDS)
    if width < least[0] or height < least[1]:
        raise CodesError(
            f"A label of {variant} mm is too small: the symbol needs {SMALLEST_MM:.0f} mm and its "
            f"quiet zone. Take at least {least[0] + 0.5:.0f}x{least[1] + 0.5:.0f}."
        )
    if width > _PAGE[0] or height > _PAGE[1]:
        raise CodesError(f"A label of {variant} mm does not fit on A4. Take at most 210x297.")
    return width, height


def plan(shown: Shown, series: Series, before: tuple[Sheet, ...]) -> list[Planned]:
    """A sticker for everything that has a code, in the order of the catalog."""
    width, height = size_of(series.variant)
    box = Area(_EDGE, 0, width - 2 * _EDGE, height - _WORDS)
    side = min(box.width, box.height)
    return [
        planned(
            shown,
            series,
            target.id,
            target.name,
            (width, height),
            [shown.cell(series, 0, target.id, target.name, box, side)],
        )
        for target in targets.all_targets(shown.published)
    ]


def draw(paper: Paper, shown: Shown, sheet: Sheet, body: None) -> None:
    """One sticker where the paper stands."""
    (cell,) = sheet.cells
    top = cell.with_quiet_zone.bottom
    area = Area(2 * _EDGE, top, sheet.width - 4 * _EDGE, sheet.height - top - _EDGE)
    caption.below(paper, shown, sheet, cell, area, (10, 9.5, 9, 8.5, 8, 7.5, 7), 6.5)
