"""The pages a citizen reads."""

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for

from kiosk.catalog import code as codes
from kiosk.catalog import guides, linked_data, versions
from kiosk.catalog.records import Procedure
from kiosk.codes.targets import PAGES
from kiosk.web import handover, service
from kiosk.web.counting import count
from kiosk.web.pages import answer

bp = Blueprint("lookup", __name__)

_FORM_TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "rtf": "application/rtf",
}


def procedure_page(procedure: Procedure, is_scan: bool = False) -> Response:
    """The lookup page of a procedure, in force or retired."""
    published = service.published()
    template = "public/retired.html" if procedure.is_retired else "public/procedure.html"
    return answer(
        template,
        url_for("lookup.procedure", code=procedure.code),
        is_scan,
        lambda: {
            "procedure": procedure,
            "target": procedure.code,
            "field": published.field_of[procedure.field],
            "updated_on": published.updated_on[procedure.code],
            "successor": published.find(procedure.replaced_by or ""),
            **handover.of_page(procedure, published),
            "related": published.related.get(procedure.code, ()),
            "linked_data": linked_data.government_service(
                procedure,
                published.unit,
                service.current().base_url + url_for("lookup.procedure", code=procedure.code),
            ),
        },
    )


@bp.get("/")
def home(is_scan: bool = False) -> Response:
    """Search, groups, life events, guides."""
    return answer("public/home.html", url_for("lookup.home"), is_scan, lambda: {"target": "master"})


@bp.get("/thu-tuc/<code>")
def procedure(code: str):
    """One procedure; any written form of its code leads to the one address."""
    found = service.published().find(code)
    if found is None:
        return unknown_code(code)
    if code != found.code:
        return redirect(url_for("lookup.procedure", code=found.code), 301)
    count("view", found.code)
    return procedure_page(found)


def unknown_code(code: str):
    """There is no such code: say so, and offer the search."""
    key = codes.normalise(code)
    return render_template("public/unknown_code.html", code=(key or code)[:40]), 404


@bp.get("/linh-vuc/<slug>")
def field(slug: str, is_scan: bool = False) -> Response:
    """The procedures of a field."""
    published = service.published()
    found = published.field_of.get(slug) or abort(404)
    if not is_scan:
        count("view", found.target)
    return answer(
        "public/field.html",
        url_for("lookup.field", slug=slug),
        is_scan,
        lambda: {
            "field": found,
            "target": found.target,
            "procedures": published.by_field[slug],
        },
    )


@bp.get("/nhom/<slug>")
def group(slug: str, is_scan: bool = False) -> Response:
    """The fields of a group, each with its procedures."""
    published = service.published()
    found = next((group for group in published.groups if group.slug == slug), None) or abort(404)
    if not is_scan:
        count("view", found.target)
    return answer(
        "public/group.html",
        url_for("lookup.group", slug=slug),
        is_scan,
        lambda: {"group": found, "target": found.target},
    )


@bp.get("/su-kien/<slug>")
def life_event(slug: str) -> Response:
    """The procedures of a situation in life."""
    published = service.published()
    found = next((e for e in published.life_events if e.slug == slug), None) or abort(404)
    return answer(
        "public/life_event.html",
        url_for("lookup.life_event", slug=slug),
        False,
        lambda: {
            "event": found,
            "chosen": [
                (published.procedures[code], note)
                for code, note in found.procedures
                if code in published.procedures
            ],
        },
    )


@bp.get("/huong-dan/<slug>")
def guide(slug: str, is_scan: bool = False, canonical: str = "", target: str = "") -> Response:
    """A guide, filled with the unit's data."""
    published = service.published()
    body = published.guides.get(slug) or abort(404)
    domain = service.current().base_url.split("://", 1)[1]
    return answer(
        "public/guide.html",
        canonical or url_for("lookup.guide", slug=slug),
        is_scan,
        lambda: {
            "heading": guides.heading(body),
            "content": guides.content(body, published.unit, domain),
            "target": target,
        },
    )


def fixed_page(page: str, is_scan: bool) -> Response:
    """A guide that has a code and an address of its own."""
    address, slug = PAGES[page]
    if not is_scan:
        count("view", page)
    # The root is that of the language: each language has a page of its own.
    return guide(slug, is_scan, request.script_root + address, page)


@bp.get("/phan-anh-kien-nghi")
def petitions() -> Response:
    """How to comment on administrative rules."""
    return fixed_page("p1", is_scan=False)


@bp.get("/an-toan")
def safety() -> Response:
    """How to trust a code."""
    return fixed_page("p2", is_scan=False)


@bp.get("/phieu/<code>")
def checklist(code: str):
    """The checklist of a procedure, for paper."""
    published = service.published()
    found = published.find(code)
    if found is None or found.is_retired:
        return unknown_code(code) if found is None else procedure_page(found)
    if code != found.code:
        return redirect(url_for("lookup.checklist", code=found.code), 301)
    count("checklist_print", found.code)
    return answer(
        "public/checklist.html",
        url_for("lookup.checklist", code=found.code),
        False,
        lambda: {
            "procedure": found,
            "field": published.field_of[found.field],
            "updated_on": published.updated_on[found.code],
        },
    )


@bp.get("/bieu-mau/<form_id>")
def form(form_id: str) -> Response:
    """A form to download, as it was put into the catalog."""
    procedure, found = service.published().forms.get(form_id) or abort(404)
    if found.sha256 is None or found.file is None:
        abort(404)
    content = versions.form_file(service.current().pool.db(), found.sha256) or abort(404)
    count("form_download", procedure.code)
    ending = found.file.rsplit(".", 1)[1].lower()
    response = Response(content, content_type=_FORM_TYPES[ending])
    response.headers.set("Content-Disposition", "attachment", filename=found.file)
    return response
