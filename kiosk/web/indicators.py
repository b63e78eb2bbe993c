"""The dossier figures of a period, typed in or pasted by staff; never mixed with scans."""

from typing import Any

from flask import Blueprint, redirect, render_template, request

from kiosk.reports import desk_tally, indicator_entries, indicator_form, indicator_paste, indicators
from kiosk.reports.indicator_form import Read
from kiosk.reports.indicator_paste import Pasted
from kiosk.reports.indicators import Figure
from kiosk.reports.periods import Period
from kiosk.texts import thousands
from kiosk.web import access, language, report_period, service, uploads
from kiosk.web.language import text

bp = Blueprint("indicators", __name__)
# The boxes as they stand on the page.
GROUPS = (
    (
        "indicators_group_handled",
        ("received", "resolved", "early", "on_time", "in_time", "overdue", "in_progress"),
    ),
    (
        "indicators_group_digital",
        ("online", "online_full", "online_partial", "digitised"),
    ),
    ("indicators_group_help", ("e_certified", "accounts")),
)


@bp.get("/bao-cao/chi-tieu")
@access.needs("leader")
@report_period.given
def form(period: Period):
    """What was typed in for a period, who did, and the boxes to type in."""
    return _page(period)


def _page(period: Period, read: Read | None = None, pasted: Pasted | None = None) -> str:
    db = service.current().pool.db()
    found = indicator_entries.of_period(db, period)
    stored = indicator_form.filled(found)
    boxes = stored if read is None else request.form
    if pasted is not None:
        boxes = {**stored, **pasted.boxes}
    return render_template(
        "reports/indicators.html",
        canonical="",
        **report_period.shown(period),
        here_again=report_period.address("indicators.form", period),
        rows=indicators.rows(found, language.current()),
        odd=list(indicators.warnings(found, language.current())),
        note=found.note if read is None else read.note,
        explained=found.note,
        groups=GROUPS,
        shares=indicators.SHARES,
        boxes=boxes,
        stored=stored,
        faults=read.faults if read else {},
        pasted=pasted,
        tapped=desk_tally.totals(db, period.first, period.last).get("account"),
        history=[_entry(row) for row in indicator_entries.history(db, period)],
        may_type=access.me().may("staff"),
        saved=request.args.get("da_luu", ""),
        label=lambda name: indicators.label(name, language.current()),
    )


def _entry(row: dict[str, Any]) -> dict[str, str]:
    """A line of the history, in words."""
    name, lang = row["name"], language.current()
    target = name.startswith(indicators.TARGET)
    label = name.removeprefix(indicators.TARGET)
    if name == indicator_entries.NOTE:
        what, value = text("indicator_note"), row["note"] or text("indicator_taken_back")
    else:
        what = indicators.label(label, lang)
        what = f"{text('indicator_target')} - {what}" if target else what
        value = _value(name, row)
    return {"what": what, "value": value, "who": row["who"], "at": row["at"]}


def _value(name: str, row: dict[str, Any]) -> str:
    if row["numerator"] is None:
        return text("indicator_taken_back")
    figure = Figure(row["numerator"], row["denominator"])
    if figure.denominator is None:
        return thousands(figure.numerator)
    if name.startswith(indicators.TARGET):
        return indicators.rate(figure, language.current())
    return f"{thousands(figure.numerator)}/{thousands(figure.denominator)}"


@bp.post("/bao-cao/chi-tieu")
@access.needs("staff")
@uploads.takes(uploads.MEGABYTE)
@report_period.given
def save(period: Period):
    """Read a pasted table into the boxes, or keep what the boxes say."""
    if "bang" in request.form:
        pasted = indicator_paste.read(request.form["bang"], language.current())
        return _page(period, pasted=pasted), 200 if pasted.boxes else 400
    read = indicator_form.read(request.form, language.current())
    if read.faults:
        return _page(period, read=read), 400
    running, actor = service.current(), access.me().actor
    entered = indicator_entries.add(
        running.pool.db(), period, read.figures, read.note, actor, running.now()
    )
    done = report_period.address("indicators.form", period, da_luu=entered)
    return redirect(done, 303)
