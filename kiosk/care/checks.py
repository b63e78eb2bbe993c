"""The three checks of a procedure: correct (its source opens), complete, timely."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kiosk.catalog import wholeness
from kiosk.catalog.records import Procedure
from kiosk.links import states
from kiosk.links.states import State
from kiosk.reports.coverage import is_reviewed


@dataclass(frozen=True)
class Check:
    """
    *state*: `good`, `todo` (somebody should look) or `bad`. *key* and *values*: its text;
    *headings*: keys of the headings that the text lists.
    """

    state: str
    key: str
    values: dict[str, Any] = field(default_factory=dict)
    headings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Checked:
    """A procedure with its checks."""

    procedure: Procedure
    correct: Check
    complete: Check
    timely: Check


def of_procedure(procedure: Procedure, day: date, links: Mapping[str, State]) -> Checked:
    """The checks of *procedure* on *day*; *links*: how links stand (see `states.everything`)."""
    return Checked(
        procedure, correct(procedure, links), complete(procedure), timely(procedure, day)
    )


def correct(procedure: Procedure, links: Mapping[str, State]) -> Check:
    """Do its page on the portal and its source open? The worst of them tells."""
    addresses = [a for a in (procedure.portal_url, procedure.source_url) if a]
    if not addresses:
        return Check("bad", "check_no_source")
    worst = min((states.of(links, a) for a in addresses), key=_badness)
    state = "good" if worst.is_good else "bad" if worst.is_failed else "todo"
    return Check(state, f"link_state_{worst.name}")


def _badness(state: State) -> int:
    return states.STATES.index(state.name)


def complete(procedure: Procedure) -> Check:
    """Is no section empty that a citizen needs?"""
    if missing := wholeness.missing(procedure):
        return Check("bad", "check_incomplete", headings=missing)
    return Check("good", "check_complete")


def timely(procedure: Procedure, day: date) -> Check:
    """Was it reviewed lately?"""
    if procedure.reviewed_on is None:
        return Check("todo", "check_never_reviewed")
    age = (day - date.fromisoformat(procedure.reviewed_on)).days
    state = "good" if is_reviewed(procedure, day) else "todo"
    return Check(state, "check_reviewed_today" if age == 0 else "check_reviewed_ago", {"n": age})


def oldest_first(procedures: Iterable[Procedure]) -> list[Procedure]:
    """As they are to be reviewed: never reviewed first, then the longest ago."""
    return sorted(procedures, key=lambda procedure: procedure.reviewed_on or "")
