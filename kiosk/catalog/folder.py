"""The folder carrier: one CSV file a table, `unit.toml`, `guides/*.md`, `forms/*`."""

import csv
import io
import tomllib
import unicodedata
from pathlib import Path

from kiosk.catalog import schema
from kiosk.catalog.problems import Problem
from kiosk.catalog.raw import Raw, RawTable, Row
from kiosk.catalog.toml_text import toml_text

# Read by the program itself (texts.py), not part of what is published.
_OWN_FILES = ("ui.csv",)
_FORM_LIMIT = 5 * 1024 * 1024  # bytes


def read(folder: Path) -> Raw:
    """Everything in *folder*; faults of form stand in `problems`."""
    raw = Raw(file=folder.name or str(folder))
    for path in sorted(folder.glob("*.csv")):
        if path.stem in schema.BY_NAME:
            raw.tables[path.stem] = _read_table(path, raw.problems)
        elif path.name not in _OWN_FILES:
            raw.problems.append(Problem(path.name, 1, "", "unknown_table", is_warning=True))
    if (folder / "unit.toml").exists():
        raw.unit, raw.unit_file = _read_unit(folder / "unit.toml", raw.problems), "unit.toml"
    if (folder / "guides").is_dir():
        raw.guides = {
            path.stem: found
            for path in sorted((folder / "guides").glob("*.md"))
            if (found := _read_text(path, f"guides/{path.name}", raw.problems)) is not None
        }
    raw.form_files = _read_forms(folder / "forms", raw.problems)
    return raw


def _read_text(path: Path, name: str, problems: list[Problem]) -> str | None:
    """The text of a UTF-8 file without its byte order mark, or None and a problem."""
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        problems.append(Problem(name, line, "", "not_utf8"))
        return None


def _read_table(path: Path, problems: list[Problem]) -> RawTable:
    content = _read_text(path, path.name, problems)
    unread = RawTable(path.name, [], [])
    if content is None:
        return unread
    if not content.strip():
        problems.append(Problem(path.name, 1, "", "empty_file"))
        return unread
    # Strict: an unclosed quotation mark must not swallow the rows that follow it.
    reader = csv.reader(
        io.StringIO(content, newline=""), delimiter=_delimiter(content), strict=True
    )
    rows: list[Row] = []
    columns: list[str] = []
    start = 1
    try:
        for cells in reader:
            if not columns:
                columns = _heading(cells)
            elif any(cell.strip() for cell in cells):
                if extra := [cell for cell in cells[len(columns) :] if cell.strip()]:
                    values = {"n": len(columns), "cell": extra[0][:40]}
                    problems.append(Problem(path.name, start, "", "too_many_cells", values))
                # A short row has empty cells.
                cells += [""] * (len(columns) - len(cells))
                rows.append(Row(start, dict(zip(columns, cells, strict=False))))
            start = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(path.name, start, "", "bad_csv", {"error": error}))
        return unread
    return RawTable(path.name, rows, columns)


def _heading(cells: list[str]) -> list[str]:
    """The names of the columns, without the empty ones that spreadsheets add at the end."""
    columns = [cell.strip() for cell in cells]
    while columns and not columns[-1]:
        columns.pop()
    return columns


def _delimiter(content: str) -> str:
    """`;` where the heading has more of them than commas (Excel in Viet Nam), else `,`."""
    heading = content.split("\n", 1)[0]
    return ";" if heading.count(";") > heading.count(",") else ","


def _read_unit(path: Path, problems: list[Problem]) -> dict | None:
    content = _read_text(path, path.name, problems)
    if content is None:
        return None
    try:
        return tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        problems.append(Problem(path.name, 1, "", "bad_toml", {"error": error}))
        return None


def _read_forms(folder: Path, problems: list[Problem]) -> dict[str, bytes]:
    found = {}
    for path in sorted(folder.glob("*")) if folder.is_dir() else []:
        if path.stat().st_size > _FORM_LIMIT:
            problems.append(Problem(f"forms/{path.name}", 1, "", "form_too_large"))
        else:
            # Some systems give names with loose marks; the table has them in NFC.
            found[unicodedata.normalize("NFC", path.name)] = path.read_bytes()
    return found


def write(folder: Path, document: dict, form_files: dict[str, bytes]) -> None:
    """
    Write the catalog *document* (see `document.py`) as a folder: each table and the guides anew.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for table in schema.TABLES:
        _write_table(folder / f"{table.name}.csv", table, list(_rows(document, table)))
    (folder / "unit.toml").write_text(toml_text(document["unit"]), encoding="utf-8", newline="\n")
    (folder / "guides").mkdir(exist_ok=True)
    # A guide that is no more would come back with the next import.
    for path in (folder / "guides").glob("*.md"):
        path.unlink()
    for guide in document["guides"]:
        path = folder / "guides" / f"{guide['slug']}.md"
        path.write_text(guide["body"], encoding="utf-8", newline="\n")
    for name, content in form_files.items():
        (folder / "forms").mkdir(exist_ok=True)
        (folder / "forms" / name).write_bytes(content)


def _rows(document: dict, table: schema.Table):
    """The rows of *table*: the rows of a procedure's own tables carry its code."""
    if table not in schema.CHILDREN:
        yield from document[table.name]
        return
    for procedure in document["procedures"]:
        for row in procedure[table.name]:
            yield {**row, "code": procedure["code"]}


def _write_table(path: Path, table: schema.Table, rows: list[dict]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.names)
        writer.writerows([schema.cell_of(row[name]) for name in table.names] for row in rows)
