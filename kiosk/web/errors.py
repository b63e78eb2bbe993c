"""
Failures as pages: what happened, in plain Vietnamese, and where to go on; never a trace. Programs
get them as `problems.py` says.
"""

import logging

from flask import Flask, render_template, request
from werkzeug.exceptions import HTTPException, NotFound, RequestEntityTooLarge, SecurityError

from kiosk.errors import StoreError
from kiosk.web import problems
from kiosk.web.language import text

_logger = logging.getLogger(__name__)


def set_up(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _failure)


def _http_error(error: HTTPException):
    if problems.is_asked() and (error.code is None or error.code >= 400):
        return problems.of_http(error)
    if isinstance(error, SecurityError):
        # No page of ours for a foreign host: not even a link could be right.
        return text("error_untrusted_host"), 400, {"Content-Type": "text/plain; charset=utf-8"}
    if error.code is not None and error.code < 400:
        return error  # a redirect
    if isinstance(error, NotFound):
        return page("error_not_found_heading", "error_not_found_body", 404)
    response = error.get_response()
    name = "error_too_large" if isinstance(error, RequestEntityTooLarge) else "error_request"
    html, status = page(f"{name}_heading", f"{name}_body", error.code or 400)
    response.data = html
    response.content_type = "text/html; charset=utf-8"
    response.status_code = status
    return response


def _failure(error: Exception):
    _logger.error("%s %r failed", request.method, request.path, exc_info=error)
    # A database that cannot be reached comes back; anything else is a bug.
    status = 503 if isinstance(error, StoreError) else 500
    headers = {"Retry-After": "30"} if status == 503 else {}
    if problems.is_asked():
        return problems.answer(status, text("error_server_body"), headers=headers)
    try:
        html, _ = page("error_server_heading", "error_server_body", status)
        return html, status, headers
    except Exception:
        # Even the frame of the page needs the catalog; without a database, plain words.
        words = f"{text('error_server_heading')}. {text('error_server_body')}"
        return words, status, {**headers, "Content-Type": "text/plain; charset=utf-8"}


def page(heading: str, body: str, status: int) -> tuple[str, int]:
    """A page that says what is wrong: the keys of its heading and its text."""
    html = render_template("public/error.html", heading=text(heading), body=text(body))
    return html, status
