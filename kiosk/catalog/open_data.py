"""
The published catalog as open data: rows with the column names and the values of the catalog's own
tables, so that what is read here can be compared with an export of the catalog.
"""

from collections.abc import Iterable
from typing import Any

from kiosk.catalog import schema
from kiosk.catalog.published import Field, Published
from kiosk.catalog.records import Procedure

# Beside the columns of the table: the lasting address of its page, and when it last changed.
FURTHER = ("url", "updated_on")
FIELD_FURTHER = ("url", "procedures")


def public(table: schema.Table) -> tuple[schema.Column, ...]:
    """The columns of a procedure's own *table*, without the code, which its procedure carries."""
    return tuple(column for column in table.columns if column.name != "code")


def procedure(found: Procedure, published: Published, address: str) -> dict[str, Any]:
    """
    *found* with its own tables inside it, as in the JSON carrier of the catalog; *address*: where
    its page is for ever. None is unknown.
    """
    return {
        **procedure_row(found, published, address),
        **{table.name: _children(found, table) for table in schema.CHILDREN},
    }


def procedure_row(found: Procedure, published: Published, address: str) -> dict[str, Any]:
    """*found* without its own tables: a row of `procedures.csv`, and `FURTHER`."""
    row = {column.name: getattr(found, column.name) for column in schema.PROCEDURES.columns}
    return {
        **row,
        "audience": ";".join(found.audience) or None,
        "keywords": "; ".join(found.keywords) or None,
        "url": address,
        "updated_on": published.updated_on[found.code],
    }


def _children(found: Procedure, table: schema.Table) -> list[dict[str, Any]]:
    names = [column.name for column in public(table)]
    if table.name == "legal_bases":
        return [{"number": number} for number in found.legal_bases]
    return [{name: getattr(row, name) for name in names} for row in getattr(found, table.name)]


def field(found: Field, published: Published, address: str) -> dict[str, Any]:
    """*found* as a row of `fields.csv`, with its address and how many procedures are in force."""
    return {
        "slug": found.slug,
        "number": found.number,
        "name": found.name,
        "sector": found.sector,
        "desk": found.desk,
        "status": "retired" if found.is_retired else None,
        "url": address,
        "procedures": len(published.by_field[found.slug]),
    }


def cells(rows: Iterable[dict[str, Any]], names: Iterable[str]) -> list[list[object]]:
    """*rows* as lines of a table under *names*, which stand first; flags are 1 and 0."""
    names = list(names)
    lines: list[list[object]] = [list(names)]
    for row in rows:
        values = (row[name] for name in names)
        lines.append([int(value) if isinstance(value, bool) else value for value in values])
    return lines
