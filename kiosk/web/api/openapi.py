"""The OpenAPI document (3.1), made from the table of operations."""

from typing import Any

from kiosk import __version__
from kiosk.web import service
from kiosk.web.api import schemas
from kiosk.web.api.operations import CSV, OPERATIONS, ROOT, Operation, Parameter
from kiosk.web.language import text
from kiosk.web.problems import MEDIA as PROBLEM

_TOKEN = "token"


def document() -> dict[str, Any]:
    """The whole API as OpenAPI 3.1, in the language of the request."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": text("api_title", unit=service.published().unit.name),
            "description": text("api_intro"),
            "version": __version__,
        },
        "servers": [{"url": ROOT}],
        "paths": {one.path: {"get": _operation(one)} for one in OPERATIONS},
        "components": {
            "schemas": schemas.ALL,
            "responses": _problems(),
            "headers": _HEADERS,
            "securitySchemes": {_TOKEN: {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(one: Operation) -> dict[str, Any]:
    return {
        "operationId": one.name,
        "summary": text(f"api_{one.name}"),
        "description": text(f"api_{one.name}_note"),
        "parameters": [_parameter(parameter) for parameter in one.parameters],
        "responses": {"200": _answer(one), "304": _not_modified(), **_refusals(one)},
        # An empty requirement beside it: a token is welcome, but not needed.
        "security": [{_TOKEN: [one.scope]}] if one.scope else [{}, {_TOKEN: []}],
    }


def _parameter(one: Parameter) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": one.name,
        "in": "path" if one.is_in_path else "query",
        "required": one.is_required,
        "description": text(f"api_parameter_{one.name}"),
        "schema": one.schema,
    }
    return {**found, "example": one.example} if one.example is not None else found


def _answer(one: Operation) -> dict[str, Any]:
    names = ["ETag", "Cache-Control", "Vary", *(["Link"] if one.is_paged else [])]
    return {
        "description": text(f"api_{one.name}"),
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in names},
        "content": {
            media: {
                "schema": {"type": "string"}
                if media == CSV
                else {"$ref": f"#/components/schemas/{one.form}"}
            }
            for media in one.media
        },
    }


def _not_modified() -> dict[str, Any]:
    return {"description": text("api_not_modified")}


def _refusals(one: Operation) -> dict[str, Any]:
    statuses = [400, 401, 406, 429, 500, 503]
    statuses += [403] if one.scope else []
    statuses += [404] if one.may_miss else []
    return {str(s): {"$ref": f"#/components/responses/{_NAMES[s]}"} for s in sorted(statuses)}


_NAMES = {
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    406: "NotAcceptable",
    429: "TooManyRequests",
    500: "InternalServerError",
    503: "ServiceUnavailable",
}
_REQUIRED = {401: "WWW-Authenticate", 429: "Retry-After", 503: "Retry-After"}


def _problems() -> dict[str, Any]:
    """The refusals, each described by the title that its answers bear."""
    found: dict[str, Any] = {}
    for status, name in _NAMES.items():
        found[name] = {
            "description": text(f"api_status_{status}"),
            "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        if header := _REQUIRED.get(status):
            found[name]["headers"] = {header: {"$ref": f"#/components/headers/{header}"}}
    return found


_TEXT = {"type": "string"}
_HEADERS = {
    "ETag": {"required": True, "schema": {"type": "string", "pattern": '^"[0-9a-f]{32}"$'}},
    "Cache-Control": {"required": True, "schema": _TEXT},
    "Vary": {"required": True, "schema": _TEXT},
    "Link": {"required": False, "schema": _TEXT},
    "WWW-Authenticate": {"required": True, "schema": _TEXT},
    "Retry-After": {"required": True, "schema": {"type": "integer", "minimum": 1}},
}
