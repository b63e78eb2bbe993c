"""Checking the codes on the wall by photos ("rà mã"), and the rounds that were kept as evidence."""

import csv
import io
import re
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage

from kiosk.boards import expected, letterhead, photo_desk, rounds
from kiosk.boards.layout import Sheet
from kiosk.boards.rounds import Checked, Round
from kiosk.boards.why import Why
from kiosk.errors import BusyError, PhotoError
from kiosk.reports.exports import cell
from kiosk.reports.words import moment_text
from kiosk.web import access, boards, language, service, uploads
from kiosk.web.language import text

bp = Blueprint("board_audits", __name__)
MOST_BYTES = uploads.MOST
MOST_PHOTOS = 12
_LATEST = 24
_PROBLEMS = (
    *("none", "empty", "too_large", "not_a_photo", "damaged", "too_small", "too_many_pixels"),
    *("of_others", "no_code"),
)
_COLUMNS = (
    *("board_column_code", "board_column_name", "board_column_sheet", "board_column_spot"),
    *("board_column_result", "board_column_reason", "board_column_moment", "board_column_was"),
)


@bp.get("/can-bo/bang/ra-ma")
@access.needs("leader")
def page():
    """Take photos of the board; the rounds so far."""
    return _page()


def _page(message: str = "", problems: list[tuple[str, str]] | None = None):
    db = service.current().pool.db()
    return render_template(
        "staff/board_audits.html",
        canonical="",
        message=message,
        problems=problems or [],
        hangs=any(sheet.cells for sheet in _hanging()[0]),
        rounds=rounds.latest(db, _LATEST),
        most=MOST_PHOTOS,
        most_bytes=MOST_BYTES,
        round_id="",
    )


def _hanging():
    running = service.current()
    published = service.published()
    return expected.of(running.pool.db(), published, running.base_url, running.hosts)


@bp.post("/can-bo/bang/ra-ma")
@access.needs("staff")
@uploads.takes(MOST_BYTES)
def check():
    """What the photos show, added to a round (`vong`) or to a new one. No photo is kept."""
    photos = [one for one in request.files.getlist("anh") if one.filename]
    if not photos:
        return _page(text("photo_choose")), 400
    if len(photos) > MOST_PHOTOS:
        return _page(text("photo_too_many", n=len(photos), most=MOST_PHOTOS)), 400
    sheets, addresses = _hanging()
    if not any(sheet.cells for sheet in sheets):
        return _page(text("photo_no_board")), 400
    try:
        with TemporaryDirectory(prefix="kiosk-") as folder:
            seen = photo_desk.look(_saved(photos, Path(folder)), sheets, addresses)
    except BusyError:
        return _page(text("photo_busy")), 503, {"Retry-After": "30"}
    except PhotoError as error:
        return _page(text(f"photo_{error.key}")), 400
    problems = sorted(seen.problems.items())
    if not seen.findings:
        return _page(text("photo_nothing"), problems), 400
    round_id = _kept(seen, sheets, len(photos) - len(problems))
    found = [f"{name}-{key}" for name, key in problems]
    return redirect(url_for("board_audits.one", round_id=round_id, loi=found), 303)


def _saved(photos: list[FileStorage], folder: Path) -> list[tuple[str, Path]]:
    """The photos in *folder*, named by their number: the name of a file can tell of a person."""
    named = [(str(n), folder / f"{n}.photo") for n in range(1, len(photos) + 1)]
    for photo, (_, path) in zip(photos, named, strict=True):
        photo.save(path)
    return named


def _kept(seen: photo_desk.Seen, sheets: tuple[Sheet, ...], n_photos: int) -> int:
    """Store what was *seen*; the number of the round."""
    running = service.current()
    db, actor, now = running.pool.db(), access.me().actor, running.now()
    with db.transaction():
        going_on = _going_on()
        round_id = going_on.id if going_on else rounds.begin(db, actor, now)
        rounds.add(db, round_id, sheets, seen.findings, n_photos, actor, now)
    return round_id


