"""Freezing the figures of a period, and what was frozen: looked at, proved, taken along."""

import re
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request

from kiosk import clock
from kiosk.reports import formats, freeze_checks, freezing, narrative
from kiosk.reports.freezing import FreezeError
from kiosk.reports.indicators import rows as indicator_rows
from kiosk.reports.periods import Period
from kiosk.reports.report import Report
from kiosk.web import access, downloads, language, report_period, report_source, service
from kiosk.web.language import text

bp = Blueprint("freezing", __name__)
_MOST_SHOWN = 50  # differences


@bp.app_errorhandler(FreezeError)
def damaged(error: FreezeError):
    """What was frozen is not what stands in the database: no figure of it is shown."""
    heading, body = text("freeze_page_heading"), text(error.key, **error.values)
    return render_template("public/error.html", heading=heading, body=body), 409


@bp.get("/bao-cao/chot")
@access.needs("leader")
@report_period.given
def page(period: Period):
    """What would be frozen and what is odd about it; or what was frozen and what came later."""
    return _page(period)


def _page(period: Period, message: str = "") -> str:
    db, made_from = service.current().pool.db(), report_source.now()
    live = freezing.live_report(db, period, made_from)
    versions = freezing.versions(db, period)
    shown, later = live, []
    if versions and versions[0][1]:
        shown = freezing.frozen_report(db, period) or live
        later = freeze_checks.differences(shown, live, language.current())
    return render_template(
        "reports/freeze.html",
        canonical="",
        **report_period.shown(period),
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
        may_freeze=access.me().may("staff") and freezing.has_begun(period, made_from.now),
        files=lambda number: [
            (form, report_period.file_address("freezing.export", period, form=form, so=number))
            for form in formats.ALL
        ],
        register=report_period.file_address("evidence.register", period),
        evidence=report_period.file_address("evidence.pack", period),
        is_done="da_chot" in request.args,
        message=message,
    )


@bp.post("/bao-cao/chot")
@access.needs("staff")
@report_period.given
def freeze(period: Period):
    """Freeze the figures of a period as they are now."""
    me, seen = access.me(), request.form.get("so", "")
    try:
        freezing.freeze(
            service.current().pool.db(),
            period,
            report_source.now(),
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
@report_period.given
def export(period: Period, form: str) -> Response:
    """A frozen version as a file: number `so`, or the last; never another than was asked for."""
    number = request.args.get("so")
    if number is not None and not re.fullmatch("[1-9][0-9]{0,4}", number):
        abort(404)
    db = service.current().pool.db()
    report = freezing.frozen_report(db, period, int(number) if number else None) or abort(404)
    return downloads.answer(formats.of_report(form, report), form, _file_name(report))


def _file_name(report: Report) -> str:
    frozen: Any = report.frozen
    return f"so-lieu-{report.period.name}-chot-{frozen.number}"
