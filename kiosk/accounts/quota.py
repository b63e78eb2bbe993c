"""
How many requests of programs are answered: so many a minute, by token or by network.

In memory only, as salted digests, and forgotten within a minute: nothing of a network is stored.
"""

import secrets
import threading
from hashlib import blake2b
from math import ceil

MINUTE_S = 60.0
OF_TOKEN, OF_NETWORK = 600, 120  # requests a minute
_SWEEP_S = 10.0


class Quota:
    """
    A share of requests for each name, which fills up again evenly within a minute. Times are those
    of the monotonic clock, in seconds.
    """

    def __init__(self) -> None:
        self._salt = secrets.token_bytes(16)
        self._lock = threading.Lock()
        # Of each name: what is left of its share (0 to 1), and when that was so.
        self._left: dict[bytes, tuple[float, float]] = {}
        self._swept = 0.0

    def wait_s(self, name: str, a_minute: int, now: float) -> int:
        """
        0 when one more request of *name* is within its share of *a_minute*, and takes it; else
        after how many whole seconds the next one will be.
        """
        key, cost = self._digest(name), 1 / a_minute
        with self._lock:
            self._sweep(now)
            left, then = self._left.get(key, (1.0, now))
            left = min(1.0, left + max(0.0, now - then) / MINUTE_S)
            if left + 1e-9 >= cost:
                self._left[key] = (left - cost, now)
                return 0
            self._left[key] = (left, now)
            return max(1, ceil((cost - left) * MINUTE_S))

    def _digest(self, name: str) -> bytes:
        return blake2b(name.encode("utf-8", "replace"), key=self._salt, digest_size=16).digest()

    def _sweep(self, now: float) -> None:
        """Forget whose share is full again."""
        if now - self._swept < _SWEEP_S:
            return
        self._swept = now
        self._left = {
            key: (left, then)
            for key, (left, then) in self._left.items()
            if left + (now - then) / MINUTE_S < 1
        }
