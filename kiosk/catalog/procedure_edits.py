"""
One procedure as the cells of a form, and back: what a clerk typed goes through the same checks as
a file does.

*Cells* are texts: `{"name": "Đăng ký khai sinh", ..., "documents": [{"name": "Tờ khai", ...}]}`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kiosk.catalog import checks, publishing, schema, versions
from kiosk.catalog import code as codes
from kiosk.catalog.checks import CheckedCatalog
from kiosk.catalog.fold import slug_of
from kiosk.catalog.problems import Problem
from kiosk.catalog.raw import Raw, RawTable, Row
from kiosk.store import Database
from kiosk.texts import thousands

Cells = dict[str, Any]
# The columns that the form shows. What it does not show changes by a step of its own: being
# replaced or repealed, its effective date, its review.
COLUMNS = (
    "code",
    "name",
    "field",
    "sector",
    "service_level",
    "interlinked",
    "audience",
    "agency",
    "result",
    "accepts_e_copy",
    "portal_url",
    "conditions",
    "summary",
    "keywords",
    "decision_no",
    "status",
    "posted",
    "source_url",
    "as_of",
)
TABLES = ("documents", "channels", "steps", "forms", "legal_bases", "provenance")
# What a row holds beside the columns of its table.
_CARRIED = {"forms": ("sha256",)}
# Columns that we fill in ourselves: they alone make no row.
_OURS = ("position", "id", "sha256")
_COUNTED = ("documents", "steps")
_CURRENCY = re.compile(r"\s*(đồng|vnđ|vnd|đ)\s*$", re.IGNORECASE)
MOST_ROWS = 200  # of one table; a form with more is not typed by a person


@dataclass(frozen=True)
class Checked:
    """
    What a form gives. *draft*: the typed values of all its columns, None when something is wrong.
    *problems*: by table, row (from 1; 1 for the procedure itself) and column.
    """

    draft: dict[str, Any] | None
    form_files: dict[str, bytes]
    problems: list[Problem]


def columns(table: str) -> tuple[str, ...]:
    """The cells of a row of *table* in a form."""
    names = tuple(name for name in schema.BY_NAME[table].names if name != "code")
    return names + _CARRIED.get(table, ())


def empty() -> Cells:
    """The form of a procedure that is to be added."""
    return {**dict.fromkeys(COLUMNS, ""), **{table: [] for table in TABLES}}


def cells_of(body: Mapping[str, Any]) -> Cells:
    """The form of a stored *body*, or of a draft."""
    found: Cells = {name: schema.cell_of(body.get(name)) for name in COLUMNS}
    for table in TABLES:
        found[table] = [
            {name: _cell(name, row.get(name)) for name in columns(table)}
            for row in body.get(table, [])
        ]
    return found


def _cell(name: str, value: Any) -> str:
    return thousands(value) if name == "fee_vnd" and value else schema.cell_of(value)


def tidied(cells: Cells) -> Cells:
    """*cells* without rows in which nothing was typed, with places and ids filled in."""
    found = dict(cells)
    for table in TABLES:
        found[table] = [dict(row) for row in cells[table] if _is_filled(row)]
    for row in found["channels"]:
        row["fee_vnd"] = _CURRENCY.sub("", row["fee_vnd"])
    for table in _COUNTED:
        _count(found[table])
    _name_forms(found["forms"], cells["code"])
    return found


def _is_filled(row: Mapping[str, str]) -> bool:
    return any(value.strip() for name, value in row.items() if name not in _OURS)


def _count(rows: list[dict[str, str]]) -> None:
    """
    Give each of *rows* its place among those of its case: as it was where the places still tell
    their order, else all anew.
    """
    if not any(row["position"] for row in rows):
        return
    last: dict[str, int] = {}
    for row in rows:
        case, given = row["case"].strip(), row["position"]
        before = last.get(case, 0)
        place = int(given) if given.isdecimal() and len(given) < 10 else before + 1
        if place <= before:
            return _count_anew(rows)
        row["position"], last[case] = str(place), place
    return None


def _count_anew(rows: list[dict[str, str]]) -> None:
    for place, row in enumerate(rows, start=1):
        row["position"] = str(place)


def _name_forms(rows: list[dict[str, str]], code: str) -> None:
    """Give an id to each form that has none: it becomes an address, and stays."""
    stem = slug_of(codes.printed(codes.normalise(code) or ""))
    used = {row["id"] for row in rows}
    number = 1
    for row in rows:
        while not row["id"]:
            if f"{stem}-{number}" not in used:
                row["id"] = f"{stem}-{number}"
                used.add(row["id"])
            number += 1


def check(db: Database, today: date, cells: Cells, is_new: bool) -> Checked:
    """The draft that *cells*, which are tidied, spell out, and every problem found."""
    stored = publishing.known(db, today)
    contents = _contents(db, cells["forms"])
    checked, problems = checks.check(_raw(cells, versions.parts(db)["fields"], contents), stored)
    if is_new and codes.normalise(cells["code"]) in stored.codes:
        problems = [*problems, Problem("procedures", 1, "code", "taken_code")]
        checked = None
    problems += _too_many(cells)
    if checked is None or any(not problem.is_warning for problem in problems):
        return Checked(None, {}, problems)
    (draft,) = checked.drafts.values()
    return Checked(draft, checked.form_files, problems)


def _contents(db: Database, forms: Iterable[Mapping[str, str]]) -> dict[str, bytes]:
    """The bytes of the files that *forms* name, as far as they were uploaded."""
    found = {}
    for row in forms:
        content = versions.form_file(db, row["sha256"]) if row["file"] and row["sha256"] else None
        if content is not None:
            found[row["file"]] = content
    return found


def _too_many(cells: Cells) -> list[Problem]:
    return [
        Problem(table, MOST_ROWS + 1, "", "too_many_rows", {"n": MOST_ROWS})
        for table in TABLES
        if len(cells[table]) > MOST_ROWS
    ]


def _raw(cells: Cells, fields: list[dict], contents: dict[str, bytes]) -> Raw:
    """
    *cells* as a file would hold them: each table is a file of its own, so that a problem tells
    where it stands. The fields that there are stand beside them, as the checks ask.
    """
    known = {name: cells[name] for name in schema.PROCEDURES.names if name in cells}
    tables = {"procedures": RawTable("procedures", [Row(1, known)])}
    for table in TABLES:
        names = [name for name in schema.BY_NAME[table].names if name != "code"]
        rows = [
            Row(line, {"code": cells["code"], **{name: row[name] for name in names}})
            for line, row in enumerate(cells[table], start=1)
        ]
        tables[table] = RawTable(table, rows)
    own_fields = [
        Row(line, {name: schema.cell_of(row[name]) for name in schema.FIELDS.names})
        for line, row in enumerate(fields, start=1)
    ]
    tables["fields"] = RawTable("fields", own_fields)
    return Raw("", tables=tables, form_files=dict(contents))


def catalog(draft: dict[str, Any], form_files: dict[str, bytes]) -> CheckedCatalog:
    """A catalog of one procedure, for `publishing.propose`."""
    return CheckedCatalog({draft["code"]: draft}, form_files=form_files)
