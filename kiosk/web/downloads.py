"""Files that a browser takes along."""

from flask import Response

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "zip": "application/zip",
}


def answer(content: bytes, form: str, name: str) -> Response:
    """*content*, a file of the *form* `csv`, `pdf` ..., to be kept as *name*, of ASCII signs."""
    response = Response(content, content_type=_TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response
