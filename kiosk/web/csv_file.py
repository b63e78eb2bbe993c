"""A table for a spreadsheet, as an answer."""

import csv
import io
from collections.abc import Iterable

from flask import Response

from kiosk.reports.exports import cell
from kiosk.web.language import text


def answer(name: str, headings: Iterable[str], rows: Iterable[Iterable[object]]) -> Response:
    """
    The CSV file *name*: *headings* are keys of texts; no cell of *rows* runs as a formula.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([text(key) for key in headings])
    for row in rows:
        writer.writerow([cell(value) for value in row])
    response = Response("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response
