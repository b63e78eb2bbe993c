"""What changes between what is in force and a file, down to the single document or fee."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kiosk.catalog import schema

Body = dict[str, Any]
_LONGEST_SHOWN = 160  # signs of a value in a line of a diff

# By which columns a row of a procedure's own table is the same thing, before and after a change:
# tried in turn, each one looser than the one before it.
_SAME: dict[str, tuple[tuple[str, ...], ...]] = {
    "channels": (
        ("channel", "duration_note", "fee_note"),
        ("channel", "duration_note"),
        ("channel",),
    ),
    "documents": (("case", "name"), ("case", "position"), ("name",), ("position",)),
    "legal_bases": (("number",),),
    "steps": (("case", "position"), ("case", "title")),
    "forms": (("id",),),
    "provenance": (("source",),),
}


@dataclass(frozen=True)
class Change:
    """
    One difference. *where* names the row of a table of the procedure ("" for its own columns);
    *before* or *after* is None where a whole row was added or taken away, or a value is unknown.
    """

    table: str
    where: str
    column: str
    before: Any
    after: Any

    def __str__(self) -> str:
        place = ": ".join(part for part in (self.table, self.where, self.column) if part)
        if not self.column:
            return f"{'+' if self.before is None else '-'} {place}"
        return f"~ {place}: {_shown(self.before)} -> {_shown(self.after)}"


@dataclass(frozen=True)
class Difference:
    """
    How one procedure changes. *kind*: new, amended, replaced, repealed, restored or unchanged.
    *starts_on*: the day from which it holds, as `YYYY-MM-DD`.
    """

    code: str
    kind: str
    name: str
    starts_on: str
    changes: tuple[Change, ...]
    body: Body


def of_procedure(before: Body | None, after: Body, starts_on: str) -> Difference:
    """What makes *after* out of *before* (None: there was none)."""
    changes = () if before is None else tuple(_changes(before, after))
    kind = _kind(before, after, bool(changes))
    return Difference(after["code"], kind, after["name"], starts_on, changes, after)


def _kind(before: Body | None, after: Body, is_changed: bool) -> str:
    if before is not None and not is_changed:
        return "unchanged"
    if after["status"] in schema.RETIRED and (
        before is None or before["status"] != after["status"]
    ):
        return after["status"]
    if before is None:
        return "new"
    was_retired = before["status"] in schema.RETIRED
    return "restored" if was_retired and after["status"] not in schema.RETIRED else "amended"


def _changes(before: Body, after: Body) -> Iterable[Change]:
    for column in schema.PROCEDURES.names:
        if before[column] != after[column]:
            yield Change("", "", column, before[column], after[column])
    for table in schema.CHILDREN:
        yield from of_rows(table.name, before[table.name], after[table.name])


def of_rows(table: str, before: list[Body], after: list[Body]) -> Iterable[Change]:
    """
    What makes the rows *after* out of *before*: changed cells, rows added, rows taken away.

    A change of the order alone is a change of `position` where the table has one, else none.
    """
    gone, come = _without_equal(before, after)
    for columns in _SAME[table]:
        for old, new in _pairs(gone, come, columns):
            for column in old:
                if old[column] != new[column]:
                    yield Change(table, _row_name(table, old), column, old[column], new[column])
    for old in gone:
        yield Change(table, _row_name(table, old), "", old, None)
    for new in come:
        yield Change(table, _row_name(table, new), "", None, new)


def _without_equal(before: list[Body], after: list[Body]) -> tuple[list[Body], list[Body]]:
    """The rows of each side that have no equal on the other, in their order."""
    come = list(after)
    gone = []
    for row in before:
        if row in come:
            come.remove(row)
        else:
            gone.append(row)
    return gone, come


def _pairs(gone: list[Body], come: list[Body], columns: tuple[str, ...]) -> list[tuple[Body, Body]]:
    """Rows equal in *columns*, taken out of both lists."""
    pairs = []
    for old in list(gone):
        new = next((row for row in come if all(row[c] == old[c] for c in columns)), None)
        if new is not None:
            gone.remove(old)
            come.remove(new)
            pairs.append((old, new))
    return pairs


def _row_name(table: str, row: Body) -> str:
    """What a person calls the row."""
    if table == "channels":
        return " ".join(str(row[c]) for c in ("channel", "duration_note") if row[c])
    name = row.get("name") or row.get("number") or row.get("source") or row.get("title")
    return str(name or row.get("body") or "")[:80]


def _shown(value: Any) -> str:
    """A value on one line, cut where it is long."""
    line = " ".join(schema.cell_of(value).split())
    if not line:
        return "(empty)"
    return line if len(line) <= _LONGEST_SHOWN else f"{line[:_LONGEST_SHOWN]}…"
