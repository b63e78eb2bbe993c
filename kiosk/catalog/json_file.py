"""The JSON carrier: the same tables in one file, a procedure's own rows inside it."""

import base64
import json
import json.scanner
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from math import inf
from pathlib import Path
from typing import Any

from kiosk.catalog import cells, schema, whole_file
from kiosk.catalog.problems import Problem
from kiosk.catalog.raw import FORM_LIMIT, Raw, RawGuide, RawTable, Row

_LINE = "\0line"  # no key of a JSON file that people write
_MOST_DIGITS = 30  # of a number: far more than any column takes, far less than Python refuses


class _Decoder(json.JSONDecoder):
    """
    Notes in each object the line on which it begins, so that a fault can name it, and in *twice*
    (line, key) of each key that stands twice in its object.
    """

    def __init__(self) -> None:
        super().__init__(strict=False, parse_int=_whole_number, object_pairs_hook=list)
        self.twice: list[tuple[int, str]] = []
        self.parse_object = self._object
        self.scan_once = json.scanner.py_make_scanner(self)  # type: ignore[attr-defined]
        self._seen = (0, 1)

    def _object(self, text_and_end, *args):
        text, start = text_and_end
        line = self._line_at(text, start)
        pairs, end = json.decoder.JSONObject(text_and_end, *args)  # type: ignore[attr-defined]
        found: dict[str, Any] = {_LINE: line}
        for key, value in pairs:
            if key in found:
                self.twice.append((line, key))
            found[key] = value
        return found, end

    def _line_at(self, text: str, position: int) -> int:
        """Counted on from the last object, for objects come in the order of their places."""
        before, line = self._seen
        line += text.count("\n", before, position)
        self._seen = (position, line)
        return line


def _whole_number(digits: str) -> int | float:
    """The number; one that no column takes is infinite, as JSON's large fractions are."""
    return int(digits) if len(digits) <= _MOST_DIGITS else inf


# Reading ------------------------------------------------------------------------------------


def read(path: Path) -> Raw:
    """Everything in the file *path*; faults of form stand in `problems`."""
    return parsed(path.read_bytes(), path.name)


def parsed(content: bytes, name: str) -> Raw:
    """Everything in *content*, called *name*."""
    raw = Raw(file=name, is_json=True)
    document = _decoded(content, raw)
    if document is None:
        raw.is_read = False
    else:
        _read_document(raw, document)
    return raw


def _decoded(content: bytes, raw: Raw) -> dict[str, Any] | None:
    """The object in *content*, or None and a problem."""
    decoder = _Decoder()
    line, column, key, error = 1, "", "bad_json", ""
    try:
        document = decoder.decode(content.decode("utf-8-sig"))
        if isinstance(document, dict):
            for at, name in decoder.twice:
                raw.problems.append(Problem(raw.file, at, name, "repeated_key"))
            return document
        error = "not an object"
    except UnicodeDecodeError as bad:
        line, key = content[: bad.start].count(b"\n") + 1, "not_utf8_text"
    except json.JSONDecodeError as bad:
        line, column, error = bad.lineno, str(bad.colno), bad.msg
        if not content.removeprefix(b"\xef\xbb\xbf").strip():
            line, column, key = 1, "", "empty_json"
    except RecursionError:
        error = "nested too deeply"
    raw.problems.append(Problem(raw.file, line, column, key, {"error": error}))
    return None


def _read_document(raw: Raw, document: dict[str, Any]) -> None:
    # What is null is left out, as everywhere in the file where a whole table could stand.
    given = {name: value for name, value in document.items() if value is not None}
    for table in schema.PARTS:
        if table.name in given:
            objects = _objects(raw, table.name, given[table.name], 1)
            raw.tables[table.name] = RawTable(raw.file, [_row(raw, table, one) for one in objects])
    _read_procedures(raw, given)
    if "unit" in given:
        _read_unit(raw, given["unit"])
    if "guides" in given:
        raw.guides = list(_guides(raw, given["guides"]))
    _read_form_files(raw, given.get("form_files", []))
    known = {"unit", "guides", "form_files", "procedures", _LINE}
    for name in document.keys() - known - {table.name for table in schema.PARTS}:
        raw.problems.append(Problem(raw.file, 1, name, "unknown_table", is_warning=True))


def _read_procedures(raw: Raw, given: dict[str, Any]) -> None:
    if "procedures" in given:
        objects = _objects(raw, "procedures", given["procedures"], 1)
        found = [(one, _row(raw, schema.PROCEDURES, one)) for one in objects]
        raw.tables["procedures"] = RawTable(raw.file, [row for _, row in found])
    else:
        found = []
    for table in schema.CHILDREN:
        rows = [child for one, row in found for child in _children(raw, table, one, row)]
        is_given = any(table.name in (row.given or ()) for _, row in found)
        if is_given or table.required:
            raw.tables[table.name] = RawTable(raw.file, rows)


def _objects(raw: Raw, name: str, value: Any, line: int) -> list[dict]:
    """The objects of the list *value*; whatever else it holds becomes a problem on *line*."""
    items = value if isinstance(value, list) else [value]
    found = [item for item in items if isinstance(item, dict)]
    if found != items or not isinstance(value, list):
        raw.problems.append(Problem(raw.file, line, name, "not_a_list"))
    return found


