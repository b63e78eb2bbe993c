"""Freezing the figures of a period, and what was frozen: looked at, proved, taken along."""

from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request

from kiosk import clock
from kiosk.reports import formats, freeze_checks, freezing, narrative
from kiosk.reports.freezing import FreezeError, Source
from kiosk.reports.indicators import rows as indicator_rows
from kiosk.reports.periods import Period
from kiosk.reports.report import Report
from kiosk.web import access, downloads, language, report_period, service
from kiosk.web.language import text

bp = Blueprint("freezing", __name__)
_MOST_SHOWN = 50  # differences


def source() -> Source:
    """What the reports of this request are made from."""
    running = service.current()
    return Source(
        service.published(), running.now(), running.settings.excess_from, running.base_url
    )


def report_of(period: Period) -> Report:
    """The report of *period* that counts: as it was frozen, else as the figures are now."""
    return freezing.report_of(service.current().pool.db(), period, source())


@bp.app_errorhandler(FreezeError)
def damaged(error: FreezeError):
    """What was frozen is not what stands in the database: no figure of it is shown."""
    heading, body = text("freeze_page_heading"), text(error.key, **error.values)
    return render_template("public/error.html", heading=heading, body=body), 409


@bp.get("/bao-cao/chot")
@access.needs("leader")
def page():
    """What would be frozen and what is odd about it; or what was frozen and what came later."""
    period, fault = report_period.asked()
    html = _page(period, message=fault)
    return (html, 404) if fault else html


def _page(period: Period, message: str = "") -> str:
    db, made_from = service.current().pool.db(), source()
    live = freezing.live_report(db, period, made_from)
    versions = freezing.versions(db, period)
    shown, later = live, []
    if versions and versions[0][1]:
        shown = freezing.frozen_report(db, period) or live
        later = freeze_checks.differences(shown, live, language.current())
    return render_template(
        "reports/freeze.html",
        canonical="",
        period=period,
        here_again=report_period.address("freezing.page", period),
        versions=versions,
        seen=versions[0][0].number if versions else 0,
        report=shown,
        has_counts=narrative.has_data(shown.counts),
        figures=indicator_rows(shown.indicators, language.current()),
        odd=list(freeze_checks.oddities(live, clock.local_day(made_from.now), language.current())),
        later=later[:_MOST_SHOWN],
        later_more=max(0, len(later) - _MOST_SHOWN),
        reason=request.form.get("ly_do", ""),
        needs_reason=bool(versions) or not freezing.is_over(period, made_from.now),
        may_freeze=access.me().may("staff"),
        forms=formats.ALL,
        is_done="da_chot" in request.args,
        message=message,
    )


@bp.post("/bao-cao/chot")
@access.needs("staff")
def freeze():
    """Freeze the figures of a period as they are now."""
    period, fault = report_period.asked()
    if fault:
        return _page(period, fault), 400
    me, seen = access.me(), request.form.get("so", "")
    try:
        freezing.freeze(
            service.current().pool.db(),
            period,
            source(),
            int(seen) if seen.isdecimal() and len(seen) < 6 else 0,
            request.form.get("ly_do", ""),
            me.actor,
            me.full_name,
        )
    except FreezeError as error:
        return _page(period, text(error.key, **error.values)), 400
    return redirect(report_period.address("freezing.page", period, da_chot=1), 303)


@bp.get("/bao-cao/chot/<name>.<any(csv, json, xlsx, pdf, docx):form>")
@access.needs("leader")
def export(name: str, form: str) -> Response:
    """A frozen version as a file: number `so`, or the last."""
    period = report_period.named(name) or abort(404)
    number = request.args.get("so", "")
    db = service.current().pool.db()
    wanted = int(number) if number.isdecimal() and len(number) < 6 else None
    report = freezing.frozen_report(db, period, wanted) or abort(404)
    return downloads.answer(formats.of_report(form, report), form, _file_name(report))


def _file_name(report: Report) -> str:
    frozen: Any = report.frozen
    return f"so-lieu-{report.period.name}-chot-{frozen.number}"
