"""What files that wait were read as, kept for a while: reading one takes a process of its own."""

import threading
from collections import OrderedDict

from kiosk.catalog import reading
from kiosk.catalog.raw import Raw

_MOST_KEPT = 2  # readings; a large one takes some ten megabytes


class Readings:
    """The last readings, by the digest of the file and its name. One file is read at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], Raw] = OrderedDict()

    def of(self, digest: str, name: str, content: bytes) -> Raw:
        """What *content* was or is now read as; nobody may change it."""
        with self._lock:
            found = self._kept.pop((digest, name), None) or reading.upload(content, name)
            self._kept[digest, name] = found
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
            return found
