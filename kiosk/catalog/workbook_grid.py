"""The sheets of a workbook as plain rows of cells, whatever the sheets mean."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from kiosk.catalog import workbook_parser
from kiosk.catalog.fold import fold

Cell = str | int | float | bool | date | None
# What a formula shows that went wrong. No text of a catalog looks like that.
ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
# How a workbook spells signs that XML cannot hold.
_ESCAPE = re.compile("_x(00[01][0-9A-F]|FFF[EF])_")


@dataclass(frozen=True)
class Line:
    """One row that holds something; the cells after the last filled one are left out."""

    number: int
    cells: list[Cell]

    def cell(self, at: int) -> Cell:
        return self.cells[at] if at < len(self.cells) else None


@dataclass(frozen=True)
class Sheet:
    title: str
    lines: list[Line]


def of(content: bytes) -> list[Sheet]:
    """
    The sheets of the workbook *content*. Raises Refused, or whatever a damaged file does to a
    parser: for files that come from anywhere, `reading.py` calls it in a process of its own.
    """
    return [
        Sheet(title, [Line(number, [_cell(cell) for cell in cells]) for number, cells in lines])
        for title, lines in workbook_parser.sheets(content)
    ]


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), value) or None
    return value


def text(cell: Cell, iso: bool = False) -> str:
    """
    What stands in *cell*, as a person would type it: no `.0` at whole numbers, a day as
    `dd/mm/yyyy`, or with *iso* as `YYYY-MM-DD`.
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return cell.isoformat() if iso else cell.strftime("%d/%m/%Y")
    return str(cell)


def folded(cell: Cell) -> str:
    """*cell* for comparing headings and titles: no marks, no punctuation, single spaces."""
    return " ".join(re.findall("[a-z0-9]+", fold(text(cell))))
