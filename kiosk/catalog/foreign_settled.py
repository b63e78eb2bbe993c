"""Files that others keep, joined to what is stored: the names of their fields become our slugs."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any

from kiosk.catalog import foreign, schema
from kiosk.catalog.fold import slug_of
from kiosk.catalog.problems import Problem
from kiosk.catalog.raw import Raw, RawTable, Row
from kiosk.catalog.workbook_grid import folded

NEW, LEFT_OUT = "+", "-"  # in place of the slug of a field


@dataclass(frozen=True)
class Known:
    """
    What is stored: *fields* and *field_groups*, every row; the *field_of* each procedure; the
    next number that no field ever had.
    """

    fields: Sequence[Mapping[str, Any]] = ()
    field_groups: Sequence[Mapping[str, Any]] = ()
    field_of: Mapping[str, str] = field(default_factory=dict)
    next_number: int = 1

    @property
    def slugs(self) -> dict[str, str]:
        """The open fields by their folded names."""
        return {folded(f["name"]): f["slug"] for f in self.fields if f["status"] != "retired"}


@dataclass(frozen=True)
class FieldChoices:
    """
    What a person decided where a list leaves it open. *of_name*: by folded name of a field we do
    not have, a slug of ours or `NEW`; *of_code*: by code of a procedure without a field, a slug or
    `LEFT_OUT`; *group_of*: the group of each new field, by its folded name. *adds_new* is False
    when only procedures that we have are to be taken.
    """

    of_name: Mapping[str, str] = field(default_factory=dict)
    of_code: Mapping[str, str] = field(default_factory=dict)
    group_of: Mapping[str, str] = field(default_factory=dict)
    adds_new: bool = True


@dataclass(frozen=True)
class UnknownField:
    """A name of a field that we do not have: for so many new and stored procedures."""

    name: str
    n_new: int
    n_stored: int

    @property
    def key(self) -> str:
        return folded(self.name)


@dataclass(frozen=True)
class Questions:
    """What a list leaves open: names of fields, and (code, name) of new procedures without one."""

    fields: tuple[UnknownField, ...] = ()
    without: tuple[tuple[str, str], ...] = ()


def questions(raw: Raw, known: Known, adds_new: bool = True) -> Questions:
    """What the list *raw* leaves open, whatever was decided of it already."""
    slugs = known.slugs
    names: dict[str, list[str]] = {}
    counts: dict[tuple[str, bool], int] = {}
    without = []
    for row in _rows(raw):
        name, code = _field_and_code(row)
        is_stored = code in known.field_of
        if not is_stored and not adds_new:
            continue
        key = folded(name)
        if key and key not in slugs:
            names.setdefault(key, []).append(name)
            counts[key, is_stored] = counts.get((key, is_stored), 0) + 1
        elif not key and not is_stored:
            without.append((code, row.cells["name"] or ""))
    fields = (
        UnknownField(found[0], counts.get((key, False), 0), counts.get((key, True), 0))
        for key, found in names.items()
    )
    return Questions(tuple(fields), tuple(without))


def without_field(raw: Raw) -> int:
    """How many procedures of the list name no field."""
    return sum(not row.cells.get("field") for row in _rows(raw))


def settled(raw: Raw, known: Known, choices: FieldChoices) -> Raw:
    """
    *raw*, a list of others, with our slugs in place of the names of fields.

    A stored procedure keeps its field where the list names none that we have. A new one without a
    field is a problem, unless the *choices* say what becomes of it.
    """
    if "procedures" not in raw.tables:
        return raw
    table = raw.tables["procedures"]
    made = _made(raw, known, choices)
    slugs = {
        **known.slugs,
        **{key: slug for key, slug in choices.of_name.items() if slug != NEW},
        **{folded(row["name"]): row["slug"] for row in made},
    }
    settler = _Settler(table.file, slugs, known.field_of, choices)
    left_out = {code for row in table.rows if settler.leaves_out(code := _field_and_code(row)[1])}
    tables = {name: _without(found, left_out) for name, found in raw.tables.items()}
    rows = [settler.row(row) for row in tables["procedures"].rows]
    tables["procedures"] = replace(table, rows=rows)
    if made:
        tables.update(_with_fields(table.file, known, made, choices))
    return replace(raw, tables=tables, problems=[*raw.problems, *settler.problems()])


def _rows(raw: Raw) -> list[Row]:
    return raw.tables["procedures"].rows if raw.is_list and "procedures" in raw.tables else []


def _field_and_code(row: Row) -> tuple[str, str]:
    return row.cells.get("field") or "", foreign.code_key(row.cells["code"] or "")


def _without(table: RawTable, codes: Set[str]) -> RawTable:
    if not codes:
        return table
    rows = [row for row in table.rows if foreign.code_key(row.cells["code"] or "") not in codes]
    return replace(table, rows=rows)


def _made(raw: Raw, known: Known, choices: FieldChoices) -> list[dict[str, Any]]:
    """The fields that are to be made, as rows of ours."""
    taken = {row["slug"] for row in known.fields}
    made: list[dict[str, Any]] = []
    for unknown in questions(raw, known, choices.adds_new).fields:
        if choices.of_name.get(unknown.key) != NEW:
            continue
        slug = _free(slug_of(unknown.name)[:60].strip("-") or "linh-vuc", taken)
        taken.add(slug)
        number = known.next_number + len(made)
        made.append({"slug": slug, "number": number, "name": unknown.name, "sector": "commune"})
    return made


def _free(slug: str, taken: Set[str]) -> str:
    """*slug*, or with the first number behind it that makes it nobody's."""
    found, n = slug, 2
    while found in taken:
        found, n = f"{slug}-{n}", n + 1
    return found


