"""The procedures as staff see them: the list, one procedure and its standing, its history."""

import re
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for

from kiosk.catalog import code as codes
from kiosk.catalog import (
    drafts,
    history,
    lifecycle,
    schema,
    side_by_side,
    staff_notes,
    standing,
    wholeness,
)
from kiosk.catalog.fold import fold
from kiosk.catalog.side_by_side import Line
from kiosk.catalog.standing import Standing
from kiosk.web import access, service
from kiosk.web.language import text
from kiosk.web.part_form import today

bp = Blueprint("procedures", __name__)
_PAGE = 50  # procedures
# The steps of a procedure's life by their words in addresses.
STEP_SLUGS = {
    lifecycle.REPLACE: "thay-the",
    lifecycle.REPEAL: "bai-bo",
    lifecycle.RESTORE: "khoi-phuc",
    lifecycle.POST: "niem-yet",
    lifecycle.UNPOST: "go-niem-yet",
    lifecycle.DROP_PLAN: "bo-thay-doi-cho",
}
# What was done just now, by the word in the address.
_DONE = {
    "cong-khai": "procedure_published",
    "thay-the": "step_done_replace",
    "bai-bo": "step_done_repeal",
    "khoi-phuc": "step_done_restore",
    "niem-yet": "step_done_post",
    "go-niem-yet": "step_done_unpost",
    "bo-thay-doi-cho": "step_done_drop_plan",
    "ghi-chu": "note_saved",
}
_LONGEST_QUERY = 200  # signs; what is longer is cut, not refused


@dataclass(frozen=True)
class _Wanted:
    """What the list is narrowed to."""

    words: str
    field: str
    sector: str
    state: str

    def arguments(self) -> dict[str, Any]:
        """The same as arguments of the address."""
        given = {
            "q": self.words,
            "linh-vuc": self.field,
            "nganh": self.sector,
            "trang-thai": self.state,
        }
        return {name: value for name, value in given.items() if value}


@bp.get("/can-bo/thu-tuc")
@access.needs("leader")
def everything():
    """Every procedure, those that wait or are retired too; searched and narrowed."""
    wanted = _Wanted(
        words=request.args.get("q", "")[:_LONGEST_QUERY],
        field=request.args.get("linh-vuc", ""),
        sector=_one_of(schema.SECTORS, "nganh"),
        state=_one_of(standing.STATES, "trang-thai"),
    )
    published = service.published()
    found = standing.asked_for(
        standings(), published, wanted.words, wanted.field, wanted.sector, wanted.state
    )
    pages = max(1, -(-len(found) // _PAGE))
    number = min(_number(), pages)
    return render_template(
        "staff/procedures.html",
        canonical="",
        wanted=wanted,
        shown=found[(number - 1) * _PAGE : number * _PAGE],
        total=len(found),
        number=number,
        pages=pages,
        address=lambda n: url_for("procedures.everything", **wanted.arguments(), trang=n),
        **_options(),
    )


def _options() -> dict[str, list[tuple[str, str]]]:
    """What the list can be narrowed to, as choices."""
    anything = ("", text("choice_all"))
    fields = sorted(service.published().open_fields, key=lambda field: fold(field.name))
    return {
        "field_options": [anything, *((field.slug, field.name) for field in fields)],
        "sector_options": [anything, *((one, text(f"sector_{one}")) for one in schema.SECTORS)],
        "state_options": [anything, *((one, text(f"standing_{one}")) for one in standing.STATES)],
    }


def _one_of(allowed: tuple[str, ...], name: str) -> str:
    given = request.args.get(name, "")
    return given if given in allowed else ""


def _number() -> int:
    given = request.args.get("trang", "1")
    return int(given) if re.fullmatch(r"[1-9][0-9]{0,5}", given) else 1


def standings() -> dict[str, Standing]:
    """How every procedure stands today, by code."""
    db = service.current().pool.db()
    return standing.everything(db, service.published(), today(), drafts.states(db))


def found(code: str) -> Standing:
    """How the procedure *code*, in any written form, stands; 404 when there is none."""
    key = codes.normalise(code)
    return standings().get(key or "") or abort(404)


def field_names() -> dict[str, str]:
    """The names of all fields by slug, retired ones too."""
    return {field.slug: field.name for field in service.published().fields}


def name_of_part(part: str) -> str:
    """What a column of a procedure, or one of its tables, is called."""
    if part in side_by_side.HEADINGS:
        return text(side_by_side.HEADINGS[part])
    return side_by_side.heading("procedures", part)


def compared(before: dict[str, Any] | None, after: dict[str, Any] | None) -> list[Line]:
    """Two states of a procedure side by side, in words."""
    return side_by_side.of(before, after, field_names())


@bp.get("/can-bo/thu-tuc/<code>")
@access.needs("leader")
def one(code: str):
    """One procedure: how it stands, what is missing, and what can be done with it."""
    shown = found(code)
    if code != shown.procedure.code:
        return redirect(url_for("procedures.one", code=shown.procedure.code), 302)
    return page(shown)


def page(
    shown: Standing, message: str = "", words: str = "", answers: dict[int, str] | None = None
) -> str:
    """
    The page of a procedure; *message*: why *words*, typed as a note, or *answers* to proposals, by
    their number, were not kept.
    """
    published = service.published()
    return render_template(
        "staff/procedure.html",
        canonical="",
        one=shown,
        procedure=shown.procedure,
        field=published.field_of.get(shown.procedure.field),
        successor=published.find(shown.procedure.replaced_by or ""),
        steps=lifecycle.possible(shown),
        step_slugs=STEP_SLUGS,
        missing=wholeness.missing(shown.procedure),
        updated_on=published.updated_on.get(shown.procedure.code),
        notes=staff_notes.of(service.current().pool.db(), shown.procedure.code),
        note_kinds=staff_notes.KINDS,
        note_states=staff_notes.STATES,
        message=message,
        words=words,
        answers=answers or {},
        done=text(_DONE[done]) if (done := request.args.get("xong", "")) in _DONE else "",
    )


@bp.get("/can-bo/thu-tuc/<code>/lich-su")
@access.needs("leader")
def past(code: str):
    """Every version of a procedure, newest first, each beside the one before it."""
    shown = found(code)
    db, code = service.current().pool.db(), shown.procedure.code
    stages = history.of(db, code, today())
    return render_template(
        "staff/procedure_history.html",
        canonical="",
        procedure=shown.procedure,
        authors=drafts.authors_of(db, code),
        stages=[(stage, compared(stage.before, stage.body)) for stage in stages],
    )
