"""Who may come in: a token where one is needed, and not more often than is good for others."""

from flask import request

from kiosk import clock
from kiosk.accounts import api_tokens
from kiosk.accounts.api_tokens import CATALOG, ApiToken
from kiosk.accounts.quota import OF_NETWORK, OF_TOKEN
from kiosk.web import service
from kiosk.web.api.operations import Operation
from kiosk.web.language import text
from kiosk.web.problems import Refusal
from kiosk.web.visitor import network_of

_REALM = 'Bearer realm="kiosk"'


def enter(operation: Operation) -> None:
    """
    Let a request of *operation* in.

    Raises Refusal: 429 when there were too many, 401 without a token that is valid, 403 with one
    that does not open *operation*.
    """
    secret = _secret()
    token = _token(secret) if secret is not None else None
    opens = token is not None and token.opens(operation.scope or CATALOG)
    _take_turn(token if opens else None)
    if secret is not None and token is None:
        raise _refusal(401, text("api_token_unknown"), 'error="invalid_token"')
    if operation.is_public or opens:
        return
    if token is None:
        raise _refusal(401, text("api_token_missing"))
    scope = operation.scope
    challenge = f'error="insufficient_scope", scope="{scope}"'
    raise _refusal(403, text("api_token_narrow", scope=scope), challenge)


def _refusal(status: int, detail: str, challenge: str = "") -> Refusal:
    said = f"{_REALM}, {challenge}" if challenge else _REALM
    return Refusal(status, detail, {"WWW-Authenticate": said})


def _secret() -> str | None:
    """The token that the request bears; None when it bears none, or proves itself otherwise."""
    given = request.authorization
    return (given.token or "") if given is not None and given.type == "bearer" else None


def _token(secret: str) -> ApiToken | None:
    running = service.current()
    db, today = running.pool.db(), clock.local_day(running.now())
    found = api_tokens.of_secret(db, secret, today)
    if found is not None:
        api_tokens.note_use(db, found, today)
    return found


def _take_turn(token: ApiToken | None) -> None:
    """Take one request of the share of *token*, or of the network where there is none."""
    running = service.current()
    name, a_minute = (f"token {token.id}", OF_TOKEN) if token else (_network(), OF_NETWORK)
    wait_s = running.quota.wait_s(name, a_minute, running.monotonic())
    if wait_s:
        said = text("api_too_many", n=a_minute, wait=wait_s)
        raise Refusal(429, said, {"Retry-After": str(wait_s)})


def _network() -> str:
    return f"network {network_of(request.remote_addr or '')}"
