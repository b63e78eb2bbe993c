"""The address on paper: count one scan and answer with the page itself, in one round trip."""

from flask import Blueprint, Response

from kiosk.catalog import code as codes
from kiosk.codes.targets import DEFAULT_PLACE, MASTER, PAGES, PLACES, number_of
from kiosk.web import lookup, service
from kiosk.web.counting import count

bp = Blueprint("scan", __name__)
UNKNOWN = "unknown"


# Typed from paper it may come in capitals.
@bp.get("/q")
@bp.get("/Q")
def master() -> Response:
    """The master code of the board."""
    count("scan", MASTER, DEFAULT_PLACE)
    return lookup.home(is_scan=True)


@bp.get("/q/<code>")
@bp.get("/q/<code>/<place>")
@bp.get("/Q/<code>")
@bp.get("/Q/<code>/<place>")
def scan(code: str, place: str = ""):
    """
    A code of the board: a procedure in any written form, a field, a group or a fixed page.

    A place that we do not know is a slip of who typed it: the page is shown all the same.
    """
    if code.lower() in PLACES and not place:  # `/q/d`: the master code of the desk
        count("scan", MASTER, code.lower())
        return lookup.home(is_scan=True)
    place = place.lower() if place.lower() in PLACES else DEFAULT_PLACE
    if numbered := number_of(code):
        return _numbered(code, *numbered, place)
    procedure = service.published().find(code)
    if procedure is None:
        return _unknown(code, place)
    count("scan", procedure.code, place)
    return lookup.procedure_page(procedure, is_scan=True)


def _numbered(code: str, letter: str, number: int, place: str):
    """A field, group or fixed page by the number that is printed."""
    published = service.published()
    if letter == "f":
        for field in published.fields:
            if field.number == number:
                count("scan", field.target, place)
                return lookup.field(field.slug, is_scan=True)
    elif letter == "g":
        for group in published.groups:
            if group.number == number:
                count("scan", group.target, place)
                return lookup.group(group.slug, is_scan=True)
    elif (page := f"p{number}") in PAGES:
        count("scan", page, place)
        return lookup.fixed_page(page, is_scan=True)
    return _unknown(code, place)


def _unknown(code: str, place: str):
    """
    A code that we do not have, counted as such. Only what has the form of a national code is
    named: anything else could be somebody's data.
    """
    key = codes.normalise(code)
    count("scan", key if key and codes.is_standard(key) else UNKNOWN, place)
    page, status = lookup.unknown_code(code)
    return page, status, {"Cache-Control": "no-store"}
