"""The API for other programs: the published catalog for all, counts for who has a token."""

from flask import Blueprint, Response

from kiosk.web.api import answers, catalog, counts, openapi
from kiosk.web.api.operations import ROOT

bp = Blueprint("api", __name__, url_prefix=ROOT)
bp.after_request(answers.for_other_sites)

bp.get("/procedures")(catalog.procedures)
bp.get("/procedures/<code>")(catalog.procedure)
bp.get("/fields")(catalog.fields)
bp.get("/search")(catalog.search)
bp.get("/changes")(catalog.changes)
bp.get("/catalog.jsonld")(catalog.catalog)
bp.get("/counts")(counts.counts)


@bp.get("/openapi.json")
def document() -> Response:
    """What the API offers, for programs."""
    return answers.of_document(openapi.document())
