"""
The steps in the life of a procedure, from its page: each shows what follows, then is done.

One form asks, one page shows the consequence and carries what was filled in, one button does it.
"""

from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, url_for

from kiosk.accounts import audit
from kiosk.catalog import drafts, lifecycle, preview, publishing, versions
from kiosk.catalog.lifecycle import Step
from kiosk.catalog.publishing import Proposal
from kiosk.catalog.standing import Standing
from kiosk.reports.words import day_text
from kiosk.store import Database
from kiosk.web import access, lookup, part_form, procedures, service
from kiosk.web.drafts import Terms, terms
from kiosk.web.language import text
from kiosk.web.part_form import today

bp = Blueprint("lifecycle", __name__)
# The steps by their words in the address.
SLUGS = {slug: kind for kind, slug in procedures.STEP_SLUGS.items()}
# The steps that hold from a day on; the others hold at once.
DATED = (lifecycle.REPLACE, lifecycle.REPEAL, lifecycle.RESTORE)
_RULE = "/can-bo/thu-tuc/<code>/viec/<slug>"
_DO = "thuc-hien"


@dataclass(frozen=True)
class _Asked:
    """A step that was asked for: with its terms, what it would do; or why it cannot be done."""

    standing: Standing
    kind: str
    terms: Terms | None
    proposal: Proposal | None
    faults: list[tuple[str, str]]

    @property
    def code(self) -> str:
        return self.standing.procedure.code


def _kind(slug: str) -> str:
    """The step that *slug* means; 404 for none."""
    return SLUGS.get(slug) or abort(404)


def _standing(code: str, kind: str) -> Standing:
    """How *code* stands; back to its page where it cannot take the step *kind*."""
    found = procedures.found(code)
    if kind not in lifecycle.possible(found):
        abort(redirect(url_for("procedures.one", code=found.procedure.code), 303))
    return found


@bp.get(_RULE)
@access.needs("staff")
def form(code: str, slug: str):
    """What has to be said for the step, and what it means."""
    kind = _kind(slug)
    return _form(_standing(code, kind), kind)


def _form(standing: Standing, kind: str, faults: list[tuple[str, str]] | None = None) -> str:
    others = [p for p in service.published().procedures.values() if p is not standing.procedure]
    return render_template(
        "staff/lifecycle_form.html",
        canonical="",
        one=standing,
        procedure=standing.procedure,
        kind=kind,
        is_dated=kind in DATED,
        faults=faults or [],
        others=others if kind == lifecycle.REPLACE else [],
        successor=request.values.get("thay-bang", ""),
    )


@bp.post(_RULE)
@access.needs("staff")
def step(code: str, slug: str):
    """Show what follows from the step; do it when the button says so."""
    if request.form.get("lam") == _DO:
        return _done(code, slug)
    db = service.current().pool.db()
    with db.snapshot():
        asked = _asked(db, code, _kind(slug))
        if asked.proposal is None:
            return _form(asked.standing, asked.kind, asked.faults), 400
        return _consequence(db, asked, slug)


def _asked(db: Database, code: str, kind: str) -> _Asked:
    standing = _standing(code, kind)
    found, faults = terms()
    if found is None:
        return _Asked(standing, kind, None, None, faults)
    day = today() if found.starts_on is None else found.day
    asked = Step(kind, day, request.values.get("thay-bang", "").split(" ")[0][:60])
    base = drafts.base_of(db, standing.procedure.code, today())
    proposal, problems = lifecycle.propose(db, base.body if base else {}, asked, today())
    faults = [("thay-bang", problem.message("vi")) for problem in problems]
    return _Asked(standing, kind, found, proposal, faults)


def _consequence(db: Database, asked: _Asked, slug: str) -> str:
    assert asked.proposal is not None
    day = _first_day(asked.proposal)
    then = preview.of(db, asked.proposal, day)
    carried = ("khi", "tu-ngay", "so-qd", "ngay-qd", "thay-bang")
    after = then.find(asked.code)
    none_hangs = text("follows_no_sheet")  # what is to be done stands above it
    return render_template(
        "staff/lifecycle_consequence.html",
        canonical="",
        one=asked.standing,
        procedure=asked.standing.procedure,
        kind=asked.kind,
        slug=slug,
        after=after,
        successor=then.find(after.replaced_by or "") if after else None,
        day=day.isoformat(),
        is_later=day > today(),
        decision=asked.terms.decision if asked.terms else "",
        withdrawn=asked.proposal.withdrawn,
        follows=[line for line in part_form.follows_of(db, then) if line != none_hangs],
        given=[(name, request.form.get(name, "")) for name in carried],
        base=_token(db, asked.code),
    )


def _first_day(proposal: Proposal):
    """The day from which something of *proposal* holds."""
    days = [difference.starts_on for difference in proposal.to_store]
    return max([proposal.today, *map(proposal.today.fromisoformat, days)])


def _token(db: Database, code: str) -> str:
    """
    The published version that the step begins from, and the plan that waits, for the page in
    between to carry: a step can withdraw the plan.
    """
    base, plan = drafts.base_of(db, code, today()), versions.upcoming(db, today()).get(code)
    waits = f" {plan.starts_on} {plan.at}" if plan else ""
    return f"{base.id if base else 0}{waits}"


@bp.get(f"{_RULE}/xem")
@access.needs("staff")
def look(code: str, slug: str):
    """The page that citizens with the code of the procedure would see."""
    db = service.current().pool.db()
    with db.snapshot():
        asked = _asked(db, code, _kind(slug))
        if asked.proposal is None:
            abort(404)
        service.show_as(preview.of(db, asked.proposal, _first_day(asked.proposal)))
    shown = service.published().find(asked.code) or abort(404)
    return lookup.procedure_page(shown, is_scan=True)


def _done(code: str, slug: str):
    running = service.current()
    db, actor, now = running.pool.db(), access.me().actor, running.now()
    with db.transaction():
        asked = _asked(db, code, _kind(slug))
        if asked.proposal is None or asked.terms is None:
            return _form(asked.standing, asked.kind, asked.faults), 400
        if request.form.get("ban") != _token(db, asked.code):
            return _form(asked.standing, asked.kind, [("", text("step_stale"))]), 409
        said = text(f"audit_procedure_{asked.kind}")
        decision = asked.terms.decision
        if publishing.publish(db, asked.proposal, now, actor.name, said, decision) is None:
            return _form(asked.standing, asked.kind, [("", text("nothing_changed"))]), 409
        details = f"{asked.code} {asked.standing.procedure.name[:150]}"
        more = [decision, *_terms_in_words(asked)]
        details = f"{details}: {'; '.join(filter(None, more))}" if any(more) else details
        audit.add(db, actor, now, f"procedure_{asked.kind}", details)
    return redirect(url_for("procedures.one", code=asked.code, xong=slug), 303)


def _terms_in_words(asked: _Asked) -> list[str]:
    """The successor and the day of a step, as far as it has them."""
    assert asked.proposal is not None
    found = []
    for difference in asked.proposal.to_store:
        if difference.body["replaced_by"]:
            found.append(text("step_replaced_by", code=difference.body["replaced_by"]))
        if difference.starts_on > today().isoformat():
            found.append(text("status_effective_from", date=day_text(difference.starts_on)))
    return found
