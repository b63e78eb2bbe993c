"""
Check once, at the door: rows of text become typed values, and every fault is listed.

A *draft* is a procedure with only what its file holds; what the file leaves out stays as stored.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from kiosk.catalog import cells, foreign_settled, relations, schema, unit
from kiosk.catalog import code as codes
from kiosk.catalog.cells import BadCell
from kiosk.catalog.problems import Problem
from kiosk.catalog.raw import Raw, RawGuide, RawTable, Row
from kiosk.catalog.schema import Table

# Control characters but tab and line ends, and halves of characters, which JSON can spell.
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
LONG_NAME = 409  # signs; the longest official name seen (domain.md, section 2)
LONGEST_CELL = 131_072  # signs; what a CSV reader takes, so that an export can be read back


@dataclass
class CheckedCatalog:
    """
    A file without faults. *drafts*: procedures by code, in the order of the file. *parts*: the
    tables kept whole, `unit` (as far as it is given) and `guides`, as far as the file has them.
    """

    drafts: dict[str, dict] = field(default_factory=dict)
    parts: dict[str, Any] = field(default_factory=dict)
    form_files: dict[str, bytes] = field(default_factory=dict)  # by SHA-256


@dataclass(frozen=True)
class Stored:
    """
    What is stored already, and what a file may refer to or must not contradict.

    *codes*: of every procedure; *successors*: by what each is replaced; *forms*: (code, row) of
    each form; *fields* and *groups*: the numbers by slug that stand in printed codes;
    *for_lists*: what joins a list of others to it; *unit*: the profile that stands where the file
    names no value of its own.
    """

    codes: Set[str] = frozenset()
    successors: Mapping[str, str | None] = field(default_factory=dict)
    forms: Sequence[tuple[str, dict]] = ()
    fields: Mapping[str, int] = field(default_factory=dict)
    groups: Mapping[str, int] = field(default_factory=dict)
    for_lists: foreign_settled.Known = field(default_factory=foreign_settled.Known)
    life_events: Set[str] = frozenset()
    unit: dict[str, Any] | None = None


@dataclass(frozen=True)
class Checked:
    """A row with its values, and where it stands. A value that has a fault is None."""

    file: str
    row: Row
    values: dict[str, Any]


class Checker:
    """
    Collects the rows of *raw* as typed values, and every problem. *rows*: by table, those of
    tables that could be read.
    """

    def __init__(self, raw: Raw, stored: Stored):
        self.raw, self.stored = raw, stored
        self.problems = list(raw.problems)
        self.rows: dict[str, list[Checked]] = {}
        self.unit: dict[str, Any] | None = None
        self.guides: list[RawGuide] | None = None
        self._not_nfc: dict[str, tuple[int, int]] = {}
        self._bad_codes: set[str] = set()

    def bad(self, at: Checked, column: str, key: str, warn: bool = False, **values) -> None:
        self.problems.append(Problem(at.file, at.row.line, column, key, values, warn))

    def column(self, table: str, name: str) -> set:
        """The values of one column, in a table that may be absent."""
        return {at.values.get(name) for at in self.rows.get(table, [])} - {None}

    # Tables ---------------------------------------------------------------------------------

    def table(self, table: Table) -> None:
        found = self.raw.tables.get(table.name)
        if found is None:
            if table.required and not self.raw.is_list:
                self._missing(table.name)
        elif found.is_read and self._heading(table, found):
            self.rows[table.name] = [
                Checked(found.file, row, self._values(table, found, row)) for row in found.rows
            ]

    def _missing(self, name: str) -> None:
        found = Problem(self.raw.file, 1, name, "missing_table", {"table": name})
        if self.raw.is_json:
            found = Problem(self.raw.file, 1, name, "missing_list", {"table": name})
        self.problems.append(found)

    def _heading(self, table: Table, found: RawTable) -> bool:
        """Report what is wrong with the columns of *found*; can its rows be read?"""
        if found.columns is None:
            self._keys(table, found)
            return True
        given = found.columns
        if len(set(given)) < len(given):
            self.problems.append(Problem(found.file, found.line, "", "repeated_column"))
        for name in given:
            if name not in table.names:
                self._unknown_column(found.file, found.line, name)
        missing = [c.name for c in table.columns if not c.optional and c.name not in given]
        for name in missing:
            self.problems.append(Problem(found.file, found.line, name, "missing_column"))
        return not missing

    def _keys(self, table: Table, found: RawTable) -> None:
        """One warning for each key that no column has, where it first stands."""
        first: dict[str, int] = {}
        for row in found.rows:
            for name in row.cells:
                if name not in table.names:
                    first.setdefault(name, row.line)
        for name, line in first.items():
            self._unknown_column(found.file, line, name)

    def _unknown_column(self, file: str, line: int, name: str) -> None:
        self.problems.append(Problem(file, line, name, "unknown_column", is_warning=True))

    def _values(self, table: Table, found: RawTable, row: Row) -> dict[str, Any]:
        """The values of *row*; a column that it does not have is left out if it is optional."""
        values: dict[str, Any] = {}
        for column in table.columns:
            if column.optional and column.name not in row.cells:
                continue
            values[column.name] = None
            given = row.cells.get(column.name, "")
            if given is None:
                continue
            cell = self.clean(found.file, row.line, column.name, given)
            if table in schema.CHILDREN and column.name == "code" and cell in self._bad_codes:
                continue  # said where the procedure itself stands
            try:
                values[column.name] = schema.value_of(column, cell)
            except BadCell as bad:
                self.problems.append(
                    Problem(found.file, row.line, column.name, bad.key, bad.values)
                )
                if table is schema.PROCEDURES and column.name == "code":
                    self._bad_codes.add(cell)
                continue
            if column.filled and not cell:
                self.problems.append(Problem(found.file, row.line, column.name, "empty_cell"))
        return values

    # Text -----------------------------------------------------------------------------------

    def clean(self, file: str, line: int, column: str, text: str) -> str:
        """*text* as `readable` gives it, without white space around it."""
        return self.readable(file, line, column, text).strip()

    def readable(self, file: str, line: int, column: str, text: str) -> str:
        """*text* in NFC with plain line ends; what no text may hold becomes a problem."""
        if len(text) <= LONGEST_CELL and text.isprintable():  # as nearly all of them are
            return text if text.isascii() else self._nfc(file, line, text)
        if _UNREADABLE.search(text):
            self.problems.append(Problem(file, line, column, "control_sign"))
        if len(text) > LONGEST_CELL:
            values = {"n": LONGEST_CELL}
            self.problems.append(Problem(file, line, column, "cell_too_long", values))
        return re.sub(r"\r\n?", "\n", self._nfc(file, line, text))

    def _nfc(self, file: str, line: int, text: str) -> str:
        """*text* in NFC; that it was not is noted for the one warning of *file*."""
        if unicodedata.is_normalized("NFC", text):
            return text
        first, n = self._not_nfc.get(file, (line, 0))
        self._not_nfc[file] = (first, n + 1)
        return unicodedata.normalize("NFC", text)

    def normalised(self) -> None:
        """One warning a file for text that was not in NFC."""
        for file, (line, n) in self._not_nfc.items():
            self.problems.append(Problem(file, line, "", "not_nfc", {"n": n}, True))

    # Unit and guides ------------------------------------------------------------------------

    def profile(self) -> None:
        """The unit: checked as it will be, with what is stored where the file is silent."""
        if self.raw.unit is None:
            return
        self.unit = {name: self._clean_value(name, value) for name, value in self.raw.unit.items()}
        for key, name in unit.faults(unit.merged(self.stored.unit, self.unit)):
            if key == "not_a_table" and self.raw.is_json:
                key = "not_an_object"
            line = self.raw.unit_line(name)
            self.problems.append(Problem(self.raw.unit_file, line, name, key))

    def _clean_value(self, name: str, value: Any) -> Any:
        """A value of the unit with every text in it cleaned; other kinds are left to `faults`."""
        if isinstance(value, dict):
            return {key: self._clean_value(f"{name}.{key}", one) for key, one in value.items()}
        if isinstance(value, list):
            return [self._clean_value(name, one) for one in value]
        if isinstance(value, str):
            return self.clean(self.raw.unit_file, self.raw.unit_line(name), name, value)
        return value

    def all_guides(self) -> None:
        if self.raw.guides is None:
            return
        self.guides = [self._guide(guide) for guide in self.raw.guides]
        first: dict[str, int] = {}
        for at in self.guides:
            if at.slug in first:
                values = {"value": at.slug, "line": first[at.slug]}
                self.problems.append(Problem(at.file, at.line, at.column, "duplicate", values))
            first.setdefault(at.slug, at.line)

    def _guide(self, at: RawGuide) -> RawGuide:
        try:
            cells.slug(at.slug)  # it becomes an address and, on export, the name of a file
        except BadCell as bad:
            self.problems.append(
                Problem(at.file, at.line, at.column or "slug", bad.key, bad.values)
            )
        body = self.readable(at.file, at.line, at.column, at.body)
        if not body.lstrip().startswith("# "):
            self.problems.append(Problem(at.file, at.line, at.column, "guide_without_heading"))
        return replace(at, body=body)

    # Rows for themselves --------------------------------------------------------------------

    def procedures(self) -> None:
        sectors = {at.values["slug"]: at.values["sector"] for at in self.rows.get("fields", [])}
        profile = self.stored.unit if self.unit is None else self.unit
        hosts = None if profile is None else unit.hosts(unit.merged(self.stored.unit, profile))
        for at in self.rows.get("procedures", []):
            self._procedure(at, sectors, hosts)

    def _procedure(self, at: Checked, sectors: dict, hosts: tuple[str, ...] | None) -> None:
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
            if not name or name in self.raw.form_files or name in self._kept_files():
                continue
            if not self.raw.has_form_files:
                self.bad(at, "file", "missing_stored_form", file=name)
            elif self.raw.is_json:
                self.bad(at, "file", "missing_form_content", file=name)
            else:
                self.bad(at, "file", "missing_form_file", file=name)

    def _kept_files(self) -> dict[str, str]:
        """SHA-256 by name of the stored form files, which a carrier without files leaves alone."""
        if self.raw.has_form_files:
            return {}
        return {row["file"]: row["sha256"] for _, row in self.stored.forms if row["sha256"]}

    # What comes out -------------------------------------------------------------------------

    def result(self) -> CheckedCatalog:
        drafts = {at.values["code"]: dict(at.values) for at in self.rows.get("procedures", [])}
        for at in self.rows.get("procedures", []):
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
        if self.unit is not None:
            parts["unit"] = self.unit
        if self.guides is not None:
            parts["guides"] = [
                {"slug": guide.slug, "body": guide.body}
                for guide in sorted(self.guides, key=lambda guide: guide.slug)
            ]
        return CheckedCatalog(drafts, parts, self._digested_forms(drafts))

    def _digested_forms(self, drafts: dict[str, dict]) -> dict[str, bytes]:
        """The form files by SHA-256, which is noted in each draft's form rows."""
        found: dict[str, bytes] = {}
        for draft in drafts.values():
            for form in draft.get("forms", []):
                content = self.raw.form_files.get(form["file"])
                kept = self._kept_files().get(form["file"])
                form["sha256"] = kept if content is None else sha256(content).hexdigest()
                if content is not None:
                    found[form["sha256"]] = content
        return found


