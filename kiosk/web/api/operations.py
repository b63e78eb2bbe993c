"""
What the API offers, once: the requests are read by this table, and the OpenAPI document and the
page for people are made from it, so that they say what is so.
"""

from dataclasses import dataclass
from typing import Any

from kiosk.accounts.api_tokens import COUNTS
from kiosk.catalog import schema

ROOT = "/api/v1"
JSON, CSV, LINKED_DATA = "application/json", "text/csv", "application/ld+json"
MOST_ROWS = 500
_SLUG = "^[a-z0-9]+(-[a-z0-9]+)*$"
# What a name of a period may look like; whether there is such a period, the calendar says.
_PERIOD = (
    "^20[0-9]{2}(-((0[1-9]|1[0-2])|Q[1-4]|H[12]|9M|W[0-5][0-9]))?$"
    "|^20[0-9]{2}-[0-9]{2}-[0-9]{2}\\.\\.20[0-9]{2}-[0-9]{2}-[0-9]{2}$"
)


@dataclass(frozen=True)
class Parameter:
    """
    One parameter of an address, of a JSON *schema* that `parameters.py` understands. It is
    described by the text `api_parameter_<name>`.
    """

    name: str
    schema: dict[str, Any]
    example: Any = None
    is_required: bool = False
    is_in_path: bool = False


@dataclass(frozen=True)
class Operation:
    """
    One address that is read. *form*: the schema of its JSON; *media*: what it can be asked for in,
    the usual first. *scope*: what a token must open; empty: everybody may read it. *may_miss*: is
    there nothing at some addresses that look right? It is described by the text `api_<name>`.
    """

    name: str
    path: str
    form: str
    media: tuple[str, ...] = (JSON, CSV)
    parameters: tuple[Parameter, ...] = ()
    scope: str = ""
    may_miss: bool = False

    @property
    def is_public(self) -> bool:
        return not self.scope

    @property
    def is_paged(self) -> bool:
        return any(one.name == "page" for one in self.parameters)


def _whole(least: int, most: int, default: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": least, "maximum": most, "default": default}


def _one_of(*values: str, default: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "string", "enum": list(values)}
    return {**found, "default": default} if default else found


_FORMAT = Parameter("format", _one_of("json", "csv"))
_PAGE = Parameter("page", _whole(1, 1_000_000, 1))
_LIMIT = Parameter("limit", _whole(1, MOST_ROWS, 50))
_CODE = Parameter(
    "code",
    {"type": "string", "minLength": 1, "maxLength": 60},
    example="1.001193",
    is_required=True,
    is_in_path=True,
)

OPERATIONS = (
    Operation(
        "procedures",
        "/procedures",
        "ProcedurePage",
        parameters=(
            Parameter(
                "field",
                {"type": "string", "pattern": _SLUG, "minLength": 1, "maxLength": 80},
                example="ho-tich",
            ),
            Parameter("sector", _one_of(*schema.SECTORS)),
            Parameter("posted", {"type": "boolean"}),
            Parameter("state", _one_of("in_force", "retired", "all", default="in_force")),
            _LIMIT,
            _PAGE,
            _FORMAT,
        ),
    ),
    Operation(
        "procedure",
        "/procedures/{code}",
        "Procedure",
        media=(JSON,),
        parameters=(_CODE,),
        may_miss=True,
    ),
    Operation("fields", "/fields", "FieldList", parameters=(_FORMAT,)),
    Operation(
        "search",
        "/search",
        "SearchPage",
        parameters=(
            Parameter(
                "q",
                {"type": "string", "minLength": 1, "maxLength": 200},
                example="làm giấy khai sinh",
                is_required=True,
            ),
            Parameter("limit", _whole(1, 100, 20)),
            _PAGE,
            _FORMAT,
        ),
    ),
    Operation("changes", "/changes", "ChangePage", parameters=(_PAGE, _FORMAT), may_miss=True),
    Operation("catalog", "/catalog.jsonld", "LinkedCatalog", media=(LINKED_DATA, JSON)),
    Operation(
        "counts",
        "/counts",
        "Counts",
        parameters=(
            Parameter(
                "period",
                {"type": "string", "pattern": _PERIOD, "maxLength": 22},
                example="2026-H1",
                is_required=True,
            ),
            Parameter("basis", _one_of("calendar", "cutoff", "report_cutoff", default="calendar")),
            Parameter("by", _one_of("procedure", "field", "day", default="procedure")),
            _FORMAT,
        ),
        scope=COUNTS,
        may_miss=True,
    ),
)
BY_NAME = {one.name: one for one in OPERATIONS}
