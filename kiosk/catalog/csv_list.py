"""A list of procedures as one CSV file, as the national portal gives it out."""

import csv
import io
from pathlib import Path

from kiosk.catalog import foreign, schema
from kiosk.catalog.decoding import Undecodable, decoded
from kiosk.catalog.problems import Problem
from kiosk.catalog.raw import Raw
from kiosk.catalog.workbook_grid import Line, Sheet
from kiosk.errors import CatalogError

_HEAD = 20  # lines within which the heading stands


def read(path: Path) -> Raw:
    """
    The list in the file *path*; faults of form stand in `problems`.

    Raises CatalogError for a table of ours: alone it is no catalog.
    """
    if path.stem in schema.BY_NAME:
        raise CatalogError(f"{path} is one table of a catalog. Give its folder: {path.parent}.")
    return parsed(path.read_bytes(), path.name)


def parsed(content: bytes, name: str) -> Raw:
    """The list in *content*, called *name*."""
    raw = Raw(file=name)
    try:
        foreign.read_sheets(raw, [Sheet("", _lines(decoded(content), raw))])
    except Undecodable as bad:
        raw.problems.append(Problem(name, bad.line, "", bad.key))
        raw.is_read = False
    return raw


def _lines(text: str, raw: Raw) -> list[Line]:
    """The rows of *text*, up to one that cannot be read; that is a problem."""
    head = "\n".join(text.split("\n", _HEAD)[:_HEAD])
    delimiter = max((",", ";", "\t"), key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: list[Line] = []
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append(Line(start, [cell if cell.strip() else None for cell in cells]))
            start = reader.line_num + 1
    except csv.Error as error:
        raw.problems.append(Problem(raw.file, start, "", "bad_csv", {"error": error}))
    return found