def check(
    raw: Raw, stored: Stored | None = None, choices: foreign_settled.FieldChoices | None = None
) -> tuple[CheckedCatalog | None, list[Problem]]:
    """
    The catalog in *raw*, or None when something is wrong, and every problem found. *choices*: what
    a person decided of the fields in a list of others.
    """
    if not raw.is_read:
        return None, raw.problems
    stored = stored or Stored()
    if raw.is_list:
        choices = choices or foreign_settled.FieldChoices()
        raw = foreign_settled.settled(raw, stored.for_lists, choices)
    checker = Checker(raw, stored)
    for table in schema.TABLES:
        checker.table(table)
    checker.profile()
    checker.all_guides()
    checker.normalised()
    relations.check(checker)
    checker.procedures()
    checker.channels()
    checker.form_files()
    problems = [_in_words_of(raw, problem) for problem in checker.problems]
    if any(not problem.is_warning for problem in problems):
        return None, problems
    return checker.result(), problems


def check_parts(raw: Raw, stored: Stored) -> tuple[CheckedCatalog | None, list[Problem]]:
    """As `check`, for tables kept whole that staff change by a form: *raw* has no procedures."""
    checker = Checker(raw, stored)
    for table in schema.PARTS:
        if table.name in raw.tables:
            checker.table(table)
    checker.profile()
    checker.all_guides()
    relations.check(checker)
    return (None if checker.problems else checker.result()), checker.problems


def _in_words_of(raw: Raw, problem: Problem) -> Problem:
    """*problem* with its column called as the file calls it."""
    headings = raw.headings.get(problem.file, {})
    return replace(problem, column=headings.get(problem.column, problem.column))
