"""Searching: the results of a query, and suggestions while it is typed."""

import json

from flask import Blueprint, Response, render_template, request

from kiosk.catalog import code as codes
from kiosk.catalog.published import Published
from kiosk.web import misses, service

bp = Blueprint("search", __name__)

_LONGEST_QUERY = 200  # signs; what is longer is cut, not refused
_MOST_SUGGESTED = 6
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
    found = [
        {"code": code, "name": published.procedures[code].name}
        for code in published.index.suggest(_typed(), _MOST_SUGGESTED)
    ]
    body = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    response = Response(body, content_type="application/json")
    response.cache_control.max_age = _SUGGESTED_S
    return response


def _typed() -> str:
    """What was typed so far; a space at its end says that the last word is whole."""
    return request.args.get("q", "").lstrip()[:_LONGEST_QUERY]


def _query() -> str:
    return _typed().rstrip()


def _retired(published: Published, query: str):
    """The retired procedure whose code was searched for."""
    found = published.find(query) if query else None
    return found if found and found.is_retired else None
