"""What files that wait were read as, and hold, kept for a while: to find out takes its time."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import Any

from kiosk.catalog import import_report, reading, reviews, versions
from kiosk.catalog.import_choices import Choices
from kiosk.catalog.import_report import Review
from kiosk.catalog.raw import Raw
from kiosk.store import Database

_MOST_KEPT = 2  # of each; a large one takes some ten megabytes


class Readings:
    """The last readings and reviews; nobody may change them. One file is read at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, OrderedDict[tuple, Any]] = {"raw": OrderedDict()}
        self._kept["review"] = OrderedDict()

    def raw(self, content: bytes, name: str) -> Raw:
        """What *content*, a file called *name*, is read as."""
        key = sha256(content).digest(), name
        return self._of("raw", key, lambda: reading.upload(content, name))

    def review(
        self, db: Database, content: bytes, name: str, choices: Choices, today: date
    ) -> Review:
        """What the file holds and would change, as the catalog is now."""
        raw = self.raw(content, name)
        stored = versions.latest(db), reviews.latest(db)
        key = sha256(content).digest(), name, choices.packed(), *stored, today
        return self._of("review", key, lambda: import_report.review(db, raw, choices, today))

    def _of(self, kind: str, key: tuple, make: Callable[[], Any]) -> Any:
        with self._lock:
            kept = self._kept[kind]
            found = kept.pop(key) if key in kept else make()
            kept[key] = found
            while len(kept) > _MOST_KEPT:
                kept.popitem(last=False)
            return found
