"""The sheets of a workbook as plain rows of cells, whatever the sheets mean."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kiosk.catalog import workbook_child
from kiosk.catalog.fold import fold
from kiosk.catalog.workbook_gate import Refused

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


def read(
    path: Path, parser: str = workbook_child.__name__, timeout_s: float = workbook_child.SECONDS
) -> list[Sheet]:
    """
    The sheets of the workbook at *path*.

    It comes from anywhere, so the module *parser* reads it in a child process with bounded memory,
    for at most *timeout_s*. Raises Refused with the reason.
    """
    command = [sys.executable, "-P", "-m", parser, str(path.absolute())]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout_s
        )
    except subprocess.TimeoutExpired as error:
        raise Refused("workbook_too_heavy") from error
    if done.returncode != 0:  # stopped by a limit of its own
        raise Refused("workbook_too_heavy")
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise Refused(answer["refused"], **answer["values"])
    return [
        Sheet(title, [Line(number, [_cell(cell) for cell in cells]) for number, cells in lines])
        for title, lines in answer["sheets"]
    ]


def _cell(value: object) -> Cell:
    if isinstance(value, dict):
        return date.fromisoformat(value["day"])
    if isinstance(value, str):
        return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), value) or None
    assert value is None or isinstance(value, (int, float))
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
