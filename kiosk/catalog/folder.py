"""The folder carrier: one CSV file a table, `unit.toml`, `guides/*.md`, `forms/*`."""

import csv
import io
import os
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from kiosk.catalog import csv_cells, schema, whole_file
from kiosk.catalog.decoding import Undecodable, decoded
from kiosk.catalog.problems import Problem
from kiosk.catalog.raw import FORM_LIMIT, Raw, RawGuide, RawTable, Row
from kiosk.catalog.toml_text import lines_of, toml_text
from kiosk.errors import CatalogError

# Read by the program itself (texts.py), not part of what is published.
_OWN_FILES = ("ui.csv",)
_TOML_PLACE = re.compile(r" \(at (?:line ([0-9]+), column ([0-9]+)|end of document)\)$")


def read(folder: Path) -> Raw:
    """Everything in *folder*; faults of form stand in `problems`."""
    raw = Raw(file=folder.name or str(folder))
    for path in sorted(folder.glob("*.csv")):
        if path.stem in schema.BY_NAME:
            raw.tables[path.stem] = _read_table(path, raw.problems)
        elif path.name not in _OWN_FILES:
            raw.problems.append(Problem(path.name, 1, "", "unknown_table", is_warning=True))
    if os.path.lexists(folder / "unit.toml"):
        _read_unit(folder / "unit.toml", raw)
    if (paths := _inside(folder / "guides", raw.problems)) is not None:
        raw.guides = list(_read_guides(paths, raw.problems))
    raw.form_files = _read_forms(_inside(folder / "forms", raw.problems) or [], raw.problems)
    return raw


def _inside(folder: Path, problems: list[Problem]) -> list[Path] | None:
    """What *folder* holds, but for hidden files; None when there is no such folder."""
    if not os.path.lexists(folder):
        return None
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        problems.append(Problem(folder.name, 1, "", "unreadable", {"error": error.strerror}))
        return None


def _read_bytes(path: Path, name: str, problems: list[Problem]) -> bytes | None:
    """The bytes of a file, or None and a problem: a folder, a link to nothing, no right to read."""
    try:
        return path.read_bytes()
    except OSError as error:
        problems.append(Problem(name, 1, "", "unreadable", {"error": error.strerror}))
        return None


def _read_text(path: Path, name: str, problems: list[Problem]) -> str | None:
    """The text of a file, with plain line ends and no byte order mark; else a problem."""
    content = _read_bytes(path, name, problems)
    if content is None:
        return None
    try:
        return re.sub(r"\r\n?", "\n", decoded(content))
    except Undecodable as bad:
        key = bad.key if name.endswith(".csv") else "not_utf8_text"
        problems.append(Problem(name, bad.line, "", key))
        return None


# Tables -------------------------------------------------------------------------------------


def _read_table(path: Path, problems: list[Problem]) -> RawTable:
    content = _read_text(path, path.name, problems)
    unread = RawTable(path.name, [], is_read=False)
    if content is None:
        return unread
    if not _first_line(content):
        problems.append(Problem(path.name, 1, "", "empty_file"))
        return unread
    # Strict: an unclosed quotation mark must not swallow the rows that follow it.
    reader = csv.reader(
        io.StringIO(content, newline=""), delimiter=_delimiter(content), strict=True
    )
    rows: list[Row] = []
    columns: list[str] = []
    heading = start = 1
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                pass
            elif not columns:
                columns, heading = _heading(cells), start
            else:
                if extra := [cell for cell in cells[len(columns) :] if cell.strip()]:
                    values = {"n": len(columns), "cell": extra[0][:40]}
                    problems.append(Problem(path.name, start, "", "too_many_cells", values))
                # A short row has empty cells.
                cells += [""] * (len(columns) - len(cells))
                texts = map(csv_cells.read, cells)
                rows.append(Row(start, dict(zip(columns, texts, strict=False))))
            start = reader.line_num + 1
    except csv.Error as error:
        problems.append(_csv_problem(path.name, start, error))
        return unread
    return RawTable(path.name, rows, columns, heading)


def _csv_problem(name: str, line: int, error: csv.Error) -> Problem:
    if "field larger than field limit" in str(error):
        return Problem(name, line, "", "cell_too_long", {"n": csv.field_size_limit()})
    return Problem(name, line, "", "bad_csv", {"error": error})


