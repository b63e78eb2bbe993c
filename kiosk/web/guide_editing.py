"""The guides for citizens, for staff to write: Markdown with a preview, published or taken away."""

import difflib

from flask import Blueprint, abort, redirect, render_template, request, url_for

from kiosk.catalog import part_edits
from kiosk.catalog.diff import Change
from kiosk.catalog.fold import slug_of
from kiosk.catalog.guides import heading
from kiosk.catalog.part_edits import Edit
from kiosk.catalog.problems import Problem
from kiosk.codes.targets import PAGES
from kiosk.store import Database
from kiosk.web import access, lookup, part_form, service, uploads
from kiosk.web.language import text
from kiosk.web.part_form import PartForm

bp = Blueprint("guide_editing", __name__)
_LONGEST = 200_000  # bytes of a form; the longest guide has a few thousand
_LONGEST_SLUG = 80  # signs; it becomes the name of a file when the catalog is written as a folder
_VIEWS = (("bai", "part_view_guide"),)
# Their content stands behind codes that are printed.
_FIXED = frozenset(slug for _, slug in PAGES.values())


@bp.get("/can-bo/huong-dan")
@access.needs("staff")
def everything() -> str:
    """All guides, and a box for the title of a new one."""
    return _list()


def _list(message: str = "") -> str:
    return render_template(
        "staff/guides.html",
        canonical="",
        message=message,
        given=request.form.get("title", ""),
        is_saved="da_luu" in request.args,
    )


@bp.post("/can-bo/huong-dan")
@access.needs("staff")
def begin():
    """The form of a new guide; it is there once it is published."""
    title = " ".join(request.form.get("title", "").split())
    slug = slug_of(title)[:_LONGEST_SLUG].rstrip("-")
    if not slug:
        return _list(text("guide_title_missing")), 400
    if slug in service.published().guides:
        return _list(text("guide_title_taken", title=title)), 400
    return redirect(url_for("guide_editing.form", slug=slug, ten=title), 303)


@bp.get("/can-bo/huong-dan/<slug>")
@access.needs("staff")
def form(slug: str) -> str:
    """One guide to write."""
    body = service.published().guides.get(slug)
    if body is None and slug_of(slug) != slug:
        abort(404)
    title = request.args.get("ten", "").strip() or slug
    return _form(slug, body if body is not None else f"# {title}\n\n")


def _form(slug: str, body: str, message: str = "", problems: list[Problem] | None = None) -> str:
    return render_template(
        "staff/guide.html",
        canonical="",
        slug=slug,
        body=body,
        message=message,
        faults=list(dict.fromkeys(problem.message("vi") for problem in problems or [])),
        base=request.form.get(part_form.BASE) or part_form.base("guides"),
        can_remove=slug in service.published().guides and slug not in _FIXED,
        views=_VIEWS,
    )


@bp.post("/can-bo/huong-dan/<slug>")
@access.needs("staff")
@uploads.takes(_LONGEST)
def change(slug: str):
    """Show what changes in a guide; then publish it."""
    is_gone = request.form.get("bo") == "1"

    def edit(db: Database) -> Edit:
        if is_gone:
            return part_edits.without_guide(db, part_form.today(), slug)
        return _edit(db, slug)

    if is_gone and slug in _FIXED:
        abort(400)
    return part_form.answer(
        PartForm(
            kind="guides",
            edit=edit,
            again=lambda message, problems: _form(slug, _body(), message, problems),
            shown=_shown,
            done=url_for("guide_editing.everything", da_luu=1),
            what="guide_changed",
            preview=url_for("guide_editing.preview", slug=slug),
            views=() if is_gone else _VIEWS,
        )
    )


@bp.post("/can-bo/huong-dan/<slug>/xem")
@access.needs("staff")
@uploads.takes(_LONGEST)
def preview(slug: str):
    """The guide as citizens will read it."""
    return part_form.show(lambda db: _edit(db, slug), lambda: lookup.guide(slug, is_scan=True))


def _edit(db: Database, slug: str) -> Edit:
    return part_edits.of_guide(db, part_form.today(), slug, _body())


def _body() -> str:
    """The text of the form, with the plain line ends that browsers do not send."""
    return request.form.get("body", "").replace("\r\n", "\n").strip() + "\n"


def _shown(change: Change) -> tuple[str, str, str]:
    """A guide and the lines of it that differ."""
    if change.column != "body":
        title = heading(_text_of(change.after or change.before))
        return title, _text_of(change.before), _text_of(change.after)
    old, new = change.before.split("\n"), change.after.split("\n")
    gone, come = [], []
    # Never `ndiff`: it compares every line that went with every one that came, for minutes.
    for what, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new).get_opcodes():
        if what != "equal":
            gone += old[i1:i2]
            come += new[j1:j2]
    return heading(change.after), "\n".join(gone).strip(), "\n".join(come).strip()


def _text_of(row: dict | None) -> str:
    return row["body"] if row else ""
