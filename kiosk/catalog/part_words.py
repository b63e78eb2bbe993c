"""A change of a table kept whole, as a clerk reads it: what, how it was, how it will be."""

from typing import Any

from kiosk.catalog import schema, workbook_names
from kiosk.catalog.diff import ORDER, Change
from kiosk.catalog.side_by_side import Line
from kiosk.texts import text

_LONGEST = 300  # signs; a guide is a whole page
_NAMES = ("name", "term", "slug")


def line(change: Change) -> Line:
    """*change* in words."""
    if change.table == "unit":
        return Line(workbook_names.label(change.column), _cut(change.before), _cut(change.after))
    table = text(f"part_{change.table}")
    if change.column == ORDER:
        return Line(table, "", text("compared_reordered"))
    if not change.column:
        return Line(table, _row(change.before), _row(change.after))
    what = f"{table}: {change.where}: {workbook_names.heading(change.table, change.column)}"
    return Line(what, _cut(change.before), _cut(change.after))


def _row(row: dict[str, Any] | None) -> str:
    """What a row that comes or goes is called."""
    if row is None:
        return ""
    name = next((row[column] for column in _NAMES if row.get(column)), None)
    return _cut(name or " · ".join(schema.cell_of(value) for value in row.values() if value))


def _cut(value: Any) -> str:
    found = schema.cell_of(value)
    return found if len(found) <= _LONGEST else f"{found[:_LONGEST]}…"
