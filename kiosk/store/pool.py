"""One connection a thread, opened when first used."""

import threading
from collections.abc import Callable, Hashable
from contextlib import suppress

from kiosk.store.database import Database


class Pool:
    """
    Connections of the threads of one process. `db()` is always that of the calling thread.

    *identity* tells which database is there now (None: none). When it changes, connections are
    opened anew: nothing may be written into a file that was moved away or replaced.
    """

    def __init__(
        self, open_one: Callable[[], Database], identity: Callable[[], Hashable] = lambda: None
    ):
        self._open = open_one
        self._identity = identity
        self._local = threading.local()

    def db(self) -> Database:
        """The connection of this thread."""
        held = getattr(self._local, "db", None)
        identity = self._identity()
        if held is not None and self._local.identity == identity:
            return held
        self.drop()
        opened = self._local.db = self._open()
        self._local.identity = identity
        return opened

    def drop(self) -> None:
        """Close the connection of this thread: after a failure the next use opens a new one."""
        held = getattr(self._local, "db", None)
        self._local.db = None
        if held is not None:
            with suppress(Exception):  # a broken connection may not even close
                held.close()
