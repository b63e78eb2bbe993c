"""
Printing for the pages: one print at a time, in a process of its own, so that the server stays small
and goes on counting while a hundred sheets are drawn and read back.
"""

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kiosk import clock
from kiosk.accounts.audit import Actor
from kiosk.errors import BoardError, BusyError, ReadBackError

SECONDS = 120
_CHILD = "kiosk.boards.press_child"
_logger = logging.getLogger(__name__)
_turn = threading.Lock()


class NothingToPrint(BoardError):
    """No sheet is asked for that there is."""


@dataclass(frozen=True)
class Order:
    """
    What to print: *series* by name; of these the sheets that show one of the codes *only* (none:
    all), and that changed since the state *since* (`hung` or a revision; empty: all). *names*: the
    name of each series' file in a zip; empty: one PDF of all.
    """

    series: tuple[str, ...]
    only: tuple[str, ...] = ()
    since: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """What is printed: the database, the address in the codes, and the day of the catalog."""

    database: Path
    base_url: str
    day: date


@dataclass(frozen=True)
class Printed:
    """The document, read back and recorded; *revision* is None when the same was recorded."""

    content: bytes
    n_sheets: int
    n_codes: int
    revision: int | None


def print_(source: Source, order: Order, actor: Actor, now: datetime) -> Printed:
    """
    The document of *order*; what it shows is recorded as the command does it.

    Raises NothingToPrint, ReadBackError (nothing was recorded), BusyError while another print is
    made, BoardError when it was not done in time.
    """
    with turn(), TemporaryDirectory(prefix="kiosk-") as folder:
        path = Path(folder) / "print"
        asked = {
            "order": asdict(order),
            "actor": asdict(actor),
            "now": clock.stamp(now),
            "path": str(path),
        }
        answer = _ask(source, asked)
        content = path.read_bytes()
    return Printed(content, answer["sheets"], answer["codes"], answer["revision"])


def previews(source: Source, series: Sequence[str], width_px: int) -> dict[str, bytes]:
    """The first page of each of *series* that has one, as a PNG; nothing is recorded."""
    with TemporaryDirectory(prefix="kiosk-") as folder:
        asked = {"preview": list(series), "width": width_px, "path": folder}
        answer = _ask(source, asked)
        return {name: (Path(folder) / f"{name}.png").read_bytes() for name in answer["previews"]}


@contextmanager
def turn() -> Iterator[None]:
    """A print happens inside. Raises BusyError when another is under way."""
    if not _turn.acquire(blocking=False):
        raise BusyError("Another document is being made. Try again in a few seconds.")
    try:
        yield
    finally:
        _turn.release()


def _ask(source: Source, asked: dict[str, Any]) -> dict[str, Any]:
    """What the child answers."""
    where = {
        "database": str(source.database.absolute()),
        "base_url": source.base_url,
        "day": source.day.isoformat(),
    }
    command = [sys.executable, "-P", "-m", _CHILD]
    try:
        done = subprocess.run(
            command,
            input=json.dumps({**where, **asked}).encode(),
            capture_output=True,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise BoardError(f"The document was not made within {SECONDS} s.") from error
    if done.returncode != 0:
        _logger.error("printing failed: %s", done.stderr.decode("utf-8", "replace")[-2000:])
        raise BoardError("The document could not be made; the log of the server says why.")
    answer = json.loads(done.stdout)
    if "faults" in answer:
        raise ReadBackError("The sheets were read back, and are not right.", answer["faults"])
    if "nothing" in answer:
        raise NothingToPrint(answer["nothing"])
    return answer
