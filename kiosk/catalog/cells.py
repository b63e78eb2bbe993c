"""One cell at a time: what each kind of column accepts, and the value it becomes."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from kiosk.catalog import code as codes

Reader = Callable[[str], Any]


class BadCell(ValueError):
    """A cell that cannot be read: the key of its text and the values in it."""

    def __init__(self, key: str, **values: object):
        super().__init__(key)
        self.key, self.values = key, values


def text(cell: str) -> str:
    """Text as it stands: leading zeros, dots and line breaks are kept."""
    return cell


def line(cell: str) -> str:
    """Text of one line: runs of white space become one space."""
    return " ".join(cell.split())


def flag(cell: str) -> bool:
    if cell not in ("0", "1"):
        raise BadCell("bad_flag", cell=cell)
    return cell == "1"


def number(cell: str) -> int:
    """A whole number; `8.000` is eight thousand, as it is written in Viet Nam."""
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+", cell):
        cell = cell.replace(".", "")
    if not re.fullmatch(r"[0-9]{1,12}", cell):
        raise BadCell("bad_number", cell=cell)
    return int(cell)


def whole_date(cell: str) -> str:
    """A day as `YYYY-MM-DD`; `dd/mm/yyyy` is read too."""
    local = re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", cell)
    iso = f"{local[3]}-{local[2]:0>2}-{local[1]:0>2}" if local else cell
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", iso):
            return date.fromisoformat(iso).isoformat()
    except ValueError:
        pass
    raise BadCell("bad_date", cell=cell)


def part_date(cell: str) -> str:
    """A year, a month or a day: what a source states of its own age."""
    if re.fullmatch(r"[0-9]{4}", cell) or re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", cell):
        return cell
    return whole_date(cell)


def code(cell: str) -> str:
    """The key of a procedure code, in whatever form it was written."""
    key = codes.normalise(cell)
    if key is None:
        raise BadCell("bad_code", cell=cell)
    return key


def slug(cell: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", cell):
        raise BadCell("bad_slug", cell=cell)
    return cell


def web_address(cell: str) -> str:
    try:
        parts = urlsplit(cell)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable or re.search(r"[\s<>\"\\]", cell):
        raise BadCell("bad_address", cell=cell)
    return cell


def file_name(cell: str) -> str:
    """A plain file name of a form; never a path."""
    if not re.fullmatch(r"[\w][\w .()-]{0,99}\.(pdf|docx?|xlsx?|odt|rtf)", cell, re.IGNORECASE):
        raise BadCell("bad_file_name", cell=cell)
    return cell


def choice(*allowed: str) -> Reader:
    def read(cell: str) -> str:
        if cell not in allowed:
            raise BadCell("bad_choice", cell=cell, allowed=", ".join(allowed))
        return cell

    return read


def choices(*allowed: str) -> Reader:
    """Some of *allowed*, joined by `;`; kept joined, in the order of *allowed*."""

    def read(cell: str) -> str:
        given = {part.strip() for part in cell.split(";") if part.strip()}
        if extra := sorted(given - set(allowed)):
            raise BadCell("bad_choice", cell="; ".join(extra), allowed=", ".join(allowed))
        return ";".join(one for one in allowed if one in given)

    return read
