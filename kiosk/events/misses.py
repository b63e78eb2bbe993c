"""
Searches without result, so that staff learn which words citizens use.

What people type may be about themselves. So words are written only once three different visitors
searched for the same, without marks and with every digit masked; until then there is nothing but
salted digests in memory, which die with the process or the week.
"""

import re
import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b

from kiosk.catalog.fold import fold
from kiosk.events.kinds import REPEAT_S
from kiosk.store import Database

LEAST_VISITORS = 3
LONGEST = 80  # signs
MOST_A_DAY = 500  # different words that one day may add to the table
MOST_WORDS = 1000  # different words in memory
MOST_VISITORS = 50  # of one search, in memory
KEPT_S = 7 * 24 * 3600  # then the memory begins anew, with another salt
_WORD = re.compile(r"[^\W_]+")


def words(query: str) -> str:
    """
    The words of *query* as they are kept: without marks, in lower case, every digit as `#`.

    Empty when they hold no letter: a number alone is more likely somebody's than a search.
    """
    found = " ".join(_WORD.findall(fold(query)))
    masked = "".join("#" if sign.isnumeric() else sign for sign in found)[:LONGEST].rstrip()
    return masked if any(sign.isalpha() for sign in masked) else ""


@dataclass(frozen=True)
class Miss:
    """*n* searches for *words* (as `words` gives them) without result; *day* is the local day."""

    day: date
    words: str
    n: int

    def add_to(self, db: Database) -> None:
        """Count it; new words are left out when their day is full."""
        values = {"day": self.day.isoformat(), "words": self.words, "n": self.n}
        known = db.execute(
            """
            update missed_search
            set n = n + :n
            where unit_id = :unit and day = :day and words = :words
            """,
            values,
        )
        if known:
            return
        (row,) = db.query(
            "select count(*) as n from missed_search where unit_id = :unit and day = :day",
            {"day": values["day"]},
        )
        if row["n"] < MOST_A_DAY:
            db.execute(
                """
                insert into missed_search (unit_id, day, words, n)
                values (:unit, :day, :words, :n)
                """,
                values,
            )


def totals(db: Database, first: date, last: date) -> Iterator[dict]:
    """
    Searches without result of a period, *first* and *last* included, most frequent first.

    Rows: {"words": "giay phep xay dung", "n": 12}
    """
    return db.query(
        """
        select words, sum(n) as n
        from missed_search
        where unit_id = :unit and day between :first and :last
        group by words
        order by n desc, words
        """,
        {"first": first.isoformat(), "last": last.isoformat()},
    )


@dataclass
class _Searched:
    """*visitors*: when each was last counted, oldest first. *unwritten*: counts held back."""

    visitors: dict[bytes, float] = field(default_factory=dict)
    unwritten: int = 0
    is_common: bool = False


class Misses:
    """
    Memory of one process: who searched for what without result, as salted digests.

    Times are of the monotonic clock. What was searched for longest ago is forgotten first, and
    everything once a week.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._began: float | None = None
        self._salt = b""
        self._searched: dict[bytes, _Searched] = {}

    def count(self, words: str, network: str, agent: str, now: float) -> int:
        """
        How many searches for *words* are to be written now: 0 for a repeat within 30 minutes and
        while fewer than three different visitors searched for it, else this one and all that were
        held back.
        """
        with self._lock:
            self._renew(now)
            key, visitor = self._digest(words), self._digest(words, network, agent)
            found = self._searched.pop(key, None) or _Searched()
            self._searched[key] = found  # at the end: the latest
            if len(self._searched) > MOST_WORDS:
                del self._searched[next(iter(self._searched))]
            return _counted(found, visitor, now)

    def _renew(self, now: float) -> None:
        if self._began is None or now - self._began >= KEPT_S:
            self._began, self._salt = now, secrets.token_bytes(16)
            self._searched.clear()

    def _digest(self, *parts: str) -> bytes:
        # Salted, and of one search only: nobody's searches can be put together.
        data = "\0".join(parts).encode("utf-8", "replace")
        return blake2b(data, key=self._salt, digest_size=16).digest()


def _counted(found: _Searched, visitor: bytes, now: float) -> int:
    then = found.visitors.get(visitor)
    if then is not None and now - then < REPEAT_S:
        return 0
    found.visitors.pop(visitor, None)
    found.visitors[visitor] = now  # at the end: the latest
    if len(found.visitors) > MOST_VISITORS:
        del found.visitors[next(iter(found.visitors))]
    found.unwritten += 1
    found.is_common = found.is_common or len(found.visitors) >= LEAST_VISITORS
    if not found.is_common:
        return 0
    n, found.unwritten = found.unwritten, 0
    return n