def _children(raw: Raw, table: schema.Table, procedure: dict, parent: Row) -> Iterator[Row]:
    """The rows of *table* inside *procedure*; a plain text stands for its one column."""
    value = procedure.get(table.name)
    if value is None:
        return
    line = procedure[_LINE]
    if table.name == "legal_bases" and isinstance(value, list):
        value = [{"number": v, _LINE: line} if isinstance(v, str) else v for v in value]
    for item in _objects(raw, table.name, value, line):
        row = _row(raw, table, {key: v for key, v in item.items() if key != "code"})
        # Where the procedure has no code, it says so itself, not each of its rows.
        yield replace(row, cells={**row.cells, "code": parent.cells.get("code") or None})


def _row(raw: Raw, table: schema.Table, item: dict) -> Row:
    """The cells of *item*; what a procedure holds as tables of its own is left aside."""
    own = {child.name for child in schema.CHILDREN} if table is schema.PROCEDURES else set()
    columns = {column.name: column for column in table.columns}
    found: dict[str, str | None] = {}
    for key, value in item.items():
        if key == _LINE or key in own:
            continue
        if fault := _fault(columns.get(key), value):
            raw.problems.append(Problem(raw.file, item[_LINE], key, fault))
        found[key] = None if fault else _cell(value)
    return Row(item[_LINE], found, frozenset(n for n in own if item.get(n) is not None))


def _fault(column: schema.Column | None, value: Any) -> str:
    """The key of what is wrong with the kind of *value*; empty when it can be read as a cell."""
    if column is None or value is None or isinstance(value, str):
        return ""  # a key that no column has is only warned about
    if isinstance(value, bool):
        return "" if column.read is cells.flag else "bad_value"
    if isinstance(value, (int, float)):
        if column.read is cells.code:
            return "code_as_number"  # 1.001190 has lost its zero already
        return "" if isinstance(value, int) or value.is_integer() else "bad_value"
    is_list_of_texts = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return "" if is_list_of_texts else "bad_value"


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return ";".join(str(part) for part in value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return schema.cell_of(value)


def _read_unit(raw: Raw, value: Any) -> None:
    if not isinstance(value, dict):
        raw.problems.append(Problem(raw.file, 1, "unit", "not_an_object"))
        return
    raw.unit, raw.unit_file = _without_lines(value), raw.file
    raw.unit_lines = {"": value[_LINE]}
    for name, inner in value.items():
        if isinstance(inner, dict):
            raw.unit_lines[name] = inner[_LINE]


def _without_lines(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_lines(inner) for key, inner in value.items() if key != _LINE}
    return value


def _guides(raw: Raw, value: Any) -> Iterator[RawGuide]:
    for item in _objects(raw, "guides", value, 1):
        slug, body = _texts(raw, item, "guides", ("slug", "body"))
        if slug is not None and body is not None:
            yield RawGuide(slug, body, raw.file, item[_LINE], f"guides.{slug}")


def _read_form_files(raw: Raw, value: Any) -> None:
    first: dict[str, int] = {}
    for item in _objects(raw, "form_files", value, 1):
        name, content = _texts(raw, item, "form_files", ("file", "content"))
        if name is None or content is None:
            continue
        name = unicodedata.normalize("NFC", name)
        if name in first:
            values = {"value": name, "line": first[name]}
            raw.problems.append(
                Problem(raw.file, item[_LINE], "form_files.file", "duplicate", values)
            )
        first.setdefault(name, item[_LINE])
        raw.form_files[name] = _form_content(raw, item[_LINE], content)


def _form_content(raw: Raw, line: int, text: str) -> bytes | None:
    """The bytes that *text* spells in base64, or None and a problem."""
    try:
        content = base64.b64decode(text, validate=True)
    except ValueError:  # signs outside ASCII too
        raw.problems.append(Problem(raw.file, line, "form_files.content", "bad_base64"))
        return None
    if len(content) > FORM_LIMIT:
        raw.problems.append(Problem(raw.file, line, "form_files.content", "form_too_large"))
        return None
    return content


def _texts(raw: Raw, item: dict, table: str, names: tuple[str, ...]) -> list[str | None]:
    """The texts *names* of *item*; None and a problem for each that is no text."""
    found: list[str | None] = []
    for name in names:
        value = item.get(name)
        found.append(value if isinstance(value, str) else None)
        if not isinstance(value, str):
            raw.problems.append(Problem(raw.file, item[_LINE], f"{table}.{name}", "not_text"))
    return found


# Writing ------------------------------------------------------------------------------------


def write(path: Path, document: dict, form_files: dict[str, bytes]) -> None:
    """Write the catalog *document* (see `document.py`) as one JSON file."""
    if form_files:
        document = {
            **document,
            "form_files": [
                {"file": name, "content": base64.b64encode(content).decode("ascii")}
                for name, content in sorted(form_files.items())
            ],
        }
    text = json.dumps(document, ensure_ascii=False, indent=1)
    whole_file.write(path, (text + "\n").encode())
