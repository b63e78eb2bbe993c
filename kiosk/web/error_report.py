"""Reporting that something of a procedure's page is wrong: one choice, counted, no words."""

from datetime import datetime

from flask import Blueprint, g, redirect, render_template, request, url_for

from kiosk import clock
from kiosk.catalog.records import Procedure
from kiosk.events import error_reports
from kiosk.events.error_reports import ErrorReport
from kiosk.events.kinds import PERSON
from kiosk.web import lookup, service
from kiosk.web.counting import once
from kiosk.web.pages import answer
from kiosk.web.security import is_cross_site

bp = Blueprint("error_report", __name__)


@bp.get("/bao-sai/<code>")
def form(code: str):
    """What is wrong with the page of a procedure? A choice of reasons."""
    return _page("public/error_report.html", "error_report.form", code)


@bp.get("/bao-sai/<code>/cam-on")
def thanks(code: str):
    """Thanks, and what to do meanwhile."""
    return _page("public/error_report_thanks.html", "error_report.thanks", code)


def _page(template: str, endpoint: str, code: str):
    found = service.published().find(code)
    if found is None:
        return lookup.unknown_code(code)
    if found.is_retired:
        return lookup.procedure_page(found)
    address = url_for(endpoint, code=found.code)
    if code != found.code:
        return redirect(address, 301)
    return answer(template, address, False, lambda: _values(found))


def _values(procedure: Procedure) -> dict:
    return {"procedure": procedure, "reasons": error_reports.REASONS}


@bp.post("/bao-sai/<code>")
def send(code: str):
    """Count the report and say thanks; without a reason of the list, ask again."""
    found = service.published().find(code)
    if found is None:
        return lookup.unknown_code(code)
    if found.is_retired:
        return lookup.procedure_page(found)
    reason = request.form.get("reason", "")
    if reason not in error_reports.REASONS:
        page = render_template("public/error_report.html", is_missing=True, **_values(found))
        return page, 400, {"Cache-Control": "no-store"}
    if not is_cross_site():
        _count(found.code, reason)
    return redirect(url_for("error_report.thanks", code=found.code), 303)


def _count(code: str, reason: str) -> None:
    """Count one report: a person's, and once in 30 minutes."""

    def counted_as(cls: str, now: datetime) -> ErrorReport | None:
        return ErrorReport(clock.local_day(now), code, reason) if cls == PERSON else None

    target = f"{code}-{error_reports.REASONS.index(reason)}"
    running = service.current()
    g.set_cookie = once(running, request.environ, error_reports.KIND, target, counted_as)
