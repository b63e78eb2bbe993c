"""All codes as pictures in one zip, for other uses than the sheets: web pages, letters, posters."""

import csv
import io
import zipfile
from collections.abc import Iterable

from kiosk.codes import draw, symbol
from kiosk.codes.targets import Target, path_of
from kiosk.reports.exports import cell
from kiosk.store import Database
from kiosk.texts import text

_TIME = (2000, 1, 1, 0, 0, 0)  # the same codes give the same bytes
LIST = "danh-sach.csv"
_COLUMNS = ("board_column_code", "board_column_name", "board_column_address")


def zipped(db: Database, targets: Iterable[Target], base_url: str) -> bytes:
    """
    A PNG and an SVG of each of *targets*, and a list of them as CSV. Symbols that were never stored
    are stored now: what is handed out must not change later.
    """
    listed = list(targets)
    drawn = symbol.of_payloads(db, [base_url + path_of(target.id) for target in listed])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        _add(package, LIST, _list(listed, [one.payload for one in drawn]))
        for target, one in zip(listed, drawn, strict=True):
            _add(package, f"png/{target.id}.png", draw.png(one))
            _add(package, f"svg/{target.id}.svg", draw.svg(one).encode("ascii"))
    return out.getvalue()


def _add(package: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, _TIME)
    info.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
    package.writestr(info, content)


def _list(targets: list[Target], payloads: list[str]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([text(key) for key in _COLUMNS])
    for target, payload in zip(targets, payloads, strict=True):
        writer.writerow([cell(target.id), cell(target.name), cell(payload)])
    return ("\ufeff" + out.getvalue()).encode("utf-8")
