"""The hand-over: count it, then send the citizen to the portal. Never refused."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, url_for

from kiosk.catalog.records import Procedure
from kiosk.catalog.unit import Unit, is_portal
from kiosk.web import lookup, service
from kiosk.web.counting import count
from kiosk.web.security import is_cross_site

bp = Blueprint("handover", __name__)


def target_of(procedure: Procedure, unit: Unit) -> str:
    """
    Where to file: the procedure's own address, else the portal page it was read from, else the
    unit's search template; empty when there is none. Only allow-listed hosts.
    """
    chain = (procedure.portal_url, procedure.source_url, unit.search_address(procedure.code))
    return next((a for a in chain if a and is_portal(a, unit.portal_hosts)), "")


def host_of(procedure: Procedure, unit: Unit) -> str:
    """The host a citizen will see; empty when there is nowhere to go."""
    return urlsplit(target_of(procedure, unit)).hostname or ""


def is_search(procedure: Procedure, unit: Unit) -> bool:
    """Does the hand-over lead to the portal's search only, where the procedure must be chosen?"""
    target = target_of(procedure, unit)
    return bool(target) and target == unit.search_address(procedure.code)


@bp.post("/nop/<code>")
def submit(code: str):
    """Count one hand-over, unless another site sent it, and go to the portal."""
    published = service.published()
    procedure = published.find(code)
    if procedure is None:
        return lookup.unknown_code(code)
    if procedure.is_retired:
        return lookup.procedure_page(procedure)
    target = target_of(procedure, published.unit)
    if not target:
        return render_template("public/no_target.html", procedure=procedure, canonical="")
    if not is_cross_site():
        count("submit", procedure.code)
    response = redirect(target, 303)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/nop/<code>")
def back(code: str):
    """The address of the button, opened as a page: back to the procedure."""
    return redirect(url_for("lookup.procedure", code=code), 303)
