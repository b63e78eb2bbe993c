"""What must be done at the wall to get from one state of the board to another."""

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.boards.layout import Cell, Sheet


@dataclass(frozen=True)
class Change:
    """
    One sheet to replace (*before* and *after*), to hang (*after* alone) or to take down (*before*
    alone).
    """

    before: Sheet | None
    after: Sheet | None

    @property
    def sheet(self) -> Sheet:
        """The sheet as it is or will be."""
        found = self.after or self.before
        assert found
        return found

    @property
    def added(self) -> tuple[Cell, ...]:
        """The codes that are new on it."""
        return _without(self.after, self.before)

    @property
    def removed(self) -> tuple[Cell, ...]:
        """The codes that are no more on it."""
        return _without(self.before, self.after)

    @property
    def amended(self) -> tuple[Cell, ...]:
        """The codes on it that show something else, or stand at another place."""
        if not (self.before and self.after):
            return ()
        known = {cell.target: (cell.edition, cell.place) for cell in self.before.cells}
        return tuple(
            cell
            for cell in self.after.cells
            if cell.target in known and known[cell.target] != (cell.edition, cell.place)
        )


@dataclass(frozen=True)
class Changes:
    """All changes of a board, and how many sheets stay as they are."""

    replaced: tuple[Change, ...]
    new: tuple[Change, ...]
    gone: tuple[Change, ...]
    n_same: int

    @property
    def is_none(self) -> bool:
        return not (self.replaced or self.new or self.gone)

    @property
    def to_print(self) -> frozenset[str]:
        """The sheets to print."""
        return frozenset(change.sheet.id for change in (*self.replaced, *self.new))


def compare(before: Iterable[Sheet], after: Iterable[Sheet]) -> Changes:
    """From *before* to *after*, in the order of *after*; what is gone in that of *before*."""
    old = {sheet.id: sheet for sheet in before}
    new = {sheet.id: sheet for sheet in after}
    both = [Change(old[id_], sheet) for id_, sheet in new.items() if id_ in old]
    replaced = tuple(change for change in both if _differs(change))
    return Changes(
        replaced,
        tuple(Change(None, sheet) for id_, sheet in new.items() if id_ not in old),
        tuple(Change(sheet, None) for id_, sheet in old.items() if id_ not in new),
        len(both) - len(replaced),
    )


def _differs(change: Change) -> bool:
    """An edition is a digest of all that a sheet shows."""
    return bool(change.before and change.after and change.before.edition != change.after.edition)


def _without(one: Sheet | None, other: Sheet | None) -> tuple[Cell, ...]:
    known = {cell.target for cell in other.cells} if other else set()
    return tuple(cell for cell in one.cells if cell.target not in known) if one else ()
