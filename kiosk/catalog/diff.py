"""What changes between what is in force and a file, down to the single document or fee."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from os.path import commonprefix
from typing import Any

from kiosk.catalog import schema

Body = dict[str, Any]
Pairs = list[tuple[int, int]]
ORDER = "order"  # stands in place of a column where rows only changed places
_LONGEST_SHOWN = 160  # signs of a value in a line of a diff
_SHOWN_BEFORE = 40  # signs of a long value before the place where it differs

# By which columns a row is the same thing, before and after a change: tried in turn, each one
# looser than the one before it. Equal rows are the same before any of these.
_SAME: dict[str, tuple[tuple[str, ...], ...]] = {
    "channels": (
        ("channel", "duration", "duration_unit", "duration_note", "fee_note"),
        ("channel", "fee_vnd", "duration_note", "fee_note"),
        ("channel", "duration", "duration_unit", "duration_note"),
        ("channel", "duration_note", "fee_note"),
        ("channel", "duration_note"),
        ("channel",),
    ),
    "documents": (("case", "name"), ("case", "position"), ("name",), ("position",)),
    "legal_bases": (("number",),),
    "steps": (("case", "position"), ("case", "title")),
    "forms": (("id",),),
    "provenance": (("source",),),
    "fields": (("slug",),),
    "groups": (("slug",),),
    "field_groups": (("field_slug",),),
    "life_events": (("slug",),),
    "life_event_procedures": (("event_slug", "code"),),
    "synonyms": (("term",),),
    "guides": (("slug",),),
}
_OF_PROCEDURES = frozenset(table.name for table in schema.CHILDREN)
# The column within which the positions of these tables are counted.
_COUNTED_WITHIN = {"documents": "case", "steps": "case", "life_event_procedures": "event_slug"}


@dataclass(frozen=True)
class Change:
    """
    One difference. *where* names the row of a table ("" for the procedure's own columns);
    *before* or *after* is None where a whole row was added or taken away, or a value is unknown.
    """

    table: str
    where: str
    column: str
    before: Any
    after: Any

    def __str__(self) -> str:
        if self.column == ORDER:
            return f"~ {self.table}: order changed"
        place = ": ".join(part for part in (self.table, self.where, self.column) if part)
        if not self.column:
            return f"{'+' if self.before is None else '-'} {place}"
        if self.column == "sha256":  # a digest tells a person nothing
            kind = "content removed" if self.after is None else "new content"
            return f"~ {self.table}: {self.where}: {kind}"
        before, after = _shown(self.before, self.after)
        return f"~ {place}: {before} -> {after}"


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
    before: Body | None = None


def of_procedure(before: Body | None, after: Body, starts_on: str) -> Difference:
    """What makes *after* out of *before* (None: there was none)."""
    changes = () if before is None else tuple(_changes(before, after))
    kind = _kind(before, after, bool(changes))
    return Difference(after["code"], kind, after["name"], starts_on, changes, after, before)


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


def of_rows(table: str, before: list[Body], after: list[Body]) -> Iterator[Change]:
    """
    What makes the rows *after* out of *before*: changed cells, rows added, rows taken away, and
    one change of `ORDER` where rows that stay changed places.

    A `position` that only counts on past a row that came or went is no change of its own.
    """
    if before == after:
        return
    pairs, gone, come = _matched(table, before, after)
    for i, j in pairs:
        old, new = before[i], after[j]
        for column in new:
            if column != "position" and old.get(column) != new[column]:
                yield Change(table, _row_name(table, old), column, old.get(column), new[column])
    for i in gone:
        yield Change(table, _whole_row_name(table, before[i]), "", before[i], None)
    for j in come:
        yield Change(table, _whole_row_name(table, after[j]), "", None, after[j])
    if _is_reordered(table, before, after, pairs):
        yield Change(table, "", ORDER, None, None)


def row_pairs(
    table: str, before: list[Body], after: list[Body]
) -> tuple[list[tuple[Body | None, Body | None]], bool]:
    """
    The rows of a table that differ, old beside new, None where a row is missing; and did rows that
    stay change places? A `position` alone makes no row differ.
    """
    if before == after:
        return [], False
    pairs, gone, come = _matched(table, before, after)
    found: list[tuple[Body | None, Body | None]] = [
        (before[i], after[j]) for i, j in pairs if _differ(before[i], after[j])
    ]
    found += [(before[i], None) for i in gone] + [(None, after[j]) for j in come]
    return found, _is_reordered(table, before, after, pairs)


def _differ(old: Body, new: Body) -> bool:
    """Do two rows that are the same thing differ in more than their place?"""
    return any(old.get(column) != new[column] for column in new if column != "position")


def _matched(
    table: str, before: list[Body], after: list[Body]
) -> tuple[Pairs, list[int], list[int]]:
    """The rows that are the same thing, by index, in the order of *before*; the rest of each."""
    gone, come = list(range(len(before))), list(range(len(after)))
    if not gone or not come:
        return [], gone, come
    pairs: Pairs = []
    everything = tuple(column for column in after[0] if column != "position")
    for columns in (everything, *_SAME[table]):
        for i in list(gone):
            wanted = [before[i].get(column) for column in columns]
            for j in come:
                if [after[j].get(column) for column in columns] == wanted:
                    gone.remove(i)
                    come.remove(j)
                    pairs.append((i, j))
                    break
    return sorted(pairs), gone, come


def _is_reordered(table: str, before: list[Body], after: list[Body], pairs: Pairs) -> bool:
    """Do the rows that stay follow each other in another order, in the table or by position?"""
    # A row that retires goes to the end; nobody chose that order.
    kept = [(i, j) for i, j in pairs if after[j].get("status") != "retired"]
    if kept != sorted(kept, key=lambda pair: pair[1]):
        return True
    within = _COUNTED_WITHIN.get(table, "")

    def rank(rows: list[Body], pair: tuple[int, int], side: int) -> tuple:
        position = rows[pair[side]].get("position")
        group = before[pair[0]].get(within) or ""
        return group, position is None, position or 0, pair[side]

    return sorted(kept, key=lambda pair: rank(before, pair, 0)) != sorted(
        kept, key=lambda pair: rank(after, pair, 1)
    )


def _row_name(table: str, row: Body) -> str:
    """What a person calls the row."""
    if table == "channels":
        return " ".join(str(row[c]) for c in ("channel", "duration_note") if row[c])
    if table not in _OF_PROCEDURES:
        return " ".join(str(row[column]) for column in _SAME[table][0])
    name = row.get("name") or row.get("number") or row.get("source") or row.get("title")
    return str(name or row.get("body") or "")[:80]


def _whole_row_name(table: str, row: Body) -> str:
    """The name of a row that comes or goes: of a channel its time and fee too."""
    if table != "channels":
        return _row_name(table, row)
    time = f"{row['duration']} {row['duration_unit']}" if row["duration"] is not None else ""
    fee = f"fee {row['fee_vnd']}" if row["fee_vnd"] is not None else ""
    parts = (row["channel"], time, row["duration_note"], fee, row["fee_note"])
    return ", ".join(part for part in parts if part)


def _shown(before: Any, after: Any) -> tuple[str, str]:
    """Both values on one line each; long ones are cut to the place where they first differ."""
    texts = schema.cell_of(before), schema.cell_of(after)
    one, two = (" ".join(text.split()) for text in texts)
    if one == two:  # only white space differs, so it must be seen
        one, two = (text.replace("\n", "⏎") for text in texts)
    differs_at = len(commonprefix([one, two]))
    is_near = differs_at + _SHOWN_BEFORE <= _LONGEST_SHOWN
    start = 0 if is_near else differs_at - _SHOWN_BEFORE
    return _cut(one, start), _cut(two, start)


def _cut(text: str, start: int) -> str:
    if not text:
        return "(empty)"
    end = start + _LONGEST_SHOWN
    return ("…" if start else "") + text[start:end] + ("…" if len(text) > end else "")
