"""The steps in the life of a procedure: replaced, repealed, restored, on and off the board."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from kiosk.catalog import code as codes
from kiosk.catalog import procedure_edits, publishing, schema, versions
from kiosk.catalog.checks import CheckedCatalog
from kiosk.catalog.problems import Problem
from kiosk.catalog.publishing import Proposal
from kiosk.catalog.standing import Standing
from kiosk.store import Database

REPLACE, REPEAL, RESTORE = "replace", "repeal", "restore"
POST, UNPOST, DROP_PLAN = "post", "unpost", "drop_plan"
STEPS = (REPLACE, REPEAL, RESTORE, POST, UNPOST, DROP_PLAN)


@dataclass(frozen=True)
class Step:
    """What is asked for: *kind*, one of `STEPS`; *starts_on*: its day; *successor*: a code."""

    kind: str
    starts_on: date
    successor: str = ""


def possible(standing: Standing) -> tuple[str, ...]:
    """The steps that a procedure can take as it stands, in the order of `STEPS`."""
    found = standing.procedure
    is_held = not (standing.is_new or found.is_retired)
    is_possible: dict[str, Callable[[], bool]] = {
        REPLACE: lambda: is_held,
        REPEAL: lambda: is_held,
        RESTORE: lambda: found.is_retired and not standing.is_new,
        POST: lambda: is_held and not found.posted,
        UNPOST: lambda: is_held and found.posted,
        DROP_PLAN: lambda: bool(standing.starts_on),
    }
    return tuple(kind for kind in STEPS if is_possible[kind]())


def propose(
    db: Database, body: dict[str, Any], step: Step, today: date
) -> tuple[Proposal | None, list[Problem]]:
    """What *step* would do with the procedure of *body*, or None and what stands against it."""
    if step.kind == DROP_PLAN:
        return _without_plan(db, body["code"], today), []
    draft = {"code": body["code"], "field": body["field"], **_changed(step)}
    problems = _problems(db, body, draft, today)
    if problems:
        return None, problems
    return publishing.propose(db, CheckedCatalog({body["code"]: draft}), today), []


def _changed(step: Step) -> dict[str, Any]:
    """The columns that *step* changes."""
    day = step.starts_on.isoformat()
    successor = codes.normalise(step.successor) or step.successor or None
    changed: dict[str, dict[str, Any]] = {
        REPLACE: {"status": "replaced", "replaced_by": successor, "effective_from": day},
        REPEAL: {"status": "repealed", "replaced_by": None, "effective_from": day},
        RESTORE: {"status": None, "replaced_by": None, "effective_from": day},
        POST: {"posted": True},
        UNPOST: {"posted": False},
    }
    return changed[step.kind]


def _problems(
    db: Database, body: dict[str, Any], draft: dict[str, Any], today: date
) -> list[Problem]:
    """What a file with this step would be refused for; and a successor that is retired itself."""
    cells = procedure_edits.cells_of({**body, **draft})
    more = {name: schema.cell_of({**body, **draft}[name]) for name in ("status", "replaced_by")}
    found = procedure_edits.check(db, today, {**cells, **more}, is_new=False).problems
    of_step = [p for p in found if not p.is_warning and p.column in ("status", "replaced_by")]
    successor = versions.in_force(db, today).get(draft.get("replaced_by") or "")
    if not of_step and successor and successor.body["status"] in schema.RETIRED:
        return [Problem("procedures", 1, "replaced_by", "retired_successor")]
    return of_step


def _without_plan(db: Database, code: str, today: date) -> Proposal:
    """What waits for *code* is withdrawn; what holds today stays."""
    plan = versions.upcoming(db, today).get(code)
    return Proposal(
        today=today,
        differences=[],
        absent=[],
        repealed=[],
        withdrawn=[plan] if plan else [],
        waiting=[],
        still_retired=[],
        parts={},
        part_changes=[],
    )
