"""Notes of staff and proposals to those above, per procedure and all together; never public."""

from flask import Blueprint, abort, redirect, render_template, request, url_for

from kiosk.accounts import audit
from kiosk.catalog import staff_notes
from kiosk.catalog.staff_notes import StaffNote
from kiosk.reports.words import moment_text
from kiosk.web import access, csv_file, errors, procedures, service
from kiosk.web.language import text

bp = Blueprint("staff_notes", __name__)
_COLUMNS = (
    "procedure_code_label",
    "heading_procedures_name",
    "note_kind_label",
    "note_words_label",
    "note_who",
    "note_when",
    "note_state_label",
    "note_answer_label",
    "note_changed_by",
    "note_changed_at",
)
_IN_LOG = 120  # signs of a note in the log


@bp.get("/can-bo/de-xuat")
@access.needs("leader")
def everything():
    """Every note and proposal, newest first; narrowed by kind and state."""
    kind, state = _asked("loai", staff_notes.KINDS), _asked("trang-thai", staff_notes.STATES)
    return render_template(
        "staff/staff_notes.html",
        canonical="",
        notes=staff_notes.everything(service.current().pool.db(), kind, state),
        names=_names(),
        kind=kind,
        state=state,
        kind_options=_options(staff_notes.KINDS, "note_kind_"),
        state_options=_options(staff_notes.STATES, "note_state_"),
    )


def _asked(name: str, allowed: tuple[str, ...]) -> str:
    given = request.args.get(name, "")
    return given if given in allowed else ""


def _options(values: tuple[str, ...], prefix: str) -> list[tuple[str, str]]:
    return [("", text("choice_all")), *((value, text(prefix + value)) for value in values)]


def _names() -> dict[str, str]:
    """The names of all procedures by code."""
    return {code: one.procedure.name for code, one in procedures.standings().items()}


@bp.get("/can-bo/de-xuat.csv")
@access.needs("leader")
def export():
    """The same as a table for a spreadsheet; that it was taken is noted."""
    running = service.current()
    db, names = running.pool.db(), _names()
    kind, state = _asked("loai", staff_notes.KINDS), _asked("trang-thai", staff_notes.STATES)
    rows = [_row(note, names) for note in staff_notes.everything(db, kind, state)]
    with db.transaction():
        audit.add(db, access.me().actor, running.now(), "notes_exported")
    return csv_file.answer("de-xuat-kien-nghi.csv", _COLUMNS, rows)


def _row(note: StaffNote, names: dict[str, str]) -> tuple[str, ...]:
    return (
        note.code,
        names.get(note.code, ""),
        text(f"note_kind_{note.kind}"),
        note.words,
        note.who,
        moment_text(note.at),
        text(f"note_state_{note.state}") if note.kind == "proposal" else "",
        note.answer,
        note.changed_by,
        moment_text(note.changed_at) if note.changed_at else "",
    )


@bp.post("/can-bo/thu-tuc/<code>/ghi-chu")
@access.needs("staff")
def add(code: str):
    """Note something of a procedure."""
    running, found = service.current(), procedures.found(code)
    kind, words = request.form.get("loai", ""), _typed("noi-dung")
    if kind not in staff_notes.KINDS or not words:
        return procedures.page(found, text("note_empty"), words), 400
    if len(words) > staff_notes.LONGEST:
        return procedures.page(found, text("note_long", n=staff_notes.LONGEST), words), 400
    db, actor, key = running.pool.db(), access.me().actor, found.procedure.code
    with db.transaction():
        staff_notes.add(db, key, kind, words, actor.name, running.now())
        said = f"{key} {text(f'note_kind_{kind}')}: {words[:_IN_LOG]}"
        audit.add(db, actor, running.now(), "note_added", said)
    return redirect(url_for("procedures.one", code=key, xong="ghi-chu") + "#ghi-chu", 303)


def _typed(name: str) -> str:
    """The text of a box, with the line ends that its limit counts: browsers send longer ones."""
    return request.form.get(name, "").replace("\r\n", "\n").strip()


@bp.post("/can-bo/de-xuat/<int:number>")
@access.needs("staff")
def change(number: int):
    """Say what came of a proposal."""
    running = service.current()
    db, actor = running.pool.db(), access.me().actor
    state, answer = request.form.get("trang-thai", ""), _typed("tra-loi")
    with db.transaction():
        note = staff_notes.one(db, number)
        if note is None or note.kind != "proposal":
            abort(404)
        if state not in staff_notes.STATES:
            return errors.page("error_request_heading", "note_no_state", 400)
        if fault := _fault(note, answer):
            shown = procedures.found(note.code)
            return procedures.page(shown, fault, answers={number: answer}), 409
        staff_notes.change(db, number, state, answer, actor.name, running.now())
        said = f"{note.code}: {text(f'note_state_{state}')}"
        audit.add(db, actor, running.now(), "note_changed", said)
    return redirect(url_for("procedures.one", code=note.code, xong="ghi-chu") + "#ghi-chu", 303)


def _fault(note: StaffNote, answer: str) -> str:
    """Why *answer* is not kept, in words; empty: it is. The form says which state it was shown."""
    if request.form.get("ban", "") != note.changed_at:
        return text("note_stale", who=note.changed_by)
    if len(answer) > staff_notes.LONGEST:
        return text("note_long", n=staff_notes.LONGEST)
    return ""
