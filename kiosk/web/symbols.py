"""The symbol of a code as a picture."""

from flask import Blueprint, Response, abort, request

from kiosk.codes import draw, symbol, targets
from kiosk.web import service

bp = Blueprint("symbols", __name__)


@bp.get("/ma-qr/<path:name>.<any(svg, png):kind>")
def picture(name: str, kind: str) -> Response:
    """The symbol of a published procedure, field, group, page or the master, as SVG or PNG."""
    target = targets.named(service.published(), name) or abort(404)
    running = service.current()
    payload = running.base_url + targets.path_of(target)
    # A stored symbol is the printed one; one that was never built is drawn, but not stored.
    drawn = symbol.find(running.pool.db(), payload) or symbol.encode(payload)
    if kind == "svg":
        response = Response(draw.svg(drawn), content_type="image/svg+xml")
    else:
        response = Response(draw.png(drawn), content_type="image/png")
    response.add_etag(weak=True)
    response.make_conditional(request)  # changes the response itself
    return response
