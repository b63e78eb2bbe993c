"""The published catalog, for other programs. Nothing here is counted as a visit."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from kiosk.catalog import changelog, linked_catalog, open_data, schema
from kiosk.catalog.changelog import Batch, Entry
from kiosk.catalog.records import Procedure
from kiosk.web import service
from kiosk.web.api.answers import Found, Values, answering
from kiosk.web.language import text
from kiosk.web.problems import Refusal

_ALL = 10**6
_PROCEDURE_NAMES = (*schema.PROCEDURES.names, *open_data.FURTHER)
_FIELD_NAMES = (*schema.FIELDS.names, *open_data.FIELD_FURTHER)
_RESULT_NAMES = ("code", "name", "field", "url")
_CHANGE_NAMES = ("starts_on", "decision", "code", "name", "change", "replaced_by", "content", "url")


def address_of(code: str) -> str:
    """The lasting address of a procedure's page, on paper and everywhere."""
    return service.current().base_url + url_for("lookup.procedure", code=code)


@answering("procedures")
def procedures(values: Values) -> Found:
    """The procedures, in the order of the catalog."""
    published = service.published()
    in_force, retired = published.procedures.values(), published.retired.values()
    among = {"in_force": [*in_force], "retired": [*retired], "all": [*in_force, *retired]}
    wanted = [one for one in among[values["state"]] if _is_wanted(one, values)]
    shown, pages = _page_of(wanted, values)
    return Found(
        {
            **_page_head(len(wanted), values),
            "procedures": [
                open_data.procedure(one, published, address_of(one.code)) for one in shown
            ],
        },
        lambda: open_data.cells(
            (open_data.procedure_row(one, published, address_of(one.code)) for one in shown),
            _PROCEDURE_NAMES,
        ),
        pages,
    )


def _is_wanted(procedure: Procedure, values: Values) -> bool:
    return all(
        values[name] is None or getattr(procedure, name) == values[name]
        for name in ("field", "sector", "posted")
    )


def _page_of(rows: Sequence[Any], values: Values) -> tuple[Sequence[Any], int]:
    """The rows of the page that is asked for, and how many pages there are."""
    limit, page = values["limit"], values["page"]
    return rows[(page - 1) * limit : page * limit], max(1, -(-len(rows) // limit))


def _page_head(total: int, values: Values) -> dict[str, int]:
    return {"total": total, "page": values["page"], "limit": values["limit"]}


@answering("procedure")
def procedure(values: Values) -> Found:
    """One procedure, in force or retired; any written form of its code is understood."""
    published = service.published()
    found = published.find(values["code"])
    if found is None:
        raise Refusal(404, text("api_no_such_procedure", code=values["code"]))
    return Found(open_data.procedure(found, published, address_of(found.code)))


@answering("fields")
def fields(values: Values) -> Found:
    """All fields, those in which nothing is left too: their numbers stand in printed codes."""
    published, base_url = service.published(), service.current().base_url
    rows = [
        open_data.field(one, published, base_url + url_for("lookup.field", slug=one.slug))
        for one in published.fields
    ]
    return Found({"fields": rows}, lambda: open_data.cells(rows, _FIELD_NAMES))


@answering("search")
def search(values: Values) -> Found:
    """What the search of the pages finds, in its order."""
    published = service.published()
    query = values["q"].strip()
    result = published.index.search(query, _ALL)
    shown, pages = _page_of(result.codes, values)
    rows = [
        {
            "code": code,
            "name": published.procedures[code].name,
            "field": published.procedures[code].field,
            "url": address_of(code),
        }
        for code in shown
    ]
    document = {
        "query": query,
        "searched": result.searched or query,
        "unknown": list(result.unknown),
        **_page_head(len(result.codes), values),
        "procedures": rows,
    }
    return Found(document, lambda: open_data.cells(rows, _RESULT_NAMES), pages)


@answering("changes")
def changes(values: Values) -> Found:
    """What was published, newest first, as the page of changes tells it."""
    published, number = service.published(), values["page"]
    db = service.current().pool.db()
    found = changelog.page(db, published.day, published.version, number)
    if found is None:
        raise Refusal(404, text("api_no_such_page", page=number))
    rows = [_change(batch, entry) for batch in found.batches for entry in batch.entries]
    document = {"page": number, "pages": found.pages, "changes": rows}
    return Found(document, lambda: open_data.cells(_joined(rows), _CHANGE_NAMES), found.pages)


def _change(batch: Batch, entry: Entry) -> dict[str, Any]:
    """One change; *content*: in words, what kinds of content it touched."""
    return {
        "starts_on": batch.day,
        "decision": batch.decision or None,
        "code": entry.procedure.code,
        "name": entry.procedure.name,
        "change": entry.kind,
        "replaced_by": entry.procedure.replaced_by if entry.kind == "replaced" else None,
        "content": [text(heading) for heading in entry.headings],
        "url": address_of(entry.procedure.code),
    }


@answering("catalog")
def catalog(_: Values) -> Found:
    """The whole catalog as linked data."""
    return Found(linked_catalog.document(service.published(), service.current().base_url))


def _joined(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "content": "; ".join(row["content"])} for row in rows]
