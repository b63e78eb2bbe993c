"""Headers of every answer, in one place; compression; what a browser may do on our pages."""

import gzip
from base64 import b64encode
from functools import cache
from hashlib import sha256

from flask import Flask, Response, g, request
from werkzeug.exceptions import SecurityError

from kiosk.config import without_port
from kiosk.web import access, counting, pages, service

_COMPRESSED = ("text/html", "text/plain", "application/json", "image/svg+xml")
_SMALL = 400  # bytes; below this compression gains nothing


def set_up(app: Flask) -> None:
    app.before_request(_refuse_foreign_hosts)
    app.after_request(counting.remember)
    app.after_request(_compressed)
    app.after_request(_with_headers)


def _refuse_foreign_hosts() -> None:
    # Not Flask's TRUSTED_HOSTS: it knows no IPv6 literal and minds the case.
    if without_port(request.host) not in service.current().hosts:
        raise SecurityError


def is_cross_site() -> bool:
    """
    Does another site send this form? Old phones, and plain http in an office network, tell
    nothing: those are taken as ours.
    """
    if fetched := request.headers.get("Sec-Fetch-Site"):
        return fetched not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is not None and origin.partition("://")[2] != request.host


def _hash_source(code: str) -> str:
    """A CSP source for inline code."""
    return f"'sha256-{b64encode(sha256(code.encode('utf-8')).digest()).decode('ascii')}'"


@cache
def content_security_policy(portal_hosts: tuple[str, ...]) -> str:
    """
    The policy of every page: inline style and script by hash, nothing from elsewhere.

    `form-action` lists the portal hosts, for browsers check each hop of a form's redirect.
    """
    portals = "".join(f" https://{host}" for host in portal_hosts)
    return (
        "default-src 'none'; "
        f"style-src {_hash_source(pages.STYLE)} {_hash_source(pages.STAFF_STYLE)}; "
        f"script-src {' '.join(map(_hash_source, pages.SCRIPTS.values()))}; "
        "img-src 'self' data:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
        f"form-action 'self'{portals}; "
        "base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
    )


@cache
def _framed_policy() -> str:
    """The policy of the one page that other sites may frame: it holds nothing but links."""
    return (
        f"default-src 'none'; style-src {_hash_source(pages.EMBED_STYLE)}; img-src data:; "
        "form-action 'none'; base-uri 'none'; frame-ancestors *"
    )


def let_be_framed() -> None:
    """Other sites may frame what this request is answered with."""
    g.is_framed = True


@cache
def headers(
    portal_hosts: tuple[str, ...], is_secure: bool, is_framed: bool = False
) -> list[tuple[str, str]]:
    """The headers of every answer."""
    policy = _framed_policy() if is_framed else content_security_policy(portal_hosts)
    found = [
        ("Content-Security-Policy", policy),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"),
    ]
    return [*found, ("Strict-Transport-Security", "max-age=31536000")] if is_secure else found


def _with_headers(response: Response) -> Response:
    response.headers.extend(headers(_portal_hosts(), request.is_secure, g.get("is_framed", False)))
    if access.is_staff_page():
        response.headers["Cache-Control"] = "no-store"
    response.headers.setdefault("Cache-Control", "no-cache")
    return response


def _portal_hosts() -> tuple[str, ...]:
    try:
        return service.published().unit.portal_hosts
    except Exception:
        # The database is gone: the answer that says so still carries its headers.
        return ()


def _compressed(response: Response) -> Response:
    """The answer in gzip where the browser takes it."""
    if response.mimetype not in _COMPRESSED or response.direct_passthrough:
        return response
    response.vary.add("Accept-Encoding")
    if (
        response.status_code in (204, 304)
        or "Content-Encoding" in response.headers
        or not request.accept_encodings["gzip"]
        or len(response.get_data()) < _SMALL
    ):
        return response
    response.set_data(gzip.compress(response.get_data(), compresslevel=6, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    return response
