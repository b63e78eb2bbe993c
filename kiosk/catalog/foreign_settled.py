"""Files that others keep, joined to what is stored: the names of their fields become our slugs."""

from collections.abc import Mapping
from dataclasses import replace

from kiosk.catalog import foreign
from kiosk.catalog.problems import Problem
from kiosk.catalog.raw import Raw, Row
from kiosk.catalog.workbook_grid import folded


def settled(raw: Raw, field_names: Mapping[str, str], field_of: Mapping[str, str]) -> Raw:
    """
    *raw*, a list of others, with our slugs in place of the names of fields.

    *field_names*: stored names by slug; *field_of*: the field of each stored procedure, which
    stays where the list names none that we have. A new procedure without one is a problem.
    """
    if "procedures" not in raw.tables:
        return raw
    table = raw.tables["procedures"]
    slugs = {folded(name): slug for slug, name in field_names.items()}
    settler = _Settler(table.file, slugs, field_of)
    rows = [settler.row(row) for row in table.rows]
    return replace(
        raw,
        tables={**raw.tables, "procedures": replace(table, rows=rows)},
        problems=[*raw.problems, *settler.problems()],
    )


class _Settler:
    """Finds the field of each row, and collects the names of fields that we do not have."""

    def __init__(self, file: str, slugs: Mapping[str, str], field_of: Mapping[str, str]):
        self.file, self.slugs, self.field_of = file, slugs, field_of
        self._without: list[Problem] = []
        self._unknown: dict[tuple[str, bool], list[int]] = {}

    def row(self, row: Row) -> Row:
        name, code = row.cells.get("field") or "", foreign.code_key(row.cells["code"] or "")
        stored = self.field_of.get(code)
        slug = self.slugs.get(folded(name)) or stored
        if name and folded(name) not in self.slugs:
            self._unknown.setdefault((name, stored is not None), []).append(row.line)
        elif slug is None:
            values = {"code": code, "name": row.cells["name"]}
            self._without.append(Problem(self.file, row.line, "field", "foreign_no_field", values))
        return replace(row, cells={**row.cells, "field": slug})

    def problems(self) -> list[Problem]:
        """One problem for each unknown name; a warning where all its procedures have a field."""
        unknown = [
            Problem(
                self.file,
                lines[0],
                "field",
                "foreign_other_field" if is_stored else "foreign_unknown_field",
                {"value": name, "n": len(lines)},
                is_stored,
            )
            for (name, is_stored), lines in self._unknown.items()
        ]
        return [*self._without, *unknown]
