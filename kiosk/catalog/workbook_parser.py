"""
The cells of a workbook, by openpyxl. Only a process that may be killed calls it (`reading.py`).
"""

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from kiosk.catalog import workbook_gate
from kiosk.catalog.workbook_gate import Refused

ROW_LIMIT = 20_001  # a heading and three times the list of the whole country
COLUMN_LIMIT = 40  # twice the widest table known
TEXT_LIMIT = 16 * 1024 * 1024  # signs of all cells together
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
        return value
    if isinstance(value, (datetime, time, timedelta)):
        return str(value)
    return value
