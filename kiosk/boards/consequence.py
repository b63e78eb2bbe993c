"""
What a change would do to the board that hangs, told before it is made: how many sheets it makes
outdated, and how many codes. Nothing is written.

What is outdated already is told apart: it has to be printed anyway.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from kiosk.boards import build, changes, hangings, revisions
from kiosk.boards.changes import Changes
from kiosk.boards.layout import Series, Sheet
from kiosk.boards.shown import Shown, Symbols
from kiosk.catalog.published import Published
from kiosk.catalog.unit import Unit
from kiosk.codes import symbol, targets
from kiosk.store import Database


@dataclass(frozen=True)
class Consequence:
    """
    *outdated*: the sheets that hang and are right today, but would have to be printed again or
    taken down. *already*: how many are wrong today. *kept*: how many would still be right. *added*:
    how many new sheets there would be. *new_codes*: the codes of *outdated* whose symbol would be
    another one; where it is 0, only words change, and what hangs goes on working when scanned.
    """

    outdated: tuple[Sheet, ...]
    already: int
    kept: int
    added: int
    new_codes: int

    @property
    def n_sheets(self) -> int:
        return len(self.outdated)

    @property
    def n_codes(self) -> int:
        """How many codes stand on the sheets that become outdated."""
        return sum(len(sheet.cells) for sheet in self.outdated)

    @property
    def by_series(self) -> dict[str, int]:
        """How many sheets of each series become outdated, by the name of the series."""
        return dict(Counter(sheet.series for sheet in self.outdated))


@dataclass(frozen=True)
class Print:
    """
    How codes of a base address are drawn: how many signs the longest has, and its version of the
    QR standard with the modules on its side.
    """

    signs: int
    version: int
    modules: int


def of_address(db: Database, published: Published, base_url: str, new_url: str) -> Consequence:
    """What becomes outdated when the base address changes from *base_url* to *new_url*."""
    return _of(db, _shown(db, published, base_url), _shown(db, published, new_url))


def of_unit(db: Database, published: Published, unit: Unit, base_url: str) -> Consequence:
    """What becomes outdated when the profile of the unit becomes *unit*."""
    return of_catalog(db, published, replace(published, unit=unit), base_url)


def of_catalog(db: Database, now: Published, then: Published, base_url: str) -> Consequence:
    """What becomes outdated when the catalog *then* is published in place of *now*."""
    return _of(db, _shown(db, now, base_url), _shown(db, then, base_url))


def printed_as(published: Published, base_url: str) -> Print:
    """How the longest code that would be printed under *base_url* is drawn."""
    paths = [targets.path_of(target.id) for target in targets.all_targets(published)]
    drawn = symbol.encode(base_url + max(paths, key=len))
    return Print(len(drawn.payload), drawn.version, drawn.size)


def between(hanging: Iterable[Sheet], now: Iterable[Sheet], then: Iterable[Sheet]) -> Consequence:
    """
    The consequence of a change from the sheets that should hang *now* to those that should hang
    *then*, for those *hanging*.
    """
    held, planned = list(hanging), list(now)
    today, later = changes.compare(held, planned), changes.compare(held, then)
    is_right = {sheet.id for sheet in held} - _stale(today)
    outdated = tuple(s for s in held if s.id in is_right & _stale(later))
    following = {c.sheet.id: c.sheet for c in later.replaced}
    new = {change.sheet.id for change in later.new} - {change.sheet.id for change in today.new}
    return Consequence(
        outdated=outdated,
        already=len(held) - len(is_right),
        kept=len(is_right) - len(outdated),
        added=len(new),
        new_codes=sum(_new_codes(sheet, following.get(sheet.id)) for sheet in outdated),
    )


def _shown(db: Database, published: Published, base_url: str) -> Shown:
    return Shown(published, base_url, Symbols(db))


def _of(db: Database, now: Shown, then: Shown) -> Consequence:
    with db.snapshot():
        held = revisions.board_at(db)
        hanging = hangings.sheets(db)
    series = [Series.named(name) for name in held]
    planned = [
        [one.sheet for sheets in build.plan(shown, series, held).values() for one in sheets]
        for shown in (now, then)
    ]
    return between(hanging, *planned)


def _stale(found: Changes) -> set[str]:
    return {change.sheet.id for change in (*found.replaced, *found.gone)}


def _new_codes(before: Sheet, after: Sheet | None) -> int:
    """How many codes of *before* are drawn otherwise, or are no more, on *after*."""
    matrices = {cell.target: cell.matrix for cell in after.cells} if after else {}
    return sum(matrices.get(cell.target) != cell.matrix for cell in before.cells)
