"""What was published: by whom, when and why, in detail; and taking it back."""

from flask import Blueprint, abort, redirect, render_template, request, url_for

from kiosk.accounts import audit
from kiosk.catalog import publications, undo
from kiosk.catalog.publications import Publication
from kiosk.catalog.side_by_side import Line
from kiosk.web import access, procedures, service
from kiosk.web.language import text

bp = Blueprint("publications", __name__)
_PAGE = 50


@bp.get("/can-bo/cong-bo")
@access.needs("leader")
def everything() -> str:
    """Every publication, newest first, a page at a time."""
    db = service.current().pool.db()
    found = publications.everything(db)[::-1]
    pages = max(1, -(-len(found) // _PAGE))
    number = request.args.get("trang", 1, int)
    if not 1 <= number <= pages:
        abort(404)
    return render_template(
        "staff/publications.html",
        canonical="",
        shown=found[(number - 1) * _PAGE : number * _PAGE],
        contents=publications.contents(db),
        number=number,
        pages=pages,
    )


@bp.get("/can-bo/cong-bo/<int:number>")
@access.needs("leader")
def one(number: int) -> str:
    """What a publication changed, and whether it can be taken back."""
    return _one(_found(number))


def _one(publication: Publication, message: str = "") -> str:
    db = service.current().pool.db()
    return render_template(
        "staff/publication.html",
        canonical="",
        publication=publication,
        is_first=publication.id == publications.everything(db)[0].id,
        changes=[(c, _lines(c)) for c in publications.changes(db, publication.id)],
        contents=publications.contents(db)[publication.id],
        obstacles=undo.obstacles(db, publication.id) if publication.undone_by is None else [],
        message=message,
        is_done="da_luu" in request.args,
        is_published="da_cong_khai" in request.args,
    )


def _lines(change: publications.Changed) -> list[Line]:
    """What changed in words; nothing for what came new, whose page tells it all."""
    if change.before is None or change.after is None:
        return []
    return procedures.compared(change.before, change.after)


@bp.post("/can-bo/cong-bo/<int:number>/hoan-tac")
@access.needs("staff")
def take_back(number: int):
    """Take a publication back, or say what stands in the way."""
    running = service.current()
    db, now, actor = running.pool.db(), running.now(), access.me().actor
    told = text("publication_undoes", number=number)
    with db.transaction():
        publication = _found(number)
        can = undo.can_be_undone(db, publication)
        if can:
            new = undo.undo(db, number, now, actor.name, told)
            audit.add(db, actor, now, "publication_undone", told)
    if publication.undone_by is not None:  # a second click, or another clerk: it is done
        return redirect(url_for("publications.one", number=publication.undone_by), 303)
    if not can:
        return _one(_found(number), text("publication_undo_refused")), 409
    return redirect(url_for("publications.one", number=new, da_luu=1), 303)


def _found(number: int) -> Publication:
    return publications.one(service.current().pool.db(), number) or abort(404)
