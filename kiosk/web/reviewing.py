"""Reviewing procedures: the list, oldest first; marking as reviewed; the log."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for

from kiosk.accounts import audit
from kiosk.care import checks
from kiosk.catalog import reviews, wholeness
from kiosk.catalog.published import Published
from kiosk.catalog.records import Procedure
from kiosk.links import states
from kiosk.reports.coverage import REVIEWED_DAYS, is_reviewed
from kiosk.reports.words import moment_text
from kiosk.web import access, csv_file, service
from kiosk.web.language import text

bp = Blueprint("reviewing", __name__)
PAGE = 50  # procedures
LOG_DAYS = 365


@bp.get("/can-bo/ra-soat")
@access.needs("leader")
def page():
    """Every procedure with its checks, the longest unreviewed first."""
    return _page()


def _page(message: str = ""):
    published, field, number = service.published(), _field(), _number()
    wanted = checks.oldest_first(_of_field(published, field))
    pages = max(1, -(-len(wanted) // PAGE))
    if number > pages:
        abort(404)
    shown = wanted[(number - 1) * PAGE : number * PAGE]
    done = _done()
    links = states.everything(service.current().pool.db())
    return render_template(
        "staff/reviewing.html",
        canonical="",
        message=message,
        rows=[checks.of_procedure(procedure, published.day, links) for procedure in shown],
        fields=[(one, len(published.by_field[one.slug])) for one in published.open_fields],
        field=field,
        total=len(wanted),
        overdue=sum(not is_reviewed(p, published.day) for p in wanted),
        days=REVIEWED_DAYS,
        number=number,
        pages=pages,
        done=done,
        done_n=reviews.standing(service.current().pool.db(), done) if done else 0,
        is_undone="da_hoan_tac" in request.args,
        ticked=request.form.getlist("code"),
    )


def _field() -> str:
    found = request.values.get("linh_vuc", "")
    return found if found in service.published().field_of else ""


def _of_field(published: Published, field: str) -> tuple[Procedure, ...]:
    return published.by_field[field] if field else tuple(published.procedures.values())


def _number() -> int:
    return _whole("trang") or 1


def _done() -> int:
    """The batch that was just noted; 0: none."""
    return _whole("lan")


def _whole(name: str) -> int:
    given = request.values.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


@bp.post("/can-bo/ra-soat")
@access.needs("staff")
def mark():
    """Note that the ticked procedures, or the one of the button, were reviewed today."""
    published, running = service.published(), service.current()
    wanted = [request.form["mot"]] if "mot" in request.form else request.form.getlist("code")
    codes = [code for code in dict.fromkeys(wanted) if code in published.procedures]
    if not codes:
        return _page(text("review_none_chosen")), 400
    db, now, actor = running.pool.db(), running.now(), access.me().actor
    with db.transaction():
        batch = reviews.add(db, codes, published.day, now, actor.name, published.version)
        audit.add(db, actor, now, "reviewed", _told(codes))
    return redirect(url_for("reviewing.page", **_kept(), lan=batch), 303)


def _told(codes: list[str]) -> str:
    return text("review_log_codes", n=len(codes), codes=", ".join(codes))


def _kept() -> dict[str, Any]:
    """The filter, to be kept from page to page."""
    return {"linh_vuc": field} if (field := _field()) else {}


@bp.post("/can-bo/ra-soat/hoan-tac")
@access.needs("staff")
def undo():
    """Take back the reviews that were just noted."""
    running, actor = service.current(), access.me().actor
    db, now = running.pool.db(), running.now()
    with db.transaction():
        codes = reviews.take_back(db, _done(), now, actor.name)
        if codes:
            audit.add(db, actor, now, "review_undone", _told(codes))
    return redirect(url_for("reviewing.page", **_kept(), da_hoan_tac=1), 303)


@bp.get("/can-bo/ra-soat/nhat-ky")
@access.needs("leader")
def log():
    """Who reviewed which procedure, and when."""
    first, last = _period()
    return render_template(
        "staff/review_log.html",
        canonical="",
        rows=list(reviews.of_days(service.current().pool.db(), first, last)),
        first=first,
        last=last,
    )


def _period() -> tuple[date, date]:
    """The days asked for; the last year, when none are."""
    day = service.published().day
    return _day("tu") or day - timedelta(days=LOG_DAYS), _day("den") or day


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


@bp.get("/can-bo/ra-soat/nhat-ky.csv")
@access.needs("leader")
def log_file() -> Response:
    """The log of reviews as a table for a spreadsheet."""
    published = service.published()
    rows = reviews.of_days(service.current().pool.db(), *_period())
    return csv_file.answer(
        "ra-soat.csv",
        (
            "column_code",
            "column_name",
            "column_reviewed",
            "review_person_label",
            "audit_column_moment",
            "review_undone_label",
        ),
        (
            (
                row["code"],
                found.name if (found := published.find(row["code"])) else "",
                date.fromisoformat(row["day"]),
                row["who"],
                moment_text(row["at"]),
                _undone(row),
            )
            for row in rows
        ),
    )


def _undone(row: dict) -> str:
    if row["undone_at"] is None:
        return ""
    return text("review_undone_by", moment=moment_text(row["undone_at"]), name=row["undone_by"])


@bp.get("/can-bo/ra-soat/thieu")
@access.needs("leader")
def lacking():
    """Which sections are empty, of which procedures."""
    published = service.published()
    wanted = request.args.get("muc", "")
    of_section = {
        name: [p for p in published.procedures.values() if not is_filled(p)]
        for name, is_filled in {**wholeness.NEEDED, **wholeness.FURTHER}.items()
    }
    chosen = wanted if wanted in of_section else ""
    incomplete = [p for p in published.procedures.values() if wholeness.missing(p)]
    return render_template(
        "staff/lacking.html",
        canonical="",
        total=len(published.procedures),
        needed=[(name, len(of_section[name])) for name in wholeness.NEEDED],
        further=[(name, len(of_section[name])) for name in wholeness.FURTHER],
        chosen=chosen,
        incomplete=len(incomplete),
        rows=[
            (p, wholeness.missing(p), wholeness.further(p))
            for p in (of_section[chosen] if chosen else incomplete)
        ],
    )
