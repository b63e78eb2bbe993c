"""
Prints one order, or draws previews, in a process of its own.

    python -m kiosk.boards.press_child < ASKED

reads what `press.py` asks as JSON, writes the document to the path that it names, and answers with
`{"sheets", "codes", "revision"}`, `{"previews": [series, …]}`, `{"nothing": why}` or
`{"faults": [line, …]}`.
"""

import io
import json
import os
import sys
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from kiosk import store
from kiosk.accounts.audit import Actor
from kiosk.boards import build, preview, revisions
from kiosk.boards.changes import Changes
from kiosk.boards.layout import Series
from kiosk.boards.shown import Planned, Shown, Symbols
from kiosk.catalog import published
from kiosk.errors import BoardError, ReadBackError
from kiosk.store import Database

_ZIP_TIME = (2000, 1, 1, 0, 0, 0)  # the same sheets give the same bytes


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    """Do what is *asked*."""
    db = store.open_database(Path(asked["database"]))
    try:
        day = date.fromisoformat(asked["day"])
        shown = Shown(published.load(db, day), asked["base_url"], Symbols(db))
        if "preview" in asked:
            return _previews(db, shown, asked)
        return _print(db, shown, asked)
    except ReadBackError as error:
        return {"faults": error.faults}
    except BoardError as error:
        return {"nothing": str(error)}
    finally:
        db.close()


def _print(db: Database, shown: Shown, asked: dict[str, Any]) -> dict[str, Any]:
    order = asked["order"]
    held = revisions.board_at(db)
    board = build.plan(shown, [Series.named(name) for name in order["series"]], held)
    state = order["since"] or None
    chosen, listed = build.choose(db, shown.published, board, order["only"], state)
    if not chosen:
        return {"nothing": "No sheet is to be printed."}
    content = _document(shown, order, chosen, listed)
    sheets = build.to_record(held, board, chosen, bool(order["only"]))
    actor, now = Actor(**asked["actor"]), datetime.fromisoformat(asked["now"])
    revision = build.release(db, shown, sheets, {Path(asked["path"]): content}, actor, now)
    n_codes = sum(len(one.sheet.cells) for one in chosen)
    return {"sheets": len(chosen), "codes": n_codes, "revision": revision}


def _document(
    shown: Shown, order: dict[str, Any], chosen: list[Planned], listed: Changes | None
) -> bytes:
    """One PDF of all, or a zip with one of each series."""
    if not order["names"]:
        return build.drawn(shown, chosen, listed, _silent)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        for series, name in zip(order["series"], order["names"], strict=True):
            sheets = [one for one in chosen if one.sheet.series == series]
            if sheets:
                pdf = build.drawn(shown, sheets, None, _silent)
                package.writestr(zipfile.ZipInfo(name, _ZIP_TIME), pdf)
    return out.getvalue()


def _previews(db: Database, shown: Shown, asked: dict[str, Any]) -> dict[str, Any]:
    held = revisions.board_at(db)
    found = []
    for name in asked["preview"]:
        planned = build.plan(shown, [Series.named(name)], held)[name]
        if not planned:
            continue
        pdf = build.drawn(shown, build.first_page(planned), None, _silent)
        path = Path(asked["path"]) / f"{name}.png"
        path.write_bytes(preview.png(pdf, asked["width"]))
        found.append(name)
    return {"previews": found}


def _silent(label: str):
    return _plainly


def _plainly(items: Iterable) -> Iterable:
    return items


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(10)  # counting goes first
    sys.stdout.write(json.dumps(answer(json.load(sys.stdin))))
