"""What changed in the published catalog, for everybody to read."""

import re

from flask import Blueprint, Response, abort, request, url_for

from kiosk.catalog import changelog
from kiosk.web import service
from kiosk.web.pages import answer

bp = Blueprint("changes", __name__)


def _address(number: int) -> str:
    """The address of page *number*; that of the first is plain."""
    return url_for("changes.changes", trang=number) if number > 1 else url_for("changes.changes")


@bp.get("/thay-doi")
def changes() -> Response:
    """What was published, newest first, a page of it at a time."""
    wanted = request.args.get("trang", "1")
    number = int(wanted) if re.fullmatch(r"[1-9][0-9]{0,5}", wanted) else 0
    return answer("public/changes.html", _address(number), False, lambda: _values(number))


def _values(number: int) -> dict:
    published = service.published()
    db = service.current().pool.db()
    page = changelog.page(db, published.day, published.version, number) or abort(404)
    return {"page": page, "address": _address}
