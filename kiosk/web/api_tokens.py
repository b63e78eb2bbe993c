"""Tokens of the API, for administrators: make one, see when it was last used, revoke it."""

from flask import Blueprint, abort, redirect, render_template, request, url_for

from kiosk import clock
from kiosk.accounts import api_tokens
from kiosk.accounts.api_tokens import SCOPES, ApiToken, TokenError
from kiosk.web import access, service
from kiosk.web.language import text

bp = Blueprint("api_tokens", __name__)


@bp.get("/can-bo/api")
@access.needs("admin")
def everything():
    """All tokens, and a form for one more."""
    return _list()


def _list(message: str = ""):
    running = service.current()
    today = clock.local_day(running.now())
    tokens = api_tokens.everything(running.pool.db())
    return render_template(
        "staff/api_tokens.html",
        canonical="",
        tokens=[(token, token.state(today)) for token in tokens],
        scopes=SCOPES,
        message=message,
        given=request.form,
        today=today.isoformat(),
    )


@bp.post("/can-bo/api")
@access.needs("admin")
def add():
    """Make a token, and show its secret, once."""
    running, form = service.current(), request.form
    db, actor, now = running.pool.db(), access.me().actor, running.now()
    name, scopes, ends_on = form.get("name", ""), form.getlist("scope"), form.get("ends_on", "")
    try:
        token, secret = api_tokens.add(db, name, scopes, ends_on.strip(), actor, now)
    except TokenError as error:
        return _list(text(error.key, **error.values)), 400
    return render_template("staff/api_token_made.html", canonical="", token=token, secret=secret)


@bp.get("/can-bo/api/<int:token_id>")
@access.needs("admin")
def one(token_id: int):
    """One token, and what happens when it is revoked."""
    token = _found(token_id)
    return render_template(
        "staff/api_token.html",
        canonical="",
        token=token,
        state=token.state(clock.local_day(service.current().now())),
        is_revoked_now="da_thu_hoi" in request.args,
    )


@bp.post("/can-bo/api/<int:token_id>/thu-hoi")
@access.needs("admin")
def revoke(token_id: int):
    """End a token for ever."""
    token, running = _found(token_id), service.current()
    api_tokens.revoke(running.pool.db(), token, access.me().actor, running.now())
    return redirect(url_for("api_tokens.one", token_id=token.id, da_thu_hoi=1), 303)


def _found(token_id: int) -> ApiToken:
    return api_tokens.by_id(service.current().pool.db(), token_id) or abort(404)
