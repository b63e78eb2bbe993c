"""What citizens searched for in vain and what they report as wrong, for staff to handle."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for

from kiosk.accounts import audit
from kiosk.care import heard
from kiosk.care.heard import Heard
from kiosk.web import access, csv_file, service
from kiosk.web.language import text

bp = Blueprint("heard", __name__)


@bp.get("/can-bo/ra-soat/tim-khong-thay")
@access.needs("leader")
def searches():
    """Words that found nothing, the most frequent first."""
    return _page("search")


@bp.get("/can-bo/ra-soat/bao-sai")
@access.needs("leader")
def reports():
    """What citizens report as wrong, by procedure and reason."""
    return _page("report")


def _page(kind: str, message: str = ""):
    found = heard.everything(service.current().pool.db(), kind)
    return render_template(
        f"staff/heard_{kind}.html",
        canonical="",
        message=message,
        open=[one for one in found if one.n],
        handled=[one for one in found if not one.n],
        done=next((one for one in found if one.subject == request.args.get("xong")), None),
        is_undone="da_hoan_tac" in request.args,
    )


@bp.post("/can-bo/ra-soat/tim-khong-thay")
@access.needs("staff")
def handle_search():
    """Note that a search was handled, or take that back."""
    return _handle("search", "heard.searches")


@bp.post("/can-bo/ra-soat/bao-sai")
@access.needs("staff")
def handle_report():
    """Note that a report was handled, or take that back."""
    return _handle("report", "heard.reports")


def _handle(kind: str, back: str):
    running, actor = service.current(), access.me().actor
    db, now = running.pool.db(), running.now()
    is_undo = "hoan_tac" in request.form
    subject = request.form.get("hoan_tac" if is_undo else "xong", "")
    with db.transaction():
        found = next((h for h in heard.everything(db, kind) if h.subject == subject), None)
        if found is not None:
            (heard.take_back if is_undo else heard.handle)(db, found, now, actor.name)
            what = f"{kind}_{'reopened' if is_undo else 'handled'}"
            audit.add(db, actor, now, what, _told(found))
    if found is None:
        return _page(kind, text("heard_is_gone")), 400
    said: dict[str, Any] = {"da_hoan_tac": 1} if is_undo else {"xong": subject}
    return redirect(url_for(back, **said), 303)


def _told(one: Heard) -> str:
    if one.kind == "search":
        return one.subject
    return f"{one.code}: {text(f'report_reason_{one.reason}')}"


@bp.get("/can-bo/ra-soat/tim-khong-thay.csv")
@access.needs("leader")
def searches_file() -> Response:
    """The searches as a table for a spreadsheet."""
    rows = ((one.subject, *_end(one)) for one in _everything("search"))
    return csv_file.answer("tim-khong-thay.csv", ("heard_words", *_END), rows)


@bp.get("/can-bo/ra-soat/bao-sai.csv")
@access.needs("leader")
def reports_file() -> Response:
    """The reports as a table for a spreadsheet."""
    published = service.published()
    rows = (
        (
            one.code,
            found.name if (found := published.find(one.code)) else "",
            text(f"report_reason_{one.reason}"),
            *_end(one),
        )
        for one in _everything("report")
    )
    columns = ("column_code", "column_name", "heard_reason", *_END)
    return csv_file.answer("bao-sai.csv", columns, rows)


_END = ("heard_open", "heard_total", "heard_last_day", "heard_handled_by")


def _everything(kind: str) -> list[Heard]:
    return heard.everything(service.current().pool.db(), kind)


def _end(one: Heard) -> tuple[object, ...]:
    return one.n, one.total, date.fromisoformat(one.last_day), one.handled_by
