"""Changes that staff make by a form in a table kept whole: the unit, its guides, the desks."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from kiosk.catalog import checks, publishing, schema, versions
from kiosk.catalog.problems import Problem
from kiosk.catalog.publishing import Proposal
from kiosk.catalog.raw import Raw, RawGuide, RawTable, Row
from kiosk.store import Database

_FIELDS = schema.BY_NAME["fields"]


@dataclass(frozen=True)
class Edit:
    """What a form would change: a *proposal*, or None and the *problems* that stand against it."""

    proposal: Proposal | None
    problems: list[Problem]


def of_unit(db: Database, today: date, profile: dict[str, Any]) -> Edit:
    """The profile of the unit becomes *profile*; what it does not name stays."""
    return _edit(db, today, Raw("", unit=profile, unit_file="unit"))


def of_guide(db: Database, today: date, slug: str, body: str) -> Edit:
    """The guide *slug*, there already or new, gets the Markdown *body*."""
    bodies = {row["slug"]: row["body"] for row in versions.parts(db).get("guides", [])}
    bodies[slug] = body
    return _edit(db, today, Raw("", guides=[RawGuide(s, b, s) for s, b in bodies.items()]))


def without_guide(db: Database, today: date, slug: str) -> Edit:
    """The guide *slug* is no more."""
    rows = [row for row in versions.parts(db).get("guides", []) if row["slug"] != slug]
    guides = [RawGuide(row["slug"], row["body"], row["slug"]) for row in rows]
    return _edit(db, today, Raw("", guides=guides))


def of_desks(db: Database, today: date, desks: Mapping[str, str]) -> Edit:
    """The fields are served at these *desks*, by slug; a field that is not named stays as it is."""
    rows = []
    for line, stored in enumerate(versions.parts(db)["fields"], start=1):
        cells: dict[str, str | None] = {
            name: schema.cell_of(stored[name]) for name in _FIELDS.names
        }
        cells["desk"] = desks.get(stored["slug"], cells["desk"])
        rows.append(Row(line, cells))
    raw = Raw("", tables={"fields": RawTable("fields", rows, list(_FIELDS.names))})
    return _edit(db, today, raw)


def _edit(db: Database, today: date, raw: Raw) -> Edit:
    checked, problems = checks.check_parts(raw, publishing.known(db, today))
    if checked is None:
        return Edit(None, problems)
    return Edit(publishing.propose(db, checked, today), problems)


def digest(db: Database, kind: str) -> str:
    """
    What the part *kind* is now, in short: a form carries it, so that nobody overwrites what
    somebody else published meanwhile.
    """
    body = json.dumps(versions.parts(db).get(kind), ensure_ascii=False, sort_keys=True)
    return sha256(body.encode()).hexdigest()[:20]
