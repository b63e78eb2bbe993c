"""How many days it took from a decision to its posting, by procedure."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, request

from kiosk.catalog import decision_dates, history, versions
from kiosk.catalog.history import Posting
from kiosk.web import access, csv_file, service

bp = Blueprint("promptness", __name__)
# By the argument of the address: what the rows are sorted by. Unknown days come last.
_KEYS: dict[str, Callable[[Posting], Any]] = {
    "so-ngay": lambda row: (row.days is None, -(row.days or 0)),
    "ten": lambda row: row.name,
    "ma": lambda row: row.code,
    "ngay-cong-khai": lambda row: (-row.posted_on.toordinal(), row.code),
}
_COLUMNS = (
    "column_code",
    "column_name",
    "announcement_decision",
    "column_decided_on",
    "column_posted_on",
    "column_days_to_posting",
)


@bp.get("/can-bo/ra-soat/kip-thoi")
@access.needs("leader")
def page():
    """Every procedure in force with its days, the slowest first."""
    wanted = request.args.get("theo", "")
    order = wanted if wanted in _KEYS else next(iter(_KEYS))
    found = sorted(_postings(), key=_KEYS[order])
    known = [row.days for row in found if row.days is not None]
    return render_template(
        "staff/promptness.html",
        canonical="",
        rows=[(row, decision_dates.of(row.decision)) for row in found],
        order=order,
        known=known,
    )


@bp.get("/can-bo/ra-soat/kip-thoi.csv")
@access.needs("leader")
def file():
    """The same as a table for a spreadsheet."""
    rows = (
        (
            row.code,
            row.name,
            row.decision,
            decision_dates.of(row.decision),
            row.posted_on,
            row.days,
        )
        for row in sorted(_postings(), key=_KEYS["so-ngay"])
    )
    return csv_file.answer("kip-thoi.csv", _COLUMNS, rows)


def _postings() -> list[Posting]:
    published = service.published()
    stored = versions.in_force(service.current().pool.db(), published.day)
    return history.postings({c: v for c, v in stored.items() if c in published.procedures})
