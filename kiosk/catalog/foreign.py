"""
Files that others keep: the national workbook of a commune and the list export of the portal.

Their columns are found by heading (domain.md 3.4). They hold less than a catalog of ours, and less
well: so only what a cell really says is taken over, everything else stays as it is stored.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kiosk.catalog import code as codes
from kiosk.catalog import foreign_cells, schema, unit, workbook_grid, workbook_names
from kiosk.catalog.fold import fold
from kiosk.catalog.problems import Problem
from kiosk.catalog.raw import Raw, RawTable, Row
from kiosk.catalog.workbook_grid import Line, Sheet, folded

_HEADING_WITHIN = 20  # rows from the top: titles stand above the heading
_HEADING_ROWS = 3  # a heading over several rows, its cells merged

_CODE = {"ma tthc", "ma so", "ma so tthc", "ma thu tuc", "ma thu tuc hanh chinh"}
_NAME = {"ten tthc", "ten", "ten thu tuc", "ten thu tuc hanh chinh"}
_COMMON = {"number": {"stt", "tt"}, "code": _CODE, "name": _NAME}
# Kind of sheet -> what we take from it -> headings under which it stands, folded. The first column
# of a kind, but for the main sheet, is the one by which the kind is known.
_KINDS: dict[str, dict[str, set[str]]] = {
    "channels": {
        "channel": {"hinh thuc nop", "hinh thuc thuc hien", "cach thuc thuc hien"},
        "duration": {"thoi gian", "thoi han giai quyet", "thoi gian giai quyet"},
        "fee": {"phi le phi", "phi", "le phi"},
        "note": {"mo ta"},
    },
    "steps": {
        "body": {"mo ta chi tiet", "trinh tu thuc hien", "noi dung thuc hien"},
        "case": {"truong hop xu ly", "truong hop"},
    },
    "documents": {
        "paper": {"ten giay to", "ten thanh phan ho so"},
        "case": {"truong hop xu ly", "truong hop"},
        "originals": {"ban chinh", "so ban chinh"},
        "copies": {"ban sao", "so ban sao"},
        "form": {"bm dien tu", "bieu mau", "mau don to khai"},
    },
    "results": {"result": {"ten ket qua"}},
    "legal_bases": {
        "base": {"so ky hieu"},
        "title": {"trich yeu", "ten van ban"},
    },
}
_MAIN = {
    "source_url": {"link truy cap", "link", "url", "duong dan"},
    "decision_no": {"so quyet dinh", "qd cong bo", "quyet dinh cong bo", "so quyet dinh cong bo"},
    "field": {"linh vuc", "ten linh vuc"},
    "audience": {"doi tuong thuc hien", "doi tuong"},
    "agency": {"co quan thuc hien"},
    "competent": {"co quan co tham quyen"},
    "status": {"trang thai", "tinh trang"},
    "conditions": {"yeu cau dieu kien", "yeu cau dieu kien thuc hien", "dieu kien thuc hien"},
}
# The whole country's procedures, which a workbook of one commune may bring along.
_COUNTRY = "tthc"
_REPEALED = ("bai bo", "het hieu luc")


@dataclass(frozen=True)
class _Row:
    """One row of a sheet: the texts by what they are; only those that are not empty."""

    line: int
    texts: dict[str, str]


@dataclass(frozen=True)
class _Table:
    file: str
    kind: str
    rows: list[_Row]
    n_aside: int  # written lines below the heading that are no data


def read_sheets(raw: Raw, sheets: list[Sheet]) -> None:
    """Put what the *sheets* hold into *raw*, as a list of others."""
    raw.is_list = True
    tables = [table for sheet in sheets if (table := _table(raw.file, sheet))]
    main = [table for table in tables if table.kind == "main"]
    if not main:
        # The whole country's list alone is a list like any other.
        main = [replace(table, kind="main") for table in tables if table.kind == "country"]
        tables = [table for table in tables if table.kind != "country"]
    if not main:
        names = ", ".join(sheet.title for sheet in sheets if sheet.title) or "-"
        raw.problems.append(Problem(raw.file, 1, "", "foreign_unknown", {"sheets": names}))
        raw.is_read = False
        return
    _Reader(raw, main, [*main, *tables]).read()


# From a sheet to rows of texts -----------------------------------------------------------------


def _table(file: str, sheet: Sheet) -> _Table | None:
    """The rows of *sheet* and what kind it is; None when it is none of those known."""
    headed = next(
        (at for at, line in enumerate(sheet.lines[:_HEADING_WITHIN]) if _is_heading(line)), None
    )
    if headed is None:
        return None
    end = headed + 1
    while end < min(len(sheet.lines), headed + _HEADING_ROWS) and _goes_on(sheet, headed, end):
        end += 1
    names = _names(sheet.lines[:end])
    kind = _kind(sheet, set(names.values()))
    columns = _columns(names, _KINDS.get(kind, _MAIN))
    place = f"{file}[{sheet.title}]" if sheet.title else file
    lines = sheet.lines[end:]
    rows = list(_rows(lines, columns, kind in _KINDS))
    written = sum(any(_text(line, at) for at in range(len(line.cells))) for line in lines)
    return _Table(place, kind, rows, written - len(rows))


def _is_heading(line: Line) -> bool:
    words = {folded(cell) for cell in line.cells}
    known = [*_COMMON.values(), *_MAIN.values(), *(v for k in _KINDS.values() for v in k.values())]
    return bool(words & _CODE) and sum(1 for heading in known if words & heading) >= 2


def _goes_on(sheet: Sheet, headed: int, at: int) -> bool:
    """Is the row *at* a further one of the heading, whose upper cells are merged over it?"""
    heads = sheet.lines[headed].cells
    code_at = next(i for i, cell in enumerate(heads) if folded(cell) in _CODE)
    below = folded(sheet.lines[at].cell(code_at))
    words = {folded(cell) for cell in sheet.lines[at].cells} - {""}
    known = {one for headings in (*_COMMON.values(), *_MAIN.values()) for one in headings}
    return below in ("", *_CODE) and bool(words & known)


def _names(head: list[Line]) -> dict[int, str]:
    """The heading of each column, folded: the lowest that is known to us, for it says most."""
    known = {
        one
        for kind in (_COMMON, _MAIN, *_KINDS.values())
        for headings in kind.values()
        for one in headings
    }
    return {
        at: word
        for line in head
        for at, cell in enumerate(line.cells)
        if (word := folded(cell)) in known
    }


def _kind(sheet: Sheet, words: set[str]) -> str:
    is_joined = not words & _MAIN["field"]
    for kind, columns in _KINDS.items():
        if is_joined and words & next(iter(columns.values())):
            return kind
    return "country" if folded(sheet.title) == _COUNTRY else "main"


def _columns(names: dict[int, str], wanted: Mapping[str, set[str]]) -> dict[int, str]:
    """What we take, by the place of its column; of a heading that repeats, the first."""
    found: dict[int, str] = {}
    for what, headings in {**_COMMON, **wanted}.items():
        at = next((at for at, word in sorted(names.items()) if word in headings), None)
        if at is not None:
            found[at] = what
    return found


def _rows(lines: Iterable[Line], columns: dict[int, str], is_joined: bool) -> Iterator[_Row]:
    """The rows of data: none that repeats the heading, numbers the columns or is a title."""
    for line in lines:
        texts = {
            what: text
            for at, what in columns.items()
            if (text := _text(line, at)) and text not in workbook_grid.ERRORS
        }
        filled = [cell for cell in line.cells if cell is not None]
        is_heading = folded(texts.get("code", "")) in _CODE
        # From the left: a row of data is known by its first cells, and there are many of them.
        numbers_columns = all(re.fullmatch("[0-9]{1,2}", folded(cell)) for cell in filled)
        is_code = codes.normalise(texts.get("code", "")) is not None
        is_title = len(filled) < 2 and not is_code and not is_joined
        if texts and not (is_heading or numbers_columns or is_title):
            yield _Row(line.number, texts)


def _text(line: Line, at: int) -> str:
    return workbook_grid.text(line.cell(at)).strip()


# From rows to a catalog ------------------------------------------------------------------------


class _Reader:
    """Joins the sheets by code into the tables of *raw*."""

    def __init__(self, raw: Raw, main: list[_Table], tables: list[_Table]):
        self.raw, self.main = raw, main
        self.joined = [table for table in tables if table.kind not in ("main", "country")]
        self.country = [table for table in tables if table.kind == "country"]
        self.file = main[0].file
        for table in tables:
            name = table.kind if table.kind in schema.BY_NAME else "procedures"
            raw.headings[table.file] = workbook_names.headings(name)
        self.cells: dict[str, dict[str, str]] = {}  # by code, in the order of the list
        self.line: dict[str, int] = {}
        self.children: dict[str, list[Row]] = {}

    def read(self) -> None:
        for table in self.main:
            self.raw.n_aside += table.n_aside
            for row in table.rows:
                self._procedure(table, row)
        for table in self.country:
            for code, row in self._of_list(table, quiet=True):
                if conditions := row.texts.get("conditions"):
                    self.cells[code].setdefault("conditions", conditions)
        for table in self.joined:
            rows = list(self._of_list(table))
            if table.kind == "results":
                self._results(rows)
            else:
                found = _children(table, rows)
                self._doubted(table, found, rows)
                self.children.setdefault(table.kind, []).extend(found)
                self.raw.tables[table.kind] = RawTable(table.file, self.children[table.kind])
        self.raw.tables["procedures"] = RawTable(self.file, list(self._procedures()))

    def _procedure(self, table: _Table, row: _Row) -> None:
        code = code_key(row.texts.get("code", ""))
        cells = _procedure_cells(row.texts)
        if code and code in self.cells:
            values = {"value": code, "line": self.line[code]}
            self._warn(table.file, row.line, "code", "foreign_repeated", values)
            for column, text in cells.items():
                self.cells[code].setdefault(column, text)
            return
        # A row without a code keeps a place of its own, so that its fault is told.
        key = code or f"\0{table.file}:{row.line}"
        self.cells[key], self.line[key] = cells, row.line

    def _procedures(self) -> Iterator[Row]:
        given: dict[str, set[str]] = {}
        for kind, rows in self.children.items():
            for row in rows:
                given.setdefault(code_key(row.cells["code"] or ""), set()).add(kind)
        for key, cells in self.cells.items():
            own = {"code": cells.get("code", ""), "name": cells.get("name", "")}
            # Only the tables that say something of this very procedure: a gap erases nothing.
            yield Row(self.line[key], {**cells, **own}, frozenset(given.get(key, ())))

    def _of_list(self, table: _Table, quiet: bool = False) -> Iterator[tuple[str, _Row]]:
        """The rows of *table* whose procedure the list has, with its code."""
        strangers: list[int] = []
        above = ""
        for row in table.rows:
            # Cells of number, code and name may be merged over the rows of a procedure.
            is_merged = not row.texts.keys() & _COMMON.keys()
            above = above if is_merged else row.texts.get("code", "")
            if (code := code_key(above)) in self.cells:
                yield code, row
            else:
                strangers.append(row.line)
        if strangers and not quiet:
            values = {"n": len(strangers)}
            self._warn(table.file, strangers[0], "code", "foreign_strangers", values)

    def _results(self, rows: list[tuple[str, _Row]]) -> None:
        names: dict[str, list[str]] = {}
        for code, row in rows:
            if name := row.texts.get("result"):
                names.setdefault(code, []).append(name)
        for code, found in names.items():
            self.cells[code].setdefault("result", foreign_cells.several("\n".join(found)))

    def _doubted(self, table: _Table, found: list[Row], rows: list[tuple[str, _Row]]) -> None:
        """Warn of ways to file with another name than those known, and of a 0 that is no fee."""
        if table.kind != "channels":
            return
        read = {row.line for row in found}
        for _, row in rows:
            channel, fee = row.texts.get("channel", ""), row.texts.get("fee", "")
            if row.line not in read and not foreign_cells.channels(channel):
                self._warn(table.file, row.line, "channel", "foreign_channel", {"cell": channel})
            if foreign_cells.is_no_amount(fee, is_noted="note" in row.texts):
                self._warn(table.file, row.line, "fee_vnd", "foreign_zero_fee", {"cell": fee})

    def _warn(self, file: str, line: int, column: str, key: str, values: dict) -> None:
        self.raw.problems.append(Problem(file, line, column, key, values, is_warning=True))


def code_key(written: str) -> str:
    """The key of a code, or the text itself where it is none: its fault is told at the door."""
    return codes.normalise(written) or written.strip()


def _procedure_cells(texts: dict[str, str]) -> dict[str, str]:
    """Our columns, as far as *texts* fills them."""
    cells = {
        "code": texts.get("code", ""),
        "name": texts.get("name", ""),
        "field": texts.get("field", ""),
        "decision_no": texts.get("decision_no", ""),
        "agency": foreign_cells.several(texts.get("agency") or texts.get("competent", "")),
        "audience": foreign_cells.audience(texts.get("audience", "")),
        "conditions": texts.get("conditions", ""),
        "source_url": texts.get("source_url", ""),
    }
    address = cells["source_url"]
    if not re.fullmatch(r"https?://[^\s<>\"\\]+", address) or unit.is_dead(address):
        del cells["source_url"]
    if any(word in fold(texts.get("status", "")) for word in _REPEALED):
        cells["status"] = "repealed"
    return {column: text for column, text in cells.items() if text}


def _children(table: _Table, rows: list[tuple[str, _Row]]) -> list[Row]:
    """The rows of one of our tables; what is said twice of a procedure stands once."""
    seen: set[tuple] = set()
    places: dict[str, int] = {}
    found = []
    for code, row in rows:
        for cells in _MAKERS[table.kind](row.texts):
            key = (code, *sorted(cells.items()))
            if key in seen:
                continue
            seen.add(key)
            places[code] = places.get(code, 0) + 1
            if "position" in schema.BY_NAME[table.kind].names:
                cells["position"] = str(places[code])
            found.append(Row(row.line, {"code": code, **cells}))
    return found


def _channels(texts: dict[str, str]) -> Iterator[dict[str, str]]:
    number, unit_of_time, time_note = foreign_cells.duration(texts.get("duration", ""))
    note = texts.get("note", "")
    amount, fee_note = foreign_cells.fee(texts.get("fee", ""), is_noted=bool(note))
    for channel in foreign_cells.channels(texts.get("channel", "")):
        yield {
            "channel": channel,
            "duration": number,
            "duration_unit": unit_of_time,
            "fee_vnd": amount,
            "fee_note": fee_note,
            "duration_note": "; ".join(part for part in (time_note, note) if part),
        }


def _steps(texts: dict[str, str]) -> Iterator[dict[str, str]]:
    if "body" in texts:
        yield {"case": texts.get("case", ""), "title": "", "body": texts["body"]}


def _documents(texts: dict[str, str]) -> Iterator[dict[str, str]]:
    if "paper" in texts:
        yield {
            "case": texts.get("case", ""),
            "name": texts["paper"],
            "originals": foreign_cells.count(texts.get("originals", "")),
            "copies": foreign_cells.count(texts.get("copies", "")),
            "form": texts.get("form", ""),
        }


def _legal_bases(texts: dict[str, str]) -> Iterator[dict[str, str]]:
    if number := foreign_cells.legal_base(texts.get("base", ""), texts.get("title", "")):
        yield {"number": number}


_MAKERS = {
    "channels": _channels,
    "steps": _steps,
    "documents": _documents,
    "legal_bases": _legal_bases,
}
