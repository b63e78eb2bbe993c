"""Looking at uploaded photos, one upload at a time, in a child process (`photo_child.py`)."""

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kiosk.boards.findings import Finding
from kiosk.boards.layout import Sheet
from kiosk.boards.meaning import Addresses
from kiosk.boards.why import Why
from kiosk.errors import BusyError, PhotoError

# Not imported: the server does without the libraries that read photos.
CHILD = "kiosk.boards.photo_child"
SECONDS = 90
_PATIENCE_S = 10
_logger = logging.getLogger(__name__)
_turn = threading.Lock()


@dataclass(frozen=True)
class Seen:
    """What the photos show; *problems*: why a photo, by its name, shows nothing (`photo_<key>`)."""

    findings: list[Finding]
    problems: dict[str, str]


def look(
    photos: Sequence[tuple[str, Path]],
    sheets: Sequence[Sheet],
    addresses: Addresses,
    child: str = CHILD,
    timeout_s: float = SECONDS,
) -> Seen:
    """
    What *photos* (name, file) show of *sheets*.

    Raises BusyError while others are looked at, PhotoError when they take too long or too much.
    """
    asked = {
        "photos": [(name, str(path)) for name, path in photos],
        "sheets": [asdict(sheet) for sheet in sheets],
        "addresses": {
            "base_url": addresses.base_url,
            "former": sorted(addresses.former),
            "hosts": sorted(addresses.hosts),
            "paths": sorted(addresses.paths),
        },
    }
    if not _turn.acquire(timeout=_PATIENCE_S):
        raise BusyError("Other photos are being looked at. Try again in a minute.")
    try:
        answer = _ask(asked, child, timeout_s)
    finally:
        _turn.release()
    return Seen([_finding(one) for one in answer["findings"]], answer["problems"])


def _ask(asked: dict[str, Any], child: str, timeout_s: float) -> dict[str, Any]:
    command = [sys.executable, "-P", "-m", child]
    try:
        done = subprocess.run(
            command, input=json.dumps(asked).encode(), capture_output=True, timeout=timeout_s
        )
    except subprocess.TimeoutExpired:
        raise PhotoError("The photos take too long.", "too_heavy") from None
    if done.returncode != 0:  # stopped by a limit of its own, or by what a file did to a library
        _logger.warning("photos were not read: %s", done.stderr.decode("utf-8", "replace")[-500:])
        raise PhotoError("The photos could not be read.", "too_heavy")
    return json.loads(done.stdout)


def _finding(given: dict[str, Any]) -> Finding:
    return Finding(**{**given, "why": Why(**given["why"])})
