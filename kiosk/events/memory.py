"""
What has just been counted: by the browser itself in a cookie, by us in memory for a moment.

Nothing here is an identity, and nothing is stored: the cookie says only what this browser counted
in the last 30 minutes; the memory holds salted digests and dies with the process.
"""

import re
import secrets
import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

from kiosk.events import error_reports
from kiosk.events.kinds import EXCESS_WINDOW_S, KINDS, MERGE_S, REPEAT_S

_REMEMBERED = (*KINDS, error_reports.KIND)  # a cookie holds the number of the kind
COOKIE_ENTRIES = 60  # keeps the cookie well under the 4096 bytes that browsers allow
_ENTRY = re.compile(r"([0-6])([A-Za-z0-9._-]{1,40})\*([0-9]{1,12})")


@dataclass(frozen=True)
class Counted:
    """What a browser remembers to have counted: (kind, target) -> second of wall clock."""

    at: dict[tuple[str, str], int]

    @classmethod
    def of_cookie(cls, value: str) -> "Counted":
        """What a cookie holds; whatever cannot be read in it is left out."""
        found = {}
        for part in value.split(":")[:COOKIE_ENTRIES]:
            if entry := _ENTRY.fullmatch(part):
                found[_REMEMBERED[int(entry[1])], entry[2]] = int(entry[3])
        return cls(found)

    def has(self, kind: str, target: str, now: int) -> bool:
        """Was this counted less than 30 minutes ago? A time in the future does not count."""
        then = self.at.get((kind, target))
        return then is not None and 0 <= now - then < REPEAT_S

    def with_event(self, kind: str, target: str, now: int) -> "Counted":
        """The same, with one more; what is out of date or too much is left out, oldest first."""
        fresh = {key: then for key, then in self.at.items() if 0 <= now - then < REPEAT_S}
        fresh.pop((kind, target), None)
        fresh[kind, target] = now
        return Counted(dict(list(fresh.items())[-COOKIE_ENTRIES:]))

    def cookie(self) -> str:
        return ":".join(
            f"{_REMEMBERED.index(kind)}{target}*{then}" for (kind, target), then in self.at.items()
        )


class Recent:
    """
    Memory of one process: like requests of the last 3 s, person events of a network in 10 minutes.

    Times are of the monotonic clock, so that setting the clock neither stops nor doubles counting.
    """

    def __init__(self, excess_from: int):
        self._excess_from = excess_from
        self._salt = secrets.token_bytes(16)
        self._lock = threading.Lock()
        self._merged: dict[bytes, float] = {}
        self._networks: dict[bytes, deque[float]] = {}
        self._swept = 0.0

    def classify(self, alike: Iterable[str], network: str, now: float) -> str:
        """
        `repeat` when a request with the same *alike* counted in the last 3 s, `excess` when the
        *network* has had its share, else `person`, which is noted.
        """
        key, source = self._digest(*alike), self._digest(network)
        with self._lock:
            self._sweep(now)
            if now - self._merged.get(key, -MERGE_S) < MERGE_S:
                return "repeat"
            events = self._networks.setdefault(source, deque())
            while events and now - events[0] >= EXCESS_WINDOW_S:
                events.popleft()
            self._merged[key] = now
            if len(events) >= self._excess_from:
                return "excess"
            events.append(now)
            return "person"

    def forget(self, alike: Iterable[str], network: str) -> None:
        """A person's count that could not be stored did not happen: the next try may count."""
        with self._lock:
            self._merged.pop(self._digest(*alike), None)
            if events := self._networks.get(self._digest(network)):
                events.pop()

    def _digest(self, *parts: str) -> bytes:
        # Salted per process: no address or agent is kept, not even in memory.
        return blake2b("\0".join(parts).encode(), key=self._salt, digest_size=16).digest()

    def _sweep(self, now: float) -> None:
        """Forget what is out of date, at most once every 3 s."""
        if now - self._swept < MERGE_S:
            return
        self._swept = now
        self._merged = {k: then for k, then in self._merged.items() if now - then < MERGE_S}
        self._networks = {
            k: events
            for k, events in self._networks.items()
            if events and now - events[-1] < EXCESS_WINDOW_S
        }
