"""What sheets are made from: one state of the catalog, its address and its symbols."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from typing import Any

from kiosk.boards import layout
from kiosk.boards.layout import Area, Cell, Series, Sheet
from kiosk.catalog.published import Published
from kiosk.codes import symbol
from kiosk.codes.symbol import Symbol
from kiosk.codes.targets import path_of
from kiosk.store import Database

# Raise when a drawing changes so much that what hangs must be printed again.
STYLE = 1


class Symbols(dict[str, Symbol]):
    """The symbols by payload: stored ones, else new ones, which are not stored yet."""

    def __init__(self, db: Database):
        super().__init__()
        self._db = db

    def __missing__(self, payload: str) -> Symbol:
        found = symbol.find(self._db, payload) or symbol.encode(payload)
        self[payload] = found
        return found


@dataclass(frozen=True)
class Letterhead:
    """Who speaks on every sheet; what is unknown is empty, and left out on paper."""

    parent: str
    unit: str
    office: str
    domain: str
    phone: str
    hours: str


@dataclass(frozen=True)
class Shown:
    """The published catalog, the address in its codes, and the symbols, all of one moment."""

    published: Published
    base_url: str
    symbols: Mapping[str, Symbol]

    @property
    def letterhead(self) -> Letterhead:
        unit = self.published.unit
        domain = self.base_url.split("://", 1)[1]
        return Letterhead(
            unit.parent, unit.name, unit.one_stop_name, domain, unit.phone, unit.hours
        )

    def cell(
        self, series: Series, place: int, target: str, name: str, box: Area, side: float
    ) -> Cell:
        """The cell of *target* in *box*, which holds its quiet zone; *side* mm wide at most."""
        payload = self.base_url + path_of(target, series.place)
        drawn = self.symbols[payload]
        matrix = drawn.digest
        return Cell(
            place=place,
            target=target,
            payload=payload,
            matrix=matrix,
            modules=drawn.size,
            symbol=layout.square(box, drawn.size, side),
            name=name,
            edition=layout.digest([STYLE, payload, matrix, target, name]),
        )


@dataclass(frozen=True)
class Planned:
    """A sheet to be printed, with what its format needs to draw it beside the cells."""

    sheet: Sheet
    body: Any

    @property
    def series(self) -> Series:
        return Series.named(self.sheet.series)


def planned(
    shown: Shown,
    series: Series,
    own_name: str,
    title: str,
    size: tuple[float, float],
    cells: list[Cell],
    body: Any = None,
) -> Planned:
    """A sheet of *size* (width, height in mm) with its edition: a digest of all that it shows."""
    edition = layout.digest(
        [
            STYLE,
            f"{series.name}/{own_name}",
            title,
            *astuple(shown.letterhead),
            repr(body),
            *(f"{cell.place} {cell.edition}" for cell in cells),
        ]
    )
    sheet = Sheet(f"{series.name}/{own_name}", title, *size, tuple(cells), edition)
    return Planned(sheet, body)
