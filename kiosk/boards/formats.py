"""The formats by name: each plans its sheets, and draws one."""

from types import ModuleType

from kiosk.boards import card, field, guide, label, leaflet, single, wall
from kiosk.boards.layout import Series, Sheet
from kiosk.boards.paper import Paper
from kiosk.boards.shown import Planned, Shown

_MODULES: dict[str, ModuleType] = {
    "wall": wall,
    "field": field,
    "label": label,
    "single": single,
    "guide": guide,
    "card": card,
    "leaflet": leaflet,
}
# Formats that are smaller than a page of A4, and cut from one.
CUT = ("label", "card")


def plan(shown: Shown, series: Series, before: tuple[Sheet, ...]) -> list[Planned]:
    """The sheets of *series*; *before*: those last recorded, whose codes keep their places."""
    return _MODULES[series.format].plan(shown, series, before)


def draw(paper: Paper, shown: Shown, sheet: Planned) -> None:
    """The pages of one sheet; of a format that is cut, what is inside the cut."""
    _MODULES[sheet.series.format].draw(paper, shown, sheet.sheet, sheet.body)
