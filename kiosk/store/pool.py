"""One connection a thread, opened when first used."""

import threading
from collections.abc import Callable

from kiosk.store.database import Database


class Pool:
    """Connections of the threads of one process. `db()` is always that of the calling thread."""

    def __init__(self, open_one: Callable[[], Database]):
        self._open = open_one
        self._local = threading.local()

    def db(self) -> Database:
        """The connection of this thread."""
        held = getattr(self._local, "db", None)
        if held is None:
            held = self._local.db = self._open()
        return held

    def drop(self) -> None:
        """Close the connection of this thread: after a failure the next use opens a new one."""
        held = getattr(self._local, "db", None)
        self._local.db = None
        if held is not None:
            held.close()
