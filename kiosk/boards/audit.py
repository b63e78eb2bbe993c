"""
What photos of the board show of each code: right, wrong, or not seen well enough to say.

A code is called wrong only for what was read over its place, or when its place is in full view and
bare. All photos of a run are judged together: what one reads, another need not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from kiosk.boards import sight
from kiosk.boards.finding import Shown
from kiosk.boards.layout import Cell, Sheet
from kiosk.boards.looking import SURE, CellView, Lone, PhotoView, SheetView
from kiosk.boards.meaning import CURRENT, FOREIGN, OUTDATED, Addresses, Meaning, split_address
from kiosk.boards.reading import Read
from kiosk.boards.why import Why

OK, UNREAD, MISSING, MISPLACED = "ok", "unread", "missing", "wrong place"
STATES = (OK, UNREAD, OUTDATED, FOREIGN, MISPLACED, MISSING)
WRONG = (OUTDATED, FOREIGN, MISPLACED, MISSING)
# Of what several photos show of one cell, the first of these counts: a code that was read is
# stronger than a bare place, and a code over another is told even when it was not there before.
_STRONGEST = (FOREIGN, MISPLACED, OUTDATED, OK, MISSING, UNREAD)
NOT_IN_PHOTO = Why("not_in_photo")
_UNREAD_REASONS = {
    sight.CLEAR: Why("unreadable"),
    sight.POOR: Why("poor"),
    sight.BLANK: Why("poor"),
    sight.OUTSIDE: NOT_IN_PHOTO,
}
_UNSURE = Why("unsure")
_ALONE = Why("alone")
_NO_SHEET = Why("no_sheet")
_TAKE_OFF = "Take it off."
_LOOK = "Look whether it covers a code of ours."
_WORN = 0.5  # unused error correction; grade C or less of ISO/IEC 15415
_FRESH = 0.8  # of the other codes of the sheet: else the photo is to blame


@dataclass(frozen=True)
class Judged:
    """
    A cell in a photo. *text* is what was read there; *unused* the share of error correction that
    was not needed to read the right code; *is_worn* a hint that it should be printed again.
    """

    cell: Cell
    state: str
    reason: Why = Why()
    text: str | None = None
    unused: float | None = None
    photo: str | None = None
    is_worn: bool = False

    @property
    def is_wrong(self) -> bool:
        """Must it be taken off, or printed again?"""
        return self.state in WRONG


@dataclass(frozen=True)
class Other:
    """
    A code that stands over no cell. *sheet* is the one that it stands on, or None. *step* is what
    to do about it; when it is empty, the code is only mentioned.
    """

    photo: str
    text: str
    state: str
    reason: Why
    sheet: str | None
    step: str


@dataclass(frozen=True)
class Audited:
    """A sheet as the photos show it, its cells in the order of their places."""

    sheet: Sheet
    cells: tuple[Judged, ...]


@dataclass(frozen=True)
class Report:
    """
    What all photos show. *not_shown* are sheets of which no code was read, of the series of which
    at least one sheet was.
    """

    sheets: tuple[Audited, ...]
    others: tuple[Other, ...]
    not_shown: tuple[Sheet, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many cells are in each state."""
        cells = [judged.state for audited in self.sheets for judged in audited.cells]
        return {state: cells.count(state) for state in STATES}

    @property
    def wrong(self) -> int:
        """How many codes have to be taken off or printed again."""
        return sum(self.counts[state] for state in WRONG) + sum(
            bool(other.step) for other in self.others
        )


