"""
Which cell stands where on which sheet.

All lengths are millimetres, from the top left corner of the sheet. A *series* is the set of sheets
of one format; a *sheet* is what is printed, hung and taken down as one piece (a sticker is a sheet
too); a *cell* is one code on it with its caption. Cells keep their place as long as they are shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from math import floor

from kiosk.codes.draw import QUIET_ZONE
from kiosk.codes.targets import DEFAULT_PLACE, PLACES

FORMATS = ("wall", "field", "label", "single", "guide", "card", "leaflet")
SMALLEST_MM = 30.0  # a symbol on a wall is never smaller: arm's length for a cheap camera


@dataclass(frozen=True)
class Area:
    """A rectangle on a sheet, mm."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def holds(self, x: float, y: float) -> bool:
        """Is this point inside?"""
        return self.left < x < self.right and self.top < y < self.bottom

    def grown(self, by: float) -> "Area":
        """This area with a border of *by* mm all round."""
        return Area(self.left - by, self.top - by, self.width + 2 * by, self.height + 2 * by)


@dataclass(frozen=True)
class Series:
    """A format with its *variant* (paper, cells, size) and the *place* its codes carry."""

    format: str
    variant: str = ""
    place: str = DEFAULT_PLACE

    @property
    def name(self) -> str:
        """`field-8`, `wall-a1`, `single`, `card-d`: lasting, it stands in records."""
        place = "" if self.place == DEFAULT_PLACE else self.place
        return "-".join(part for part in (self.format, self.variant, place) if part)

    @classmethod
    def named(cls, name: str) -> "Series":
        """The inverse of `name`."""
        format_, *rest = name.split("-")
        place = rest.pop() if rest and rest[-1] in PLACES else DEFAULT_PLACE
        return cls(format_, rest[0] if rest else "", place)


@dataclass(frozen=True)
class Cell:
    """
    One code on a sheet. *symbol* is its square without the quiet zone, on the first page of the
    sheet; *matrix* is the digest of the symbol, *modules* its size; *name*, *code* and *address*
    are its caption; *edition* is a digest of all that the cell shows.
    """

    place: int
    target: str
    payload: str
    matrix: str
    modules: int
    symbol: Area
    name: str
    edition: str

    @property
    def code(self) -> str:
        """The code as its caption has it: `1.001193`, `f07`."""
        return self.target

    @property
    def address(self) -> str:
        """The address as its caption has it: without the scheme."""
        return self.payload.split("://", 1)[1]

    @property
    def module_mm(self) -> float:
        return self.symbol.width / self.modules

    @property
    def with_quiet_zone(self) -> Area:
        return self.symbol.grown(QUIET_ZONE * self.module_mm)


@dataclass(frozen=True)
class Sheet:
    """
    What is hung as one piece. *id* is `<series>/<own name>` (`field-8/g05-1`); *edition* is a
    digest of all that the sheet shows, in print on it.
    """

    id: str
    title: str
    width: float
    height: float
    cells: tuple[Cell, ...]
    edition: str

    @property
    def series(self) -> str:
        return self.id.split("/", 1)[0]

    @property
    def own_name(self) -> str:
        return self.id.split("/", 1)[1]


def digest(parts: Iterable[object]) -> str:
    """An edition: eight figures that tell one content from another."""
    return sha256("\x1f".join(map(str, parts)).encode("utf-8")).hexdigest()[:8]


def square(box: Area, modules: int, side: float) -> Area:
    """
    The square of a symbol in the middle of *box*, *side* mm wide or as wide as its quiet zone of
    four modules lets it be in the box.
    """
    room = min(box.width, box.height) * modules / (modules + 2 * QUIET_ZONE)
    fitting = floor(round(min(side, room), 6) * 100) / 100  # never more than the box holds
    return Area(
        box.left + (box.width - fitting) / 2, box.top + (box.height - fitting) / 2, fitting, fitting
    )
