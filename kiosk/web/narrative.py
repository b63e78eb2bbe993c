"""What the figures of a period say: the text of the report, edited or not, and short texts."""

from flask import Blueprint, Response, abort, redirect, render_template, request

from kiosk.reports import freezing, narrative, narrative_edits
from kiosk.reports.periods import Period
from kiosk.web import access, downloads, report_period, report_source, service
from kiosk.web.language import text

bp = Blueprint("narrative", __name__)
# What came of the last form: by the word in the address.
_DONE = {"luu": "narrative_saved", "lai": "narrative_restored_done", "khong": "narrative_same"}


@bp.get("/bao-cao/loi-van")
@access.needs("leader")
@report_period.given
def page(period: Period) -> str:
    """The text of the report of a period, as it was frozen, edited or is generated."""
    db, source = service.current().pool.db(), report_source.now()
    live = freezing.live_report(db, period, source)
    shown = freezing.frozen_report(db, period) or live
    return render_template(
        "reports/narrative.html",
        canonical="",
        **report_period.shown(period),
        here_again=report_period.address("narrative.page", period),
        kept=shown.frozen,
        whole=narrative.plain(shown),
        short={"loudspeaker": narrative.loudspeaker(shown), "zalo": narrative.zalo(shown)},
        sections=narrative.sections(live),
        generated={one.name: one.paragraphs for one in narrative.generated(live)},
        edits={one.section: one for one in live.edits},
        outdated={one.section for one in narrative.outdated(live)},
        summary=report_period.file_address("narrative.summary", period),
        may_edit=access.me().may("staff"),
        done=text(_DONE[request.args["xong"]]) if request.args.get("xong") in _DONE else "",
    )


@bp.post("/bao-cao/loi-van")
@access.needs("staff")
@report_period.given
def edit(period: Period):
    """Keep what was written for one section, or take the generated text back."""
    running, section = service.current(), request.form.get("muc", "")
    if section not in narrative.SECTIONS:
        abort(400)
    db = running.pool.db()
    report = freezing.live_report(db, period, report_source.now())
    words = "" if "bo" in request.form else request.form.get("loi", "")
    is_new = narrative_edits.edit(db, report, section, words, access.me().actor, running.now())
    done = ("lai" if "bo" in request.form else "luu") if is_new else "khong"
    return redirect(f"{report_period.address('narrative.page', period, xong=done)}#{section}", 303)


@bp.get("/bao-cao/tom-tat/<name>.pdf")
@access.needs("leader")
@report_period.given
def summary(period: Period) -> Response:
    """The period on one page, for the review meeting."""
    from kiosk.reports.summary import to_pdf

    db = service.current().pool.db()
    report = freezing.report_of(db, period, report_source.now())
    return downloads.answer(to_pdf(report), "pdf", f"tom-tat-{period.name}")
