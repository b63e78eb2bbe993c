"""What a carrier gives before any check: rows of text, each knowing where it stands."""

from dataclasses import dataclass, field
from typing import Any

from kiosk.catalog.problems import Problem


@dataclass(frozen=True)
class Row:
    """
    One row: *cells* holds only the columns that the carrier has. *given* names the own tables of a
    procedure that the carrier has for it; None: the same for all, those the carrier has.
    """

    line: int
    cells: dict[str, str]
    given: frozenset[str] | None = None


@dataclass(frozen=True)
class RawTable:
    """
    One table. *columns* is its heading, empty when the table could not be read, or None where each
    row names its own.
    """

    file: str
    rows: list[Row]
    columns: list[str] | None = None


@dataclass
class Raw:
    """A whole catalog as read; a table, the unit or the guides may be absent (None)."""

    file: str
    tables: dict[str, RawTable] = field(default_factory=dict)
    unit: dict[str, Any] | None = None
    unit_file: str = ""
    guides: dict[str, str] | None = None
    form_files: dict[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
