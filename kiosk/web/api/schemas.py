"""The JSON Schemas of what the API answers, made from the tables of the catalog."""

from typing import Any

from kiosk.catalog import cells, open_data, schema
from kiosk.catalog.cells import Reader
from kiosk.catalog.schema import Column, Table
from kiosk.events.kinds import NUMBERS

Schema = dict[str, Any]
_CHANGES = ("new", "amended", "replaced", "repealed", "restored")
_CHOICES = {
    "sector": schema.SECTORS,
    "service_level": schema.LEVELS,
    "channel": schema.CHANNELS,
    "duration_unit": schema.DURATION_UNITS,
    "basis": ("seen", "inferred"),
}
# Unknown in a file of the catalog, but always known of what is published.
_SETTLED = ("sector", "interlinked", "posted")
_KINDS: dict[Reader, str] = {cells.flag: "boolean", cells.number: "integer"}
_TEXT: Schema = {"type": "string"}
_WHOLE: Schema = {"type": "integer", "minimum": 0}
_DAY: Schema = {"type": "string", "format": "date"}
_ADDRESS: Schema = {"type": "string", "format": "uri"}


def _object(properties: dict[str, Schema], optional: tuple[str, ...] = ()) -> Schema:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _named(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _or_null(of: Schema) -> Schema:
    found = {**of, "type": [of["type"], "null"]}
    return {**found, "enum": [*of["enum"], None]} if "enum" in of else found


def _column(column: Column) -> Schema:
    """What a column of the catalog holds; null is unknown."""
    found: Schema = {"type": _KINDS.get(column.read, "string")}
    if column.name in _CHOICES:
        found["enum"] = list(_CHOICES[column.name])
    elif column.name == "status":
        found["enum"] = [*schema.STATUSES]
    return found if column.filled or column.name in _SETTLED else _or_null(found)


def _row(table: Table) -> Schema:
    return _object({column.name: _column(column) for column in open_data.public(table)})


_PROCEDURE = _object(
    {
        **{column.name: _column(column) for column in schema.PROCEDURES.columns},
        "url": _ADDRESS,
        "updated_on": _DAY,
        **{table.name: _list(_row(table)) for table in schema.CHILDREN},
    }
)
_FIELD = _object(
    {
        **{column.name: _column(column) for column in schema.FIELDS.columns},
        "status": {"type": ["string", "null"], "enum": ["retired", None]},
        "url": _ADDRESS,
        "procedures": _WHOLE,
    }
)
_RESULT = _object({"code": _TEXT, "name": _TEXT, "field": _TEXT, "url": _ADDRESS})
_CHANGE = _object(
    {
        "starts_on": _DAY,
        "decision": _or_null(_TEXT),
        "code": _TEXT,
        "name": _TEXT,
        "change": {"type": "string", "enum": list(_CHANGES)},
        "replaced_by": _or_null(_TEXT),
        "content": _list(_TEXT),
        "url": _ADDRESS,
    }
)
_PAGE = {"total": _WHOLE, "page": _WHOLE, "limit": _WHOLE}
_NUMBERS = dict.fromkeys(NUMBERS, _WHOLE)
_COUNTED = _object(
    {
        "code": _TEXT,
        "name": _TEXT,
        "field": _TEXT,
        "slug": _TEXT,
        "day": _DAY,
        **_NUMBERS,
    },
    optional=("code", "name", "field", "slug", "day"),
)
_GAP = _object(
    {
        "from": _DAY,
        "to": _DAY,
        "reason": _TEXT,
        "lost": _WHOLE,
        "minutes": _WHOLE,
    }
)
_COUNTS = _object(
    {
        "unit": _TEXT,
        "period": _object({"name": _TEXT, "from": _DAY, "to": _DAY, "basis": _TEXT}),
        "definition": _TEXT,
        "rows": _list(_COUNTED),
        "totals": _object(_NUMBERS),
        "other_targets": _list(
            _object({"target": _TEXT, "kind": _TEXT, "name": _TEXT, **_NUMBERS})
        ),
        "gaps": _list(_GAP),
        "frozen": _object({"number": _WHOLE, "at": _TEXT, "by": _TEXT, "sha256": _TEXT}),
    },
    optional=("frozen",),
)
_NODE = _object({"@id": _ADDRESS, "@type": {"type": ["string", "array"], "items": _TEXT}})
_PROBLEM = _object(
    {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": _TEXT,
        "errors": _list(_object({"parameter": _TEXT, "detail": _TEXT})),
    },
    optional=("errors",),
)

ALL: dict[str, Schema] = {
    "Procedure": _PROCEDURE,
    "ProcedurePage": _object({**_PAGE, "procedures": _list(_named("Procedure"))}),
    "Field": _FIELD,
    "FieldList": _object({"fields": _list(_named("Field"))}),
    "SearchPage": _object(
        {
            "query": _TEXT,
            "searched": _TEXT,
            "unknown": _list(_TEXT),
            **_PAGE,
            "procedures": _list(_RESULT),
        }
    ),
    "ChangePage": _object({"page": _WHOLE, "pages": _WHOLE, "changes": _list(_CHANGE)}),
    "LinkedCatalog": _object({"@context": {"type": "object"}, "@graph": _list(_NODE)}),
    "Counts": _COUNTS,
    "Problem": _PROBLEM,
}
