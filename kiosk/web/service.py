"""What the views share: settings, clock, database, published catalog, memory of counting."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from flask import Flask, current_app, g

from kiosk import clock, store
from kiosk.catalog.published import Published, Shelf
from kiosk.config import Settings
from kiosk.events.memory import Recent
from kiosk.store.pool import Pool


@dataclass
class Service:
    """The running parts of one application. *failed*: counts that could not be stored."""

    settings: Settings
    pool: Pool
    shelf: Shelf
    recent: Recent
    now: Callable[[], datetime]
    monotonic: Callable[[], float]
    writing: Lock = field(default_factory=Lock)
    failed: int = 0


def attach(app: Flask, settings: Settings) -> None:
    """Give *app* its service. Opens the database once, so that a fault shows at the start."""
    path = settings.database_path
    service = Service(
        settings=settings,
        pool=Pool(lambda: store.open_database(path)),
        # The clock is looked up at each use, so that setting `now` sets the day too.
        shelf=Shelf(lambda: clock.local_day(service.now())),
        recent=Recent(settings.excess_from),
        now=clock.utc_now,
        monotonic=time.monotonic,
    )
    service.shelf.current(service.pool.db)
    app.extensions["kiosk"] = service


def current() -> Service:
    """The service of the application that answers."""
    return current_app.extensions["kiosk"]


def published() -> Published:
    """The published catalog: one and the same during a request."""
    if "published" not in g:
        g.published = current().shelf.current(current().pool.db)
    return g.published
