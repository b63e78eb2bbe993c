"""The buttons of the desk: one tap for everybody who was helped, and nothing about who it was."""

from secrets import token_urlsafe

from flask import Blueprint, redirect, render_template, request, url_for

from kiosk import clock
from kiosk.reports import desk_tally
from kiosk.web import access, service

bp = Blueprint("desk", __name__)


@bp.get("/can-bo/quay")
@access.needs("staff")
def page() -> str:
    """The buttons, what was tapped today, and a way to take the last tap back."""
    running = service.current()
    db, now, key = running.pool.db(), running.now(), request.args.get("vua", "")
    today = clock.local_day(now)
    counted = desk_tally.totals(db, today, today)
    return render_template(
        "staff/desk.html",
        canonical="",
        buttons=[(what, token_urlsafe(18), counted.get(what, 0)) for what in desk_tally.WHATS],
        last=desk_tally.last(db, key, now),
        last_key=key,
        is_undone="da_bo" in request.args,
        is_late="da_qua" in request.args,
    )


@bp.post("/can-bo/quay")
@access.needs("staff")
def tap():
    """Count one, or take back the tap that was just counted."""
    running, key = service.current(), request.form.get("khoa", "")
    db, now = running.pool.db(), running.now()
    if "bo" in request.form:
        done = "da_bo" if desk_tally.undo(db, key, now) else "da_qua"
        return redirect(url_for("desk.page", **{done: "1"}), 303)  # type: ignore[arg-type]
    desk_tally.tap(db, key, request.form.get("viec", ""), now)
    return redirect(url_for("desk.page", vua=key), 303)
