"""The workbook carrier: `.xlsx` of our own making, or one of the national ones (`foreign.py`)."""

from typing import Any

from kiosk.catalog import cells, foreign, schema, workbook_grid, workbook_names
from kiosk.catalog import code as codes
from kiosk.catalog.problems import Problem
from kiosk.catalog.raw import Raw, RawGuide, RawTable, Row
from kiosk.catalog.workbook_grid import Cell, Line, Sheet

_DAYS = (cells.whole_date, cells.part_date)
_HEADING_WITHIN = 10  # rows from the top; somebody may have put a title above the heading


def parsed(content: bytes, name: str) -> Raw:
    """
    Everything in the workbook *content*, called *name*; faults of form stand in `problems`.

    Raises what `workbook_grid.of` does: `reading.workbook` is the way for a file from outside.
    """
    raw = Raw(file=name, has_form_files=False)
    sheets = workbook_grid.of(content)
    if any(workbook_names.table_of(sheet.title) == "procedures" for sheet in sheets):
        _read_sheets(raw, sheets)
    else:
        foreign.read_sheets(raw, sheets)
    return raw


def _read_sheets(raw: Raw, sheets: list[Sheet]) -> None:
    first: dict[str, str] = {}
    for sheet in sheets:
        name = workbook_names.table_of(sheet.title)
        file = f"{raw.file}[{sheet.title}]"
        if name is None:
            if sheet.lines:  # empty sheets come with a new workbook
                raw.problems.append(Problem(file, 1, "", "unknown_table", is_warning=True))
        elif name in first:
            values = {"value": first[name]}
            raw.problems.append(Problem(file, 1, "", "workbook_repeated_sheet", values))
        else:
            first[name] = sheet.title
            _read_sheet(raw, file, name, sheet.lines)


def _read_sheet(raw: Raw, file: str, name: str, lines: list[Line]) -> None:
    raw.headings[file] = workbook_names.headings(name)
    table = _Reader(raw, file, name).table(lines)
    if name == "unit" and table.is_read:
        _read_unit(raw, table)
    elif name == "guides" and table.is_read:
        raw.guides = [_guide(file, row) for row in table.rows]
    elif name in schema.BY_NAME:
        raw.tables[name] = table


class _Reader:
    """Reads the sheet *file* of the table *name*; what is wrong goes to the problems of *raw*."""

    def __init__(self, raw: Raw, file: str, name: str):
        self.raw, self.file, self.name = raw, file, name
        table = schema.BY_NAME.get(name)
        self.readers = {column.name: column.read for column in table.columns} if table else {}

    def table(self, lines: list[Line]) -> RawTable:
        if not lines:
            self._bad(1, "", "empty_file")
            return RawTable(self.file, [], is_read=False)
        at = self._heading_at(lines)
        names = [self._column(cell) for cell in lines[at].cells]
        rows = [self._row(line, names) for line in lines[at + 1 :]]
        columns = [name for name in names if name]
        return RawTable(self.file, rows, columns, lines[at].number)

    def _heading_at(self, lines: list[Line]) -> int:
        """Where among *lines* the heading stands: the first with two known names, else the top."""
        for at, line in enumerate(lines[:_HEADING_WITHIN]):
            known = (workbook_names.column_of(self.name, str(cell)) for cell in line.cells)
            if sum(1 for column in known if column) >= 2:
                return at
        return 0

    def _column(self, cell: Cell) -> str:
        """The column that a cell of the heading names; its own text where no column has it."""
        written = workbook_grid.text(cell).strip()
        return workbook_names.column_of(self.name, written) or written

    def _row(self, line: Line, names: list[str]) -> Row:
        found: dict[str, str | None] = {name: "" for name in names if name}
        for at, cell in enumerate(line.cells):
            name = names[at] if at < len(names) else ""
            if name:
                found[name] = self._text(line.number, name, cell)
            elif cell is not None:
                values = {"cell": workbook_grid.text(cell)[:40]}
                self._bad(line.number, "", "workbook_no_heading", values, is_warning=True)
        return Row(line.number, found)

    def _text(self, line: int, name: str, cell: Cell) -> str | None:
        """The text of *cell*; None and a problem where its meaning cannot be known."""
        read = self.readers.get(name)
        if isinstance(cell, str) and cell in workbook_grid.ERRORS:
            self._bad(line, name, "workbook_error", {"cell": cell})
            return None
        found = workbook_grid.text(cell, iso=read in _DAYS)
        if read is cells.code and isinstance(cell, (int, float)) and not codes.normalise(found):
            self._bad(line, name, "workbook_code_number", {"cell": found})
            return None
        return found

    def _bad(
        self,
        line: int,
        column: str,
        key: str,
        values: dict[str, Any] | None = None,
        is_warning: bool = False,
    ) -> None:
        self.raw.problems.append(Problem(self.file, line, column, key, values or {}, is_warning))


def _read_unit(raw: Raw, table: RawTable) -> None:
    """The values of the unit, a row each; what has no row stays as it is stored."""
    raw.unit, raw.unit_file = {}, table.file
    raw.headings[table.file] = {}
    for row in table.rows:
        written, value = row.cells.get("key") or "", row.cells.get("value") or ""
        name = workbook_names.unit_key(written) or written
        raw.unit_lines[name] = row.line
        raw.headings[table.file][name] = written
        outer, _, inner = name.rpartition(".")
        target = raw.unit.setdefault(outer, {}) if outer else raw.unit
        hosts = [host.strip() for host in value.split(";") if host.strip()]
        target[inner] = hosts if name == "portal.hosts" else value


def _guide(file: str, row: Row) -> RawGuide:
    slug, body = (row.cells.get(name) or "" for name in ("slug", "body"))
    return RawGuide(slug.strip(), body, file, row.line, "slug")
