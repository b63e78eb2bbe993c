"""Drafts of procedures: looked at, sent to review, sent back, published, thrown away."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for

from kiosk.accounts import audit
from kiosk.catalog import cells as readers
from kiosk.catalog import code as codes
from kiosk.catalog import drafts, merging, preview, procedure_edits, publishing
from kiosk.catalog.cells import BadCell
from kiosk.catalog.drafts import Draft
from kiosk.catalog.procedure_edits import Checked
from kiosk.catalog.publishing import Proposal
from kiosk.reports.words import day_text
from kiosk.store import Database
from kiosk.web import access, errors, lookup, procedure_form, procedures, service
from kiosk.web.language import text
from kiosk.web.part_form import follows_of, today
from kiosk.web.procedure_form import Begun

bp = Blueprint("drafts", __name__)
LONGEST_REMARK = 1000  # signs
# What a publishing says: which saving was looked at, when it begins to hold, by which decision.
_DONE = ("luu", "gui", "tra-lai", "ghep", "giu")


@bp.get("/can-bo/ban-nhap")
@access.needs("leader")
def everything():
    """All drafts: what waits for review first."""
    found = drafts.everything(service.current().pool.db())
    return render_template(
        "staff/drafts.html",
        canonical="",
        waiting=[draft for draft in found if draft.state == drafts.WAITING],
        under_way=[draft for draft in found if draft.state == drafts.OPEN],
        dropped=request.args.get("bo", "")[:40],
    )


@bp.get("/can-bo/thu-tuc/<code>/nhap")
@access.needs("leader")
def one(code: str):
    """A draft beside what is published, and what can be done with it."""
    return _page(_found(code))


def _found(code: str) -> Begun:
    """The draft of *code* and what is published of it; a page that says so when there is none."""
    db, key = service.current().pool.db(), codes.normalise(code)
    if not key or drafts.of(db, key) is None:  # a second click, or another clerk was faster
        abort(make_response(errors.page("draft_gone_heading", "draft_gone_body", 404)))
    return procedure_form.begun(db, key)


def _page(found: Begun, message: str = "", problems: list[tuple[str, str]] | None = None) -> str:
    draft = _draft(found)
    db = service.current().pool.db()
    base = found.base.body if found.base else None
    done = request.args.get("xong", "")
    waits = procedures.standings().get(found.code)
    return render_template(
        "staff/draft.html",
        canonical="",
        draft=draft,
        base=found.base,
        lines=procedures.compared(base, found.body),
        is_outdated=found.is_outdated,
        newer=_newer(db, found) if found.is_outdated else [],
        is_own=draft.is_of(access.me().name),
        may_change=access.me().may("staff"),
        message=message,
        problems=problems or [],
        token=found.token,
        follows=_follows(db, found) if draft.state == drafts.WAITING else [],
        done=text(f"draft_done_{done.replace('-', '_')}") if done in _DONE else "",
        starts_on=_future(found.body["effective_from"]),
        plan=waits.starts_on if waits and not waits.is_new else "",
        longest=LONGEST_REMARK,
    )


def _follows(db: Database, found: Begun) -> list[str]:
    """What staff have to do at the board once the draft is published."""
    checked = _checked(db, found)
    if checked.draft is None:
        return []
    catalog = procedure_edits.catalog({**checked.draft, "effective_from": None}, {})
    return follows_of(db, preview.of(db, publishing.propose(db, catalog, today())))


def _draft(found: Begun) -> Draft:
    assert found.draft is not None
    return found.draft


def _future(day: str | None) -> str:
    return day if day and day > today().isoformat() else ""


def _newer(db: Database, found: Begun) -> list:
    """What was published since the draft began, beside what it began from."""
    began = procedure_form.version_body(db, _draft(found).base)
    return procedures.compared(began, found.base.body if found.base else None)


@bp.get("/can-bo/thu-tuc/<code>/nhap/xem")
@access.needs("leader")
def look(code: str):
    """The page of citizens as it would be."""
    db = service.current().pool.db()
    with db.snapshot():
        found = _found(code)
        checked = _checked(db, found)
        if checked.draft is None:
            return errors.page("preview_impossible", "form_has_faults", 400)
        # As it will be when it holds, whatever its day.
        draft = {**checked.draft, "effective_from": None}
        proposal = publishing.propose(db, procedure_edits.catalog(draft, {}), today())
        service.show_as(preview.of(db, proposal))
    shown = service.published().find(found.code) or abort(404)
    return lookup.procedure_page(shown, is_scan=True)


def _checked(db: Database, found: Begun) -> Checked:
    """The draft checked anew: since it was saved, what it names may have gone."""
    cells = procedure_edits.cells_of(_draft(found).body)
    return procedure_edits.check(db, today(), cells, is_new=False)


@bp.post("/can-bo/thu-tuc/<code>/nhap/gui")
@access.needs("staff")
def send(code: str):
    """Let the draft wait for review."""

    def do(db: Database, found: Begun):
        drafts.send(db, _draft(found).id, access.me().actor.name, service.current().now())
        _note("draft_sent", found)
        return redirect(url_for("drafts.one", code=found.code, xong="gui"), 303)

    return _act(code, do)


@bp.post("/can-bo/thu-tuc/<code>/nhap/tra-lai")
@access.needs("staff")
def send_back(code: str):
    """Give the draft back to be changed, with a remark."""
    remark = request.form.get("nhan-xet", "").replace("\r\n", "\n").strip()[:LONGEST_REMARK]

    def do(db: Database, found: Begun):
        if not remark:
            return _page(found, text("draft_remark_missing")), 400
        now = service.current().now()
        drafts.send_back(db, _draft(found).id, remark, access.me().actor.name, now)
        _note("draft_returned", found, remark)
        return redirect(url_for("drafts.one", code=found.code, xong="tra-lai"), 303)

    return _act(code, do)


@bp.post("/can-bo/thu-tuc/<code>/nhap/bo")
@access.needs("staff")
def drop(code: str):
    """Throw the draft away; what is published stays."""

    def do(db: Database, found: Begun):
        drafts.close(db, _draft(found).id, drafts.DROPPED)
        _note("draft_dropped", found)
        return redirect(url_for("drafts.everything", bo=found.code), 303)

    return _act(code, do)


@bp.post("/can-bo/thu-tuc/<code>/nhap/ghep")
@access.needs("staff")
def join(code: str):
    """Begin anew from what was published meanwhile: with its changes, or without them."""
    keeps = request.form.get("lam") == "giu"

    def do(db: Database, found: Begun):
        draft = _draft(found)
        body = draft.body
        if not keeps and found.base:
            began = procedure_form.version_body(db, draft.base)
            body, _ = merging.merged(began, body, found.base.body)
        base = found.base.id if found.base else None
        now = service.current().now()
        drafts.save(db, draft.id, base, body, access.me().actor.name, now)
        _note("draft_saved", found)
        done = "giu" if keeps else "ghep"
        return redirect(url_for("drafts.one", code=found.code, xong=done), 303)

    return _act(code, do)


def _act(code: str, do):
    """
    Do something with a draft, all of it or nothing; but not with another one than was looked at.
    """
    db = service.current().pool.db()
    with db.transaction():
        found = _found(code)
        if request.form.get(procedure_form.BEGAN) != found.token:
            return _page(found, text("draft_changed", who=_draft(found).who)), 409
        return do(db, found)


def _note(what: str, found: Begun, more: str = "") -> None:
    running = service.current()
    details = f"{found.code} {_draft(found).body['name']}"
    details = f"{details[:200]}: {more}" if more else details
    audit.add(running.pool.db(), access.me().actor, running.now(), what, details)


@dataclass(frozen=True)
class Terms:
    """From when a change holds (None: at once) and by which decision."""

    starts_on: str | None
    decision: str

    @property
    def day(self) -> date:
        """The day of *starts_on*, which must be there."""
        assert self.starts_on is not None
        return date.fromisoformat(self.starts_on)


def terms() -> tuple[Terms | None, list[tuple[str, str]]]:
    """What the form of a publishing says, or the boxes that are wrong, each with why."""
    wrong = []
    read: dict[str, str | None] = {}
    for name in ("tu-ngay", "ngay-qd"):
        given = request.values.get(name, "").strip()
        try:
            read[name] = readers.whole_date(given) if given else None
        except BadCell as bad:
            wrong.append((name, text(f"problem_{bad.key}", **bad.values)))
    is_later = request.values.get("khi") == "sau"
    if is_later and not wrong and not read["tu-ngay"]:
        wrong.append(("tu-ngay", text("publish_no_day")))
    number = " ".join(request.values.get("so-qd", "").split())[:200]
    if number == "" and read.get("ngay-qd"):
        wrong.append(("so-qd", text("publish_no_number")))
    if wrong:
        return None, wrong
    decided = f"{number} ngày {day_text(read['ngay-qd'])}" if read["ngay-qd"] else number
    return Terms(read["tu-ngay"] if is_later else None, decided), []


@bp.post("/can-bo/thu-tuc/<code>/nhap/duyet")
@access.needs("staff")
def publish(code: str):
    """Publish the draft that was looked at, now or from a day on."""

    def do(db: Database, found: Begun):
        draft = _draft(found)
        asked, wrong = terms()
        if draft.state != drafts.WAITING:
            return _page(found, text("draft_not_sent")), 409
        if found.is_outdated:
            return _page(found, text("draft_outdated")), 409
        if asked is None:
            return _page(found, text("publish_faults"), wrong), 400
        checked = _checked(db, found)
        if checked.draft is None:
            return _page(found, text("draft_has_faults")), 400
        proposal = _proposal(db, found, checked, asked)
        actor, now = access.me().actor, service.current().now()
        own = draft.is_of(actor.name)
        number = publishing.publish(
            db, proposal, now, actor.name, text("publication_by_form"), asked.decision
        )
        if number is None:
            return _page(found, text("draft_changes_nothing")), 409
        drafts.close(db, draft.id, drafts.PUBLISHED, number)
        said = [asked.decision, _from(proposal), text("draft_own_in_log") if own else ""]
        _note("draft_published", found, "; ".join(filter(None, said)))
        return redirect(url_for("procedures.one", code=found.code, xong="cong-khai"), 303)

    return _act(code, do)


def _proposal(db: Database, found: Begun, checked: Checked, asked: Terms) -> Proposal:
    """What publishing the draft on these terms would do."""
    draft: dict[str, Any] = dict(checked.draft or {})
    first_day = found.base.body["effective_from"] if found.base else None
    if asked.starts_on:
        draft["effective_from"] = asked.starts_on
    elif _future(first_day):  # brought forward
        draft["effective_from"] = today().isoformat()
    return publishing.propose(db, procedure_edits.catalog(draft, checked.form_files), today())


def _from(proposal: Proposal) -> str:
    """From when the change holds, where that is to come."""
    (difference,) = proposal.differences
    if date.fromisoformat(difference.starts_on) <= proposal.today:
        return ""
    return text("status_effective_from", date=day_text(difference.starts_on))
