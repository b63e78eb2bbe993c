"""For people who build other sites: how to call the API, and a list of procedures to embed."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, url_for

from kiosk.accounts import quota
from kiosk.accounts.api_tokens import SCOPES
from kiosk.catalog.published import Field
from kiosk.web import pages, security, service
from kiosk.web.api.operations import OPERATIONS, ROOT, Operation
from kiosk.web.pages import answer

bp = Blueprint("open_pages", __name__)
FIELD = "linh-vuc"


@bp.get("/api")
def api() -> Response:
    """The API, for people."""
    return answer(
        "public/api.html",
        url_for("open_pages.api"),
        False,
        lambda: {
            "operations": [(one, ROOT + one.path, _example(one)) for one in OPERATIONS],
            "scopes": SCOPES,
            "of_token": quota.OF_TOKEN,
            "of_network": quota.OF_NETWORK,
        },
    )


def _example(operation: Operation) -> str:
    """An address of *operation* that finds something."""
    needed = {one.name: one.example for one in operation.parameters if one.is_required}
    path = operation.path.format(code=needed.pop("code", ""))
    query = f"?{urlencode(needed)}" if needed else ""
    return f"{service.current().base_url}{request.script_root}{ROOT}{path}{query}"


@bp.get("/nhung")
def embedding() -> Response:
    """What to copy into another site, for all fields or one."""
    fields = service.published().open_fields
    chosen = next((one for one in fields if one.slug == request.args.get(FIELD)), None)
    return answer(
        "public/embedding.html",
        _address("open_pages.embedding", chosen),
        False,
        lambda: {
            "fields": fields,
            "chosen": chosen,
            "list_address": _address("open_pages.embedded", chosen),
        },
    )


@bp.get("/nhung/danh-sach")
def embedded() -> Response | tuple[str, int]:
    """The list itself: small, without forms and scripts, the one page that others may frame."""
    published = service.published()
    asked = request.args.get(FIELD, "")
    chosen = published.field_of.get(asked)
    security.let_be_framed()
    if asked and chosen is None:
        return render_template("embed/list.html", canonical="", **_listed((), None)), 404
    shown = (chosen,) if chosen else published.open_fields
    address = _address("open_pages.embedded", chosen)
    return answer("embed/list.html", address, False, lambda: _listed(shown, chosen))


def _listed(fields: tuple[Field, ...], chosen: Field | None) -> dict[str, Any]:
    by_field = service.published().by_field
    return {
        "embed_style": pages.EMBED_STYLE,
        "listed": [(field, by_field[field.slug]) for field in fields if by_field[field.slug]],
        "is_one": chosen is not None,
    }


def _address(endpoint: str, field: Field | None) -> str:
    values: dict[str, Any] = {FIELD: field.slug} if field else {}
    return url_for(endpoint, **values)