def _going_on() -> Round | None:
    """The round that the form goes on with: one of today."""
    given = request.form.get("vong", "")
    if not re.fullmatch(r"[0-9]{1,9}", given):
        return None
    found = rounds.one(service.current().pool.db(), int(given))
    return found if found and found.day == boards.today().isoformat() else None


@bp.get("/can-bo/bang/ra-ma/<int:round_id>")
@access.needs("leader")
def one(round_id: int):
    """One round: what is wrong and what to do, what to photograph again, what is right."""
    found = _found(round_id)
    return render_template(
        "staff/board_audit.html",
        canonical="",
        round=found,
        problems=_problems(),
        by_sheet=_by_sheet(found.right),
        unseen=_by_sheet(found.unseen),
        other_series=_other_series(found),
        goes_on=found.day == boards.today().isoformat(),
        most=MOST_PHOTOS,
        most_bytes=MOST_BYTES,
        round_id=found.id,
        mark=mark,
        spot=spot,
    )


def _found(round_id: int) -> Round:
    return rounds.one(service.current().pool.db(), round_id) or abort(404)


def _problems() -> list[tuple[str, str]]:
    """(photo, key of what is wrong with it) of the upload before this page."""
    split = [value.partition("-") for value in request.args.getlist("loi")[:MOST_PHOTOS]]
    return [(name, key) for name, _, key in split if name.isdecimal() and key in _PROBLEMS]


def _by_sheet(codes: list[Checked]) -> list[tuple[Checked, list[Checked]]]:
    """The codes of each sheet, behind one of them, which names it."""
    found: dict[str, list[Checked]] = {}
    for code in codes:
        found.setdefault(code.sheet, []).append(code)
    return [(several[0], several) for several in found.values()]


def _other_series(found: Round) -> list[tuple[str, int]]:
    """The series of which no photo shows anything, and how many codes they have."""
    counts: dict[str, int] = {}
    for code in found.codes:
        if code.series.name not in found.shown_series:
            name = boards.series_name(code.series)
            counts[name] = counts.get(name, 0) + 1
    return list(counts.items())


def mark(code: Checked) -> str:
    """The name of the sheet of *code* as a clerk knows it."""
    return letterhead.sheet_mark(Sheet(code.sheet, code.title, 1, 1, (), ""))


def spot(code: Checked) -> str:
    """Where on its sheet *code* is, in words; empty when it is alone."""
    if not code.row:
        return ""
    return text("board_spot", row=code.row, column=text(f"board_column_{code.column}"))


@bp.get("/can-bo/bang/ra-ma/<int:round_id>.csv")
@access.needs("leader")
def export(round_id: int) -> Response:
    """Every code of the round as a table for a spreadsheet, and what hung beside them."""
    found = _found(round_id)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    began = moment_text(found.began_at)
    writer.writerow([cell(text("board_round_title", moment=began, who=found.who))])
    writer.writerow([text(key) for key in _COLUMNS])
    for row in _rows(found):
        writer.writerow([cell(value) for value in row])
    response = Response("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"ra-ma-{found.day}-{found.id}.csv"
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response


def _rows(found: Round) -> list[tuple[str, ...]]:
    codes = [
        (
            code.target,
            code.name,
            mark(code),
            spot(code),
            text(state_key(code.state)),
            _reason(code.why.words("vi"), code.said if code.is_wrong else ""),
            moment_text(code.at) if code.at else "",
            text(state_key(code.was_wrong)) if code.was_wrong else "",
        )
        for code in found.codes
    ]
    others = [
        (
            "",
            "",
            other.sheet,
            "",
            text(state_key(other.state)),
            _reason(other.why.words("vi"), other.said),
            "",
            "",
        )
        for other in found.others
    ]
    return [*codes, *others]


def _reason(why: str, said: str) -> str:
    return f"{why}: {said}" if said else why


@bp.app_template_filter("state_key")
def state_key(state: str) -> str:
    """The key of the text of a state."""
    return f"board_code_{state.replace(' ', '_')}"


@bp.app_template_filter("why_words")
def why_words(why: Why) -> str:
    """Why a code is judged so, in the language of the page."""
    return why.words(language.current())
