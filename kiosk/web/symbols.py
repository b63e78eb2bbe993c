"""The symbol of a code as a picture."""

from flask import Blueprint, Response, abort, request

from kiosk.catalog.published import Published
from kiosk.codes import draw, symbol
from kiosk.codes.targets import MASTER, PAGES, number_of, path_of
from kiosk.web import service

bp = Blueprint("symbols", __name__)


def target_named(published: Published, name: str) -> str | None:
    """The target that *name* means, published procedures in any written form; or None."""
    if numbered := number_of(name):
        letter, number = numbered
        if letter == "p":
            return f"p{number}" if f"p{number}" in PAGES else None
        items = published.open_fields if letter == "f" else published.open_groups
        return next((item.target for item in items if item.number == number), None)
    if name.lower() == MASTER:
        return MASTER
    procedure = published.find(name)
    return procedure.code if procedure and not procedure.is_retired else None


@bp.get("/ma-qr/<path:name>.<any(svg, png):kind>")
def picture(name: str, kind: str) -> Response:
    """The symbol of a published procedure, field, group, page or the master, as SVG or PNG."""
    target = target_named(service.published(), name) or abort(404)
    running = service.current()
    payload = running.base_url + path_of(target)
    # A stored symbol is the printed one; one that was never built is drawn, but not stored.
    drawn = symbol.find(running.pool.db(), payload) or symbol.encode(payload)
    if kind == "svg":
        response = Response(draw.svg(drawn), content_type="image/svg+xml")
    else:
        response = Response(draw.png(drawn), content_type="image/png")
    response.add_etag(weak=True)
    response.make_conditional(request)  # changes the response itself
    return response
