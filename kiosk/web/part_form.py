"""
The way of every form that changes a table kept whole: filled in, looked at, then published.

The page in between says what changes and what follows from it, and carries what was filled in.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask import redirect, render_template, request

from kiosk import clock
from kiosk.accounts import audit
from kiosk.boards import consequence
from kiosk.catalog import preview, publishing
from kiosk.catalog.diff import Change
from kiosk.catalog.part_edits import Edit, digest
from kiosk.catalog.problems import Problem
from kiosk.catalog.published import Published
from kiosk.store import Database
from kiosk.web import access, errors, service
from kiosk.web.language import text

# What a form says beside its values: what is to be done, and what its part was when it was shown.
DO, BASE = "viec", "ban"
PUBLISH, BACK = "cong-bo", "sua"
_OWN = (DO, BASE)

Again = Callable[[str, list[Problem]], str]


@dataclass(frozen=True)
class PartForm:
    """
    A form for the part *kind*. *edit*: what was filled in would change. *again*: the form as it was
    filled in, with a message and problems. *shown*: a change in words: what, old, new. *done*: the
    address to go on to. *what*: a kind of the audit log. *views*: preview pages, key and text.
    """

    kind: str
    edit: Callable[[Database], Edit]
    again: Again
    shown: Callable[[Change], tuple[str, str, str]]
    done: str
    what: str
    preview: str
    views: tuple[tuple[str, str], ...]


def base(kind: str) -> str:
    """What the part *kind* is now, for the form to carry."""
    return digest(service.current().pool.db(), kind)


def answer(form: PartForm):
    """Look at what was filled in, or publish it when the button says so."""
    if request.form.get(DO) == PUBLISH:
        return _publish(form)
    if request.form.get(DO) == BACK:
        return form.again("", [])
    db = service.current().pool.db()
    with db.snapshot():
        refused, proposal = _looked_at(form, db)
        if proposal is None:
            return refused
        follows = follows_of(db, preview.of(db, proposal))
    return render_template(
        "staff/part_change.html",
        canonical="",
        changes=[form.shown(change) for change in proposal.part_changes],
        follows=follows,
        given=[(n, v) for n, v in request.form.items(multi=True) if n not in _OWN],
        base=request.form.get(BASE, ""),
        form=form,
    )


def follows_of(db: Database, then: Published) -> list[str]:
    """What staff have to do at the board once the catalog is as *then*, in words."""
    found = consequence.of_catalog(db, service.published(), then, service.current().base_url)
    if not found.n_sheets:
        return [text("follows_no_sheet")]
    told = [text("follows_sheets", n=found.n_sheets, codes=found.n_codes)]
    return told if found.new_codes else [*told, text("follows_codes_work")]


def _looked_at(form: PartForm, db: Database):
    """An answer that says why nothing can be done, or the proposal."""
    found = form.edit(db)
    if request.form.get(BASE, "") != digest(db, form.kind):
        if request.form.get(DO) == PUBLISH and found.proposal and found.proposal.is_empty:
            return redirect(form.done, 303), None  # a second click: it holds already
        return (form.again(text("part_stale"), []), 409), None
    if found.proposal is None:
        return (form.again(text("form_has_faults"), found.problems), 400), None
    if found.proposal.is_empty:
        return form.again(text("nothing_changed"), []), None
    return None, found.proposal


def _publish(form: PartForm):
    running = service.current()
    db, now, actor = running.pool.db(), running.now(), access.me().actor
    with db.transaction():
        refused, proposal = _looked_at(form, db)
        if proposal is not None:
            publishing.publish(db, proposal, now, actor.name, text(f"audit_{form.what}"))
            names = dict.fromkeys(form.shown(change)[0] for change in proposal.part_changes)
            audit.add(db, actor, now, form.what, "; ".join(names))
    return refused if proposal is None else redirect(form.done, 303)


def show(edit: Callable[[Database], Edit], page: Callable):
    """The *page* of citizens as it would be, were what is filled in published."""
    db = service.current().pool.db()
    with db.snapshot():
        found = edit(db)
        if found.proposal is None:
            return errors.page("preview_impossible", "form_has_faults", 400)
        service.show_as(preview.of(db, found.proposal))
    return page()


def today():
    """The local day of this request."""
    return clock.local_day(service.current().now())
