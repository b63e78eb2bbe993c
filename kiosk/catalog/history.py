"""
The history of a procedure: every version with who, when, by which decision, and since when it
holds; and how long decisions took until they were posted.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kiosk import clock
from kiosk.catalog import decision_dates
from kiosk.catalog.versions import Version
from kiosk.store import Database


@dataclass(frozen=True)
class Stage:
    """
    One version of a procedure. *before*: what held before it, None for the first. *gone_at*,
    *gone_by*: when and by whom it was withdrawn while it waited, else empty. *state*: `past`,
    `held` (in force today), `waiting` or `withdrawn`. *days*: from its decision to its posting,
    None when no decision states a day.
    """

    id: int
    publication: int
    change: str
    starts_on: str
    decision: str
    source: str
    at: str
    who: str
    body: dict[str, Any]
    before: dict[str, Any] | None
    gone_at: str
    gone_by: str
    state: str
    days: int | None


def of(db: Database, code: str, today: date) -> list[Stage]:
    """Every version of the procedure *code*, the last to begin first."""
    rows = list(
        db.query(
            """
            select v.id, v.publication_id as publication, v.change, v.starts_on, v.decision,
                   v.body, p.source, p.at, p.who,
                   coalesce(w.at, '') as gone_at, coalesce(w.who, '') as gone_by
            from procedure_version v
            join publication p on p.id = v.publication_id
            left join publication w on w.id = v.withdrawn_by
            where v.unit_id = :unit and v.code = :code
            order by v.starts_on, v.id
            """,
            {"code": code},
        )
    )
    found: list[Stage] = []
    held: dict[str, Any] | None = None
    for row in rows:
        body = json.loads(row["body"])
        decision = row["decision"] or _new_decision(held, body)
        posted_on = clock.local_day(datetime.fromisoformat(row["at"]))
        found.append(
            Stage(
                **{**row, "decision": decision, "body": body},
                before=held,
                state=_state(row, rows, today.isoformat()),
                days=decision_dates.days_until(decision, posted_on),
            )
        )
        if not row["gone_at"]:
            held = body
    return found[::-1]


def _new_decision(before: dict[str, Any] | None, body: dict[str, Any]) -> str:
    """The announcing decision that a version brought itself; empty when it stayed as it was."""
    known = before["decision_no"] if before else None
    return (body["decision_no"] or "") if body["decision_no"] != known else ""


def _state(row: dict, rows: list[dict], today: str) -> str:
    if row["gone_at"]:
        return "withdrawn"
    if row["starts_on"] > today:
        return "waiting"
    begun = [one["id"] for one in rows if one["starts_on"] <= today and not one["gone_at"]]
    return "held" if begun[-1] == row["id"] else "past"


@dataclass(frozen=True)
class Posting:
    """
    From decision to posting of one procedure. *decision*: its text, empty when none is known.
    *posted_on*: the day on which it was published here. *days*: None when the text states no day.
    """

    code: str
    name: str
    decision: str
    posted_on: date
    days: int | None


def postings(versions: Mapping[str, Version]) -> list[Posting]:
    """
    From decision to posting, for each procedure in *versions* (see `versions.in_force`), in their
    order.
    """
    return [_posting(version) for version in versions.values()]


def _posting(version: Version) -> Posting:
    decision = version.decision or version.body["decision_no"] or ""
    posted_on = clock.local_day(datetime.fromisoformat(version.at))
    days = decision_dates.days_until(decision, posted_on)
    return Posting(version.code, version.body["name"], decision, posted_on, days)