class Audit:
    """The run: photos are added, the report is what all of them show."""

    def __init__(self, sheets: Sequence[Sheet], addresses: Addresses):
        self.sheets = sheets
        self.addresses = addresses
        self._judged: dict[str, dict[int, Judged]] = {}
        self._others: list[Other] = []
        self._cells: dict[str, list[tuple[Sheet, Cell]]] = {}
        for sheet in sheets:
            for cell in sheet.cells:
                self._cells.setdefault(_path(cell.payload), []).append((sheet, cell))

    def add(self, photo: str, view: PhotoView) -> None:
        """Take in what the *photo* (its name) shows."""
        for shown in view.sheets:
            for cell_view in shown.cells:
                self._keep(shown.shown.sheet, replace(self._judge(shown, cell_view), photo=photo))
            for read in shown.beside:
                self._add_other(self._beside(photo, shown, read))
        for lone in view.elsewhere:
            self._elsewhere(photo, lone, bool(view.sheets))

    def report(self) -> Report:
        audited = [
            Audited(sheet, _with_wear(self._judged[sheet.id].values()))
            for sheet in self.sheets
            if sheet.id in self._judged
        ]
        series = {one.sheet.series for one in audited}
        missing = [s for s in self.sheets if s.series in series and s.id not in self._judged]
        return Report(tuple(audited), tuple(self._others), tuple(s for s in missing if s.cells))

    def _keep(self, sheet: Sheet, judged: Judged) -> None:
        known = self._judged.setdefault(sheet.id, {c.place: _not_seen(c) for c in sheet.cells})
        known[judged.cell.place] = _stronger(known[judged.cell.place], judged)

    def _judge(self, view: SheetView, seen: CellView) -> Judged:
        cell = seen.cell
        if seen.reads:
            verdicts = [self._judge_read(view, cell, read) for read in seen.reads]
            return min(verdicts, key=lambda verdict: _STRONGEST.index(verdict.state))
        if seen.sight == sight.BLANK and self._is_trusted(view):
            return Judged(cell, MISSING, Why("bare"))
        return Judged(cell, UNREAD, _UNREAD_REASONS[seen.sight])

    def _judge_read(self, view: SheetView, cell: Cell, read: Read) -> Judged:
        """*read* stands over *cell*: is it what should be there?"""
        meaning = self.addresses.meaning(read.text)
        if view.shown.doubt(cell) > 2 * SURE and meaning.path != _path(cell.payload):
            return Judged(cell, UNREAD, _UNSURE, read.text)
        if meaning.path is None:
            return Judged(cell, meaning.kind, meaning.reason, read.text)
        if meaning.path != _path(cell.payload):
            return self._judge_other(view, cell, read, meaning)
        if meaning.kind == OUTDATED:
            return Judged(cell, OUTDATED, meaning.reason, read.text)
        if len(view.shown.support) < 2:
            return Judged(cell, UNREAD, _ALONE, read.text)
        return Judged(cell, OK, text=read.text, unused=read.unused)

    def _judge_other(self, view: SheetView, cell: Cell, read: Read, meaning: Meaning) -> Judged:
        """A code of ours stands over a cell that was printed with another one."""
        if not self._is_trusted(view) or view.shown.doubt(cell) > SURE:
            return Judged(cell, UNREAD, _UNSURE, read.text)
        if meaning.kind == OUTDATED:
            return Judged(cell, OUTDATED, meaning.reason, read.text)
        owner = self._cells.get(meaning.path or "")
        if not owner:
            return Judged(cell, MISPLACED, Why("another_here"), read.text)
        name = f"{owner[0][1].code} {owner[0][1].name}"
        return Judged(cell, MISPLACED, Why("code_here", name), read.text)

    def _is_trusted(self, view: SheetView) -> bool:
        """
        Is the sheet surely found? Stickers that hang in rows can stand to each other as the codes
        of a sheet do; then others of its codes stand beside its cells.
        """
        own = {_path(cell.payload) for cell in view.shown.sheet.cells}
        astray = sum(self.addresses.meaning(read.text).path in own for read in view.beside)
        centred = sum(bool(seen.reads) for seen in view.cells)
        return not astray and centred >= min(3, len(view.cells))

    def _beside(self, photo: str, view: SheetView, read: Read) -> Other:
        """A code on a sheet, but over none of its cells."""
        meaning = self.addresses.meaning(read.text)
        is_sure = _nearest_doubt(view.shown, read) < 2 * SURE
        sheet = view.shown.sheet.id if is_sure else None
        if meaning.kind == CURRENT:
            return Other(photo, read.text, OK, Why("not_printed_there"), sheet, "")
        step = _TAKE_OFF if is_sure or meaning.looks_like_ours else ""
        return Other(photo, read.text, meaning.kind, meaning.reason, sheet, step)

    def _elsewhere(self, photo: str, lone: Lone, has_sheets: bool) -> None:
        """A code outside the sheets that were found: on a sheet of one code, or not on a sheet."""
        read, meaning = lone.read, self.addresses.meaning(lone.read.text)
        if len(lone.printed) == 1:
            sheet, cell = lone.printed[0]
            self._keep(sheet, replace(_alone(sheet, cell, read, meaning), photo=photo))
        elif meaning.kind == CURRENT:
            on = ", ".join(sheet.id for sheet, _ in lone.printed)
            reason = Why("which_sheet", on) if on else _NO_SHEET
            self._add_other(Other(photo, read.text, OK, reason, None, ""))
        else:
            # Beside a whole sheet hang posters of others; beside single codes it may cover one.
            foreign_step = "" if has_sheets else _LOOK
            step = _TAKE_OFF if meaning.looks_like_ours else foreign_step
            self._add_other(Other(photo, read.text, meaning.kind, meaning.reason, None, step))

    def _add_other(self, other: Other) -> None:
        """Once, though several photos show it."""
        if not any((one.text, one.sheet) == (other.text, other.sheet) for one in self._others):
            self._others.append(other)


def _alone(sheet: Sheet, cell: Cell, read: Read, meaning: Meaning) -> Judged:
    """The only code that was read of its sheet."""
    if meaning.kind == OUTDATED:
        return Judged(cell, OUTDATED, meaning.reason, read.text)
    if len(sheet.cells) > 1:
        return Judged(cell, UNREAD, _ALONE, read.text)
    return Judged(cell, OK, text=read.text, unused=read.unused)


def _path(payload: str) -> str:
    split = split_address(payload)
    return split[1] if split else payload


def _nearest_doubt(shown: Shown, read: Read) -> float:
    """The doubt of the cell that is nearest to *read*."""
    cells = {cell.place: cell for cell in shown.sheet.cells}
    nearest = min(
        shown.places,
        key=lambda place: (
            (shown.places[place].centre[0] - read.centre[0]) ** 2
            + (shown.places[place].centre[1] - read.centre[1]) ** 2
        ),
    )
    return shown.doubt(cells[nearest])


def _not_seen(cell: Cell) -> Judged:
    return Judged(cell, UNREAD, NOT_IN_PHOTO)


def _stronger(known: Judged, new: Judged) -> Judged:
    """What counts of two judgements of a cell; of two alike, the one that says more."""
    before, after = _STRONGEST.index(known.state), _STRONGEST.index(new.state)
    if before != after:
        return known if before < after else new
    if known.state == OK:
        return max(known, new, key=lambda judged: judged.unused or 0)
    return new if known.reason == NOT_IN_PHOTO else known


def _with_wear(cells: Iterable[Judged]) -> tuple[Judged, ...]:
    """The same with a hint at codes that needed far more correction than those around them."""
    judged = tuple(cells)
    unused = [one.unused for one in judged if one.unused is not None]
    if not unused or (len(unused) > 1 and median(unused) < _FRESH):
        return judged
    return tuple(
        replace(one, is_worn=one.unused is not None and one.unused < _WORN) for one in judged
    )
