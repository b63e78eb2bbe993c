"""The catalog as it would be, were a proposal published: for staff to look at beforehand."""

from datetime import date

from kiosk.catalog import published as catalogs
from kiosk.catalog import publishing, versions
from kiosk.catalog.published import Published
from kiosk.store import Database


def of(db: Database, proposal: publishing.Proposal, day: date | None = None) -> Published:
    """
    What would be in force on *day* (None: the day of the *proposal*). It has the version number
    of what is published now, and must not be kept under it.
    """
    day = day or proposal.today
    with db.snapshot():
        version = versions.latest(db)
        stored = versions.in_force(db, day)
        parts = versions.parts(db)
    bodies = {code: found.body for code, found in stored.items()}
    begun = [found for found in proposal.to_store if found.starts_on <= day.isoformat()]
    bodies.update({found.code: found.body for found in begun})
    updated_on = catalogs.days_of_update(stored)
    updated_on.update((found.code, proposal.today.isoformat()) for found in begun)
    return catalogs.assembled(version, day, bodies, {**parts, **proposal.parts}, updated_on)
