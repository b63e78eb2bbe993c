"""The form of one procedure: filled in, checked as a file is, kept as a draft."""

from contextlib import closing
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for

from kiosk.accounts import audit
from kiosk.catalog import code as codes
from kiosk.catalog import (
    drafts,
    form_uploads,
    merging,
    procedure_edits,
    records,
    schema,
    versions,
)
from kiosk.catalog.drafts import Base, Draft
from kiosk.catalog.fold import fold
from kiosk.catalog.form_uploads import BadForm
from kiosk.catalog.problems import Problem
from kiosk.catalog.procedure_edits import Cells
from kiosk.catalog.side_by_side import Line
from kiosk.reports.words import moment_text
from kiosk.store import Database
from kiosk.web import access, errors, procedure_boxes, procedures, service, uploads
from kiosk.web.language import text
from kiosk.web.part_form import today

bp = Blueprint("procedure_form", __name__)
# What the form says beside its cells: which button, and what it began from.
DO, BEGAN = "lam", "ban"
SAVE, MERGE = "luu", "ghep"
_ROOM = uploads.MOST


@dataclass(frozen=True)
class Begun:
    """What a change of the procedure *code* begins from: its open draft, else what is published."""

    code: str
    draft: Draft | None
    base: Base | None

    @property
    def token(self) -> str:
        """Which draft, saving and published version; a form carries it to say what it has seen."""
        if self.draft:
            return f"{self.draft.id}.{self.draft.revision}.{self.draft.base or 0}"
        return f"0.0.{self.base.id if self.base else 0}"

    @property
    def body(self) -> dict[str, Any]:
        """The whole procedure as it would be."""
        if self.draft is None:
            assert self.base is not None
            return self.base.body
        return whole(self.draft.body, self.base)

    @property
    def is_outdated(self) -> bool:
        """Was something else published since the draft began?"""
        return self.draft is not None and self.draft.base != (self.base.id if self.base else None)


def begun(db: Database, code: str) -> Begun:
    """What a change of *code*, in any written form, begins from; 404 when there is nothing."""
    key = codes.normalise(code) or abort(404)
    found = Begun(key, drafts.of(db, key), drafts.base_of(db, key, today()))
    return found if found.draft or found.base else abort(404)


def whole(draft: dict[str, Any], base: Base | None) -> dict[str, Any]:
    """*draft* with what its form does not show."""
    field = service.published().field_of.get(draft["field"])
    sector = field.sector if field else "commune"
    return records.complete(draft, base.body if base else None, sector)


@bp.get("/can-bo/thu-tuc/moi")
@access.needs("staff")
def new():
    """An empty form."""
    return _page(procedure_edits.empty(), None, "0.0.0")


@bp.get("/can-bo/thu-tuc/<code>/sua")
@access.needs("staff")
def form(code: str):
    """The form of a procedure: its draft when it has one, else what is published."""
    found = begun(service.current().pool.db(), code)
    if found.base and not found.draft and found.base.body["status"] in schema.RETIRED:
        return errors.page("retired_edit_heading", "retired_edit_body", 409)
    return _page(procedure_edits.cells_of(found.body), found, found.token)


@bp.post("/can-bo/thu-tuc/moi")
@access.needs("staff")
@uploads.takes(_ROOM)
def add():
    """Keep a new procedure as a draft."""
    return _sent(None)


@bp.post("/can-bo/thu-tuc/<code>/sua")
@access.needs("staff")
@uploads.takes(_ROOM)
def change(code: str):
    """Keep what was typed as a draft, or do what a button of a row says; nothing typed is lost."""
    return _sent(begun(service.current().pool.db(), code))


def _sent(found: Begun | None):
    """What comes of the form; *found*: None for a new procedure."""
    db = service.current().pool.db()
    cells = procedure_boxes.read(request.form)
    if found:
        cells["code"] = found.code
    problems = _uploaded(db, cells)
    token = request.form.get(BEGAN, "")
    acted = procedure_boxes.done_to_rows(cells, request.form.get(DO, ""), request.form)
    if acted:
        return _page(acted[0], found, token, problems, shown=acted[1])
    cells = procedure_edits.tidied(cells)
    checked = procedure_edits.check(db, today(), cells, found is None)
    problems += checked.problems
    if checked.draft is None or any(not problem.is_warning for problem in problems):
        return _page(cells, found, token, problems, message=text("form_has_faults")), 400
    if found and request.form.get(DO) == MERGE:
        return _merged(db, found, token, checked.draft)
    return _save(db, checked.draft, cells, token, problems, is_new=found is None)


