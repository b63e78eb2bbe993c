"""Accounts, for administrators: add, change the role, disable, give a new code."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, abort, redirect, render_template, request, url_for

from kiosk import clock
from kiosk.accounts import accounts, signing_in
from kiosk.accounts.accounts import ROLES, Account, AccountError
from kiosk.store import Database
from kiosk.web import access, service
from kiosk.web.language import text

bp = Blueprint("accounts", __name__)


@bp.get("/can-bo/tai-khoan")
@access.needs("admin")
def everyone():
    """All accounts, and a form for one more."""
    return _list()


def _list(message: str = ""):
    running = service.current()
    return render_template(
        "staff/accounts.html",
        canonical="",
        accounts=accounts.everyone(running.pool.db()),
        roles=ROLES,
        message=message,
        given=request.form,
        now=clock.stamp(running.now()),
    )


@bp.post("/can-bo/tai-khoan")
@access.needs("admin")
def add():
    """Make an account, and show its one-time code, once."""
    running = service.current()
    name, full_name, role = (request.form.get(part, "") for part in ("name", "full_name", "role"))
    db, actor, now = running.pool.db(), access.me().actor, running.now()
    try:
        account, code = accounts.add(db, name, full_name, role, actor, now)
    except AccountError as error:
        return _list(text(error.key, **error.values)), 400
    return _code(account, code)


def _code(account: Account, code: str):
    return render_template("staff/code.html", canonical="", account=account, code=code)


@bp.get("/can-bo/tai-khoan/<int:account_id>")
@access.needs("admin")
def one(account_id: int):
    """One account, and what can be done with it."""
    return _one(_found(account_id))


def _one(account: Account, message: str = ""):
    return render_template(
        "staff/account.html",
        canonical="",
        account=account,
        roles=ROLES,
        message=message,
        is_own=account.id == access.me().id,
        is_saved="da_luu" in request.args,
        now=clock.stamp(service.current().now()),
    )


@bp.post("/can-bo/tai-khoan/<int:account_id>/vai-tro")
@access.needs("admin")
def set_role(account_id: int):
    """Give an account another role."""
    role = request.form.get("role", "")
    return _change(
        account_id,
        lambda db, account, now: accounts.set_role(db, account, role, access.me().actor, now),
    )


@bp.post("/can-bo/tai-khoan/<int:account_id>/khoa")
@access.needs("admin")
def disable(account_id: int):
    """Lock an account."""
    return _change(
        account_id,
        lambda db, account, now: accounts.disable(db, account, access.me().actor, now),
    )


def _change(account_id: int, change: Callable[[Database, Account, datetime], None]):
    """Change somebody else's account, and show it again."""
    account, running = _found(account_id), service.current()
    if account.id == access.me().id:
        return _one(account, text("account_own")), 400
    try:
        change(running.pool.db(), account, running.now())
    except AccountError as error:
        return _one(account, text(error.key, **error.values)), 400
    return redirect(url_for("accounts.one", account_id=account.id, da_luu=1), 303)


@bp.post("/can-bo/tai-khoan/<int:account_id>/ma-moi")
@access.needs("admin")
def reset(account_id: int):
    """A new one-time code, shown once; it also lifts a lock."""
    account, running = _found(account_id), service.current()
    if account.id == access.me().id:
        return _one(account, text("account_own")), 400
    db = running.pool.db()
    code = accounts.reset(db, account, access.me().actor, running.now())
    signing_in.forget(db, signing_in.subject_of(account.name, running.secret_key))
    return _code(_found(account_id), code)


def _found(account_id: int) -> Account:
    return accounts.by_id(service.current().pool.db(), account_id) or abort(404)
