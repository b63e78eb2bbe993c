"""What the API answers: the form asked for, digests, links to other pages, who may keep it."""

import gzip
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from flask import Response, request

from kiosk.reports.exports import csv_text
from kiosk.web.api import door, parameters
from kiosk.web.api.operations import BY_NAME, CSV, JSON, Operation
from kiosk.web.language import text
from kiosk.web.problems import Refusal

_SMALL = 400  # bytes; below this compression gains nothing
_KEPT_S = 60  # how long others may keep what everybody may read
_PREFLIGHT_S = 86400
Values = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """
    What a request found. *document*: its JSON, or the ready text of it; *table*: the same as lines
    of a table, headings first, or the ready text of a CSV file. *pages*: of how many pages it is
    one.
    """

    document: dict[str, Any] | str
    table: Callable[[], Sequence[Sequence[object]] | str] | None = None
    pages: int = 1


def answering(name: str) -> Callable:
    """The view gives what the operation *name* finds; who asks, and for what, is read before."""
    operation = BY_NAME[name]

    def with_view(view: Callable[[Values], Found]) -> Callable:
        @wraps(view)
        def answered(**in_path: str) -> Response:
            door.enter(operation)
            values = parameters.read(operation, in_path)
            media = _media(operation, values)
            return _response(operation, media, view(values), values)

        return answered

    return with_view


def _media(operation: Operation, values: Values) -> str:
    """The form that is asked for. Raises Refusal (406) for one that there is not."""
    if values.get("format"):
        return next(one for one in operation.media if one.endswith(values["format"]))
    if "Accept" not in request.headers:
        return operation.media[0]
    found = request.accept_mimetypes.best_match(operation.media)
    if found is None:
        raise Refusal(406, text("api_not_acceptable", media=", ".join(operation.media)))
    return found


def _response(operation: Operation, media: str, found: Found, values: Values) -> Response:
    headers = {"Vary": "Accept, Accept-Encoding"}
    if media == CSV:
        headers["Content-Disposition"] = f"attachment; filename={operation.name}.csv"
    if found.pages > 1:
        headers["Link"] = _links(found.pages, values["page"])
    return _sent(_text(media, found), media, operation.is_public, headers)


def of_document(document: dict[str, Any]) -> Response:
    """A JSON *document* for everybody, which is no operation of the API."""
    return _sent(_json(document), JSON, True, {"Vary": "Accept-Encoding"})


def _sent(text: str, media: str, is_public: bool, headers: dict[str, str]) -> Response:
    """*text* with its digest and who may keep it; without it, if the client has it already."""
    body, encoding = _encoded(text.encode("utf-8"))
    response = Response(body, content_type=f"{media}; charset=utf-8" if media == CSV else media)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    # Of the very bytes that are sent, so that it is a strong one.
    response.set_etag(sha256(body).hexdigest()[:32])
    kept = f"public, max-age={_KEPT_S}" if is_public else "private, no-cache"
    response.headers["Cache-Control"] = kept
    response.headers.update(headers)
    response.make_conditional(request)  # changes the response itself
    return response


def _text(media: str, found: Found) -> str:
    if media != CSV:
        return found.document if isinstance(found.document, str) else _json(found.document)
    assert found.table is not None
    table = found.table()
    return table if isinstance(table, str) else csv_text(table)


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _encoded(body: bytes) -> tuple[bytes, str]:
    """*body* and its encoding: gzip where it is taken and gains something, else none."""
    if len(body) < _SMALL or not request.accept_encodings["gzip"]:
        return body, ""
    return gzip.compress(body, compresslevel=6, mtime=0), "gzip"


def _links(pages: int, page: int) -> str:
    """The header `Link` (RFC 8288) of page *page* of *pages*."""
    wanted = {"first": 1, "prev": page - 1, "next": page + 1, "last": pages}
    return ", ".join(
        f'<{_address(number)}>; rel="{relation}"'
        for relation, number in wanted.items()
        if 1 <= number <= pages
    )


def _address(page: int) -> str:
    asked = {**request.args.to_dict(), "page": page}
    return f"{request.script_root}{request.path}?{urlencode(asked)}"


def for_other_sites(response: Response) -> Response:
    """Let pages of every site read what everybody may read; never what needs a token."""
    operation = BY_NAME.get((request.endpoint or "").rpartition(".")[2])
    if operation is not None and not operation.is_public:
        return response
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "Accept, If-None-Match"
        response.headers["Access-Control-Max-Age"] = str(_PREFLIGHT_S)
    return response