def _save(
    db: Database,
    draft: dict[str, Any],
    cells: Cells,
    token: str,
    problems: list[Problem],
    is_new: bool,
):
    """Keep *draft*, unless somebody else changed the same meanwhile or nothing was changed."""
    running, actor, code = service.current(), access.me().actor, draft["code"]
    with db.transaction():
        now = Begun(code, drafts.of(db, code), drafts.base_of(db, code, today()))
        if is_new and (now.draft or now.base):
            taken = [*problems, Problem("procedures", 1, "code", "taken_code")]
            return _page(cells, None, token, taken, message=text("form_has_faults")), 400
        if token != now.token:
            return _clash(cells, now, draft, problems)
        before = now.draft.body if now.draft else now.base.body if now.base else None
        if before and not procedures.compared(whole(before, now.base), whole(draft, now.base)):
            return _page(cells, now, token, problems, message=text("nothing_changed"))
        base = now.draft.base if now.draft else now.base.id if now.base else None
        number = now.draft.id if now.draft else drafts.begin(db, code, base)
        drafts.save(db, number, base, draft, actor.name, running.now())
        audit.add(db, actor, running.now(), "draft_saved", f"{code} {draft['name']}")
    return redirect(url_for("drafts.one", code=code, xong="luu"), 303)


def _clash(cells: Cells, now: Begun, draft: dict[str, Any], problems: list[Problem]):
    """The form as it was filled in, and beside it what somebody else saved or published."""
    other = now.draft or now.base
    assert other is not None
    key = "clash_with_draft" if now.draft else "clash_with_published"
    lines = procedures.compared(now.body, whole(draft, now.base))
    said = text(key, who=other.who, moment=moment_text(other.at))
    return _page(cells, now, now.token, problems, said, lines, request.form.get(BEGAN, "")), 409


def _merged(db: Database, now: Begun, token: str, draft: dict[str, Any]):
    """The form with what both typed; where both changed the same, what was typed here stays."""
    seen = _seen(db, request.form.get("tu", ""))
    found, clashes = merging.merged(seen, draft, now.body)
    names = ", ".join(procedures.name_of_part(part) for part in clashes)
    message = text("merged_with_clashes", names=names) if clashes else text("merged_all")
    return _page(procedure_edits.cells_of(found), now, token, message=message)


def _seen(db: Database, token: str) -> dict[str, Any] | None:
    """What a form with *token* began from; None when it began from nothing, or cannot be told."""
    parts = token.split(".")
    if len(parts) != 3 or not all(part.isdecimal() and len(part) < 16 for part in parts):
        return None
    draft, revision, base = map(int, parts)
    if draft:
        return drafts.revision(db, draft, revision)
    return version_body(db, base)


def version_body(db: Database, version: int | None) -> dict[str, Any] | None:
    """The content of a published version by its number; None when there is none."""
    return versions.body(db, version) if version and versions.is_there(db, version) else None


def _uploaded(db: Database, cells: Cells) -> list[Problem]:
    """
    Keep the files that came with the form, so that they are not lost while it is filled in; what
    is wrong with them.
    """
    problems = []
    numbers = procedure_boxes.row_numbers(request.form, "forms")
    for line, (number, row) in enumerate(zip(numbers, cells["forms"], strict=True), start=1):
        if request.form.get(f"forms.{number}.no_file"):
            row["file"] = row["sha256"] = ""
        sent = request.files.get(f"forms.{number}.upload")
        if sent is None or not sent.filename:
            continue
        with closing(sent):
            content = sent.read()
        try:
            row["sha256"] = form_uploads.checked(sent.filename, content)
        except BadForm as bad:
            problems.append(Problem("forms", line, "file", bad.key))
            continue
        taken = {other["file"] for other in cells["forms"] if other is not row}
        row["file"] = form_uploads.kept_name(sent.filename, cells["code"], taken)
        row["name"] = row["name"] or sent.filename.rpartition(".")[0][:200]
        with db.transaction():
            versions.add_form_file(db, row["sha256"], content)
    return problems


def _page(
    cells: Cells,
    found: Begun | None,
    token: str,
    problems: list[Problem] | None = None,
    message: str = "",
    clash: list[Line] | None = None,
    seen: str = "",
    shown: str = "",
) -> str:
    """
    The form, filled in with *cells*. *clash*: what somebody else's version has otherwise; *seen*:
    the token that the form had before. *shown*: the table that a button was pressed in.
    """
    published = service.published()
    fields = sorted(published.open_fields, key=lambda field: fold(field.name))
    problems = problems or []
    made = procedure_boxes.Form(
        cells, [(field.slug, field.name) for field in fields], found is None, problems, shown
    )
    wrong = [problem for problem in problems if not problem.is_warning]
    return render_template(
        "staff/procedure_form.html",
        canonical="",
        sections=made.sections(),
        code=found.code if found else "",
        name=cells["name"],
        draft=found.draft if found else None,
        is_outdated=found.is_outdated if found else False,
        token=token,
        message=message,
        faults=[
            (procedure_boxes.anchor(p), procedure_boxes.place(p), procedure_boxes.in_words(p))
            for p in wrong
        ],
        clash=clash,
        seen=seen or request.form.get("tu", ""),
        cases=sorted({row["case"] for row in (*cells["documents"], *cells["steps"])} - {""}),
        max_rows=procedure_edits.MOST_ROWS,
    )
