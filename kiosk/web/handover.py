"""The hand-over: count it, then send the citizen to the portal. Never refused."""

from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, url_for

from kiosk.catalog.published import Published
from kiosk.catalog.records import Procedure
from kiosk.catalog.unit import Unit, is_portal
from kiosk.web import lookup, service
from kiosk.web.counting import count
from kiosk.web.security import is_cross_site

bp = Blueprint("handover", __name__)


def target_of(procedure: Procedure, unit: Unit, dead: Collection[str] = ()) -> str:
    """
    Where to file: the procedure's own address, else the portal page it was read from, else the
    unit's search template; empty when there is none. Only allow-listed hosts. What staff found
    *dead* is passed over, unless there is nothing else: the button never goes.
    """
    chain = _chain(procedure, unit)
    return next((a for a in chain if a not in dead), chain[0] if chain else "")


def _chain(procedure: Procedure, unit: Unit) -> list[str]:
    wanted = (procedure.portal_url, procedure.source_url, unit.search_address(procedure.code))
    return [a for a in wanted if a and is_portal(a, unit.portal_hosts)]


def of_page(procedure: Procedure, published: Published) -> dict[str, Any]:
    """
    What the page of *procedure* tells of the hand-over. *handover_host*: what a citizen will see,
    empty when there is nowhere to go; *handover_is_search*: only the portal's search, where the
    procedure must be chosen; *handover_dead*: since when its own page is known to be broken (ISO).
    """
    unit = published.unit
    chain = _chain(procedure, unit)
    target = target_of(procedure, unit, published.dead)
    return {
        "handover_host": urlsplit(target).hostname or "",
        "handover_is_search": bool(target) and target == unit.search_address(procedure.code),
        "handover_dead": published.dead.get(chain[0], "") if chain else "",
        "handover_is_dead": target in published.dead,
    }


@bp.post("/nop/<code>")
def submit(code: str):
    """Count one hand-over, unless another site sent it, and go to the portal."""
    published = service.published()
    procedure = published.find(code)
    if procedure is None:
        return lookup.unknown_code(code)
    if procedure.is_retired:
        return lookup.procedure_page(procedure)
    target = target_of(procedure, published.unit, published.dead)
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
