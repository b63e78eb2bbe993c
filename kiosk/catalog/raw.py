"""What a carrier gives before any check: rows of text, each knowing where it stands."""

from dataclasses import dataclass, field
from typing import Any

from kiosk.catalog.problems import Problem

FORM_LIMIT = 5 * 1024 * 1024  # bytes of one form file


@dataclass(frozen=True)
class Row:
    """
    One row: *cells* holds only the columns that the carrier has; None is a cell whose fault is
    reported already. *given* names the own tables of a procedure that the carrier has for it;
    None: the same for all, those the carrier has.
    """

    line: int
    cells: dict[str, str | None]
    given: frozenset[str] | None = None


@dataclass(frozen=True)
class RawTable:
    """
    One table. *columns* is its heading, on *line*, or None where each row names its own columns.
    *is_read* is False for a table that is there but could not be read; why is reported already.
    """

    file: str
    rows: list[Row]
    columns: list[str] | None = None
    line: int = 1
    is_read: bool = True


@dataclass(frozen=True)
class RawGuide:
    """One guide, and where its problems are reported."""

    slug: str
    body: str
    file: str
    line: int = 1
    column: str = ""


@dataclass
class Raw:
    """
    A whole catalog as read; a table, the unit or the guides may be absent (None).

    *is_read* is False when nothing of it could be read. *is_list*: a list that others keep, without
    tables of ours; it needs none, and names fields as people call them (see `foreign.py`).
    *n_aside*: rows of such a list that are no procedures: titles, headings that repeat.
    *unit_lines*: where the values of the unit stand, as `name` or `table.name`; the unit itself
    under "". *has_form_files* is False for a carrier that holds forms by name only; else
    *form_files* has the bytes by name, None where the file is there but could not be read.
    *headings*: by file, what it calls the columns where that is not their name.
    """

    file: str
    is_json: bool = False
    is_read: bool = True
    is_list: bool = False
    n_aside: int = 0
    tables: dict[str, RawTable] = field(default_factory=dict)
    unit: dict[str, Any] | None = None
    unit_file: str = ""
    unit_lines: dict[str, int] = field(default_factory=dict)
    guides: list[RawGuide] | None = None
    has_form_files: bool = True
    form_files: dict[str, bytes | None] = field(default_factory=dict)
    headings: dict[str, dict[str, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def unit_line(self, name: str) -> int:
        """The line of a value of the unit, else that of its table, else that of the unit."""
        lines, table = self.unit_lines, name.rpartition(".")[0]
        return lines.get(name) or lines.get(table) or lines.get("") or 1
