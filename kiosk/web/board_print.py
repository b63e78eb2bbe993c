"""Sheets and codes to print: PDF by format, field and place; codes as pictures."""

import threading
from typing import Any

from flask import Blueprint, Response, abort, render_template, request

from kiosk.boards import build, press, revisions
from kiosk.boards.layout import Series
from kiosk.boards.press import NothingToPrint, Order, Source
from kiosk.codes import package, targets
from kiosk.codes.targets import DEFAULT_PLACE
from kiosk.errors import BoardError, BusyError, ReadBackError
from kiosk.web import access, boards, service
from kiosk.web.language import text

bp = Blueprint("board_print", __name__)
# What can be printed, in the order of the page: what hangs in the hall, then what does not.
SERIES = (
    Series("wall", "a1"),
    Series("wall", "a2"),
    Series("field", "8"),
    Series("field", "12"),
    Series("single"),
    Series("guide"),
    Series("label", "60x70"),
    Series("card", place="d"),
    Series("leaflet", place="l"),
)
# One of each: what a new board begins with.
WHOLE_SET = tuple(SERIES[n] for n in (0, 2, 4, 5, 6, 7, 8))
PLACES = ("b", "d", "l")
_PREVIEW_PX = 400
_previews: tuple[Any, dict[str, bytes]] = ((), {})
_drawing = threading.Lock()


@bp.get("/can-bo/bang/in")
@access.needs("leader")
def form():
    """What can be printed, each with a picture."""
    return _form()


def _form(message: str = "", faults: list[str] | None = None):
    running = service.current()
    held = revisions.board_at(running.pool.db())
    planned = build.plan(boards.shown(), SERIES, held)
    return render_template(
        "staff/board_print.html",
        canonical="",
        message=message,
        faults=faults or [],
        planned=planned,
        series=SERIES,
        whole_set=WHOLE_SET,
        places=PLACES,
        fields=service.published().open_fields,
        groups=service.published().open_groups,
        has_board=bool(held),
        warning=running.settings.address.warning,
        given=request.values,
    )


@bp.post("/can-bo/bang/in")
@access.needs("staff")
def make():
    """
    The PDF that is asked for, read back, and recorded as the command records it.

    Sent again it gives the same bytes, and records nothing new.
    """
    order = _order()
    if order is None:
        return _form(text("board_choose_series")), 400
    running = service.current()
    try:
        printed = press.print_(source(), order, access.me().actor, running.now())
    except NothingToPrint:
        return _form(text("board_nothing_to_print")), 400
    except ReadBackError as error:
        return _form(text("board_not_right", n=len(error.faults)), _places(error.faults)), 500
    except BusyError:
        return _form(text("board_busy")), 503, {"Retry-After": "5"}
    except BoardError:
        return _form(text("board_print_failed")), 500
    return _download(printed.content, _name(order))


def _places(faults: list[str]) -> list[str]:
    """Sheet and code of each fault: what it is in detail is for the log, not for a clerk."""
    return [" · ".join(fault.split(": ")[:2]) for fault in faults[:10]]


def _order() -> Order | None:
    """What the form asks for; None when it names nothing that is printed here."""
    if request.form.get("ca_bo"):
        names = tuple(f"{_file(one)}.pdf" for one in WHOLE_SET)
        return Order(tuple(one.name for one in WHOLE_SET), names=names)
    since = request.form.get("tu", "")
    held = revisions.board_at(service.current().pool.db())
    known = {one.name for one in _printable()} | held.keys()
    named = [_placed(name) for name in request.form.getlist("bo")]
    only = request.form.get("linh_vuc", "")
    if not named or not set(named) <= known or not _is_state(since):
        return None
    return Order(tuple(named), (only,) if only else (), since)


def _printable() -> list[Series]:
    return [Series(one.format, one.variant, place) for one in SERIES for place in PLACES]


def _placed(name: str) -> str:
    """The series *name*, its codes with the place that the form asks for."""
    place = request.form.get("noi", "")
    series = Series.named(name)
    if place not in PLACES or series.place != DEFAULT_PLACE:
        return name
    return Series(series.format, series.variant, place).name


def _is_state(since: str) -> bool:
    """Is it nothing, what hangs, or a revision that there is?"""
    known = [str(one.id) for one in revisions.revisions(service.current().pool.db())]
    return since in ("", build.HUNG, *known)


def _file(series: Series) -> str:
    """The name of a file with *series*, in plain letters."""
    name = text(f"board_file_{series.format}")
    return "-".join(part for part in (name, series.variant) if part)


def _name(order: Order) -> str:
    if order.names:
        return "bang-niem-yet.zip"
    if order.since:
        return "to-thay.pdf"
    part = f"-{order.only[0]}" if order.only else ""
    return f"{_file(Series.named(order.series[0]))}{part}.pdf"


def source() -> Source:
    """What is printed now."""
    running = service.current()
    return Source(running.settings.database_path, running.base_url, service.published().day)


def _download(content: bytes, name: str) -> Response:
    kind = "application/zip" if name.endswith(".zip") else "application/pdf"
    response = Response(content, content_type=kind)
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response


@bp.get("/can-bo/bang/in/xem/<name>.png")
@access.needs("leader")
def preview(name: str) -> Response:
    """The first page of a series as a small picture."""
    if name not in {one.name for one in SERIES}:
        abort(404)
    found = _all_previews().get(name) or abort(404)
    return Response(found, content_type="image/png")


def _all_previews() -> dict[str, bytes]:
    """The pictures of all series, drawn once a version of the catalog."""
    global _previews
    published, running = service.published(), service.current()
    key = (running.settings.database, published.version, published.day, running.base_url)
    with _drawing:
        if _previews[0] != key:
            names = [one.name for one in SERIES]
            _previews = (key, press.previews(source(), names, _PREVIEW_PX))
        return _previews[1]


@bp.get("/can-bo/bang/ma-qr")
@access.needs("leader")
def codes():
    """The picture of one code, and of all in one file."""
    found = targets.named(service.published(), request.args.get("ma", "").strip())
    name = targets.name_of(service.published(), found) if found else ""
    return render_template(
        "staff/board_codes.html",
        canonical="",
        target=found,
        name=name,
        path=targets.path_of(found) if found else "",
        given=request.args,
        n=len(list(targets.all_targets(service.published()))),
    )


@bp.get("/can-bo/bang/ma-qr.zip")
@access.needs("leader")
def all_codes() -> Response:
    """The picture of every code, as PNG and SVG."""
    running = service.current()
    found = targets.all_targets(service.published())
    return _download(package.zipped(running.pool.db(), found, running.base_url), "ma-qr.zip")
