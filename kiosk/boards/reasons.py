"""
Why a sheet must be printed again, in words that a clerk can check: which name, fee, paper or code
changed since it was printed.

An edition only tells that something changed. What it was, is read from the catalog as it was
published when the sheet was printed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from kiosk import clock
from kiosk.boards.changes import Change
from kiosk.boards.layout import Cell, Series
from kiosk.catalog import amended, versions
from kiosk.catalog.diff import Body
from kiosk.catalog.records import Procedure
from kiosk.catalog.unit import complete
from kiosk.store import Database

# What every sheet or some of them say of the unit.
_OF_UNIT = ("name", "parent", "one_stop_name", "phone", "hours", "address")


@dataclass(frozen=True)
class Reason:
    """
    *key* of the text that names what changed; *about* the code it is about, or empty; *before* and
    *after* the two values where they are short, else empty.
    """

    key: str
    about: str = ""
    before: str = ""
    after: str = ""


class Past:
    """The catalog as it was when sheets were printed, beside that of *day*, which is today."""

    def __init__(self, db: Database, printed_at: Mapping[tuple[str, str], str], day: date):
        self._db, self._printed_at, self._day = db, printed_at, day
        self._units: dict[str, Body] = {}

    def reasons(self, change: Change) -> list[Reason]:
        """Why *change* replaces a sheet; at least one reason, none for a new or a gone sheet."""
        if not (change.before and change.after):
            return []
        found = list(_of_cells(change))
        moment = self._printed_at.get((change.before.id, change.before.edition))
        if moment:
            found += self._of_unit(change, moment)
            found += self._of_procedure(change, moment)
        return found or [Reason("sheet_cover_text_changed")]

    def _of_unit(self, change: Change, moment: str) -> Iterator[Reason]:
        before, after = self._unit(moment), self._unit("9")
        for name in _OF_UNIT:
            if before.get(name, "") != after.get(name, ""):
                # The address stands only on the sheets that say where to file.
                if name == "address" and Series.named(change.sheet.series).format != "single":
                    continue
                yield Reason(f"unit_value_{name}", "", before.get(name, ""), after.get(name, ""))

    def _unit(self, moment: str) -> Body:
        if moment not in self._units:
            found = versions.part_then(self._db, "unit", moment)
            self._units[moment] = complete(found) if found else {}
        return self._units[moment]

    def _of_procedure(self, change: Change, moment: str) -> Iterator[Reason]:
        """What changed in the procedure of a sheet of its own."""
        if Series.named(change.sheet.series).format != "single":
            return
        code = change.sheet.own_name
        printed_on = clock.local_day(datetime.fromisoformat(moment))
        before = versions.body_then(self._db, code, moment, printed_on)
        after = versions.body_then(self._db, code, "9", self._day)
        if before is None or after is None:
            return
        old, new = Procedure.of(before), Procedure.of(after)
        for heading in amended.headings(before, after):
            if heading != "changes_name":  # its cell told that
                values = amended.old_and_new(heading, old, new) or ("", "")
                yield Reason(heading, code, *values)


def _of_cells(change: Change) -> Iterator[Reason]:
    """What the codes on a sheet tell: which come and go, and which say something else."""
    for cell in change.added:
        yield Reason("board_reason_added", cell.code, "", cell.name)
    for cell in change.removed:
        yield Reason("board_reason_removed", cell.code, cell.name, "")
    assert change.before and change.after
    known = {cell.target: cell for cell in change.before.cells}
    amended_cells = [(known[cell.target], cell) for cell in change.amended]
    for before, after in amended_cells:
        if before.name != after.name:
            yield Reason("changes_name", after.code, before.name, after.name)
        if before.place != after.place:
            yield Reason("board_reason_moved", after.code)
    yield from _of_addresses(amended_cells)
    if change.before.title != change.after.title and len(change.after.cells) != 1:
        yield Reason("board_reason_title", "", change.before.title, change.after.title)


def _of_addresses(cells: list[tuple[Cell, Cell]]) -> Iterator[Reason]:
    """One reason for all codes of a sheet whose address is another one."""
    hosts = {
        (before.payload.rsplit("/q", 1)[0], after.payload.rsplit("/q", 1)[0])
        for before, after in cells
        if before.payload != after.payload
    }
    for before, after in sorted(hosts):
        yield Reason("board_reason_address", "", before, after)
