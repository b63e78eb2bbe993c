"""The published catalog in memory: what every page is made from, refreshed when it changes."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from kiosk import clock
from kiosk.catalog import code as codes
from kiosk.catalog import reviews, versions
from kiosk.catalog.records import Form, Procedure
from kiosk.catalog.search import Index
from kiosk.catalog.unit import Unit
from kiosk.errors import CatalogError
from kiosk.links import states
from kiosk.store import Database
from kiosk.store.pool import Pool

_logger = logging.getLogger(__name__)
_MOST_RELATED = 5  # links on a page; more would bury what was asked for


@dataclass(frozen=True)
class Field:
    """A field (lĩnh vực); its *number* stands in printed codes. *desk*: where it is served."""

    slug: str
    number: int
    name: str
    sector: str
    is_retired: bool
    group: str | None
    desk: str | None

    @property
    def target(self) -> str:
        return f"f{self.number:02}"


@dataclass(frozen=True)
class Group:
    """A group of fields that a citizen understands."""

    slug: str
    number: int
    name: str
    icon: str | None
    is_retired: bool

    @property
    def target(self) -> str:
        return f"g{self.number:02}"


@dataclass(frozen=True)
class LifeEvent:
    """A situation in life; *procedures* are (code, when to choose it), alternatives or steps."""

    slug: str
    name: str
    summary: str | None
    procedures: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class Published:
    """
    All that is in force on *day*. *procedures*: by code, in catalog order; *retired*: those
    replaced or repealed, whose codes still answer. *version* grows with every publication, *noted*
    with every review and with what staff say of links. *dead*: outgoing addresses that they found
    broken, with the ISO day of that.
    """

    version: int
    day: date
    unit: Unit
    procedures: dict[str, Procedure]
    retired: dict[str, Procedure]
    fields: tuple[Field, ...]
    groups: tuple[Group, ...]
    life_events: tuple[LifeEvent, ...]
    guides: dict[str, str]
    synonyms: tuple[tuple[str, str], ...]
    updated_on: dict[str, str]
    noted: tuple[int, int]
    dead: dict[str, str]

    def find(self, text: str) -> Procedure | None:
        """The procedure that a written code means, in force or retired."""
        key = codes.normalise(text)
        if key is None:
            return None
        return self.procedures.get(key) or self.retired.get(key)

    @cached_property
    def posted(self) -> tuple[Procedure, ...]:
        """The procedures that have a code on the board."""
        return tuple(p for p in self.procedures.values() if p.posted)

    @cached_property
    def open_fields(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if not field.is_retired)

    @cached_property
    def open_groups(self) -> tuple[Group, ...]:
        return tuple(group for group in self.groups if not group.is_retired)

    @cached_property
    def by_field(self) -> dict[str, tuple[Procedure, ...]]:
        """The procedures of each field, by its slug, in catalog order."""
        return {
            field.slug: tuple(p for p in self.procedures.values() if p.field == field.slug)
            for field in self.fields
        }

    @cached_property
    def by_group(self) -> dict[str, tuple[Field, ...]]:
        """The open fields of each group, by its slug."""
        return {
            group.slug: tuple(f for f in self.open_fields if f.group == group.slug)
            for group in self.groups
        }

    def group_size(self, slug: str) -> int:
        """How many procedures the group *slug* holds."""
        return sum(len(self.by_field[field.slug]) for field in self.by_group[slug])

    @cached_property
    def field_of(self) -> dict[str, Field]:
        return {field.slug: field for field in self.fields}

    @cached_property
    def related(self) -> dict[str, tuple[Procedure, ...]]:
        """
        The procedures that go with each, by its code: the neighbours in its life events, those
        handled together with other agencies first, then the nearest.
        """
        distances: dict[str, dict[str, tuple[bool, int]]] = {}
        for event in self.life_events:
            codes_of = [code for code, _ in event.procedures if code in self.procedures]
            for at, code in enumerate(codes_of):
                near = distances.setdefault(code, {})
                for other_at, other in enumerate(codes_of):
                    if other != code:
                        far = (not self.procedures[other].interlinked, abs(at - other_at))
                        near[other] = min(near.get(other, far), far)
        return {
            code: tuple(
                self.procedures[c] for c in sorted(near, key=near.__getitem__)[:_MOST_RELATED]
            )
            for code, near in distances.items()
        }

    @cached_property
    def forms(self) -> dict[str, tuple[Procedure, Form]]:
        """Every form by its id, with its procedure."""
        return {form.id: (p, form) for p in self.procedures.values() for form in p.forms}

    @cached_property
    def pages(self) -> dict[str, Any]:
        """The pages made from this version, by their lasting address; kept here by `web`."""
        return {}

    @cached_property
    def made(self) -> dict[str, Any]:
        """What addresses of this version are answered with, by path; kept here by `web`."""
        return {}

    @cached_property
    def index(self) -> Index:
        """The search index."""
        return Index(
            self.procedures.values(),
            {field.slug: field.name for field in self.fields},
            self.synonyms,
            [(f"{e.name}. {e.summary or ''}", e.procedures) for e in self.life_events],
        )


def load(db: Database, day: date) -> Published:
    """What is in force on *day*. Raises CatalogError when nothing was ever published."""
    with db.snapshot():
        version, noted = _state(db)
        stored = versions.in_force(db, day)
        parts = versions.parts(db)
        reviewed, dead = reviews.days(db, day), states.dead(db)
    if version == 0:
        raise CatalogError("The database holds no catalog. Run `kiosk init`.")
    return assembled(
        version,
        day,
        {code: reviews.noted(v.body, reviewed) for code, v in stored.items()},
        parts,
        days_of_update(stored),
        noted,
        dead,
    )


def _state(db: Database) -> tuple[int, tuple[int, int]]:
    """
    `version` and `noted` as `Published` has them; asked for with every request, so one small query.
    """
    (row,) = db.query(
        """
        select (select max(id) from publication where unit_id = :unit) as version,
               (select max(id) from review where unit_id = :unit) as review,
               (select max(id) from link_saying where unit_id = :unit) as saying
        """
    )
    return row["version"] or 0, (row["review"] or 0, row["saying"] or 0)


def days_of_update(stored: dict[str, versions.Version]) -> dict[str, str]:
    """The day on which each version was published, ISO, by code."""
    return {
        code: clock.local_day(datetime.fromisoformat(version.at)).isoformat()
        for code, version in stored.items()
    }


def assembled(
    version: int,
    day: date,
    bodies: dict[str, dict[str, Any]],
    parts: dict[str, Any],
    updated_on: dict[str, str],
    noted: tuple[int, int] = (0, 0),
    dead: dict[str, str] | None = None,
) -> Published:
    """
    The catalog of these *bodies* of procedures, by code, and these *parts* (see `versions`): what
    is stored, or what would be, for a preview. *updated_on*: ISO days by code; *noted* and
    *dead* as `Published` has them.
    """
    everything = {code: Procedure.of(body) for code, body in bodies.items()}
    group_of = {row["field_slug"]: row["group_slug"] for row in parts.get("field_groups", [])}
    chosen: dict[str, list[tuple[str, str | None]]] = {}
    for row in parts.get("life_event_procedures", []):
        chosen.setdefault(row["event_slug"], []).append((row["code"], row["note"]))
    return Published(
        version=version,
        day=day,
        unit=Unit.of(parts["unit"]),
        procedures={code: p for code, p in everything.items() if not p.is_retired},
        retired={code: p for code, p in everything.items() if p.is_retired},
        fields=tuple(
            Field(
                row["slug"],
                row["number"],
                row["name"],
                row["sector"],
                row["status"] == "retired",
                group_of.get(row["slug"]),
                row["desk"],
            )
            for row in parts["fields"]
        ),
        groups=tuple(
            Group(row["slug"], row["number"], row["name"], row["icon"], row["status"] == "retired")
            for row in parts.get("groups", [])
        ),
        life_events=tuple(
            LifeEvent(row["slug"], row["name"], row["summary"], tuple(chosen.get(row["slug"], ())))
            for row in parts.get("life_events", [])
        ),
        guides={row["slug"]: row["body"] for row in parts.get("guides", [])},
        synonyms=tuple((row["term"], row["expansion"]) for row in parts.get("synonyms", [])),
        updated_on=updated_on,
        noted=noted,
        dead=dead or {},
    )


class Shelf:
    """The published catalog of this process: loaded once, and again when anything in it changes."""

    def __init__(self, today: Callable[[], date]):
        self._today = today
        self._lock = threading.Lock()
        self._held: Published | None = None
        self._is_stale = False  # said once, not with every page

    def current(self, pool: Pool) -> Published:
        """
        What is in force now. A look at the version is one small query.

        When the database cannot be read, what was loaded last: lookup goes on without it.
        """
        try:
            found = self._fresh(pool.db())
        except Exception:
            pool.drop()
            if self._held is None:
                raise
            if not self._is_stale:
                _logger.exception("the catalog cannot be read; the one in memory is shown")
            self._is_stale = True
            return self._held
        self._is_stale = False
        return found

    def _fresh(self, db: Database) -> Published:
        wanted = (*_state(db), self._today())
        held = self._held
        if held is not None and (held.version, held.noted, held.day) == wanted:
            return held
        with self._lock:
            held = self._held
            if held is None or (held.version, held.noted, held.day) != wanted:
                held = self._held = load(db, wanted[2])
            return held
