"""The counts for officials: at a glance, by procedure, by time, and as files."""

import re
from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from markupsafe import Markup

from kiosk.catalog.fold import fold
from kiosk.errors import PeriodError
from kiosk.events.kinds import KINDS, NUMBERS
from kiosk.reports import breakdown, counts, dashboard, formats, freezing, spans, words
from kiosk.reports.counts import Counts
from kiosk.reports.periods import Period, period
from kiosk.reports.report import Report
from kiosk.store import Database
from kiosk.texts import thousands
from kiosk.web import (
    access,
    downloads,
    errors,
    language,
    period_choice,
    report_charts,
    report_source,
    service,
)

bp = Blueprint("dashboard", __name__)
_ON_A_PAGE = 50
_WORDS = ("code", "name", "field")
_SORTS = (*_WORDS, *NUMBERS, "rate")
_BY = {"": "procedure", "thu-tuc": "procedure", "linh-vuc": "field", "ngay": "day"}


@bp.get("/bao-cao")
@access.needs("leader")
def overview():
    """The period at a glance, beside the one before and the same of last year."""
    return _page("reports/overview.html", _overview)


@bp.get("/bao-cao/thu-tuc")
@access.needs("leader")
def procedures():
    """The period by procedure: sorted, filtered, and what nobody used."""
    return _page("reports/procedures.html", _procedures)


@bp.get("/bao-cao/thoi-gian")
@access.needs("leader")
def times():
    """The period by day, weekday and hour."""
    return _page("reports/times.html", _times)


@bp.get("/bao-cao/tai/<name>.<any(csv, json, xlsx, pdf, docx):form>")
@access.needs("leader")
def download(name: str, form: str):
    """The counts of the period *name* as a file, as `kiosk stats export` writes it."""
    by = _BY.get(request.args.get("theo", "")) or abort(404)
    try:
        wanted = period(name[:40], period_choice.basis())
    except PeriodError:
        return errors.page("period_bad_heading", "period_bad_body", 400)
    cutoff = "-ky-bao-cao" if request.args.get("chot") == "1" else ""
    return downloads.answer(_file(wanted, by, form), form, f"so-lieu-{wanted.name}{cutoff}")


def _file(wanted: Period, by: str, form: str) -> bytes:
    separator = ";" if request.args.get("dau") == "cham-phay" else ","
    db = service.current().pool.db()
    return formats.of_report(
        form, freezing.report_of(db, wanted, report_source.now(), by), separator
    )


def _page(template: str, values: Callable[[Period], dict[str, Any]]):
    """A page of the period asked for; without one of that name, the picker says so."""
    try:
        if found := period_choice.of_form():
            return redirect(period_choice.address_of(found), 303)
        wanted = period_choice.chosen()
    except PeriodError:
        picker = period_choice.picker(None)
        html = render_template("reports/no_period.html", canonical="", picker=picker, **_common())
        return html, 400
    return render_template(
        template,
        canonical="",
        picker=period_choice.picker(wanted),
        query=period_choice.query_of(wanted),
        frozen=freezing.latest(service.current().pool.db(), wanted),
        **_common(),
        **values(wanted),
    )


def _common() -> dict[str, Any]:
    return {
        "words": words,
        "thousands": thousands,
        "title_of": lambda of: words.period_title(of, language.current()),
        "range_of": lambda of: words.range_text(of, language.current()),
        "gap": lambda one: words.gap_text(one, language.current()),
        "change": _change,
        "rate": rate,
        "lookups": dashboard.lookups,
        "KINDS": KINDS,
        "NUMBERS": NUMBERS,
    }


def _change(now: int, before: int) -> tuple[str, str]:
    """The difference, and its share of what was before; a dash where there is none."""
    difference = now - before
    return words.signed(difference), words.signed_percent(difference, before) if before else "–"


def rate(row: dict[str, Any]) -> str:
    """Hand-overs for each hundred lookups; a dash when nothing was looked up."""
    looked_up = dashboard.lookups(row)
    return words.percent(row["submit"], looked_up) if looked_up else "–"


def _counted(db: Database, wanted: Period, by: str) -> tuple[Counts, Report | None]:
    """
    The counts of *wanted* as the files have them: as they were frozen, with that report, else as
    they are now.
    """
    if frozen := freezing.frozen_report(db, wanted, by=by):
        return frozen.counts, frozen
    running = service.current()
    excess_from = running.settings.excess_from
    found = counts.of_period(db, service.published(), wanted, running.now(), excess_from, by)
    return found, None


def _read(wanted: Period) -> dashboard.Overview:
    running = service.current()
    db, now = running.pool.db(), running.now()
    excess_from = running.settings.excess_from
    frozen = freezing.frozen_report(db, wanted)
    return dashboard.overview(db, service.published(), wanted, now, excess_from, frozen)


