"""A procedure as the rest of the program sees it: checked, complete, unchangeable."""

from dataclasses import dataclass
from typing import Any

from kiosk.catalog import schema


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to file, with its own time and fee. None is unknown; `fee_vnd` 0 is stated free."""

    channel: str
    duration: int | None
    duration_unit: str | None
    fee_vnd: int | None
    fee_note: str | None
    duration_note: str | None


@dataclass(frozen=True, slots=True)
class Document:
    """One paper. *case*: when it is needed (None: always); counts of originals and copies."""

    case: str | None
    position: int | None
    name: str
    originals: int | None
    copies: int | None
    form: str | None


@dataclass(frozen=True, slots=True)
class Step:
    case: str | None
    position: int | None
    title: str | None
    body: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form to download; `sha256` None: only its name is known."""

    id: str
    name: str
    number: str | None
    file: str | None
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Source:
    """Where facts of a procedure were read, and how old they were."""

    source: str
    as_of: str | None
    basis: str | None


@dataclass(frozen=True, slots=True)
class Procedure:
    """One administrative procedure (TTHC). None is unknown and shows as "Chưa xác minh"."""

    code: str
    name: str
    field: str
    sector: str
    interlinked: bool
    service_level: str | None
    audience: tuple[str, ...]
    agency: str | None
    result: str | None
    decision_no: str | None
    source_url: str | None
    as_of: str | None
    status: str | None
    replaced_by: str | None
    effective_from: str | None
    posted: bool
    reviewed_on: str | None
    portal_url: str | None
    conditions: str | None
    summary: str | None
    keywords: tuple[str, ...]
    accepts_e_copy: bool | None
    channels: tuple[Channel, ...]
    documents: tuple[Document, ...]
    legal_bases: tuple[str, ...]
    steps: tuple[Step, ...]
    forms: tuple[Form, ...]
    provenance: tuple[Source, ...]

    @classmethod
    def of(cls, body: dict[str, Any]) -> "Procedure":
        """The procedure in a complete stored *body* (see `complete`)."""
        plain = {column.name: body[column.name] for column in schema.PROCEDURES.columns}
        posted = body["sector"] == "commune" if body["posted"] is None else body["posted"]
        return cls(
            **{
                **plain,
                "posted": posted,
                "interlinked": bool(body["interlinked"]),
                "audience": _parts(body["audience"]),
                "keywords": _parts(body["keywords"]),
                "channels": tuple(Channel(**row) for row in body["channels"]),
                "documents": tuple(Document(**row) for row in body["documents"]),
                "legal_bases": tuple(row["number"] for row in body["legal_bases"]),
                "steps": tuple(Step(**row) for row in body["steps"]),
                "forms": tuple(Form(**row) for row in body["forms"]),
                "provenance": tuple(Source(**row) for row in body["provenance"]),
            }
        )

    @property
    def is_retired(self) -> bool:
        return self.status in schema.RETIRED

    @property
    def interlinked_is_seen(self) -> bool:
        """Does a source say so? Then "Liên thông" may be shown as a fact."""
        return self.interlinked and any(source.basis == "seen" for source in self.provenance)

    @property
    def cases(self) -> tuple[str, ...]:
        """The situations in which further papers are needed, in the order of the papers."""
        return tuple(dict.fromkeys(d.case for d in self.documents if d.case))

    @property
    def ways(self) -> tuple[str, ...]:
        """The ways to file, each once, in catalog order."""
        return tuple(dict.fromkeys(row.channel for row in self.channels))

    @property
    def is_filed_online(self) -> bool:
        """Does a source name an online way to file?"""
        is_named = any(row.channel == "online" for row in self.channels)
        return is_named and self.service_level != "info_only"

    @property
    def is_free(self) -> bool:
        """Is it stated free by every way to file?"""
        return bool(self.channels) and all(row.fee_vnd == 0 for row in self.channels)


def _parts(joined: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (joined or "").split(";") if part.strip())


def complete(draft: dict[str, Any], stored: dict[str, Any] | None, sector: str) -> dict[str, Any]:
    """
    The full body of *draft*: what it leaves out is as *stored*, else unknown.

    *sector* is that of its field, for a new procedure that names none.
    """
    base: dict[str, Any] = {column.name: None for column in schema.PROCEDURES.columns}
    base.update({table.name: [] for table in schema.CHILDREN})
    body = {**base, **(stored or {}), **draft}
    return {**body, "sector": body["sector"] or sector}
