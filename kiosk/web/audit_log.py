"""The audit log, for administrators: searched, read a page at a time, taken along as CSV."""

import re
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for

from kiosk.accounts import audit
from kiosk.accounts.audit import Wanted
from kiosk.reports.words import moment_text
from kiosk.web import access, csv_file, service
from kiosk.web.language import text

bp = Blueprint("audit_log", __name__)
_COLUMNS = (
    "audit_column_number",
    "audit_column_moment",
    "audit_column_utc",
    "audit_person_label",
    "audit_column_what",
    "audit_column_details",
)


@bp.get("/can-bo/nhat-ky")
@access.needs("admin")
def page():
    """What was done, newest first."""
    db = service.current().pool.db()
    wanted = _wanted()
    found = audit.page(db, wanted, _number()) or abort(404)
    return render_template(
        "staff/audit_log.html",
        canonical="",
        page=found,
        wanted=wanted,
        people=audit.people(db),
        missing=audit.missing(db),
        address=_address,
        chosen=_chosen(),
    )


def _number() -> int:
    given = request.args.get("trang", "1")
    return int(given) if re.fullmatch(r"[1-9][0-9]{0,5}", given) else 0


def _wanted() -> Wanted:
    """What the form asks for; a day that is none is not asked for."""
    return Wanted(
        words=request.args.get("q", "")[:100],
        person=request.args.get("nguoi", "")[:40],
        first=_day("tu"),
        last=_day("den"),
    )


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _chosen() -> dict[str, Any]:
    """What was asked for, to be asked again by a link."""
    given = {name: request.args.get(name, "") for name in ("q", "nguoi", "tu", "den")}
    return {name: value for name, value in given.items() if value}


def _address(number: int) -> str:
    """The address of page *number* of what was asked for."""
    return url_for("audit_log.page", **_chosen(), trang=number if number > 1 else None)


@bp.get("/can-bo/nhat-ky.csv")
@access.needs("admin")
def export() -> Response:
    """All that was asked for, as a table for a spreadsheet; that it was taken is noted too."""
    running = service.current()
    db = running.pool.db()
    rows = (
        (
            row["number"],
            moment_text(row["at"]),
            row["at"],
            actor(row),
            text(f"audit_{row['what']}"),
            row["details"],
        )
        for row in audit.rows(db, _wanted())
    )
    answer = csv_file.answer("nhat-ky.csv", _COLUMNS, rows)
    with db.transaction():
        audit.add(db, access.me().actor, running.now(), "audit_exported")
    return answer


def actor(row: dict) -> str:
    """Who did it, in words; a user of the machine is told from an account of the same name."""
    return row["who"] if row["via"] == "web" else text("audit_by_command", name=row["who"])