def _heading(cells: list[str]) -> list[str]:
    """The names of the columns, without the empty ones that spreadsheets add at the end."""
    columns = [cell.strip() for cell in cells]
    while not columns[-1]:
        columns.pop()
    return columns


def _first_line(content: str) -> str:
    """The first line that holds more than separators: the heading; empty when there is none."""
    return next((line for line in content.split("\n") if line.strip(' \t,;"')), "")


def _delimiter(content: str) -> str:
    """What the heading has most of: `,`, `;` (Excel in Viet Nam) or tabs ("Unicode text")."""
    return max((",", ";", "\t"), key=_first_line(content).count)


# The other files ----------------------------------------------------------------------------


def _read_unit(path: Path, raw: Raw) -> None:
    content = _read_text(path, path.name, raw.problems)
    if content is None:
        return
    try:
        raw.unit = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raw.problems.append(_toml_problem(path.name, content, str(error)))
        return
    raw.unit_file, raw.unit_lines = path.name, lines_of(content)


def _toml_problem(name: str, content: str, error: str) -> Problem:
    """The place stands in the message of `tomllib`; it belongs in front, as for every problem."""
    place = _TOML_PLACE.search(error)
    line, column = (place[1], place[2]) if place else (None, None)
    last = content.rstrip("\n").count("\n") + 1
    values = {"error": _TOML_PLACE.sub("", error)}
    return Problem(name, int(line) if line else last, column or "", "bad_toml", values)


def _read_guides(paths: list[Path], problems: list[Problem]) -> Iterator[RawGuide]:
    for path in paths:
        name = f"guides/{path.name}"
        if path.suffix == ".md" and (body := _read_text(path, name, problems)) is not None:
            yield RawGuide(path.stem, body, name)


def _read_forms(paths: list[Path], problems: list[Problem]) -> dict[str, bytes | None]:
    found: dict[str, bytes | None] = {}
    for path in paths:
        name = f"forms/{path.name}"
        # Some systems give names with loose marks; the table has them in NFC.
        key = unicodedata.normalize("NFC", path.name)
        found[key] = None
        if path.is_file() and path.stat().st_size > FORM_LIMIT:
            problems.append(Problem(name, 1, "", "form_too_large"))
        else:
            found[key] = _read_bytes(path, name, problems)
    return found


# Writing ------------------------------------------------------------------------------------


def write(folder: Path, document: dict, form_files: dict[str, bytes]) -> None:
    """
    Write the catalog *document* (see `document.py`) as a folder: each table and the guides anew.

    Raises CatalogError when *folder* holds something else: its files are not ours to replace.
    """
    if _is_foreign(folder):
        raise CatalogError(
            f"{folder} holds other files and is no catalog. Give a new or an empty folder."
        )
    folder.mkdir(parents=True, exist_ok=True)
    # The procedures come first: by them the folder is known as a catalog, should a later file fail.
    for table in sorted(schema.TABLES, key=lambda table: table is not schema.PROCEDURES):
        whole_file.write(folder / f"{table.name}.csv", _csv(table, document))
    whole_file.write(folder / "unit.toml", toml_text(document["unit"]).encode())
    _write_guides(folder / "guides", document["guides"])
    for name, content in form_files.items():
        (folder / "forms").mkdir(exist_ok=True)
        whole_file.write(folder / "forms" / name, content)


def _is_foreign(folder: Path) -> bool:
    """Does *folder* hold files, but no catalog? Hidden files are no content."""
    if not folder.is_dir() or (folder / f"{schema.PROCEDURES.name}.csv").exists():
        return False
    return any(not path.name.startswith(".") for path in folder.iterdir())


def _write_guides(folder: Path, guides: list[dict]) -> None:
    folder.mkdir(exist_ok=True)
    written = {f"{guide['slug']}.md" for guide in guides}
    for guide in guides:
        whole_file.write(folder / f"{guide['slug']}.md", guide["body"].encode())
    # A guide that is no more would come back with the next import.
    for path in folder.glob("*.md"):
        if path.name not in written:
            path.unlink()


def _csv(table: schema.Table, document: dict) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.names)
    for row in schema.rows_of(document, table):
        cells = (schema.cell_of(row[name]) for name in table.names)
        writer.writerow([csv_cells.written(cell) for cell in cells])
    return text.getvalue().encode()
