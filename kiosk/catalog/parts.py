"""The tables kept whole: what a file makes of them, and how that differs from what is stored."""

from collections.abc import Set
from typing import Any

from kiosk.catalog import diff, unit
from kiosk.catalog.diff import Change


def changed(
    given: dict[str, Any], stored: dict[str, Any], used_fields: Set[str]
) -> tuple[dict[str, Any], list[Change]]:
    """
    The parts of a file that differ from what is stored, and each change of them.

    *used_fields*: slugs of the fields that must stay open, though the file may leave them out.
    """
    parts: dict[str, Any] = {}
    changes: list[Change] = []
    for kind, body in given.items():
        after = _after(kind, body, stored, used_fields)
        found = _changes(kind, stored.get(kind), after)
        # What shows no change is not stored either: nothing is published unseen.
        if found:
            parts[kind] = after
            changes += found
    return parts, changes


def _after(kind: str, body: Any, stored: dict[str, Any], used_fields: Set[str]) -> Any:
    """What the part is once the file is published."""
    if kind == "unit":
        return unit.complete(unit.merged(stored.get(kind), body))
    if kind in ("fields", "groups"):
        used = used_fields if kind == "fields" else frozenset()
        return _with_retired(body, stored.get(kind, []), used)
    return body


def _with_retired(body: list[dict], stored: list[dict], used: Set[str]) -> list[dict]:
    """*body* with what it does not say, and the rows that it leaves out, for their numbers."""
    listed = {row["slug"] for row in body}
    stored_of = {row["slug"]: row for row in stored}
    kept = [
        {**row, "status": row["status"] if row["slug"] in used else "retired"}
        for row in stored
        if row["slug"] not in listed
    ]
    return [{**stored_of.get(row["slug"], {}), "status": None, **row} for row in body] + kept


def _changes(kind: str, before: Any, after: Any) -> list[Change]:
    """One change for each value or row that was added, changed or taken away."""
    if kind != "unit":
        return list(diff.of_rows(kind, before or [], after))
    old, new = _flat(before or {}), _flat(after)
    return [
        Change("unit", "", key, old.get(key), new[key]) for key in new if old.get(key) != new[key]
    ]


def _flat(profile: dict[str, Any]) -> dict[str, Any]:
    """A profile with its tables' keys as `table.key`; None where a text is empty."""
    flat: dict[str, Any] = {}
    for key, value in profile.items():
        inner = value.items() if isinstance(value, dict) else [("", value)]
        for name, one in inner:
            text = ", ".join(one) if isinstance(one, list) else one
            flat[f"{key}.{name}".rstrip(".")] = text or None
    return flat
