"""
The one thread that stores events, with a connection of its own.

It takes what queued up during the last commit as the next batch: one sync of the disk serves all
who wait (group commit). It lingers only in a crowd, when the batch before held several. `add` comes
back when the event is on disk. Notes go the same way, but are committed apart and after the events:
nothing about them may cost a count.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable
from typing import Protocol

from kiosk.events import log
from kiosk.events.log import Event
from kiosk.store import Database
from kiosk.store.pool import Pool

BOUND = 2000  # events and notes that may wait; what comes beyond is refused
BATCH = 256  # events and notes taken at once
WAIT_S = 2.0  # the longest a page waits for its count
LINGER_S = 0.003  # in a crowd, how long a batch may grow: a commit costs the same for many
PROBE_S = 5.0  # after a failure, how long until the next try
_logger = logging.getLogger(__name__)


class Note(Protocol):
    """What is counted beside the events, in a table of its own."""

    def add_to(self, db: Database) -> None:
        """Count it, inside a transaction."""


class _Entry:
    """One who waits. A bare lock, held until it is done: an Event costs several times as much."""

    __slots__ = ("_done", "is_stored", "item")

    def __init__(self, item: Event | Note):
        self.item = item
        self.is_stored = False
        self._done = threading.Lock()
        self._done.acquire()

    def finish(self) -> None:
        self._done.release()

    def wait(self, wait_s: float) -> bool:
        """Was it finished within *wait_s* seconds? To be asked once."""
        return self._done.acquire(timeout=wait_s)


class Writer:
    """
    Stores events and notes durably, through the connection that *pool* gives its thread. `failed`
    counts the events that could not be stored; after such a failure, the next try is *probe_s*
    seconds later.
    """

    def __init__(self, pool: Pool, probe_s: float = PROBE_S):
        self._pool = pool
        self._probe_s = probe_s
        self._queue: queue.SimpleQueue[_Entry | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._refuse_until = 0.0
        self._storing_since: float | None = None
        self.failed = 0

    def add(self, item: Event | Note, wait_s: float = WAIT_S) -> bool:
        """
        Is *item* stored, or still waiting to be after *wait_s* seconds?

        False at once when the last commit failed a moment ago or too many wait: then the page goes
        on without its count, and the disk gets time to recover.
        """
        if time.monotonic() < self._refuse_until:
            return self._refused(item)
        if self._queue.qsize() >= BOUND:
            return self._refused(item)
        entry = _Entry(item)
        self._start()
        self._queue.put(entry)
        if entry.wait(0 if self._is_stuck() else wait_s):
            return entry.is_stored
        _logger.warning("a count waits to be stored for more than %s s", wait_s)
        return True

    def _is_stuck(self) -> bool:
        """Has the commit that runs now taken so long that waiting for it would stop all pages?"""
        since = self._storing_since
        return since is not None and time.monotonic() - since > WAIT_S

    def close(self, timeout_s: float = 5.0) -> None:
        """Store what waits, and end the thread."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is not None:
            self._queue.put(None)
            thread.join(timeout_s)

    def _start(self) -> None:
        if self._thread is None:
            with self._lock:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, daemon=True, name="events")
                    self._thread.start()

    def _run(self) -> None:
        batch: list[_Entry | None] = []
        while True:
            batch = self._gather(is_crowd=len(batch) > 1)
            is_last = batch[-1] is None
            entries = [entry for entry in batch if entry is not None]
            if entries:
                self._storing_since = time.monotonic()
                self._store(entries)
                self._storing_since = None
            if is_last:
                self._pool.drop()
                return

    def _gather(self, is_crowd: bool) -> list[_Entry | None]:
        """The next event, and all that wait with it."""
        batch = [self._queue.get()]
        if is_crowd:
            time.sleep(LINGER_S)
        while batch[-1] is not None and len(batch) < BATCH:
            try:
                batch.append(self._queue.get_nowait())
            except queue.Empty:
                break
        return batch

    def _store(self, entries: list[_Entry]) -> None:
        """Commit the events of *entries* together, and then the notes, unless the disk refuses."""
        events = [entry for entry in entries if isinstance(entry.item, Event)]
        notes = [entry for entry in entries if not isinstance(entry.item, Event)]
        is_refused = bool(events) and not self._commit(events, log.add_all)
        if is_refused:
            self._count_failed(len(events))
            self._refuse_until = time.monotonic() + self._probe_s
        for entry in events:
            entry.finish()
        if notes and not is_refused:
            self._commit(notes, _add_notes)
        for entry in notes:
            entry.finish()

    def _commit(self, entries: list[_Entry], add: Callable[[Database, list], object]) -> bool:
        """Let *add* store *entries*: all of them, or none when it fails."""
        try:
            add(self._pool.db(), [entry.item for entry in entries])
        except Exception:
            # Whatever it was (disk full, read-only, busy, damaged): pages must go on. The
            # connection is opened anew, for a failed commit may leave it in any state.
            _logger.exception("%s counts could not be stored", len(entries))
            self._pool.drop()
            return False
        for entry in entries:
            entry.is_stored = True
        return True

    def _refused(self, item: Event | Note) -> bool:
        """A refusal is a failure when it is an event that is refused; always False."""
        if isinstance(item, Event):
            self._count_failed(1)
        return False

    def _count_failed(self, n: int) -> None:
        with self._lock:
            self.failed += n


def _add_notes(db: Database, notes: list[Note]) -> None:
    with db.transaction():
        for note in notes:
            note.add_to(db)
