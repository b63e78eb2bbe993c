"""Importing a catalog: send a file, see what it holds and would change, publish all or nothing."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for

from kiosk import clock
from kiosk.accounts import audit
from kiosk.catalog import (
    import_choices,
    import_drafts,
    import_report,
    part_words,
    publications,
    publishing,
    reading,
    workbook_gate,
)
from kiosk.catalog import preview as previews
from kiosk.catalog.diff import Difference
from kiosk.catalog.foreign_settled import LEFT_OUT, NEW
from kiosk.catalog.import_choices import Choices
from kiosk.catalog.import_drafts import Draft
from kiosk.catalog.import_report import Review
from kiosk.catalog.side_by_side import Line
from kiosk.store import Database
from kiosk.web import access, errors, lookup, procedures, service, uploads
from kiosk.web.language import text
from kiosk.web.part_form import today

bp = Blueprint("imports", __name__)
_FORM_ROOM = 64 * 1024  # bytes of a form around the file in it
_CHOICES_ROOM = 2 * uploads.MEGABYTE
# How the choices are called in the form; those with `:` go on with what they are about.
_FIELD, _GROUP, _PROCEDURE = "linh-vuc:", "nhom:", "thu-tuc:"
# What the form was shown with: what publishing would do, and the version of the catalog.
_SEEN, _VERSION = "da-xem", "ban"


# Sending a file -----------------------------------------------------------------------------------


@bp.get("/can-bo/nhap")
@access.needs("staff")
def start() -> str:
    """A place to put a file, and the imports that wait."""
    return _start()


def _start(message: str = "", refused: tuple = (), file_name: str = "") -> str:
    return render_template(
        "staff/imports.html",
        canonical="",
        message=message,
        refused=refused,
        file_name=file_name,
        waiting=import_drafts.waiting(service.current().pool.db()),
        is_gone="da_bo" in request.args,
    )


@bp.post("/can-bo/nhap")
@access.needs("staff")
@uploads.takes(workbook_gate.FILE_LIMIT + _FORM_ROOM)
def send():
    """Read a file and keep it as an import that waits; or say what is wrong with it."""
    file = request.files.get("tep")
    name = reading.shown_name(file.filename or "") if file else ""
    if file is None or not name:
        return _start(text("import_no_file")), 400
    with file.stream:
        content = file.read()
    running = service.current()
    db = running.pool.db()
    found = running.readings.review(db, content, name, Choices(), today()).errors
    if found:
        return _start(text("import_refused", file=name), found, name), 400
    now = clock.stamp(running.now())
    with db.transaction():
        draft_id = import_drafts.add(db, now, access.me().name, name, content)
    return redirect(url_for("imports.one", draft_id=draft_id), 303)


# One import that waits ----------------------------------------------------------------------------


@bp.get("/can-bo/nhap/<int:draft_id>")
@access.needs("staff")
def one(draft_id: int):
    """What the file holds and would change, and what is to be decided."""
    return _of(draft_id, lambda draft: _one(draft, draft.choices))


def _of(draft_id: int, answer: Callable[[Draft], Any]):
    """What *answer* gives for a draft that waits; else where it went."""
    draft = import_drafts.one(service.current().pool.db(), draft_id)
    if draft is None:
        return errors.page("import_gone_heading", "import_gone_body", 404)
    if draft.publication is not None:
        return redirect(url_for("publications.one", number=draft.publication), 303)
    return answer(draft)


def _review(draft: Draft, choices: Choices) -> Review:
    running = service.current()
    db, name = running.pool.db(), draft.file_name
    return running.readings.review(db, draft.content, name, choices, today())


def _one(draft: Draft, choices: Choices, message: str = "", faults: dict | None = None) -> str:
    faults = faults or {}
    usable = replace(choices, starts_on="" if "starts_on" in faults else choices.starts_on)
    review = _review(draft, usable)
    published = service.published()
    return render_template(
        "staff/import.html",
        canonical="",
        draft=draft,
        choices=choices,
        review=review,
        message=message,
        faults={name: text(key) for name, key in faults.items()},
        is_kept="da_luu" in request.args,
        counts=import_report.counts(review.proposal) if review.proposal else {},
        shown=_shown(review.proposal) if review.proposal else [],
        part_lines=[part_words.line(c) for c in review.proposal.part_changes]
        if review.proposal
        else [],
        fields=sorted(published.open_fields, key=lambda field: field.name),
        groups=published.open_groups,
        today=today(),
        is_later=_is_later() or bool(choices.starts_on),
    )


@dataclass(frozen=True)
class _Shown:
    """A procedure that changes, with its differences in words."""

    difference: Difference
    lines: list[Line]


def _shown(proposal: publishing.Proposal) -> list[tuple[str, list[_Shown]]]:
    """The procedures that change, by kind, as `import_report.KINDS` has them in order."""
    found = []
    for kind in import_report.KINDS:
        differences = [d for d in proposal.to_store if d.kind == kind]
        if differences:
            found.append((kind, [_Shown(d, _lines(d)) for d in differences]))
    return found


def _lines(difference: Difference) -> list[Line]:
    if difference.before is None:
        return []  # a new procedure is looked at as a page
    return procedures.compared(difference.before, difference.body)


@bp.post("/can-bo/nhap/<int:draft_id>")
@access.needs("staff")
@uploads.takes(_CHOICES_ROOM)
def decide(draft_id: int):
    """Keep what was chosen, and show the report as it is with it."""

    def kept(draft: Draft):
        choices = _chosen()
        if faults := _faults(choices):
            return _one(draft, choices, text("form_has_faults"), faults), 400
        db = service.current().pool.db()
        with db.transaction():
            import_drafts.decide(db, draft.id, choices)
        return redirect(url_for("imports.one", draft_id=draft.id, da_luu=1), 303)

    return _of(draft_id, kept)


def _chosen() -> Choices:
    """What the form says. Only what the page offers can be chosen."""
    published, form = service.published(), request.form
    slugs = {field.slug for field in published.open_fields}
    groups = {group.slug for group in published.open_groups}
    return Choices(
        of_name=_under(_FIELD, slugs | {NEW}),
        of_code=_under(_PROCEDURE, slugs | {LEFT_OUT}),
        group_of=_under(_GROUP, groups),
        adds_new="chi-co" not in form,
        repealed=tuple(dict.fromkeys(form.getlist("bai-bo"))),
        repeals_all="bai-bo-het" in form,
        withdraws="thu-hoi" in form,
        decision_no=" ".join(form.get("so", "").split()),
        decision_day=form.get("ngay", "").strip(),
        starts_on=form.get("tu-ngay", "").strip() if _is_later() else "",
    )


def _is_later() -> bool:
    """Is it to hold from a day to come? Shown again, a form that was sent stays as it was."""
    return request.form.get("khi") == "sau"


def _faults(choices: Choices) -> dict[str, str]:
    """What cannot be, as `import_choices.faults`; a later day must be named."""
    faults = import_choices.faults(choices, today())
    if _is_later() and not choices.starts_on:
        faults["starts_on"] = "publish_no_day"
    return faults


def _under(prefix: str, allowed: set[str]) -> dict[str, str]:
    """The choices whose names begin with *prefix*, by the rest of it."""
    return {
        name.removeprefix(prefix): value
        for name, value in request.form.items()
        if name.startswith(prefix) and value in allowed
    }


@bp.post("/can-bo/nhap/<int:draft_id>/cong-khai")
@access.needs("staff")
@uploads.takes(_CHOICES_ROOM)
def publish(draft_id: int):
    """Publish what the page showed: all of it, or nothing when it would not be the same now."""
    return _of(draft_id, _publish)


def _publish(draft: Draft):
    choices = _chosen()
    if faults := _faults(choices):
        return _one(draft, choices, text("form_has_faults"), faults), 400
    running = service.current()
    db = running.pool.db()
    raw = running.readings.raw(draft.content, draft.file_name)
    with db.transaction():
        if not import_drafts.waits(db, draft.id):  # a second click, or another clerk
            return _of(draft.id, _publish)
        import_drafts.decide(db, draft.id, choices)
        review = import_report.review(db, raw, choices, today())
        number = _stored(db, draft, choices, review)
    if number is None:
        return _one(draft, choices, _why_not(review)), 409
    return redirect(url_for("publications.one", number=number, da_cong_khai=1), 303)


def _stored(db: Database, draft: Draft, choices: Choices, review: Review) -> int | None:
    """The number of the publication; None when nothing is as the page showed it."""
    if review.proposal is None or review.seen != request.form.get(_SEEN):
        return None
    actor, now = access.me().actor, service.current().now()
    number = publishing.publish(
        db, review.proposal, now, actor.name, draft.file_name, choices.decision
    )
    if number is not None:
        import_drafts.close(db, draft.id, number)
        told = publications.in_words(number, draft.file_name)
        audit.add(db, actor, now, "catalog_imported", told)
    return number


def _why_not(review: Review) -> str:
    """Why what the page showed was not published."""
    if review.proposal and review.proposal.is_empty:
        return text("import_nothing_to_do")
    if request.form.get(_VERSION) == str(review.version):
        return text("import_choices_changed")
    last = publications.everything(service.current().pool.db())[-1]
    return text("import_catalog_changed", number=last.id, who=last.who, source=last.source)


@bp.post("/can-bo/nhap/<int:draft_id>/bo")
@access.needs("staff")
def throw_away(draft_id: int):
    """Forget an import that waits."""
    running = service.current()
    db = running.pool.db()
    draft = import_drafts.one(db, draft_id)
    with db.transaction():
        if draft and import_drafts.throw_away(db, draft_id):
            actor = access.me().actor
            audit.add(db, actor, running.now(), "import_thrown_away", draft.file_name)
    return redirect(url_for("imports.start", da_bo=1), 303)


@bp.get("/can-bo/nhap/<int:draft_id>/xem/<code>")
@access.needs("staff")
def view(draft_id: int, code: str):
    """The page of a procedure as citizens would see it, on the day from which it would hold."""
    return _of(draft_id, lambda draft: _view(draft, code))


def _view(draft: Draft, code: str):
    proposal = _review(draft, draft.choices).proposal
    if proposal is None:
        return errors.page("preview_impossible", "form_has_faults", 400)
    changed = next((d for d in proposal.to_store if d.code == code), None)
    day = date.fromisoformat(changed.starts_on) if changed else proposal.today
    service.show_as(previews.of(service.current().pool.db(), proposal, day))
    return lookup.procedure_page(service.published().find(code) or abort(404), is_scan=True)
