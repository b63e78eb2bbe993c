"""How every procedure stands: in force, waiting, retired, and what a clerk has to mind of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from kiosk.catalog import versions, wholeness
from kiosk.catalog.fold import fold
from kiosk.catalog.published import Published
from kiosk.catalog.records import Procedure
from kiosk.store import Database

# What the list can be narrowed to; each has the text `standing_<name>`.
STATES = ("in_force", "waiting", "retired", "not_posted", "incomplete", "draft")


@dataclass(frozen=True)
class Standing:
    """
    One procedure. *starts_on*: the day on which something that waits begins to hold, else empty.
    *is_new*: nothing of it holds yet. *draft*: the state of its open draft, else empty.
    """

    procedure: Procedure
    starts_on: str
    is_new: bool
    draft: str

    @property
    def states(self) -> frozenset[str]:
        """Those of `STATES` that are true of it."""
        found = self.procedure
        is_held = not (self.is_new or found.is_retired)
        said = {
            "in_force": is_held,
            "waiting": bool(self.starts_on),
            "retired": found.is_retired,
            "not_posted": is_held and not found.posted,
            "incomplete": is_held and bool(wholeness.missing(found)),
            "draft": bool(self.draft),
        }
        return frozenset(name for name, is_true in said.items() if is_true)

    @property
    def is_plain(self) -> bool:
        """Is it in force, posted and whole, with nothing under way?"""
        return self.states == {"in_force"}


def everything(
    db: Database, published: Published, today: date, drafts: dict[str, str]
) -> dict[str, Standing]:
    """
    Every procedure by code: those in force in catalog order, the retired ones, and those that
    wait. *drafts*: the states of open drafts by code.
    """
    waiting = versions.upcoming(db, today)
    found = {
        procedure.code: Standing(
            procedure,
            waiting[procedure.code].starts_on if procedure.code in waiting else "",
            False,
            drafts.get(procedure.code, ""),
        )
        for procedure in (*published.procedures.values(), *published.retired.values())
    }
    for code, version in waiting.items():
        if code not in found:
            draft = drafts.get(code, "")
            found[code] = Standing(Procedure.of(version.body), version.starts_on, True, draft)
    return found


def asked_for(
    standings: dict[str, Standing],
    published: Published,
    words: str = "",
    field: str = "",
    sector: str = "",
    state: str = "",
) -> list[Standing]:
    """
    Those of *standings* that match all that is asked: for *words* in the order of the search, what
    is not in force after them by name or code. An empty argument asks for nothing.
    """
    found = _by_words(standings, published, words) if words.strip() else list(standings.values())
    return [
        one
        for one in found
        if field in ("", one.procedure.field)
        and sector in ("", one.procedure.sector)
        and (not state or state in one.states)
    ]


def _by_words(standings: dict[str, Standing], published: Published, words: str) -> list[Standing]:
    ranked = published.index.search(words, limit=len(standings)).codes
    wanted = fold(words.strip())
    others = _others(standings, ranked, wanted)
    return [standings[code] for code in (*ranked, *others)]


def _others(standings: dict[str, Standing], ranked: Collection[str], wanted: str) -> list[str]:
    return [
        code
        for code, one in standings.items()
        if code not in ranked and wanted in fold(f"{code} {one.procedure.name}")
    ]
