"""What tables, columns and values of the unit are called in a workbook; both directions."""

from functools import cache

from kiosk.catalog import schema, unit
from kiosk.catalog.workbook_grid import folded
from kiosk.texts import text

# Beside the tables: sheets of the unit profile and the guides, with their columns.
OTHER_SHEETS = {"unit": ("key", "value"), "guides": ("slug", "body")}


def title(name: str) -> str:
    """The sheet of the table *name*: at most 31 signs, the limit of a workbook."""
    return text(f"sheet_{name}")


def heading(name: str, column: str) -> str:
    """The heading of *column* in the sheet of the table *name*."""
    return text(f"heading_{name}_{column}")


def label(key: str) -> str:
    """What a value of the unit is called: `petition.phone` for one inside a table."""
    return text(f"unit_value_{key.replace('.', '_')}")


def headings(name: str) -> dict[str, str]:
    """Every column of the table *name* with its heading, in order."""
    columns = OTHER_SHEETS.get(name) or schema.BY_NAME[name].names
    return {column: heading(name, column) for column in columns}


@cache
def _tables() -> dict[str, str]:
    names = [*schema.BY_NAME, *OTHER_SHEETS]
    return {folded(form): name for name in names for form in (name, title(name))}


def table_of(sheet_title: str) -> str | None:
    """The table whose sheet is called *sheet_title* (marks and case may differ), or None."""
    return _tables().get(folded(sheet_title))


@cache
def _columns(name: str) -> dict[str, str]:
    return {
        folded(form): column for column, found in headings(name).items() for form in (column, found)
    }


def column_of(name: str, cell: str) -> str | None:
    """The column of the table *name* whose heading *cell* is, or None."""
    return _columns(name).get(folded(cell))


@cache
def _keys() -> dict[str, str]:
    return {folded(form): key for key in unit.KEYS for form in (key, label(key))}


def unit_key(cell: str) -> str | None:
    """The value of the unit that *cell* names, or None."""
    return _keys().get(folded(cell))
