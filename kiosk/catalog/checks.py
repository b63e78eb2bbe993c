"""
Check once, at the door: rows of text become typed values, and every fault is listed.

A *draft* is a procedure with only what its file holds; what the file leaves out stays as stored.
"""

import re
import unicodedata
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from kiosk.catalog import cells, schema, unit
from kiosk.catalog import code as codes
from kiosk.catalog.cells import BadCell
from kiosk.catalog.problems import Problem
from kiosk.catalog.raw import Raw, RawTable, Row
from kiosk.catalog.schema import Table

# Control characters but tab and line ends, and halves of characters, which JSON can spell.
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
LONG_NAME = 409  # signs; the longest official name seen (domain.md, section 2)


@dataclass
class CheckedCatalog:
    """
    A file without faults. *drafts*: procedures by code, in the order of the file. *parts*: the
    tables kept whole, `unit` and `guides`, as far as the file has them.
    """

    drafts: dict[str, dict] = field(default_factory=dict)
    parts: dict[str, Any] = field(default_factory=dict)
    form_files: dict[str, bytes] = field(default_factory=dict)  # by SHA-256


@dataclass(frozen=True)
class Stored:
    """
    What is stored already: *codes*, to which a file may refer; *fields* and *groups*, the numbers
    by slug that stand in printed codes; *hosts*, the unit's portal hosts, used when the file has
    no unit of its own.
    """

    codes: Set[str] = frozenset()
    fields: Mapping[str, int] = field(default_factory=dict)
    groups: Mapping[str, int] = field(default_factory=dict)
    hosts: tuple[str, ...] | None = None


@dataclass(frozen=True)
class _Checked:
    """A row with its values, and where it stands."""

    file: str
    row: Row
    values: dict[str, Any]


