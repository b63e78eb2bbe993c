"""Two people changed the same procedure: what both made of it, joined."""

from collections.abc import Mapping
from typing import Any

from kiosk.catalog import schema

_TABLES = frozenset(table.name for table in schema.CHILDREN)


def merged(
    base: Mapping[str, Any] | None, mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """
    *mine* with what only *theirs* changed since *base*, from which both began (None: from
    nothing); and the columns and tables that both changed otherwise, in which *mine* stays.
    """
    found, clashes = dict(mine), []
    for key in mine:
        if key not in theirs:
            continue
        begun, own, other = (base or {}).get(key), mine[key], theirs[key]
        if _same(key, own, other) or _same(key, other, begun):
            continue
        if _same(key, own, begun):
            found[key] = other
        else:
            clashes.append(key)
    return found, tuple(clashes)


def _same(key: str, one: Any, other: Any) -> bool:
    """Are two values the same thing? The places that rows were given do not matter."""
    if key not in _TABLES:
        return one == other
    return _rows(one) == _rows(other)


def _rows(rows: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    return [{k: v for k, v in row.items() if k != "position"} for row in rows or []]
