"""Which desk serves which fields."""

from flask import Blueprint, render_template, request, url_for

from kiosk.catalog import part_edits, schema
from kiosk.catalog.diff import Change
from kiosk.catalog.part_edits import Edit
from kiosk.catalog.problems import Problem
from kiosk.store import Database
from kiosk.web import access, lookup, part_form, service
from kiosk.web.part_form import PartForm

bp = Blueprint("desks", __name__)
_PREFIX = "quay."  # before the slug of a field, in the names of the form
_VIEWS = (("thu-tuc", "part_view_procedure"),)


@bp.get("/can-bo/quay-linh-vuc")
@access.needs("staff")
def form() -> str:
    """Every field with its desk."""
    fields = service.published().open_fields
    return _form({_PREFIX + field.slug: field.desk or "" for field in fields})


def _form(given: dict[str, str], message: str = "", problems: list[Problem] | None = None) -> str:
    return render_template(
        "staff/desks.html",
        canonical="",
        given=given,
        prefix=_PREFIX,
        message=message,
        faults=list(dict.fromkeys(problem.message("vi") for problem in problems or [])),
        base=request.form.get(part_form.BASE) or part_form.base("fields"),
        desks=sorted({field.desk for field in service.published().open_fields if field.desk}),
        is_saved="da_luu" in request.args,
        views=_VIEWS,
    )


@bp.post("/can-bo/quay-linh-vuc")
@access.needs("staff")
def change():
    """Show what changes and what follows; then publish it."""
    return part_form.answer(
        PartForm(
            kind="fields",
            edit=_edit,
            again=lambda message, problems: _form(request.form.to_dict(), message, problems),
            shown=_shown,
            done=url_for("desks.form", da_luu=1),
            what="desks_changed",
            preview=url_for("desks.preview"),
            views=_VIEWS,
        )
    )


@bp.post("/can-bo/quay-linh-vuc/xem")
@access.needs("staff")
def preview():
    """The page of a procedure whose desk changes."""

    def page():
        given = _desks()
        shown = [p for p in service.published().posted if given.get(p.field)]
        found = shown or list(service.published().procedures.values())
        return lookup.procedure_page(found[0], is_scan=True) if found else lookup.home(True)

    return part_form.show(_edit, page)


def _edit(db: Database) -> Edit:
    return part_edits.of_desks(db, part_form.today(), _desks())


def _desks() -> dict[str, str]:
    """The desk of each field by slug, as the form says it."""
    return {
        name.removeprefix(_PREFIX): " ".join(value.split())
        for name, value in request.form.items()
        if name.startswith(_PREFIX)
    }


def _shown(change: Change) -> tuple[str, str, str]:
    field = service.published().field_of.get(change.where)
    return (
        field.name if field else change.where,
        schema.cell_of(change.before),
        schema.cell_of(change.after),
    )
