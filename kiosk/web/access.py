"""
Who is signed in, and what they may do: the door of every page of staff and officials.

A view says who may open it: `@access.needs("staff")` below its route.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, g, redirect, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BuildError
from werkzeug.wrappers import Response

from kiosk.accounts import accounts, sessions
from kiosk.accounts.accounts import Account
from kiosk.config import LOOPBACK_HOSTS, without_port
from kiosk.web import errors, kept_form, language, menu, service, sign_in_form
from kiosk.web.counting import own_cookie
from kiosk.web.visitor import STAFF_COOKIE, cookie_name

SESSION_COOKIE = "signed_in"
YEAR_S = 365 * 24 * 3600
# The name of the route to go back to after signing in; its arguments stand beside it.
RETURN = "ve"
_OWN_PATHS = ("/can-bo", "/bao-cao")
_HARMLESS = ("GET", "HEAD", "OPTIONS")


def set_up(app: Flask) -> None:
    app.jinja_env.globals.update(
        signed_in=signed_in, staff_menu=menu.of, edit_address=menu.edit_address
    )
    app.before_request(refuse_forged)


def is_staff_page() -> bool:
    """Is it a page of staff or officials that is asked for, whatever its language?"""
    return any(request.path == own or request.path.startswith(f"{own}/") for own in _OWN_PATHS)


def refuse_forged():
    """
    A page that says no, when nothing proves that the form was sent by a page of ours; else None.

    Browsers say so by `Sec-Fetch-Site` over https; over plain http only `Origin` tells.
    """
    if request.method in _HARMLESS or not is_staff_page():
        return None
    fetched = request.headers.get("Sec-Fetch-Site")
    if fetched == "same-origin" or (fetched is None and _is_own_origin()):
        return None
    return errors.page("forged_heading", "forged_body", 403)


def _is_own_origin() -> bool:
    """
    Does `Origin` name a host of ours? Behind a proxy it need not be the `Host` that we see. Another
    program of this machine is not us: a loopback origin must be the very address asked for.
    """
    try:
        asked = urlsplit(request.headers.get("Origin", "null"))
    except ValueError:
        return False
    if asked.scheme not in ("http", "https"):
        return False
    host = without_port(asked.netloc)
    is_known = host in service.current().hosts and host not in LOOPBACK_HOSTS
    return is_known or asked.netloc.lower() == request.host.lower()


def token() -> str:
    """The session token that the browser sent; empty for none."""
    return request.cookies.get(cookie_name(SESSION_COOKIE, request.is_secure), "")


def signed_in() -> Account | None:
    """The account of the session of this request, or None."""
    if "account" not in g:
        g.account = _account(token())
    return g.account


def _account(found: str) -> Account | None:
    if not found:
        return None
    running = service.current()
    db = running.pool.db()
    account_id = sessions.account_id_of(db, found, running.now())
    account = accounts.by_id(db, account_id) if account_id is not None else None
    return None if account is None or account.is_disabled else account


def is_now(account: Account) -> None:
    """From here on in this request, *account* is signed in."""
    g.account = account


def me() -> Account:
    """The account that is signed in, behind `needs`."""
    found = signed_in()
    assert found is not None
    return found


def needs(role: str) -> Callable:
    """
    Only who is signed in and may do what *role* may opens the view; who is signed out signs in
    first and comes back, and who has only a one-time code sets a password first.
    """

    def guard(view: Callable) -> Callable:
        @wraps(view)
        def guarded(**values):
            account = signed_in()
            if account is None:
                return _to_sign_in(values)
            if account.must_set_password and request.endpoint not in _OF_A_CODE:
                return redirect(url_for("sign_in.password"), 303)
            if not account.may(role):
                return errors.page("forbidden_heading", "permission_denied", 403)
            return view(**values)

        guarded.needs_role = role  # type: ignore[attr-defined]
        return guarded

    return guard


# What a person may do who signed in with a one-time code.
_OF_A_CODE = ("sign_in.password", "sign_in.save_password", "sign_in.leave")


def _to_sign_in(values: dict):
    """
    The page to sign in, which remembers by its name what was asked for; and what was sent, where a
    session ended before it was.
    """
    if request.method in _HARMLESS:
        back: dict[str, Any] = {RETURN: request.endpoint, **values}
        return redirect(url_for("sign_in.form", **back), 303)
    if not token():
        return redirect(url_for("sign_in.form"), 303)
    kept = kept_form.sent()
    said = language.text("session_ended_kept" if kept else "session_ended_lost")
    return sign_in_form.page(said, "", _came_from(), kept), 403


def _came_from() -> dict[str, Any]:
    """The page behind `needs` from which this request was sent, by its name; empty for none."""
    path = urlsplit(request.referrer or "").path.removeprefix(request.script_root)
    try:
        name, values = current_app.url_map.bind("localhost").match(path, method="GET")
    except HTTPException:
        return {}
    is_inside = hasattr(current_app.view_functions[name], "needs_role")
    return {RETURN: name, **values} if is_inside else {}


def remembered() -> dict[str, Any]:
    """
    What the form to sign in carries on: the name of a page behind `needs`, and its arguments;
    empty for anything else.
    """
    name = request.values.get(RETURN, "")
    if not hasattr(current_app.view_functions.get(name), "needs_role"):
        return {}
    for rule in current_app.url_map.iter_rules(name):
        if "GET" in (rule.methods or ()):
            parts = {part: request.values.get(part, "") for part in sorted(rule.arguments)}
            return {RETURN: name, **parts}
    return {}


def return_address() -> str:
    """
    Where to go after signing in: the page that the form remembers, else the home of staff. It is
    made from the name of a route, never from an address, so that it cannot lead elsewhere.
    """
    values = remembered()
    try:
        return url_for(values.pop(RETURN), **values)
    except (KeyError, ValueError, BuildError):  # nothing, or arguments of no page
        return url_for("sign_in.home")


def let_in(response: Response, new_token: str) -> Response:
    """
    Give the browser its session, until it is closed, and leave it out of the counts from now on.
    """
    _set(response, SESSION_COOKIE, new_token, None)
    _set(response, STAFF_COOKIE, "1", YEAR_S)
    return response


def let_out(response: Response) -> Response:
    """Take the session from the browser; it stays a device of staff."""
    _set(response, SESSION_COOKIE, "", 0)
    return response


def _set(response: Response, name: str, value: str, max_age_s: int | None) -> None:
    response.headers.add("Set-Cookie", own_cookie(name, value, max_age_s, request.is_secure))
