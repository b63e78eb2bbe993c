"""Signing in and out, one's own password, and the page where staff begin."""

from collections.abc import Iterator

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk.accounts import accounts, audit, passwords, sessions, signing_in
from kiosk.accounts.accounts import Account, AccountError
from kiosk.accounts.signing_in import Outcome
from kiosk.errors import BusyError
from kiosk.web import access, kept_form, service, sign_in_form, tasks, uploads
from kiosk.web.language import text

bp = Blueprint("sign_in", __name__)
_STATUS = {"waiting": 429, "busy": 503}


@bp.get("/can-bo")
def home():
    """What a member of staff can do here; signed out: the form to sign in."""
    account = access.signed_in()
    if account is None:
        return _form()
    if account.must_set_password:
        return redirect(url_for("sign_in.password"), 303)
    is_saved = "da_luu" in request.args
    return render_template("staff/home.html", canonical="", is_saved=is_saved, **tasks.values())


@bp.get("/can-bo/dang-nhap")
def form():
    """The form to sign in; who is signed in already goes on."""
    if access.signed_in() is not None:
        return redirect(access.return_address(), 303)
    return _form()


def _form(message: str = "", name: str = ""):
    return sign_in_form.page(message, name, access.remembered(), kept_form.carried())


@bp.post("/can-bo/dang-nhap")
@uploads.takes(2 * kept_form.ROOM)
def enter():
    """Sign in with a password, or with a one-time code to set one."""
    name, typed = request.form.get("name", ""), request.form.get("password", "")
    if not name.strip() or not typed:
        return _form(text("sign_in_empty"), name), 400
    running = service.current()
    db, now = running.pool.db(), running.now()
    found = signing_in.check(db, name, typed, running.secret_key, now)
    account = found.account
    if account is None:
        return _form(_said(found), name), _STATUS.get(found.reason, 400), _retry(found)
    try:
        token = signing_in.enter(db, account, typed, now)
    except BusyError:
        found = Outcome(None, "busy", 2)
        return _form(_said(found), name), 503, _retry(found)
    if token is None:
        return _form(text("sign_in_changed"), name), 400
    if access.token():
        sessions.end(db, access.token())
    return access.let_in(_goes_on(account), token)


def _goes_on(account: Account) -> Response:
    """Where one wanted to go, or a form that was sent in vain and can be sent again."""
    kept = kept_form.carried()
    if kept is None or account.must_set_password:
        return redirect(access.return_address(), 303)
    access.is_now(account)
    page = render_template(
        "staff/kept_form.html", canonical="", kept=kept, back=access.return_address()
    )
    return make_response(page)


def _said(found: Outcome) -> str:
    """Why somebody is not let in, in words."""
    return text(f"sign_in_{found.reason}", wait=_wait(found.wait_s))


def _wait(seconds: int) -> str:
    if seconds <= 120:
        return text("wait_seconds", n=seconds)
    return text("wait_minutes", n=-(-seconds // 60))


def _retry(found: Outcome) -> dict[str, str]:
    return {"Retry-After": str(found.wait_s)} if found.reason in _STATUS else {}


@bp.post("/can-bo/dang-xuat")
def leave():
    """Sign out of this browser; who is out already stays out."""
    account = access.signed_in()
    if account is not None:
        running = service.current()
        db = running.pool.db()
        sessions.end(db, access.token())
        with db.transaction():
            audit.add(db, account.actor, running.now(), "signed_out")
    return access.let_out(redirect(url_for("sign_in.form", da_thoat=1), 303))


@bp.post("/can-bo/dang-xuat-het")
@access.needs("leader")
def leave_everywhere():
    """Sign out of every browser, this one too."""
    account, running = access.me(), service.current()
    db = running.pool.db()
    with db.transaction():
        sessions.end_all(db, account.id)
        audit.add(db, account.actor, running.now(), "signed_out_everywhere")
    return access.let_out(redirect(url_for("sign_in.form", da_thoat=1), 303))


@bp.get("/can-bo/mat-khau")
@access.needs("leader")
def password():
    """Set a first password, or change one's own."""
    return _password_page()


def _password_page(message: str = ""):
    return render_template("staff/password.html", canonical="", message=message)


@bp.post("/can-bo/mat-khau")
@access.needs("leader")
def save_password():
    """Keep the new password; every session ends, and this browser gets a new one."""
    account, running = access.me(), service.current()
    db, now = running.pool.db(), running.now()
    new = request.form.get("new", "")
    problem = _problem(account, new)
    if problem:
        return _password_page(problem), 400
    if not account.must_set_password:
        typed = request.form.get("current", "")
        found = signing_in.check(db, account.name, typed, running.secret_key, now)
        if found.account is None:
            key = "password_current_wrong" if found.reason == "wrong" else f"sign_in_{found.reason}"
            page = _password_page(text(key, wait=_wait(found.wait_s)))
            return page, _STATUS.get(found.reason, 400), _retry(found)
    try:
        account = accounts.set_password(db, account, new, now)
    except BusyError:
        return _password_page(text("sign_in_busy", wait=_wait(2))), 503, {"Retry-After": "2"}
    except AccountError:  # an administrator was faster
        return access.let_out(redirect(url_for("sign_in.form"), 303))
    with db.transaction():
        token = sessions.start(db, account.id, account.password_hash, now)
    if token is None:  # somebody with more rights was faster
        return access.let_out(redirect(url_for("sign_in.form"), 303))
    return access.let_in(redirect(url_for("sign_in.home", da_luu=1), 303), token)


def _problem(account: Account, new: str) -> str:
    """What is wrong with a new password, in words; empty: nothing."""
    if request.form.get("again", "") != new:
        return text("password_unequal")
    if not account.must_set_password and request.form.get("current", "") == new:
        return text("password_same")
    fault = passwords.fault(new, (account.name, account.full_name), _of_unit())
    return text(fault) if fault else ""


def _of_unit() -> Iterator[str]:
    """The words by which everybody here knows the unit."""
    unit = service.published().unit
    yield from (unit.name, unit.one_stop_name, unit.parent, unit.address)
