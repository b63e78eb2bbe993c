"""Where staff begin: what is to do, how the catalog stands, what comes into force soon."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import url_for

from kiosk.catalog import versions
from kiosk.catalog.published import Published
from kiosk.links import addresses, states
from kiosk.links.states import State
from kiosk.reports import coverage, tables
from kiosk.reports.coverage import REVIEWED_DAYS, Coverage
from kiosk.store import Database
from kiosk.web import service

SOON_DAYS = 30  # so long before a change comes into force it stands among what is to do


@dataclass(frozen=True)
class Task:
    """Something to do: the key of its *name*, how many there are, and where it is done."""

    name: str
    n: int
    address: str


def values() -> dict[str, Any]:
    """What the page of staff shows."""
    running, published = service.current(), service.published()
    db = running.pool.db()
    coded = coverage.coded(db, published, running.base_url)
    covered = coverage.of_catalog(published, coded)
    of = {one.scope: one for one in covered}
    coming = _coming(db, published)
    links = _links(db, published)
    return {
        "tasks": [task for task in _tasks(of["all"], coming, links) if task.n],
        "of": of,
        "sums_up": coverage.sums_up(covered),
        "field_count": sum(bool(published.by_field[f.slug]) for f in published.open_fields),
        "days": REVIEWED_DAYS,
        "covered": tables.of_coverage(covered, published.day),
        "coming": coming,
        "soon_days": SOON_DAYS,
    }


def _links(db: Database, published: Published) -> list[State]:
    known = states.everything(db)
    return [states.of(known, link.address) for link in addresses.of_catalog(published)]


def _tasks(whole: Coverage, coming: list[versions.Version], links: list[State]) -> list[Task]:
    """In the order of a clerk's day; also what there is nothing of."""
    return [
        Task("task_coming", len(coming), "#sap-hieu-luc"),
        Task(
            "task_links_failed",
            sum(state.is_failed for state in links),
            url_for("link_checking.page", loai="hong"),
        ),
        Task(
            "task_links_person",
            sum(state.name == "person" for state in links),
            url_for("link_checking.page", loai="can-xem"),
        ),
        Task("task_incomplete", whole.incomplete, url_for("reviewing.lacking")),
        Task("task_overdue", whole.total - whole.reviewed, url_for("reviewing.page")),
    ]


def _coming(db: Database, published: Published) -> list[versions.Version]:
    """The changes that wait and come into force within the next days."""
    last = (published.day + timedelta(days=SOON_DAYS)).isoformat()
    waiting = versions.upcoming(db, published.day).values()
    return [version for version in waiting if version.starts_on <= last]
