"""A catalog as a workbook: one sheet a table, Vietnamese headings, cells of the right kind."""

import io
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kiosk.catalog import cells, schema, whole_file, workbook_names
from kiosk.catalog.workbook_parser import ROW_LIMIT
from kiosk.errors import CatalogError

LONGEST_CELL = 32_767  # signs, the limit of a workbook
_FIRST_DAY = date(1900, 3, 1)  # before it, spreadsheets count a day that never was
_WIDTH = (9, 60)  # least and most, in signs
_COUNTS = (cells.number, cells.flag)
_DAYS = (cells.whole_date, cells.part_date)
# Signs by which workbooks spell what XML cannot hold: as plain text they would come back changed.
_OWN_SPELLING = re.compile("x005F_|_x(00[01][0-9A-F]|FFF[EF])_")
# Written into the file in place of the time of writing, so that like catalogs give like bytes.
_ANY_TIME = datetime(2000, 1, 1)


def write(path: Path, document: dict) -> None:
    """
    Write the catalog *document* (see `document.py`) as one workbook.

    Forms stand in it by name, without their files. Raises CatalogError when it could not be
    read back: a cell cannot stand in a workbook, or a table is too long.
    """
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"created": _ANY_TIME})
        pen = _Pen(book, path)
        for table in (schema.PROCEDURES, *schema.CHILDREN, *schema.PARTS):
            columns = {column.name: column.read for column in table.columns}
            pen.sheet(table.name, columns, schema.rows_of(document, table))
        pen.sheet("unit", dict.fromkeys(("key", "value"), cells.text), _unit_rows(document["unit"]))
        pen.sheet("guides", dict.fromkeys(("slug", "body"), cells.text), document["guides"])
    whole_file.write(path, content.getvalue())


def _unit_rows(profile: dict[str, Any]) -> list[dict]:
    """The values of the unit, a row each; those of a table by `table.key`."""
    flat: dict[str, Any] = {}
    for name, value in profile.items():
        inner = value if isinstance(value, dict) else {"": value}
        flat.update({f"{name}.{key}".rstrip("."): one for key, one in inner.items()})
    return [
        {
            "key": workbook_names.label(key),
            "value": "; ".join(value) if isinstance(value, list) else value,
        }
        for key, value in flat.items()
    ]


class _Pen:
    """Writes sheets of one look into *book*."""

    def __init__(self, book: xlsxwriter.Workbook, path: Path):
        self.book, self.path = book, path
        top = {"valign": "top", "text_wrap": True}
        self.heading = book.add_format({**top, "bold": True, "bg_color": "#E4ECF5", "border": 1})
        # Text cells are marked as text: a code that is typed in stays as it is typed.
        self.text = book.add_format({**top, "num_format": "@"})
        self.number = book.add_format({**top, "num_format": "#,##0"})
        self.day = book.add_format({**top, "num_format": "dd/mm/yyyy"})

    def sheet(self, name: str, columns: dict[str, cells.Reader], rows: list[dict]) -> None:
        """The table *name*; *columns* with what each holds."""
        if len(rows) >= ROW_LIMIT:
            raise CatalogError(
                f"{self.path.name}[{workbook_names.title(name)}]: {len(rows):,} rows are more than"
                " a workbook may hold here. Export to a folder or a .json file."
            )
        sheet = self.book.add_worksheet(workbook_names.title(name))
        headings = workbook_names.headings(name)
        for at, (column, read) in enumerate(columns.items()):
            sheet.write_string(0, at, headings[column], self.heading)
            values = [row[column] for row in rows]
            sheet.set_column(at, at, _width(headings[column], values), self._format(read))
            for line, value in enumerate(values, start=1):
                self._cell(sheet, line, at, read, value)
        # The heading and what names the row stay in sight.
        sheet.freeze_panes(1, 2 if name == "procedures" else 0)
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)

    def _format(self, read: cells.Reader) -> Format:
        if read is cells.whole_date:
            return self.day
        return self.number if read in _COUNTS else self.text

    def _cell(self, sheet: Worksheet, line: int, at: int, read: cells.Reader, value: Any) -> None:
        if value is None or value == "":
            return
        if read in _COUNTS:
            sheet.write_number(line, at, int(value), self.number)
        elif read in _DAYS and (day := _day(value)):
            sheet.write_datetime(line, at, day, self.day)
        else:
            place = f"{self.path.name}[{sheet.get_name()}]:{line + 1}"
            sheet.write_string(line, at, _carried(value, place), self.text)


def _day(value: str) -> date | None:
    """The day that *value* states, if a workbook can count it; else it stands as text."""
    if len(value) < len("2026-03-01"):
        return None
    day = date.fromisoformat(value)
    return day if day >= _FIRST_DAY else None


def _carried(value: str, place: str) -> str:
    """*value*, if it comes back from a workbook as it went in."""
    if len(value) > LONGEST_CELL or _OWN_SPELLING.search(value):
        raise CatalogError(
            f"{place}: this text is longer than {LONGEST_CELL:,} characters or holds signs that a"
            " workbook changes. Export to a folder or a .json file."
        )
    return value


def _width(heading: str, values: list) -> int:
    """A width that shows most of the column: its longest line, within limits."""
    lines = (line for value in values for line in schema.cell_of(value).split("\n"))
    longest = max([len(heading) + 3, *(len(line) + 1 for line in lines)])
    return min(max(longest, _WIDTH[0]), _WIDTH[1])