class _Checker:
    def __init__(self, raw: Raw):
        self.raw = raw
        self.problems = list(raw.problems)
        self.rows: dict[str, list[_Checked]] = {}
        self.not_nfc: dict[str, tuple[int, int]] = {}

    def bad(self, at: _Checked, column: str, key: str, warn: bool = False, **values) -> None:
        self.problems.append(Problem(at.file, at.row.line, column, key, values, warn))

    # Each table for itself ------------------------------------------------------------------

    def table(self, table: Table) -> None:
        found = self.raw.tables.get(table.name)
        if found is None:
            if table.required:
                self.problems.append(
                    Problem(self.raw.file, 1, table.name, "missing_table", {"table": table.name})
                )
            return
        if found.columns is not None and not self._heading(table, found):
            return
        self.rows[table.name] = [
            _Checked(found.file, row, self._values(table, found, row)) for row in found.rows
        ]

    def _heading(self, table: Table, found: RawTable) -> bool:
        """Report what is wrong with the heading of *found*; can its rows be read?"""
        given = found.columns or []
        if len(set(given)) < len(given):
            self.problems.append(Problem(found.file, 1, "", "repeated_column"))
        for name in given:
            if name not in table.names:
                self.problems.append(
                    Problem(found.file, 1, name, "unknown_column", is_warning=True)
                )
        missing = [c.name for c in table.columns if not c.optional and c.name not in given]
        # A file that could not be read at all has said so already.
        for name in missing if given else []:
            self.problems.append(Problem(found.file, 1, name, "missing_column"))
        return bool(given) and not missing

    def _values(self, table: Table, found: RawTable, row: Row) -> dict[str, Any]:
        """The values of *row*; a column that it does not have is left out if it is optional."""
        values: dict[str, Any] = {}
        for column in table.columns:
            if column.optional and column.name not in row.cells:
                continue
            cell = self._clean(found.file, row, column.name)
            try:
                values[column.name] = schema.value_of(column, cell)
            except BadCell as bad:
                values[column.name] = None
                self.problems.append(
                    Problem(found.file, row.line, column.name, bad.key, bad.values)
                )
                continue
            if column.filled and not cell:
                self.problems.append(Problem(found.file, row.line, column.name, "empty_cell"))
        return values

    def _clean(self, file: str, row: Row, column: str) -> str:
        """The cell in NFC, trimmed; signs that no text may hold become a problem."""
        cell = self._nfc(file, row.line, row.cells.get(column, ""))
        if _UNREADABLE.search(cell):
            self.problems.append(Problem(file, row.line, column, "control_sign"))
        return cell.replace("\r\n", "\n").strip()

    def _nfc(self, file: str, line: int, text: str) -> str:
        """*text* in NFC; that it was not is noted for the one warning of *file*."""
        if unicodedata.is_normalized("NFC", text):
            return text
        first, n = self.not_nfc.get(file, (line, 0))
        self.not_nfc[file] = (first, n + 1)
        return unicodedata.normalize("NFC", text)

    def normalised(self) -> None:
        """One warning a file for text that was not in NFC."""
        for file, (line, n) in self.not_nfc.items():
            self.problems.append(Problem(file, line, "", "not_nfc", {"n": n}, True))

    # Across rows ----------------------------------------------------------------------------

    def unique(self, table: str, column: str) -> None:
        first: dict[Any, int] = {}
        for at in self.rows.get(table, []):
            value = at.values.get(column)
            if value is None:
                continue
            if value in first:
                self.bad(at, column, "duplicate", value=value, line=first[value])
            else:
                first[value] = at.row.line

    def known(self, table: str, column: str, allowed: Set, key: str) -> None:
        """Every value of *column* in *table* must be one of *allowed*."""
        for at in self.rows.get(table, []):
            value = at.values.get(column)
            if value is not None and value not in allowed:
                self.bad(at, column, key, value=value)

    def numbers(self, table: str, printed: Mapping[str, int]) -> None:
        """A number stands in printed codes: it must never come to mean another field or group."""
        owner = {number: slug for slug, number in printed.items()}
        for at in self.rows.get(table, []):
            slug, number = at.values["slug"], at.values["number"]
            if slug is None or number is None:
                continue
            if owner.get(number, slug) != slug:
                self.bad(at, "number", "reused_number", n=number, slug=owner[number])
            elif printed.get(slug, number) != number:
                self.bad(at, "number", "changed_number", n=printed[slug], slug=slug)

    def column(self, table: str, name: str) -> set:
        return {at.values.get(name) for at in self.rows.get(table, [])} - {None}

    def procedures(self, hosts: tuple[str, ...] | None) -> None:
        sectors = {at.values["slug"]: at.values["sector"] for at in self.rows.get("fields", [])}
        for at in self.rows.get("procedures", []):
            self._procedure(at, sectors, hosts)

    def _procedure(self, at: _Checked, sectors: dict, hosts: tuple[str, ...] | None) -> None:
        value = at.values.get
        code, name = value("code"), value("name")
        if code and not codes.is_standard(code):
            self.bad(at, "code", "unusual_code", warn=True, code=code)
        if name and len(name) > LONG_NAME:
            self.bad(at, "name", "long_name", warn=True, n=len(name))
        of_field = sectors.get(value("field"))
        if value("sector") and of_field and value("sector") != of_field:
            self.bad(at, "sector", "other_sector", warn=True, sector=of_field)
        if value("status") == "replaced" and not value("replaced_by"):
            self.bad(at, "replaced_by", "no_successor")
        if value("replaced_by") and value("status") not in schema.RETIRED:
            self.bad(at, "status", "not_replaced")
        if code and value("replaced_by") == code:
            self.bad(at, "replaced_by", "replaced_by_itself")
        portal_url = value("portal_url")
        if hosts is not None and portal_url and not unit.is_portal(portal_url, hosts):
            self.bad(at, "portal_url", "foreign_host", hosts=", ".join(hosts))

    def channels(self) -> None:
        for at in self.rows.get("channels", []):
            if at.values["duration"] is not None and at.values["duration_unit"] is None:
                self.bad(at, "duration_unit", "no_unit")

    def form_files(self) -> None:
        for at in self.rows.get("forms", []):
            name = at.values["file"]
            if name and name not in self.raw.form_files:
                self.bad(at, "file", "missing_form_file", file=name)

    def unit(self) -> None:
        if self.raw.unit is not None:
            at = self.raw.unit_file
            for key, name in unit.faults(self.raw.unit):
                self.problems.append(Problem(at, 1, name, key))

    def guides(self) -> None:
        for slug, body in (self.raw.guides or {}).items():
            where = f"guides/{slug}.md"
            self._nfc(where, 1, body)
            try:
                cells.slug(slug)  # it becomes an address and, on export, the name of a file
            except BadCell as bad:
                self.problems.append(Problem(where, 1, "slug", bad.key, bad.values))
            if _UNREADABLE.search(body):
                self.problems.append(Problem(where, 1, "", "control_sign"))
            if not body.lstrip().startswith("# "):
                self.problems.append(Problem(where, 1, "", "guide_without_heading"))

    # What comes out -------------------------------------------------------------------------

    def result(self) -> CheckedCatalog:
        drafts = {at.values["code"]: dict(at.values) for at in self.rows["procedures"]}
        for at in self.rows["procedures"]:
            given = self.rows.keys() if at.row.given is None else at.row.given
            for table in schema.CHILDREN:
                if table.name in given:
                    drafts[at.values["code"]][table.name] = []
        for table in schema.CHILDREN:
            for at in self.rows.get(table.name, []):
                values = dict(at.values)
                drafts[values.pop("code")][table.name].append(values)
        parts: dict[str, Any] = {
            table.name: [at.values for at in self.rows[table.name]]
            for table in schema.PARTS
            if table.name in self.rows
        }
        if self.raw.unit is not None:
            parts["unit"] = unit.complete(self.raw.unit)
        if self.raw.guides is not None:
            parts["guides"] = [
                {"slug": slug, "body": unicodedata.normalize("NFC", body)}
                for slug, body in sorted(self.raw.guides.items())
            ]
        return CheckedCatalog(drafts, parts, self._sealed_forms(drafts))

    def _sealed_forms(self, drafts: dict[str, dict]) -> dict[str, bytes]:
        """The form files by SHA-256, which is noted in each draft's form rows."""
        sealed: dict[str, bytes] = {}
        for draft in drafts.values():
            for form in draft.get("forms", []):
                content = self.raw.form_files[form["file"]] if form["file"] else None
                form["sha256"] = sha256(content).hexdigest() if content is not None else None
                if content is not None:
                    sealed[form["sha256"]] = content
        return sealed