def _overview(wanted: Period) -> dict[str, Any]:
    found = _read(wanted)
    return {
        "found": found,
        "now": service.current().now(),
        "by_field": Markup(report_charts.by_field(found.fields)),
        "by_day": Markup(report_charts.by_day(found.days)),
        "spans": report_charts.spans_of(found.days),
        "span": spans.unit_of(wanted),
    }


def _times(wanted: Period) -> dict[str, Any]:
    db = service.current().pool.db()
    with db.snapshot():
        found, frozen = _counted(db, wanted, "day")
        broken_down, is_live = dashboard.breakdown_of(db, wanted, frozen)
    heat = broken_down.heat
    hours, has_data = breakdown.hours_of(heat), counts.has_data(found) or bool(heat)
    return {
        "found": found,
        "has_data": has_data,
        "by_day": Markup(report_charts.by_day(found)),
        "by_hour": Markup(report_charts.by_hour(heat, has_data)),
        "by_weekday": Markup(report_charts.by_weekday(heat, has_data)),
        "heat": heat,
        "is_live": is_live,
        "hours": hours,
        "spans": report_charts.spans_of(found),
        "span": spans.unit_of(wanted),
    }


def _procedures(wanted: Period) -> dict[str, Any]:
    found, frozen = _counted(service.current().pool.db(), wanted, "procedure")
    fields = _fields(frozen)
    asked = {
        "q": request.args.get("q", "").strip()[:100],
        "linh_vuc": request.args.get("linh_vuc", ""),
        "xep": request.args.get("xep", ""),
        "chieu": request.args.get("chieu", ""),
    }
    rows = _sorted(_filtered(found.rows, asked, fields), asked)
    pages = max(1, -(-len(rows) // _ON_A_PAGE))
    number = request.args.get("trang", "1")
    at = int(number) if re.fullmatch("[0-9]{1,6}", number) else 0
    if not 1 <= at <= pages:
        abort(404)
    kept: dict[str, Any] = {name: value for name, value in asked.items() if value}
    return {
        "found": found,
        "has_data": counts.has_data(found),
        "asked": asked,
        "fields": fields,
        "rows": rows[(at - 1) * _ON_A_PAGE : at * _ON_A_PAGE],
        "sums": {number: sum(row[number] for row in rows) for number in NUMBERS},
        "total": len(rows),
        "number": at,
        "pages_count": pages,
        "unused": [row for row in found.rows if not any(row[kind] for kind in KINDS)],
        "sort_address": lambda column: _sort_address(wanted, kept, column),
        "sorted_by": _sorting(asked),
        "page_address": lambda n: url_for(
            "dashboard.procedures", **period_choice.query_of(wanted), **kept, trang=n
        ),
    }


def _fields(frozen: Report | None) -> dict[str, str]:
    """The names of the fields by slug, as the rows have them: those of then in frozen figures."""
    if frozen:
        return {row["slug"]: row["field"] for row in frozen.fields.rows}
    return {field.slug: field.name for field in service.published().open_fields}


def _filtered(
    rows: list[dict[str, Any]], asked: dict[str, str], fields: dict[str, str]
) -> list[dict[str, Any]]:
    if asked["linh_vuc"]:
        rows = [row for row in rows if row["field"] == fields.get(asked["linh_vuc"])]
    sought = fold(asked["q"]).split()
    return [
        row for row in rows if all(word in fold(f"{row['code']} {row['name']}") for word in sought)
    ]


def _sorting(asked: dict[str, str]) -> tuple[str, bool]:
    """The column that rows are sorted by, and whether the greatest stands first."""
    column = asked["xep"] if asked["xep"] in _SORTS else "scan"
    falls = asked["chieu"] == "giam" or (asked["chieu"] != "tang" and column not in _WORDS)
    return column, falls


def _sorted(rows: list[dict[str, Any]], asked: dict[str, str]) -> list[dict[str, Any]]:
    column, falls = _sorting(asked)

    def key(row: dict[str, Any]) -> Any:
        if column == "rate":
            looked_up = dashboard.lookups(row)
            return row["submit"] / looked_up if looked_up else -1
        return fold(row[column]) if column in _WORDS else row[column]

    return sorted(rows, key=key, reverse=falls)


def _sort_address(wanted: Period, kept: dict[str, Any], column: str) -> str:
    """The rows sorted by *column*, the other way round when they are."""
    by, falls = _sorting({"xep": kept.get("xep", ""), "chieu": kept.get("chieu", "")})
    turned = ("tang" if falls else "giam") if by == column else None
    query = {name: value for name, value in kept.items() if name not in ("xep", "chieu")}
    return url_for(
        "dashboard.procedures",
        **period_choice.query_of(wanted),
        **query,
        xep=column,
        chieu=turned,
    )
