"""
Which code stands on which sheet, at which place: a code keeps its place as long as it is shown.

What is taken down leaves a free place, what is new takes one, so that a change touches one sheet.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

# (sheet, place) of each target; sheets count from 1, places of a sheet from 0, row by row.
Places = dict[str, tuple[int, int]]


@dataclass(frozen=True)
class Grid:
    """The places of one sheet."""

    columns: int
    rows: int

    @property
    def places(self) -> int:
        return self.columns * self.rows


def of_fields(
    fields: Sequence[tuple[str, Sequence[str]]],
    before: Mapping[str, tuple[int, int]],
    grid: Grid,
) -> Places:
    """
    A place for every target of *fields*, (field, its targets) in order.

    *before*: the places the targets had. With none of them left, sheets are laid out anew.
    """
    filled = [(field, targets) for field, targets in fields if targets]
    shown = {target for _, targets in filled for target in targets}
    kept = {target: at for target, at in before.items() if target in shown}
    return _added(filled, kept, grid) if kept else _laid_out(filled, grid)


def in_order(targets: Sequence[str], before: Mapping[str, tuple[int, int]], places: int) -> Places:
    """A place for every one of *targets* on sheets of so many *places*, one after the other."""
    kept = {target: before[target] for target in targets if target in before}
    taken = set(kept.values())
    free = ((n // places + 1, n % places) for n in count())
    free = (at for at in free if at not in taken)
    return {target: kept.get(target) or next(free) for target in targets}


def _laid_out(fields: list[tuple[str, Sequence[str]]], grid: Grid) -> Places:
    """
    The first layout: fields follow each other, on as few sheets as leave a free place, and with
    as few rows on each as that number of sheets allows, so that none is left nearly empty.
    """
    n = sum(len(targets) for _, targets in fields)
    for n_sheets in count(n // grid.places + 1):
        for keep_whole in (True, False):
            for limit in range(1, grid.rows + 1):
                found = _flowed(fields, grid, limit, keep_whole)
                n_used = max((sheet for sheet, _ in found.values()), default=0)
                if n_used <= n_sheets and n_used * grid.places > n:
                    return found
                if not found:
                    return {}
    raise AssertionError("more sheets always suffice")


def _flowed(
    fields: list[tuple[str, Sequence[str]]], grid: Grid, limit: int, keep_whole: bool
) -> Places:
    """
    One after the other with *limit* rows on a sheet. A field of several begins a row;
    *keep_whole*: one that fits on a sheet of its own is not torn apart.
    """
    found: Places = {}
    sheet, place, most = 1, 0, limit * grid.columns
    for _, targets in fields:
        n = len(targets)
        if n > 1:
            place += -place % grid.columns
        if keep_whole and place + n > most >= n:
            sheet, place = sheet + 1, 0
        for target in targets:
            if place >= most:
                sheet, place = sheet + 1, 0
            found[target] = (sheet, place)
            place += 1
    return found


def _added(fields: list[tuple[str, Sequence[str]]], kept: Places, grid: Grid) -> Places:
    """The *kept* places, and free ones for the rest."""
    found = dict(kept)
    for _, targets in fields:
        own = {target: found[target] for target in targets if target in found}
        for target in targets:
            if target not in found:
                taken = set(found.values())
                at = next(at for at in _wanted(own, found, grid) if at not in taken)
                own[target] = found[target] = at
    return found


def _wanted(own: Places, found: Places, grid: Grid) -> Iterator[tuple[int, int]]:
    """
    Places for a new target of a field whose others have the places *own*, the best first: beside
    one of them, in an empty row of their last sheet or another, anywhere, on a new sheet.
    """
    sheets = sorted({sheet for sheet, _ in found.values()})
    own_sheets = sorted({sheet for sheet, _ in own.values()}, reverse=True)
    rows = {(sheet, place // grid.columns) for sheet, place in found.values()}
    for sheet, place in sorted(own.values()):
        if (place + 1) % grid.columns:
            yield sheet, place + 1
    for sheet in (*own_sheets, *sheets):
        for row in range(grid.rows):
            if (sheet, row) not in rows:
                yield sheet, row * grid.columns
    for sheet in (*own_sheets, *sheets):
        yield from ((sheet, place) for place in range(grid.places))
    yield next(n for n in count(1) if n not in sheets), 0
