"""
Failures of the API as `application/problem+json` (RFC 9457): what is wrong, where, and what next.
"""

import json
from collections.abc import Sequence

from flask import Response, request
from werkzeug.exceptions import HTTPException, SecurityError

from kiosk.web.language import current, text

MEDIA = "application/problem+json"
_ROOT = "/api/"


class Refusal(HTTPException):
    """
    A request that the API refuses: the HTTP *status* and why, in words. *parameters*: those that
    are wrong, each with the words for it.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        headers: dict[str, str] | None = None,
        parameters: Sequence[tuple[str, str]] = (),
    ):
        super().__init__(detail)
        self.code = status
        self.further = headers or {}
        self.parameters = parameters


def is_asked() -> bool:
    """Is it an address of the API that is asked for, whatever its language?"""
    return request.path.startswith(_ROOT)


def of_http(error: HTTPException) -> Response:
    """The answer for *error*, with the headers that belong to it (`Allow`, `Retry-After`)."""
    status = error.code or 500
    if isinstance(error, Refusal):
        return answer(status, str(error.description), error.parameters, error.further)
    kept = {
        name: value
        for name, value in error.get_response().headers.items()
        if name in ("Allow", "Retry-After", "WWW-Authenticate")
    }
    if isinstance(error, SecurityError):
        return answer(status, text("error_untrusted_host"))
    return answer(status, text(_DETAILS.get(status, "error_request_body")), headers=kept)


_DETAILS = {
    404: "api_no_such_address",
    405: "api_method_not_allowed",
    413: "error_too_large_body",
}


def answer(
    status: int,
    detail: str,
    parameters: Sequence[tuple[str, str]] = (),
    headers: dict[str, str] | None = None,
) -> Response:
    """A problem in words; *parameters*: (name, what is wrong with it)."""
    found: dict[str, object] = {
        "type": "about:blank",
        "title": text(f"api_status_{status}" if status in _TITLED else "api_status_other"),
        "status": status,
        "detail": detail,
    }
    if parameters:
        found["errors"] = [{"parameter": name, "detail": said} for name, said in parameters]
    body = json.dumps(found, ensure_ascii=False) + "\n"
    response = Response(body, status, content_type=MEDIA)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = current()
    response.headers.update(headers or {})
    return response


_TITLED = (400, 401, 403, 404, 405, 406, 413, 429, 500, 503)
