"""
The form of one procedure: its sections, rows and boxes; and what a browser sends, read back.

Names: `name`, `documents.3.name`. The order of rows is the order in which they are sent.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from kiosk import texts
from kiosk.catalog import procedure_edits, schema, side_by_side
from kiosk.catalog.problems import Problem
from kiosk.catalog.procedure_edits import Cells

Options = list[tuple[str, str]]
_NAME = re.compile(r"(?P<table>[a-z_]+)\.(?P<row>[0-9]{1,6})\.(?P<column>[a-z0-9_]+)")
_DO = re.compile(r"(?P<act>add|remove|up|down)\.(?P<table>[a-z_]+)(?:\.(?P<row>[0-9]{1,6}))?")


@dataclass(frozen=True)
class Box:
    """
    One box. *kind*: `line`, `area`, `choice`, `checks`, `file` or `hidden`. *options*: of a choice
    or checks. *faults*: what is wrong with it, in words; *warnings*: what to look at.
    """

    name: str
    label: str
    kind: str
    value: str
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()
    faults: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    list: str = ""
    is_short: bool = False


@dataclass(frozen=True)
class RowBoxes:
    """
    The boxes of one row of a table; *number* stands in the names, *title* says which it is, *brief*
    what it holds. It is folded unless *is_open*.
    """

    number: str
    title: str
    brief: str
    boxes: tuple[Box, ...]
    is_open: bool

    @property
    def has_faults(self) -> bool:
        """Is anything wrong in it?"""
        return any(box.faults for box in self.boxes)


@dataclass(frozen=True)
class Section:
    """
    A part of the form, folded unless *is_open*. *table*: its rows, empty for none; *blank*: a row
    to add, whose number is `N`. *faults*: of the table as a whole.
    """

    key: str
    title: str
    boxes: tuple[Box, ...]
    table: str
    rows: tuple[RowBoxes, ...]
    blank: RowBoxes | None
    is_open: bool
    faults: tuple[str, ...]


# The sections of the form in order: key, text of the heading, own columns, table, open at first.
_SECTIONS: tuple[tuple[str, str, tuple[str, ...], str, bool], ...] = (
    ("chung", "form_section_main", ("code", "name", "field", "sector", "service_level",
     "interlinked", "audience", "agency", "result"), "", True),
    ("giay-to", "documents_heading", ("accepts_e_copy",), "documents", True),
    ("cach-nop", "form_section_channels", ("portal_url",), "channels", True),
    ("trinh-tu", "steps_heading", (), "steps", False),
    ("bieu-mau", "forms_heading", (), "forms", False),
    ("yeu-cau", "form_section_words", ("conditions", "summary", "keywords"), "", False),
    ("can-cu", "legal_basis_heading", (), "legal_bases", False),
    ("cong-bo", "form_section_posting", ("decision_no", "status", "posted"), "", False),
    ("nguon", "form_section_source", ("source_url", "as_of"), "provenance", False),
)  # fmt: skip
_KINDS = {
    "field": "choice",
    "sector": "choice",
    "service_level": "choice",
    "interlinked": "choice",
    "audience": "checks",
    "accepts_e_copy": "choice",
    "status": "choice",
    "posted": "choice",
    "name": "area",
    "conditions": "area",
    "summary": "area",
    "documents.name": "area",
    "channels.channel": "choice",
    "channels.duration_unit": "choice",
    "steps.body": "area",
    "provenance.basis": "choice",
    "documents.position": "hidden",
    "steps.position": "hidden",
    "forms.id": "hidden",
    "forms.sha256": "hidden",
    "forms.file": "file",
}
# Boxes that stand two in a line on a phone.
_SHORT = ("originals", "copies", "duration", "duration_unit", "as_of", "basis")
# Tables whose rows are too small to fold.
_SHORT_ROWS = ("legal_bases",)
_LONGEST_BRIEF = 70  # signs
_LONG_STATUS = ("new", "amended")


def options(column: str, table: str = "", fields: Options | None = None) -> Options:
    """The choices of a column; the empty one first where it may stay unknown."""
    said = texts.text
    unknown = ("", said("badge_unverified"))
    yes_no = [("1", said("yes_button")), ("0", said("no_button"))]
    known: dict[str, Options] = {
        "field": [("", said("choose_one")), *(fields or [])],
        "sector": [("", said("sector_of_field")), *_named(schema.SECTORS, "sector_")],
        "service_level": [unknown, *((v, side_by_side.level(v)) for v in schema.LEVELS)],
        "interlinked": [unknown, *yes_no],
        "audience": _named(("individual", "organization"), "audience_"),
        "accepts_e_copy": [unknown, *yes_no],
        "status": [("", said("status_unsaid")), *_named(_LONG_STATUS, "state_")],
        "posted": [("", said("posted_as_usual")), *yes_no],
        "channels.channel": [("", said("choose_one")), *_named(schema.CHANNELS, "channel_")],
        "channels.duration_unit": [("", "-"), *_named(schema.DURATION_UNITS, "unit_")],
        "provenance.basis": [unknown, *_named(("seen", "inferred"), "basis_")],
    }
    return known[f"{table}.{column}" if table else column]


def _named(values: Sequence[str], prefix: str) -> Options:
    return [(value, texts.text(prefix + value)) for value in values]


class Form:
    """Puts *cells*, and what is wrong with them, into boxes."""

    def __init__(
        self,
        cells: Cells,
        fields: Options,
        is_new: bool,
        problems: Sequence[Problem] = (),
        shown: str = "",
    ):
        self._cells, self._fields, self._is_new, self._shown = cells, fields, is_new, shown
        self._faults: dict[tuple[str, int, str], list[Problem]] = {}
        for problem in problems:
            at = problem.file, problem.line, problem.column
            self._faults.setdefault(at, []).append(problem)

    def sections(self) -> list[Section]:
        return [self._section(*section) for section in _SECTIONS]

    def _section(
        self, key: str, title: str, columns: tuple[str, ...], table: str, is_open: bool
    ) -> Section:
        boxes = tuple(self._own(column) for column in columns if column != "code" or self._is_new)
        rows = tuple(
            self._row(table, n, row) for n, row in enumerate(self._cells.get(table, []), start=1)
        )
        faults = self._words(table, procedure_edits.MOST_ROWS + 1, "")
        is_wrong = faults or any(box.faults for box in boxes) or any(r.has_faults for r in rows)
        return Section(
            key=key,
            title=texts.text(title),
            boxes=boxes,
            table=table,
            rows=rows,
            blank=self._row(table, 0, dict.fromkeys(procedure_edits.columns(table), ""))
            if table
            else None,
            is_open=bool(is_open or is_wrong or table == self._shown != ""),
            faults=faults,
        )

    def _own(self, column: str) -> Box:
        return self._box("procedures", 1, column, column, column, self._cells[column])

    def _row(self, table: str, line: int, row: Mapping[str, str]) -> RowBoxes:
        number = str(line) if line else "N"
        boxes = tuple(
            self._box(table, line, column, f"{table}.{column}", f"{table}.{number}.{column}", cell)
            for column, cell in row.items()
        )
        title = texts.text(f"form_row_{table}", n=number)
        brief = _brief(table, row)
        is_wrong = any(box.faults for box in boxes)
        return RowBoxes(number, title, brief, boxes, is_wrong or not brief or table in _SHORT_ROWS)

    def _box(self, table: str, line: int, column: str, key: str, name: str, value: str) -> Box:
        kind = _KINDS.get(key, "line")
        hint = f"hint_{key.replace('.', '_')}"
        own_table = "" if table == "procedures" else table
        choices = options(column, own_table, self._choices(value)) if kind in _CHOSEN else []
        return Box(
            name=name,
            label=_label(table, column),
            kind=kind,
            value=value,
            hint=texts.text(hint) if hint in texts.table() else "",
            options=tuple(choices),
            faults=self._words(table, line, column),
            warnings=self._words(table, line, column, is_warning=True),
            list="truong-hop" if column == "case" else "",
            is_short=column in _SHORT and table != "procedures",
        )

    def _choices(self, value: str) -> Options:
        """The fields to choose from, and the one that stands there."""
        known = {slug for slug, _ in self._fields}
        return [*self._fields, *([(value, value)] if value and value not in known else [])]

    def _words(
        self, table: str, line: int, column: str, is_warning: bool = False
    ) -> tuple[str, ...]:
        return tuple(
            in_words(problem)
            for problem in self._faults.get((table, line, column), ())
            if problem.is_warning == is_warning
        )


_CHOSEN = ("choice", "checks")


def _brief(table: str, row: Mapping[str, str]) -> str:
    """What a row holds, in a few words; empty where it holds nothing yet."""
    if table == "channels":
        fee = row["fee_vnd"] and texts.text("fee_amount", amount=row["fee_vnd"])
        way = row["channel"] if row["channel"] in schema.CHANNELS else ""
        parts = [texts.text(f"channel_{way}") if way else "", fee or row["fee_note"]]
    else:
        first = next(
            (row[name] for name in ("name", "title", "number", "source") if row.get(name)), ""
        )
        parts = [first or row.get("body", ""), row.get("case", "")]
    words = " ".join(" · ".join(part for part in parts if part).split())
    return words if len(words) <= _LONGEST_BRIEF else words[: _LONGEST_BRIEF - 1] + "…"


def _label(table: str, column: str) -> str:
    key = f"form_{table}_{column}"
    if key in texts.table():
        return texts.text(key)
    return "" if column == "sha256" else side_by_side.heading(table, column)


def in_words(problem: Problem) -> str:
    """What is wrong, without where."""
    return problem.message("vi")


def place(problem: Problem) -> str:
    """Where it is, as a clerk calls it: the row, then the box."""
    if problem.file == "procedures":
        return _label("procedures", problem.column)
    row = texts.text(f"form_row_{problem.file}", n=problem.line)
    return f"{row} - {_label(problem.file, problem.column)}" if problem.column else row


def anchor(problem: Problem) -> str:
    """The id of its box."""
    if problem.file == "procedures":
        return problem.column
    return f"{problem.file}.{problem.line}.{problem.column}"


def read(given: MultiDict[str, str]) -> Cells:
    """The cells that a browser sent; what it did not send is empty, what we do not know is not."""
    cells = procedure_edits.empty()
    for column in procedure_edits.COLUMNS:
        kind = _KINDS.get(column)
        sent = given.getlist(column)
        cells[column] = ";".join(sent) if kind == "checks" else (sent[0] if sent else "")
    rows: dict[str, dict[str, dict[str, str]]] = {name: {} for name in procedure_edits.TABLES}
    for name, value in given.items():
        found = _NAME.fullmatch(name)
        if found is None or found["table"] not in rows:
            continue
        columns = procedure_edits.columns(found["table"])
        if found["column"] in columns:
            row = rows[found["table"]].setdefault(found["row"], dict.fromkeys(columns, ""))
            row[found["column"]] = value
    return {**cells, **{table: list(found.values()) for table, found in rows.items()}}


def row_numbers(given: MultiDict[str, str], table: str) -> list[str]:
    """The numbers in the names of the rows of *table*, in the order in which they were sent."""
    found = (_NAME.fullmatch(name) for name in given)
    return list(dict.fromkeys(one["row"] for one in found if one and one["table"] == table))


def done_to_rows(cells: Cells, act: str, given: MultiDict[str, str]) -> tuple[Cells, str] | None:
    """
    *cells* after a button of a row was pressed, and the table that it belongs to; None when *act*
    is no such button.
    """
    found = _DO.fullmatch(act)
    if found is None or found["table"] not in procedure_edits.TABLES:
        return None
    table = found["table"]
    rows: list[Any] = list(cells[table])
    if found["act"] == "add":
        rows.append(dict.fromkeys(procedure_edits.columns(table), ""))
    else:
        numbers = row_numbers(given, table)
        if found["row"] not in numbers:
            return {**cells, table: rows}, table
        at = numbers.index(found["row"])
        row = rows.pop(at)
        if found["act"] != "remove":
            rows.insert(max(0, at + (1 if found["act"] == "down" else -1)), row)
    return {**cells, table: rows}, table
