"""Searching: the results of a query, and suggestions while it is typed."""

from flask import Blueprint, Response, jsonify, render_template, request

from kiosk.catalog import code as codes
from kiosk.catalog.published import Published
from kiosk.web import misses, service

bp = Blueprint("search", __name__)

_LONGEST_QUERY = 200  # signs; what is longer is cut, not refused
_SUGGESTED_S = 300  # how long a browser may keep suggestions


@bp.get("/tim-kiem")
def search() -> str:
    """Procedures that match a query; always an answer, never an error."""
    published = service.published()
    query = _query()
    is_dossier = codes.is_dossier(query)
    retired = _retired(published, query)
    result = published.index.search(query)
    if query and not (result.codes or is_dossier or retired):
        misses.record(query)
    return render_template(
        "public/search.html",
        canonical="",
        query=query,
        result=result,
        found=[published.procedures[code] for code in result.codes],
        retired=retired,
        is_dossier=is_dossier,
    )


@bp.get("/goi-y")
def suggestions() -> Response:
    """The procedures that a half-typed query leads to, best first: `[{"code", "name"}]`."""
    published = service.published()
    query = _query()
    found = published.index.suggest(query) if query else ()
    response = jsonify([{"code": c, "name": published.procedures[c].name} for c in found])
    response.headers["Cache-Control"] = f"max-age={_SUGGESTED_S}"
    return response


def _query() -> str:
    return request.args.get("q", "").strip()[:_LONGEST_QUERY]


def _retired(published: Published, query: str):
    """The retired procedure whose code was searched for."""
    found = published.find(query) if query else None
    return found if found and found.is_retired else None