def _with_fields(
    file: str, known: Known, made: list[dict[str, Any]], choices: FieldChoices
) -> dict[str, RawTable]:
    """The tables kept whole that grow by the fields *made*."""
    rows = [*known.fields, *made]
    joins = [
        {"field_slug": row["slug"], "group_slug": group}
        for row in made
        if (group := choices.group_of.get(folded(row["name"])))
    ]
    found = {"fields": _table(file, schema.FIELDS, rows)}
    if joins:
        found["field_groups"] = _table(file, schema.FIELD_GROUPS, [*known.field_groups, *joins])
    return found


def _table(file: str, table: schema.Table, rows: Sequence[Mapping[str, Any]]) -> RawTable:
    found = [Row(1, {name: schema.cell_of(row.get(name)) for name in table.names}) for row in rows]
    return RawTable(file, found, list(table.names))


class _Settler:
    """Finds the field of each row, and collects the names of fields that we do not have."""

    def __init__(
        self,
        file: str,
        slugs: Mapping[str, str],
        field_of: Mapping[str, str],
        choices: FieldChoices,
    ):
        self.file, self.slugs, self.field_of, self.choices = file, slugs, field_of, choices
        self._without: list[Problem] = []
        self._unknown: dict[tuple[str, bool], list[int]] = {}

    def leaves_out(self, code: str) -> bool:
        is_new = code not in self.field_of
        refused = is_new and not self.choices.adds_new
        return refused or self.choices.of_code.get(code) == LEFT_OUT

    def row(self, row: Row) -> Row:
        name, code = _field_and_code(row)
        stored = self.field_of.get(code)
        slug = self.slugs.get(folded(name)) or stored or self.choices.of_code.get(code)
        if name and folded(name) not in self.slugs:
            self._unknown.setdefault((name, stored is not None), []).append(row.line)
        elif slug is None:
            values = {"code": code, "name": row.cells["name"]}
            self._without.append(Problem(self.file, row.line, "field", "foreign_no_field", values))
        return replace(row, cells={**row.cells, "field": slug})

    def problems(self) -> Iterator[Problem]:
        """One problem for each unknown name; a warning where all its procedures have a field."""
        yield from self._without
        for (name, is_stored), lines in self._unknown.items():
            key = "foreign_other_field" if is_stored else "foreign_unknown_field"
            values = {"value": name, "n": len(lines)}
            yield Problem(self.file, lines[0], "field", key, values, is_stored)
