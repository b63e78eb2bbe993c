"""Where staff begin: what is to do, how the catalog stands, what comes into force soon."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import url_for

from kiosk.boards import build
from kiosk.care import heard
from kiosk.catalog import drafts, versions
from kiosk.catalog.published import Published
from kiosk.links import addresses, states
from kiosk.reports import coverage, tables
from kiosk.reports.coverage import REVIEWED_DAYS, Coverage
from kiosk.store import Database
from kiosk.web import boards, service

# In the order of a clerk's day: what others wait for, what citizens meet, what is routine.
_ORDER = (
    "task_drafts_waiting",
    "task_boards",
    "task_reports",
    "task_links_failed",
    "task_coming",
    "task_incomplete",
    "task_searches",
    "task_links_person",
    "task_overdue",
    "task_drafts_open",
)
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
    found = [
        *_of_catalog(db, of["all"], len(coming)),
        *_of_citizens(db),
        *_of_links(db, published),
        *_of_boards(db),
    ]
    found.sort(key=lambda task: _ORDER.index(task.name))
    return {
        "tasks": [task for task in found if task.n],
        "of": of,
        "sums_up": coverage.sums_up(covered),
        "field_count": sum(bool(published.by_field[f.slug]) for f in published.open_fields),
        "days": REVIEWED_DAYS,
        "covered": tables.of_coverage(covered, published.day),
        "coming": coming,
        "soon_days": SOON_DAYS,
    }


def _of_catalog(db: Database, whole: Coverage, coming: int) -> Iterator[Task]:
    n_drafts = Counter(drafts.states(db).values())
    address = url_for("drafts.everything")
    yield Task("task_drafts_waiting", n_drafts[drafts.WAITING], address)
    yield Task("task_drafts_open", n_drafts[drafts.OPEN], address)
    yield Task("task_coming", coming, "#sap-hieu-luc")
    yield Task("task_incomplete", whole.incomplete, url_for("reviewing.lacking"))
    yield Task("task_overdue", whole.total - whole.reviewed, url_for("reviewing.page"))


def _of_citizens(db: Database) -> Iterator[Task]:
    for kind, address in (("report", "heard.reports"), ("search", "heard.searches")):
        n = sum(one.n > 0 for one in heard.everything(db, kind))
        yield Task("task_reports" if kind == "report" else "task_searches", n, url_for(address))


def _of_links(db: Database, published: Published) -> Iterator[Task]:
    known = states.everything(db)
    found = [states.of(known, link.address) for link in addresses.of_catalog(published)]
    failed, unclear = (
        sum(state.is_failed for state in found),
        sum(state.name == "person" for state in found),
    )
    yield Task("task_links_failed", failed, url_for("link_checking.page", loai="hong"))
    yield Task("task_links_person", unclear, url_for("link_checking.page", loai="can-xem"))


def _of_boards(db: Database) -> Iterator[Task]:
    changes = build.status(db, boards.shown()).values()
    n = sum(len(one.replaced) + len(one.new) + len(one.gone) for one in changes)
    yield Task("task_boards", n, url_for("boards.page"))


def _coming(db: Database, published: Published) -> list[versions.Version]:
    """The changes that wait and come into force within the next days."""
    last = (published.day + timedelta(days=SOON_DAYS)).isoformat()
    waiting = versions.upcoming(db, published.day).values()
    return [version for version in waiting if version.starts_on <= last]
