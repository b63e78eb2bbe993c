"""
Which sheets a photo shows, and where: from the codes that were read and where they should be.

A sheet is found when two of its codes stand to each other as they were printed. What is read
within its edges then belongs to it, right or wrong.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import inf

from kiosk.boards.layout import Area, Cell, Sheet
from kiosk.boards.plane import Pair, Plane, Point, contains, distance, fit, perimeter
from kiosk.boards.reading import Read

# A code stands where it was printed when its corners are off by at most this share of its side.
# Lenses bend a sheet by 0.02 of it; rows of stickers were 0.15 off the sheet that they resemble.
_AT_PLACE = 0.05
_OVER_PLACE = 0.6  # what is this near to the middle of a cell is glued over it
_CORNER_NOISE = 0.015  # error of a corner that was read, as a share of the side
_MOST_PAIRS = 80

Match = tuple[Read, Cell]


@dataclass(frozen=True)
class Place:
    """Where a cell's symbol is in a photo: its corners, its middle and its side, in pixels."""

    corners: tuple[Point, ...]
    centre: Point
    side_px: float


@dataclass(frozen=True)
class Shown:
    """A sheet in a photo: the *plane* from mm to pixels, fitted to the codes of *support*."""

    sheet: Sheet
    plane: Plane
    support: tuple[Match, ...]

    @cached_property
    def places(self) -> dict[int, Place]:
        """Where each cell is in the photo; without those that are behind the camera."""
        found = {}
        for cell in self.sheet.cells:
            ends = [self.plane.at(corner) for corner in corners(cell.symbol)]
            at = self.plane.at(centre(cell.symbol))
            if at and all(ends):
                known = tuple(end for end in ends if end)
                found[cell.place] = Place(known, at, perimeter(known) / 4)
        return found

    @cached_property
    def edges(self) -> tuple[Point, ...]:
        """The corners of the sheet in the photo; none when one is behind the camera."""
        page = corners(Area(0, 0, self.sheet.width, self.sheet.height))
        ends = tuple(end for corner in page if (end := self.plane.at(corner)))
        return ends if len(ends) == 4 else ()

    def holds(self, point: Point) -> bool:
        """Is *point* of the photo within the edges of the sheet?"""
        return bool(self.edges) and contains(self.edges, point)

    def doubt(self, cell: Cell) -> float:
        """How far the place of *cell* may be off: two standard errors, as a share of its side."""
        place = self.places.get(cell.place)
        if place is None:
            return inf
        return 2 * self.plane.doubt(centre(cell.symbol), self._noise_px) / place.side_px

    @cached_property
    def _noise_px(self) -> float:
        sides = [read.side_px for read, _ in self.support]
        return _CORNER_NOISE * sum(sides) / len(sides)

    def cell_at(self, point: Point) -> Cell | None:
        """The cell over which a code with its middle at *point* of the photo stands."""
        off = {
            place: distance(seen.centre, point) / seen.side_px
            for place, seen in self.places.items()
        }
        best = min(off, key=lambda place: off[place], default=None)
        if best is None or off[best] > _OVER_PLACE:
            return None
        return next(cell for cell in self.sheet.cells if cell.place == best)


def corners(area: Area) -> tuple[Point, Point, Point, Point]:
    """Top left, top right, bottom right, bottom left."""
    return (
        (area.left, area.top),
        (area.right, area.top),
        (area.right, area.bottom),
        (area.left, area.bottom),
    )


def centre(area: Area) -> Point:
    return area.left + area.width / 2, area.top + area.height / 2


def sheets_in(candidates: Mapping[Read, Sequence[tuple[Sheet, Cell]]]) -> list[Shown]:
    """
    The sheets on which at least two codes stand as printed, the surest first.

    *candidates*: every code that was read, with the cells in which it may have been printed.
    """
    matches: dict[str, list[Match]] = defaultdict(list)
    sheets = {}
    for read, cells in candidates.items():
        for sheet, cell in cells:
            sheets[sheet.id] = sheet
            matches[sheet.id].append((read, cell))
    proposed = {id_: _consensus(sheets[id_], of_sheet) for id_, of_sheet in matches.items()}
    found: list[Shown] = []
    while best := _surest(proposed.values()):
        found.append(best)
        for id_, of_sheet in matches.items():
            left = [match for match in of_sheet if not best.holds(match[0].centre)]
            if len(left) < len(of_sheet):
                matches[id_] = left
                proposed[id_] = _consensus(sheets[id_], left)
    return found


def fitted(sheet: Sheet, matches: Sequence[Match]) -> Shown | None:
    """The sheet by these codes alone."""
    pairs: list[Pair] = [
        pair
        for read, cell in matches
        for pair in zip(corners(cell.symbol), read.corners, strict=True)
    ]
    plane = fit(pairs)
    return Shown(sheet, plane, tuple(matches)) if plane else None


def is_at_place(shown: Shown, read: Read, cell: Cell) -> bool:
    """Does *read* stand where *cell* was printed, upright and in its size?"""
    place = shown.places.get(cell.place)
    if place is None:
        return False
    off = sum(distance(a, b) ** 2 for a, b in zip(place.corners, read.corners, strict=True))
    return (off / 4) ** 0.5 < _AT_PLACE * place.side_px


def _surest(proposed: Iterable[Shown | None]) -> Shown | None:
    """The sheet with most support; of those, the one with the smaller share of places missing."""
    known = [shown for shown in proposed if shown]
    return max(known, key=lambda shown: (len(shown.support), -len(shown.sheet.cells)), default=None)


def _consensus(sheet: Sheet, matches: Sequence[Match]) -> Shown | None:
    """The sheet as most of *matches* agree, by the best of their pairs; None without two."""
    pairs = [
        (one, other)
        for one, other in combinations(matches, 2)
        if one[1] is not other[1] and one[0] is not other[0]
    ]
    # Far apart first: such pairs fix the plane best.
    pairs.sort(key=lambda pair: -distance(pair[0][0].centre, pair[1][0].centre))
    best: tuple[Match, ...] = ()
    for pair in pairs[:_MOST_PAIRS]:
        agreed = _agreed(fitted(sheet, pair), matches)
        if len(agreed) > len(best):
            best = agreed
        if len(best) == len(matches):
            break
    if len(best) < 2:
        return None
    shown = fitted(sheet, best)
    wider = _agreed(shown, matches)
    return fitted(sheet, wider) if len(wider) >= len(best) else shown


def _agreed(shown: Shown | None, matches: Sequence[Match]) -> tuple[Match, ...]:
    """The matches that stand at their place; of two in one cell, the first."""
    if shown is None:
        return ()
    agreed: dict[int, Match] = {}
    for read, cell in matches:
        if cell.place not in agreed and is_at_place(shown, read, cell):
            agreed[cell.place] = (read, cell)
    return tuple(agreed.values())
