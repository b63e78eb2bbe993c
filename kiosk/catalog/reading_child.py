"""
Reads one file in a process of its own, which may be killed without harm.

    python -m kiosk.catalog.reading_child KIND FILE NAME

KIND is `workbook`, or `upload` for whatever the bytes turn out to be; NAME is what people call the
file. Prints a line with `{"refused": key, "values": {…}}`, or `null` and a line with what was read
(`raw_json.py`). A folder in a zip is unpacked beside FILE, where the caller clears up.
"""

import gc
import json
import sys
from pathlib import Path

from kiosk.catalog import (
    csv_list,
    folder,
    folder_zip,
    json_file,
    raw_json,
    rows_limit,
    workbook,
    workbook_gate,
)
from kiosk.catalog.raw import Raw
from kiosk.catalog.workbook_gate import Refused

SECONDS = 20
CELL_LIMIT = 1_000_000  # of all tables together
_MEMORY = 768 * 1024 * 1024  # bytes of address space
_BOM = b"\xef\xbb\xbf"
_OLD_MAGIC = b"\xd0\xcf\x11\xe0"
_OTHER_FILES = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"{\\rtf",
    b"Rar!",
    b"7z\xbc",
)


def read(content: bytes, name: str, kind: str, room: Path) -> Raw:
    """What *content* holds. Raises Refused, or whatever a damaged file does to a parser."""
    if kind == "workbook" or content.startswith(_OLD_MAGIC):
        return workbook.parsed(content, name)
    if len(content) > workbook_gate.FILE_LIMIT:
        raise Refused("reading_too_large", n=workbook_gate.FILE_LIMIT // 1024 // 1024)
    if content.startswith(b"PK"):
        return _zipped(content, name, room)
    text = content.removeprefix(_BOM).lstrip()
    if not text:
        raise Refused("reading_empty")
    if content.startswith(_OTHER_FILES):
        raise Refused("reading_unknown")
    if text.startswith(b"<"):  # some sites call a web page .xls
        raise Refused("reading_web_page")
    is_json = text.startswith((b"{", b"["))
    # Before any parser: what stands a million times would cost it all its time.
    rows_limit.check(text.count(b"{") if is_json else rows_limit.lines_of(text))
    return json_file.parsed(content, name) if is_json else csv_list.parsed(content, name)


def _zipped(content: bytes, name: str, room: Path) -> Raw:
    """A workbook or the folder of a catalog."""
    if folder_zip.is_workbook(content):
        return workbook.parsed(content, name)
    folder_zip.unpack(content, room)
    raw = folder.read(room)
    raw.file = name
    return raw


def bounded(raw: Raw) -> Raw:
    """*raw*, if it is not more than a catalog can be. Raises Refused."""
    rows = [row for table in raw.tables.values() for row in table.rows]
    cells = sum(len(row.cells) for row in rows)
    rows_limit.check(max(len(rows), len(raw.problems)))
    if cells > CELL_LIMIT:
        raise Refused("reading_too_many_cells", n=CELL_LIMIT)
    return raw


def limit_itself() -> None:
    """Bound memory and processor time, where the system can."""
    try:
        import resource
    except ImportError:  # Windows: the deadline of the caller remains
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def _answer(kind: str, path: Path, name: str) -> tuple[dict | None, str]:
    """A refusal, or None and what was read."""
    try:
        with path.open("rb") as file:
            # A byte more than allowed is enough to know that it is too large.
            content = file.read(workbook_gate.FILE_LIMIT + 1)
    except OSError as error:
        return {"refused": "unreadable", "values": {"error": error.strerror}}, ""
    try:
        return None, raw_json.packed(bounded(read(content, name, kind, path.with_name("folder"))))
    except Refused as refused:
        return {"refused": refused.key, "values": refused.values}, ""
    except MemoryError:
        return {"refused": "reading_too_heavy", "values": {}}, ""
    except Exception:
        # Whatever a parser says of a damaged file; this process has no other work to get wrong.
        key = "workbook_damaged" if kind == "workbook" else "reading_damaged"
        return {"refused": key, "values": {}}, ""


if __name__ == "__main__":
    limit_itself()
    gc.disable()  # it ends soon, and to look for what could be freed takes a tenth of its time
    refused, body = _answer(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
    sys.stdout.write(f"{json.dumps(refused)}\n{body}")
