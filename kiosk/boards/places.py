"""
Which code stands on which sheet, at which place: a code keeps its place as long as it is shown.

A group's sheets have rows of places. A row belongs to one field, whose heading stands above it.
What is taken down leaves a free place, what is new takes one, so that a change touches one sheet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

# (sheet, place) of each target; sheets of a group count from 1, places of a sheet from 0.
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
    filled = [(field, list(targets)) for field, targets in fields if targets]
    shown = {target for _, targets in filled for target in targets}
    kept = {target: at for target, at in before.items() if target in shown}
    return _added(filled, kept, grid) if kept else _laid_out(filled, grid)


def in_order(targets: Sequence[str], before: Mapping[str, tuple[int, int]], places: int) -> Places:
    """A place for every one of *targets* on sheets of so many *places*, without rows of fields."""
    kept = {target: before[target] for target in targets if target in before}
    taken = set(kept.values())
    free = ((n // places + 1, n % places) for n in range(len(targets) + len(taken)))
    free = (at for at in free if at not in taken)
    return {target: kept.get(target) or next(free) for target in targets}


def _laid_out(fields: list[tuple[str, list[str]]], grid: Grid) -> Places:
    """
    The first layout. Each field begins a row, and finds room for one procedure more: in its last
    row, or in a free row of the group.
    """
    rows = {field: ceil(len(targets) / grid.columns) for field, targets in fields}
    is_full = any(len(targets) % grid.columns == 0 for _, targets in fields)
    starts = _spread(rows, int(is_full), grid.rows)
    found: Places = {}
    for field, targets in fields:
        for n, target in enumerate(targets):
            sheet, row = starts[field][n // grid.columns]
            found[target] = (sheet, row * grid.columns + n % grid.columns)
    return found


def _spread(rows: Mapping[str, int], n_free: int, most: int) -> dict[str, list[tuple[int, int]]]:
    """
    The (sheet, row) of each row of each field, on as few sheets of *most* rows as leave *n_free*
    rows free.
    """
    n_rows = sum(rows.values())
    n_sheets = ceil((n_rows + n_free) / most)
    # As few rows on a sheet as the number of sheets allows, so that none is left nearly empty.
    for limit in range(1, most + 1):
        starts = _row_starts(rows, [limit] * n_sheets, keep_whole=True)
        n_used = max((sheet for at in starts.values() for sheet, _ in at), default=0)
        if n_used * most >= n_rows + n_free:
            return starts
    even = [n_rows // n_sheets + (n < n_rows % n_sheets) for n in range(n_sheets)]
    return _row_starts(rows, even, keep_whole=False)


def _row_starts(
    rows: Mapping[str, int], limits: Sequence[int], keep_whole: bool
) -> dict[str, list[tuple[int, int]]]:
    """
    The (sheet, row) of each row of each field, at most *limits* rows on the sheets; empty when
    they do not fit. *keep_whole*: a field that fits on a sheet of its own is not torn apart.
    """
    sheet, row = 0, 0
    found: dict[str, list[tuple[int, int]]] = {}
    for field, n in rows.items():
        if keep_whole and row and row + n > limits[sheet] >= n:
            sheet, row = sheet + 1, 0
        found[field] = []
        for _ in range(n):
            if sheet < len(limits) and row == limits[sheet]:
                sheet, row = sheet + 1, 0
            if sheet >= len(limits):
                return {}
            found[field].append((sheet + 1, row))
            row += 1
    return found


def _added(fields: list[tuple[str, list[str]]], kept: Places, grid: Grid) -> Places:
    """The *kept* places, and free ones for the rest."""
    field_of = {target: field for field, targets in fields for target in targets}
    found: Places = {}
    owners: dict[tuple[int, int], str] = {}  # row -> its field
    for target, (sheet, place) in sorted(kept.items(), key=lambda item: item[1]):
        row = (sheet, place // grid.columns)
        # A procedure that moved to another field does not stay in a row of its old one.
        if place < grid.places and owners.setdefault(row, field_of[target]) == field_of[target]:
            found[target] = (sheet, place)
    for field, targets in fields:
        for target in targets:
            if target not in found:
                found[target] = _free_place(field, found, owners, grid)
    return found


def _free_place(
    field: str, found: Places, owners: dict[tuple[int, int], str], grid: Grid
) -> tuple[int, int]:
    """The first free place in a row of *field*, else in a free row, which then is its own."""
    taken = set(found.values())
    own = sorted(row for row, owner in owners.items() if owner == field)
    for sheet, row in own:
        for column in range(grid.columns):
            if (sheet, row * grid.columns + column) not in taken:
                return sheet, row * grid.columns + column
    held = sorted({sheet for sheet, _ in owners})
    # Beside its own rows if there is room, then on the other sheets, then on a new one.
    own_sheets = [sheet for sheet in reversed(held) if any(s == sheet for s, _ in own)]
    new = next(n for n in range(1, len(held) + 2) if n not in held)
    for sheet in [*own_sheets, *held, new]:
        for row in range(grid.rows):
            if (sheet, row) not in owners:
                owners[sheet, row] = field
                return sheet, row * grid.columns
    raise AssertionError("a new sheet has free rows")
