"""
Reads one workbook in a process of its own, which may be killed without harm.

    python -m kiosk.catalog.workbook_child FILE

prints `{"sheets": [[title, [[line, [cell, …]], …]], …]}`, rows and cells at the end left out where
they are empty, or `{"refused": key, "values": {…}}`. A day is `{"day": "2026-03-01"}`.
"""

import io
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from kiosk.catalog import workbook_gate
from kiosk.catalog.workbook_gate import Refused

ROW_LIMIT = 20_001  # a heading and three times the list of the whole country
COLUMN_LIMIT = 40  # twice the widest table known
TEXT_LIMIT = 16 * 1024 * 1024  # signs of all cells together
SECONDS = 20
_MEMORY = 768 * 1024 * 1024  # bytes of address space
_LAST_ROW = 1_048_576  # of any workbook, whatever it says of its own size


def sheets(content: bytes) -> list[tuple[str, list]]:
    """Title and rows of each sheet. Raises Refused, or whatever a damaged file does to a parser."""
    workbook_gate.check(content)
    # Only now: what the gate turns away does not cost the time to load the parser.
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    room = _Room()
    return [(sheet.title, list(_rows(sheet, room))) for sheet in book.worksheets]


class _Room:
    """What is left for text: one shared text can stand in a million cells."""

    def __init__(self) -> None:
        self.signs = TEXT_LIMIT

    def take(self, cells: list) -> None:
        self.signs -= sum(len(cell) for cell in cells if isinstance(cell, str))
        if self.signs < 0:
            raise Refused("workbook_too_much_text")


def _rows(sheet: Any, room: _Room) -> Iterator[tuple[int, list]]:
    """
    The rows that hold something.

    The limits are given, for a sheet may state any size; a row past the limit is refused and not
    cut off, else the rest of a catalog would be missed without a word.
    """
    found = sheet.iter_rows(max_row=_LAST_ROW, max_col=COLUMN_LIMIT, values_only=True)
    for line, values in enumerate(found, start=1):
        if values.count(None) == len(values):
            continue  # there may be a million of them
        cells = _cells(values)
        if cells and line > ROW_LIMIT:
            raise Refused("workbook_too_many_rows", sheet=sheet.title, n=ROW_LIMIT - 1)
        if cells:
            room.take(cells)
            yield line, cells


def _cells(values: tuple) -> list:
    """The cells up to the last filled one."""
    end = len(values)
    while end and values[end - 1] in (None, ""):
        end -= 1
    # Most are text or nothing, and a catalog has a hundred thousand of them.
    return [v if type(v) is str or v is None else _cell(v) for v in values[:end]]


def _cell(value: Any) -> Any:
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, date) and not isinstance(value, datetime):
        return {"day": value.isoformat()}
    if isinstance(value, (datetime, time, timedelta)):
        return str(value)
    return value


def _limit_itself() -> None:
    """Bound memory and processor time, where the system can."""
    try:
        import resource
    except ImportError:  # Windows: the deadline of the caller remains
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def _answer(path: Path) -> dict:
    try:
        with path.open("rb") as file:
            # A byte more than allowed is enough to know that it is too large.
            content = file.read(workbook_gate.FILE_LIMIT + 1)
    except OSError as error:
        return {"refused": "unreadable", "values": {"error": error.strerror}}
    try:
        return {"sheets": sheets(content)}
    except Refused as refused:
        return {"refused": refused.key, "values": refused.values}
    except MemoryError:
        return {"refused": "workbook_too_heavy", "values": {}}
    except Exception:
        # Whatever a parser says of a damaged file; this process has no other work to get wrong.
        return {"refused": "workbook_damaged", "values": {}}


if __name__ == "__main__":
    _limit_itself()
    sys.stdout.buffer.write(json.dumps(_answer(Path(sys.argv[1]))).encode())
