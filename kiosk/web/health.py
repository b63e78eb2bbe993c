"""For operators."""

from flask import Blueprint, Response

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def live() -> Response:
    """The process answers."""
    return Response("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})
