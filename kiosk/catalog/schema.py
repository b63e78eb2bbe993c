"""The tables of a catalog: their columns, what each accepts, and which must be there."""

from dataclasses import dataclass
from typing import Any

from kiosk.catalog import cells
from kiosk.catalog.cells import Reader

SECTORS = ("commune", "military", "police")
LEVELS = ("full", "partial", "info_only")
CHANNELS = ("direct", "online", "postal")
DURATION_UNITS = ("working_day", "day", "hour", "month")
STATUSES = ("new", "amended", "replaced", "repealed")
RETIRED = ("replaced", "repealed")


@dataclass(frozen=True)
class Column:
    """
    One column. *filled*: a cell must not be empty. *optional*: the column may be absent, which
    leaves what is stored as it is.
    """

    name: str
    read: Reader = cells.line
    filled: bool = False
    optional: bool = False


@dataclass(frozen=True)
class Table:
    """One table. *required*: a catalog without it is refused, for it would erase what is stored."""

    name: str
    columns: tuple[Column, ...]
    required: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def _table(name: str, *columns: Column, required: bool = False) -> Table:
    return Table(name, columns, required)


_CODE = Column("code", cells.code, filled=True)
_POSITION = Column("position", cells.number)
_SLUG = Column("slug", cells.slug, filled=True)
_NUMBER = Column("number", cells.number, filled=True)
_NAME = Column("name", filled=True)
_RETIRED = Column("status", cells.choice("retired"), optional=True)


def _further(name: str, read: Reader = cells.line) -> Column:
    return Column(name, read, optional=True)


PROCEDURES = _table(
    "procedures",
    _CODE,
    _NAME,
    Column("field", cells.slug, filled=True),
    _further("sector", cells.choice(*SECTORS)),
    _further("interlinked", cells.flag),
    _further("service_level", cells.choice(*LEVELS)),
    _further("audience", cells.choices("individual", "organization")),
    _further("agency"),
    _further("result"),
    _further("decision_no"),
    _further("source_url", cells.web_address),
    _further("as_of", cells.part_date),
    _further("status", cells.choice(*STATUSES)),
    _further("replaced_by", cells.code),
    _further("effective_from", cells.whole_date),
    _further("posted", cells.flag),
    _further("reviewed_on", cells.whole_date),
    _further("portal_url", cells.web_address),
    _further("conditions", cells.text),
    _further("summary"),
    _further("keywords"),
    _further("accepts_e_copy", cells.flag),
    required=True,
)

# The tables whose rows belong to one procedure, in the order they are shown.
CHILDREN = (
    _table(
        "channels",
        _CODE,
        Column("channel", cells.choice(*CHANNELS), filled=True),
        Column("duration", cells.number),
        Column("duration_unit", cells.choice(*DURATION_UNITS)),
        Column("fee_vnd", cells.number),
        Column("fee_note"),
        Column("duration_note"),
        required=True,
    ),
    _table(
        "documents",
        _CODE,
        Column("case"),
        _POSITION,
        _NAME,
        Column("originals", cells.number),
        Column("copies", cells.number),
        Column("form"),
        required=True,
    ),
    _table("legal_bases", _CODE, Column("number", filled=True), required=True),
    _table(
        "steps",
        _CODE,
        Column("case"),
        _POSITION,
        Column("title"),
        Column("body", cells.text, filled=True),
    ),
    _table(
        "forms",
        Column("id", cells.slug, filled=True),
        _CODE,
        _NAME,
        Column("number"),
        Column("file", cells.file_name),
    ),
    _table(
        "provenance",
        _CODE,
        Column("source", filled=True),
        Column("as_of", cells.part_date),
        Column("basis", cells.choice("seen", "inferred")),
    ),
)

FIELDS = _table(
    "fields",
    _SLUG,
    _NUMBER,
    _NAME,
    Column("sector", cells.choice(*SECTORS), filled=True),
    _further("desk"),
    _RETIRED,
    required=True,
)
GROUPS = _table("groups", _SLUG, _NUMBER, _NAME, Column("icon"), _RETIRED)
FIELD_GROUPS = _table(
    "field_groups",
    Column("field_slug", cells.slug, filled=True),
    Column("group_slug", cells.slug, filled=True),
)
LIFE_EVENTS = _table("life_events", _SLUG, _NAME, Column("summary"))
LIFE_EVENT_PROCEDURES = _table(
    "life_event_procedures",
    Column("event_slug", cells.slug, filled=True),
    _POSITION,
    _CODE,
    Column("note"),
)
SYNONYMS = _table("synonyms", Column("term", filled=True), Column("expansion", filled=True))

# The tables kept whole, each as one part of the catalog.
PARTS = (FIELDS, GROUPS, FIELD_GROUPS, LIFE_EVENTS, LIFE_EVENT_PROCEDURES, SYNONYMS)
TABLES = (FIELDS, PROCEDURES, *CHILDREN, *PARTS[1:])
BY_NAME = {table.name: table for table in TABLES}


def rows_of(document: dict[str, Any], table: Table) -> list[dict[str, Any]]:
    """The rows of *table* in *document*: those of a procedure's own tables carry its code."""
    if table not in CHILDREN:
        return document[table.name]
    return [
        {**row, "code": procedure["code"]}
        for procedure in document["procedures"]
        for row in procedure[table.name]
    ]


def value_of(column: Column, cell: str) -> Any:
    """The value of a cell; None when it is empty, for an empty cell means unknown."""
    return column.read(cell) if cell else None


def cell_of(value: Any) -> str:
    """A value as the text of a cell: the inverse of `value_of`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)