def check(raw: Raw, stored: Stored | None = None) -> tuple[CheckedCatalog | None, list[Problem]]:
    """The catalog in *raw*, or None when something is wrong, and every problem found."""
    stored = stored or Stored()
    checker = _Checker(raw)
    for table in schema.TABLES:
        checker.table(table)
    checker.unit()
    checker.guides()
    checker.normalised()
    _check_across(checker, stored)
    if any(not problem.is_warning for problem in checker.problems):
        return None, checker.problems
    return checker.result(), checker.problems


def _check_across(checker: _Checker, stored: Stored) -> None:
    for table, column in (
        ("procedures", "code"),
        ("fields", "slug"),
        ("fields", "number"),
        ("groups", "slug"),
        ("groups", "number"),
        ("field_groups", "field_slug"),
        ("life_events", "slug"),
        ("synonyms", "term"),
        ("forms", "id"),
    ):
        checker.unique(table, column)
    own = checker.column("procedures", "code")
    fields = checker.column("fields", "slug")
    if "procedures" in checker.rows:
        for child in schema.CHILDREN:
            checker.known(child.name, "code", own, "unknown_procedure")
        checker.known("procedures", "replaced_by", own | stored.codes, "unknown_successor")
        checker.known("life_event_procedures", "code", own | stored.codes, "unknown_procedure")
    if "fields" in checker.rows:
        checker.known("procedures", "field", fields, "unknown_field")
        checker.known("field_groups", "field_slug", fields | stored.fields.keys(), "unknown_field")
    if "groups" in checker.rows:
        groups = checker.column("groups", "slug")
        checker.known("field_groups", "group_slug", groups, "unknown_group")
    if "life_events" in checker.rows:
        events = checker.column("life_events", "slug")
        checker.known("life_event_procedures", "event_slug", events, "unknown_life_event")
    checker.numbers("fields", stored.fields)
    checker.numbers("groups", stored.groups)
    own_hosts = unit.hosts(checker.raw.unit) if checker.raw.unit is not None else stored.hosts
    checker.procedures(own_hosts)
    checker.channels()
    checker.form_files()
