"""The JSON carrier: the same tables in one file, a procedure's own rows inside it."""

import base64
import binascii
import json
import json.scanner
from pathlib import Path
from typing import Any

from kiosk.catalog import schema
from kiosk.catalog.problems import Problem
from kiosk.catalog.raw import Raw, RawTable, Row

_LINE = "\0line"  # no key of a JSON file that people write


class _LineDecoder(json.JSONDecoder):
    """Notes in each object the line on which it begins, so that a fault can name it."""

    def __init__(self) -> None:
        super().__init__(strict=False)
        self.parse_object = self._object
        self.scan_once = json.scanner.py_make_scanner(self)  # type: ignore[attr-defined]
        self._seen = (0, 1)

    def _object(self, text_and_end, *args):
        text, start = text_and_end
        line = self._line_at(text, start)
        value, end = json.decoder.JSONObject(text_and_end, *args)  # type: ignore[attr-defined]
        value[_LINE] = line
        return value, end

    def _line_at(self, text: str, position: int) -> int:
        """Counted on from the last object, for objects come in the order of their places."""
        before, line = self._seen
        line += text.count("\n", before, position)
        self._seen = (position, line)
        return line


def read(path: Path) -> Raw:
    """Everything in the file *path*; faults of form stand in `problems`."""
    raw = Raw(file=path.name)
    try:
        document = _LineDecoder().decode(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raw.problems.append(Problem(path.name, 1, "", "not_utf8"))
        return raw
    except json.JSONDecodeError as error:
        key = "empty_file" if not path.read_bytes().strip() else "bad_json"
        raw.problems.append(Problem(path.name, error.lineno, "", key, {"error": error.msg}))
        return raw
    except RecursionError:
        raw.problems.append(Problem(path.name, 1, "", "bad_json", {"error": "nested too deeply"}))
        return raw
    if not isinstance(document, dict):
        raw.problems.append(Problem(path.name, 1, "", "bad_json", {"error": "not an object"}))
        return raw
    _read_document(raw, document)
    return raw


def _read_document(raw: Raw, document: dict[str, Any]) -> None:
    for table in (schema.PROCEDURES, *schema.PARTS):
        if table.name in document:
            rows = _objects(raw, table.name, document[table.name])
            raw.tables[table.name] = RawTable(raw.file, [_row(raw, table, row) for row in rows])
    procedures = _objects(raw, "procedures", document.get("procedures", []), quiet=True)
    for table in schema.CHILDREN:
        if any(table.name in procedure for procedure in procedures) or table.required:
            raw.tables[table.name] = RawTable(raw.file, list(_children(raw, table, procedures)))
    if "unit" in document:
        if isinstance(document["unit"], dict):
            raw.unit, raw.unit_file = _without_lines(document["unit"]), raw.file
        else:
            raw.problems.append(Problem(raw.file, 1, "unit", "not_a_table"))
    if "guides" in document:
        guides = _objects(raw, "guides", document["guides"])
        raw.guides = {str(guide.get("slug")): str(guide.get("body", "")) for guide in guides}
    for file in _objects(raw, "form_files", document.get("form_files", [])):
        try:
            content = base64.b64decode(str(file.get("content", "")), validate=True)
            raw.form_files[str(file.get("file"))] = content
        except binascii.Error:
            raw.problems.append(Problem(raw.file, file[_LINE], "content", "bad_base64"))
    known = {"unit", "guides", "form_files", _LINE, *schema.BY_NAME}
    for name in document.keys() - known:
        raw.problems.append(Problem(raw.file, 1, name, "unknown_table", is_warning=True))


def _objects(raw: Raw, name: str, value: Any, quiet: bool = False) -> list[dict]:
    """The objects of the list *value*; whatever else it holds becomes a problem."""
    items = value if isinstance(value, list) else [value]
    found = [item for item in items if isinstance(item, dict)]
    if not quiet and (found != items or not isinstance(value, list)):
        raw.problems.append(Problem(raw.file, 1, name, "not_a_list"))
    return found


def _children(raw: Raw, table: schema.Table, procedures: list[dict]):
    """The rows of *table* inside the procedures; a plain text stands for its one column."""
    for procedure in procedures:
        value = procedure.get(table.name) or []
        if table.name == "legal_bases" and isinstance(value, list):
            line = procedure[_LINE]
            value = [{"number": v, _LINE: line} if isinstance(v, str) else v for v in value]
        for row in _objects(raw, table.name, value):
            yield _row(raw, table, {**row, "code": procedure.get("code")})


def _row(raw: Raw, table: schema.Table, item: dict) -> Row:
    own = {child.name for child in schema.CHILDREN} if table is schema.PROCEDURES else set()
    cells = {}
    for key, value in item.items():
        if key == _LINE or key in own:
            continue
        if isinstance(value, dict) or (isinstance(value, float) and not value.is_integer()):
            raw.problems.append(Problem(raw.file, item[_LINE], key, "bad_value"))
            value = None
        cells[key] = _cell(value)
    return Row(item[_LINE], cells, frozenset(own & item.keys()))


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return ";".join(str(part) for part in value)
    if isinstance(value, float):
        return str(int(value))
    return schema.cell_of(value)


def _without_lines(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_lines(inner) for key, inner in value.items() if key != _LINE}
    return value


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
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
