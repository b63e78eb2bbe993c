"""How much of the catalog is posted, has its code, was reviewed, and is whole."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from kiosk.catalog import wholeness
from kiosk.catalog.published import Published
from kiosk.catalog.records import Procedure

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
    oldest = (day - timedelta(days=REVIEWED_DAYS)).isoformat()
    return Coverage(
        scope=scope,
        total=len(found),
        posted=sum(p.posted for p in found),
        coded=sum(p.code in coded for p in found),
        reviewed=sum(oldest <= (p.reviewed_on or "") <= day.isoformat() for p in found),
        incomplete=sum(not is_whole(p) for p in found),
    )


def is_whole(procedure: Procedure) -> bool:
    """Are papers, ways to file, time, fee, agency and result known, whatever they are?"""
    return not wholeness.missing(procedure)
