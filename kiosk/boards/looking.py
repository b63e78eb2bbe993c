"""
What one photo shows of the board, cell by cell.

Codes that are found at once tell which sheets are there; every other place of these sheets is then
straightened and looked at again, from the surest to the least sure. What is read anew makes the
next places surer.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import inf

from PIL import Image

from kiosk.boards import finding, reading, sight
from kiosk.boards.finding import Shown
from kiosk.boards.layout import Cell, Sheet
from kiosk.boards.meaning import Addresses, split_address
from kiosk.boards.plane import distance
from kiosk.boards.reading import Read
from kiosk.boards.sight import Shades, Surroundings

SURE = 0.2  # doubt of a place, as a share of the symbol's side, up to which it is judged
_WORTH = 1.0  # doubt up to which a look is worth it
_LEAST_UNUSED = 0.15  # error correction left over, below which a text may be chance
_AROUND_MM = 8.0  # how far from a code its caption begins at most
_LEAST_MODULE_PX = 1.2  # in fewer pixels no look reads a code


@dataclass(frozen=True)
class CellView:
    """A cell in a photo: the codes over its place, and how the place is seen."""

    cell: Cell
    reads: tuple[Read, ...]
    sight: str


@dataclass(frozen=True)
class SheetView:
    """A sheet in a photo; *beside* are codes on it that stand over no cell."""

    shown: Shown
    cells: tuple[CellView, ...]
    beside: tuple[Read, ...]


@dataclass(frozen=True)
class Lone:
    """A code outside the sheets that were found, and the cells that were printed with it."""

    read: Read
    printed: tuple[tuple[Sheet, Cell], ...]


@dataclass(frozen=True)
class PhotoView:
    """All that a photo shows; *elsewhere* are the codes outside the sheets that were found."""

    sheets: tuple[SheetView, ...]
    elsewhere: tuple[Lone, ...]


def look(image: Image.Image, sheets: Sequence[Sheet], addresses: Addresses) -> PhotoView:
    """What the upright grey *image* shows of *sheets*."""
    return _Look(image, sheets, addresses).view()


class _Look:
    """One photo while it is being looked at: codes are added as they are read."""

    def __init__(self, image: Image.Image, sheets: Sequence[Sheet], addresses: Addresses):
        self.image = image
        self.addresses = addresses
        self.cells_of: dict[str, list[tuple[Sheet, Cell]]] = {}
        for sheet in sheets:
            for cell in sheet.cells:
                split = split_address(cell.payload)
                self.cells_of.setdefault(split[1] if split else "", []).append((sheet, cell))
        self.reads: list[Read] = []
        self.owners: dict[int, str] = {}  # the sheet to which a code belongs, by the code's id()
        self._add(reading.codes_in(image))
        self._add(reading.more_codes_in(image, self.reads))

    def view(self) -> PhotoView:
        found = finding.sheets_in({r: cells for r in self.reads if (cells := self.cells_for(r))})
        for shown in found:
            self._own(shown)
        found = [self._closer(shown) for shown in found]
        for shown in found:
            self._own(shown)
        found += self._from_one_code(found)
        views = tuple(self._sheet_view(shown) for shown in found)
        series = {shown.sheet.series for shown in found}
        lone = [read for read in self.reads if id(read) not in self.owners]
        return PhotoView(views, tuple(Lone(r, tuple(self.printed(r, series))) for r in lone))

    def cells_for(self, read: Read) -> list[tuple[Sheet, Cell]]:
        """The cells that were printed with this code, under any base address of ours."""
        path = self.addresses.meaning(read.text).path
        return self.cells_of.get(path, []) if path else []

    def printed(self, read: Read, series: Collection[str]) -> list[tuple[Sheet, Cell]]:
        """The same; only those of *series*, which the photo shows, when there are such."""
        cells = self.cells_for(read)
        return [match for match in cells if match[0].series in series] or cells

    def _own(self, shown: Shown) -> None:
        """What supports one sheet says nothing about its neighbours."""
        self.owners.update((id(read), shown.sheet.id) for read, _ in shown.support)

    def _add(self, reads: Iterable[Read]) -> list[Read]:
        """Keep the codes that were not read at that place before; those."""
        new: list[Read] = []
        for read in reads:
            if not self._is_certain(read):
                continue
            if not any(
                known.text == read.text and distance(known.centre, read.centre) < known.side_px / 2
                for known in self.reads
            ):
                self.reads.append(read)
                new.append(read)
        return new

    def _is_certain(self, read: Read) -> bool:
        """
        Noise can be taken for a code that needs nearly all its correction: such a text counts only
        when it is one that was printed.
        """
        return read.unused > _LEAST_UNUSED or bool(self.cells_for(read))

    def _closer(self, shown: Shown) -> Shown:
        """Look at each place without a code; the sheet with what that added to its support."""
        tried: dict[int, float] = {}
        while True:
            over = self._over(shown)
            waiting = [
                (doubt, cell.place, cell)
                for cell in shown.sheet.cells
                if cell.place not in over
                and (doubt := shown.doubt(cell)) < min(_WORTH, tried.get(cell.place, inf) / 2)
            ]
            if not waiting:
                return shown
            doubt, place, cell = min(waiting)
            tried[place] = doubt
            shown = self._with_look_at(shown, cell, doubt)

    def _with_look_at(self, shown: Shown, cell: Cell, doubt: float) -> Shown:
        if shown.places[cell.place].side_px < cell.modules * _LEAST_MODULE_PX:
            return shown
        area = cell.with_quiet_zone.grown(max(doubt, 0.03) * cell.symbol.width)
        patch = reading.straightened(self.image, shown.plane, area, cell.module_mm)
        if patch is None:
            return shown
        return self._supported(shown, self._add(reading.codes_on(patch)))

    def _supported(self, shown: Shown, new: Sequence[Read]) -> Shown:
        """The sheet fitted anew with those of the *new* codes that stand at their place."""
        more = [
            (read, cell)
            for read in new
            for sheet, cell in self.cells_for(read)
            if sheet.id == shown.sheet.id
            and all(cell is not known for _, known in shown.support)
            and self._agrees(shown, read, cell)
        ]
        if not more:
            return shown
        return finding.fitted(shown.sheet, (*shown.support, *more)) or shown

    def _agrees(self, shown: Shown, read: Read, cell: Cell) -> bool:
        """Is it at its place, on a plane that may still be unsure?"""
        if finding.is_at_place(shown, read, cell):
            return True
        if len(shown.support) > 1:
            return False
        both = finding.fitted(shown.sheet, (*shown.support, (read, cell)))
        return both is not None and all(finding.is_at_place(both, *m) for m in both.support)

    def _from_one_code(self, found: Sequence[Shown]) -> list[Shown]:
        """
        Sheets of which only one code was read so far: those on which a look beside it finds
        another, and those that are the only ones with this code.
        """
        series = {shown.sheet.series for shown in found}
        more: list[Shown] = []
        for read in list(self.reads):
            if any(shown.holds(read.centre) for shown in (*found, *more)):
                continue
            cells = self.printed(read, series)
            several = [match for match in cells if len(match[0].cells) > 1]
            fits = [finding.fitted(sheet, [(read, cell)]) for sheet, cell in several]
            closer = [self._closer(alone) for alone in fits if alone]
            best = max(closer, key=lambda shown: len(shown.support), default=None)
            if best and (len(best.support) > 1 or len(cells) == 1):
                more.append(best)
                self._own(best)
        return more

    def _over(self, shown: Shown) -> dict[int | None, list[Read]]:
        """The codes on the sheet by the place that they stand over; None: beside every cell."""
        found: dict[int | None, list[Read]] = {}
        for read in self.reads:
            owner = self.owners.get(id(read), shown.sheet.id)
            if owner == shown.sheet.id and shown.holds(read.centre):
                cell = shown.cell_at(read.centre)
                found.setdefault(cell.place if cell else None, []).append(read)
        return found

    def _sheet_view(self, shown: Shown) -> SheetView:
        over = self._over(shown)
        for read in (read for reads in over.values() for read in reads):
            self.owners[id(read)] = shown.sheet.id
        cells = []
        for cell in shown.sheet.cells:
            reads = tuple(over.get(cell.place, ()))
            cells.append(CellView(cell, reads, sight.READ if reads else self._sight(shown, cell)))
        return SheetView(shown, tuple(cells), tuple(over.get(None, ())))

    def _sight(self, shown: Shown, cell: Cell) -> str:
        """How the place of a cell without a code is seen, beside the nearest code of the sheet."""
        if shown.doubt(cell) > SURE:
            return sight.POOR
        place = reading.straightened(self.image, shown.plane, cell.symbol, cell.module_mm)
        if place is None:
            return sight.OUTSIDE
        middle = finding.centre(cell.symbol)
        near = min(
            (known for _, known in shown.support),
            key=lambda known: distance(finding.centre(known.symbol), middle),
        )
        known = reading.straightened(self.image, shown.plane, near.symbol, near.module_mm)
        if known is None:
            return sight.POOR
        shades = Shades.of(known.image)
        module_px = shown.places[cell.place].side_px / cell.modules
        around = self._around(shown, cell, shades)
        return sight.of_place(Shades.of(place.image), shades, around, module_px)

    def _around(self, shown: Shown, cell: Cell, known: Shades) -> Surroundings | None:
        """What is around the code of *cell*, where its caption begins; None outside the photo."""
        hidden, area = cell.with_quiet_zone, cell.with_quiet_zone.grown(_AROUND_MM)
        patch = reading.straightened(self.image, shown.plane, area, cell.module_mm)
        if patch is None:
            return None
        start = round(_AROUND_MM / area.width * patch.image.width)
        end = round((_AROUND_MM + hidden.width) / area.width * patch.image.width)
        return Surroundings.of(patch.image, (start, start, end, end), known)
