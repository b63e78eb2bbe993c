"""The unit's own data: who we are, where citizens are handed over to, how reports are signed."""

from typing import Any

from flask import Blueprint, render_template, request, url_for

from kiosk.catalog import part_edits, unit, versions
from kiosk.catalog.diff import Change
from kiosk.catalog.part_edits import Edit
from kiosk.catalog.problems import Problem
from kiosk.store import Database
from kiosk.web import access, lookup, part_form, service
from kiosk.web.language import text
from kiosk.web.part_form import PartForm

bp = Blueprint("unit_profile", __name__)
_HOSTS = "portal.hosts"
_VIEWS = (
    ("trang-dau", "part_view_home"),
    ("phan-anh", "part_view_petitions"),
    ("thu-tuc", "part_view_procedure"),
)


@bp.get("/can-bo/don-vi")
@access.needs("staff")
def form() -> str:
    """Everything that is known of the unit, to fill in."""
    stored = versions.parts(service.current().pool.db())["unit"]
    return _form(_flat(unit.complete(stored)))


def _form(given: dict[str, str], message: str = "", problems: list[Problem] | None = None) -> str:
    return render_template(
        "staff/unit.html",
        canonical="",
        given=given,
        levels=unit.LEVELS,
        message=message,
        faults={problem.column: problem.message("vi") for problem in problems or []},
        base=request.form.get(part_form.BASE) or part_form.base("unit"),
        is_saved="da_luu" in request.args,
        views=_VIEWS,
    )


@bp.post("/can-bo/don-vi")
@access.needs("staff")
def change():
    """Show what changes and what follows; then publish it."""
    return part_form.answer(
        PartForm(
            kind="unit",
            edit=_edit,
            again=lambda message, problems: _form(request.form.to_dict(), message, problems),
            shown=_shown,
            done=url_for("unit_profile.form", da_luu=1),
            what="unit_changed",
            preview=url_for("unit_profile.preview"),
            views=_VIEWS,
        )
    )


@bp.post("/can-bo/don-vi/xem")
@access.needs("staff")
def preview():
    """A page of citizens with what is filled in."""
    return part_form.show(_edit, lambda: _page(request.form.get("trang", "")))


def _page(name: str):
    if name == "phan-anh":
        return lookup.fixed_page("p1", is_scan=True)
    procedures = service.published().posted
    if name == "thu-tuc" and procedures:
        return lookup.procedure_page(procedures[0], is_scan=True)
    return lookup.home(is_scan=True)


def _edit(db: Database) -> Edit:
    return part_edits.of_unit(db, part_form.today(), _profile(request.form.to_dict()))


def _profile(given: dict[str, str]) -> dict[str, Any]:
    """The profile of the values of the form; what the form does not send stays."""
    profile: dict[str, Any] = {}
    for key in unit.KEYS:
        if key not in given:
            continue
        table, _, name = key.rpartition(".")
        value = given[key].split() if key == _HOSTS else " ".join(given[key].split())
        (profile.setdefault(table, {}) if table else profile)[name] = value
    return profile


def _flat(profile: dict[str, Any]) -> dict[str, str]:
    """The values of *profile* by their names in the form."""
    flat = {}
    for key in unit.KEYS:
        table, _, name = key.rpartition(".")
        value = profile[table][name] if table else profile[name]
        flat[key] = "\n".join(value) if isinstance(value, list) else value
    return flat


def _shown(change: Change) -> tuple[str, str, str]:
    return (
        text(f"unit_value_{change.column.replace('.', '_')}"),
        _in_words(change.column, change.before),
        _in_words(change.column, change.after),
    )


def _in_words(column: str, value: str | None) -> str:
    if column == "level" and value:
        return text(f"unit_level_{value}")
    return value or ""
