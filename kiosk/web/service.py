"""What the views share: settings, clock, database, published catalog, memory of counting."""

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from flask import Flask, current_app, g

from kiosk import clock, config, store
from kiosk.accounts.quota import Quota
from kiosk.catalog.import_readings import Readings
from kiosk.catalog.published import Published, Shelf
from kiosk.config import Settings
from kiosk.events.memory import Recent
from kiosk.events.misses import Misses
from kiosk.events.writer import Writer
from kiosk.links.runs import Checker
from kiosk.store.pool import Pool


@dataclass
class Service:
    """The running parts of one application."""

    settings: Settings
    pool: Pool
    shelf: Shelf
    recent: Recent
    misses: Misses
    quota: Quota
    writer: Writer
    now: Callable[[], datetime]
    monotonic: Callable[[], float]
    hosts: frozenset[str]
    base_url: str
    secret_key: str
    checker: Checker
    readings: Readings = field(default_factory=Readings)

    def close(self) -> None:
        """Store what waits to be counted, and let go of the database."""
        self.checker.close()
        self.writer.close()
        self.pool.drop()


def attach(app: Flask, settings: Settings) -> None:
    """Give *app* its service. Opens the database once, so that a fault shows at the start."""
    path = settings.database_path
    pool = Pool(lambda: store.open_database(path), lambda: _identity(path))
    service = Service(
        settings=settings,
        pool=pool,
        # The clock is looked up at each use, so that setting `now` sets the day too.
        shelf=Shelf(lambda: clock.local_day(service.now())),
        recent=Recent(settings.excess_from),
        misses=Misses(),
        quota=Quota(),
        writer=Writer(pool),
        now=clock.utc_now,
        monotonic=time.monotonic,
        hosts=settings.hosts,
        base_url=settings.address.url,
        secret_key=config.secret_key(settings),
        checker=Checker(pool, lambda: service.now()),
    )
    service.shelf.current(pool)
    app.extensions["kiosk"] = service


def _identity(path: Path) -> Hashable:
    """Which file is at *path* now; None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def current() -> Service:
    """The service of the application that answers."""
    return current_app.extensions["kiosk"]


def published() -> Published:
    """The published catalog: one and the same during a request."""
    if "published" not in g:
        g.published = current().shelf.current(current().pool)
    return g.published


def show_as(found: Published) -> None:
    """
    Answer this request from *found*, a catalog that nobody published, so that staff see a change
    as citizens will; the page says that it is a preview.
    """
    g.published = found
    g.is_preview = True
