"""
Looks at uploaded photos in a process of its own, with bounded memory and time: a photo comes from
anywhere, and is unpacked by libraries that know many formats. It has no database at hand.

    python -m kiosk.boards.photo_child < ASKED

reads `{"photos": [[name, path], …], "sheets": […], "addresses": {…}}` and answers with
`{"findings": […], "problems": {name: key}}`; see `photo_desk.py`.
"""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kiosk.boards import audit_words, findings
from kiosk.boards.audit import Audit
from kiosk.boards.layout import Area, Cell, Sheet
from kiosk.boards.looking import look
from kiosk.boards.meaning import Addresses
from kiosk.boards.photo import read_photo
from kiosk.errors import PhotoError

SECONDS = 60  # of processor time
_MEMORY = 1024 * 1024 * 1024  # bytes of address space


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    """What the photos show of the sheets, and which of them show nothing, and why."""
    sheets = [_sheet(one) for one in asked["sheets"]]
    addresses = _addresses(asked["addresses"])
    run, problems = Audit(sheets, addresses), {}
    for name, path in asked["photos"]:
        try:
            view = look(read_photo(Path(path)), sheets, addresses)
        except PhotoError as error:
            problems[name] = error.key
            continue
        except MemoryError:
            problems[name] = "too_many_pixels"
            continue
        if not audit_words.shows_ours(view, addresses):
            problems[name] = "of_others" if view.elsewhere else "no_code"
        run.add(name, view)
    found = [asdict(one) for one in findings.of(run.report())]
    return {"findings": found, "problems": problems}


def _sheet(given: dict[str, Any]) -> Sheet:
    cells = tuple(Cell(**{**cell, "symbol": Area(**cell["symbol"])}) for cell in given["cells"])
    return Sheet(**{**given, "cells": cells})


def _addresses(given: dict[str, Any]) -> Addresses:
    sets = {name: frozenset(given[name]) for name in ("former", "hosts", "paths")}
    return Addresses(base_url=given["base_url"], **sets)


def _limit_itself() -> None:
    """Bound memory and time, where the system can; write no file; let counting go first."""
    try:
        import resource
    except ImportError:  # Windows: the deadline of the caller remains
        return
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


if __name__ == "__main__":
    asked_ = json.load(sys.stdin)
    _limit_itself()
    sys.stdout.write(json.dumps(answer(asked_)))
