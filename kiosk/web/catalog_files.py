"""The catalog as a file to take away: a workbook to fill in, a folder in a zip, or JSON."""

import tempfile
from pathlib import Path

from flask import Blueprint, Response

from kiosk.catalog import document, folder_zip
from kiosk.web import access, service
from kiosk.web.part_form import today

bp = Blueprint("catalog_files", __name__)
_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "json": "application/json",
}


@bp.get("/can-bo/danh-muc.<any(xlsx, zip, json):kind>")
@access.needs("leader")
def download(kind: str):
    """All that is published, as it can be imported again."""
    with tempfile.TemporaryDirectory(prefix="kiosk-catalog-") as folder:
        path = Path(folder) / ("danh-muc" if kind == "zip" else f"danh-muc.{kind}")
        document.export(service.current().pool.db(), path, today())
        content = folder_zip.packed(path) if kind == "zip" else path.read_bytes()
    response = Response(content, content_type=_TYPES[kind])
    name = f"danh-muc-{today().isoformat()}.{kind}"
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response
