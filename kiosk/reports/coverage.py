"""How much of the catalog is posted, has its code, was reviewed, and is whole."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from kiosk.catalog import wholeness
from kiosk.catalog.published import Published
from kiosk.catalog.records import Procedure
from kiosk.codes import symbol
from kiosk.codes.targets import path_of
from kiosk.store import Database

# After so many days a review is due again. In one place for pages, exports and their headings, so
# that the numbers of units and of years can be compared.
REVIEWED_DAYS = 90
# In the order of a report. Interlinked procedures stand in the other rows too.
SCOPES = ("all", "commune", "military", "police", "interlinked", "interlinked_seen")


@dataclass(frozen=True)
class Coverage:
    """
    Of the published procedures of one *scope*: how many there are, are on the board (*posted*),
    have a symbol made (*coded*), were *reviewed* in the last 90 days, lack content (*incomplete*).
    """

    scope: str
    total: int
    posted: int
    coded: int
    reviewed: int
    incomplete: int


def of_catalog(published: Published, coded: Collection[str]) -> list[Coverage]:
    """The coverage on the day of *published*, a row a scope; *coded*: codes with a symbol."""
    everything = list(published.procedures.values())
    return [
        _of(scope, [p for p in everything if _is_in(p, scope)], coded, published.day)
        for scope in SCOPES
    ]


def _is_in(procedure: Procedure, scope: str) -> bool:
    if scope == "interlinked":
        return procedure.interlinked
    if scope == "interlinked_seen":
        return procedure.interlinked_is_seen
    return scope in ("all", procedure.sector)


def _of(scope: str, found: list[Procedure], coded: Collection[str], day: date) -> Coverage:
    return Coverage(
        scope=scope,
        total=len(found),
        posted=sum(p.posted for p in found),
        coded=sum(p.code in coded for p in found),
        reviewed=sum(is_reviewed(p, day) for p in found),
        incomplete=sum(bool(wholeness.missing(p)) for p in found),
    )


def is_reviewed(procedure: Procedure, day: date) -> bool:
    """Was it reviewed on *day* or in the 90 days before?"""
    oldest = (day - timedelta(days=REVIEWED_DAYS)).isoformat()
    return oldest <= (procedure.reviewed_on or "") <= day.isoformat()


def coded(db: Database, published: Published, base_url: str) -> set[str]:
    """The codes of the published procedures whose symbol for *base_url* is made and kept."""
    made = set(symbol.payloads(db))
    return {code for code in published.procedures if f"{base_url}{path_of(code)}" in made}


def sums_up(coverage: list[Coverage]) -> bool:
    """Do the procedures of the three sectors make the whole, in every column?"""
    of = {one.scope: one for one in coverage}
    parts = [of[scope] for scope in ("commune", "military", "police")]
    return all(
        sum(getattr(part, number) for part in parts) == getattr(of["all"], number)
        for number in ("total", "posted", "coded", "reviewed", "incomplete")
    )
