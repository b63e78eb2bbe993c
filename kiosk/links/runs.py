"""One checking of links after the other, never two at once, in whatever process."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk import clock
from kiosk.links import states
from kiosk.links.addresses import Link
from kiosk.links.fetching import Rules, fetch
from kiosk.links.states import State
from kiosk.links.verdicts import Verdict, judge
from kiosk.store import Database
from kiosk.store.database import first
from kiosk.store.pool import Pool

PAUSE_S = 0.3  # after each link, and one at a time: we are a guest there
AGAIN_DAYS = 7  # a good link is checked again after so many days
_LOST_S = 180  # a run that gave no sign for so long has died
_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Run:
    """One checking: *done* of *total* links. *ended_at* is empty while it goes on."""

    id: int
    who: str
    started_at: str
    seen_at: str
    ended_at: str
    total: int
    done: int


def last(db: Database) -> Run | None:
    """The run that was begun last."""
    row = first(
        db.query(
            """
            select id, who, started_at, seen_at, coalesce(ended_at, '') as ended_at, total, done
            from link_run
            where unit_id = :unit
            order by id desc
            limit 1
            """
        )
    )
    return Run(**row) if row else None


def going_on(db: Database, now: datetime) -> Run | None:
    """The run that goes on now."""
    run = last(db)
    alive_since = clock.stamp(now - timedelta(seconds=_LOST_S))
    return run if run and not run.ended_at and run.seen_at >= alive_since else None


def begin(db: Database, who: str, total: int, now: datetime) -> int | None:
    """Begin a run over *total* links: its number; None while another goes on."""
    with db.transaction():
        if going_on(db, now):
            return None
        (row,) = db.query(
            """
            insert into link_run (unit_id, who, started_at, seen_at, total, done)
            values (:unit, :who, :at, :at, :total, 0)
            returning id
            """,
            {"who": who, "at": clock.stamp(now), "total": total},
        )
    return row["id"]


def _seen(db: Database, run: int, now: datetime) -> None:
    db.execute(
        "update link_run set done = done + 1, seen_at = :at where unit_id = :unit and id = :run",
        {"run": run, "at": clock.stamp(now)},
    )


def _end(db: Database, run: int, now: datetime) -> None:
    db.execute(
        "update link_run set ended_at = :at where unit_id = :unit and id = :run",
        {"run": run, "at": clock.stamp(now)},
    )


def due(links: Iterable[Link], known: dict[str, State], now: datetime) -> list[Link]:
    """Those to check now: never checked, not good last time, or checked long ago."""
    oldest = clock.stamp(now - timedelta(days=AGAIN_DAYS))
    return [
        link
        for link in links
        if not states.of(known, link.address).is_good or states.of(known, link.address).at < oldest
    ]


def check(
    db: Database,
    run: int,
    links: list[Link],
    rules: Rules,
    now: Callable[[], datetime],
    is_stopped: Callable[[], bool] = lambda: False,
    pause_s: float = PAUSE_S,
) -> Iterator[tuple[Link, Verdict]]:
    """Check *links* as part of *run*, one after the other, and keep what is found."""
    try:
        for link in links:
            if is_stopped():
                return
            found = judge(link, fetch(link.address, rules))
            with db.transaction():
                states.add_check(db, link.address, found, now())
                _seen(db, run, now())
            yield link, found
            time.sleep(pause_s)
    finally:
        with db.transaction():
            _end(db, run, now())


class Checker:
    """Checks links beside the server, in a thread of its own. *may_be_private*: see `Rules`."""

    def __init__(self, pool: Pool, now: Callable[[], datetime]):
        self._pool, self._now = pool, now
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.may_be_private = False
        self.pause_s = PAUSE_S

    def start(self, db: Database, links: list[Link], rules: Rules, who: str) -> bool:
        """Begin to check *links* for *who*; False while another run goes on."""
        run = begin(db, who, len(links), self._now())
        if run is None:
            return False
        self._thread = threading.Thread(
            target=self._work, args=(run, links, rules), name="link check", daemon=True
        )
        self._thread.start()
        return True

    def wait(self) -> None:
        """Until what was started is done."""
        if self._thread is not None:
            self._thread.join()

    def close(self) -> None:
        """Begin with no further link. What is under way may end with the process."""
        self._stop.set()

    def _work(self, run: int, links: list[Link], rules: Rules) -> None:
        try:
            for _ in check(
                self._pool.db(), run, links, rules, self._now, self._stop.is_set, self.pause_s
            ):
                pass
        except Exception:
            _logger.exception("the check of links stopped")
        finally:
            self._pool.drop()
