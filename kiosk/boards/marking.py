"""
Marking what hangs, with a note in the audit log: the same for the command and the pages. Each is
part of the caller's transaction.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from kiosk.accounts import audit
from kiosk.accounts.audit import Actor
from kiosk.boards import hangings
from kiosk.boards.hangings import Marking
from kiosk.boards.layout import Sheet
from kiosk.reports.words import day_text
from kiosk.store import Database

_NAMED = 5  # sheets in a line of the log


def hang(
    db: Database, sheets: Iterable[Sheet], day: date, actor: Actor, now: datetime, by: str = ""
) -> list[str]:
    """
    Mark that *sheets* hang since *day*, *by* whom (else *actor*); those that were not marked so.
    """
    done = hangings.mark_hung(db, sheets, day, by or actor.name, now)
    _note(db, actor, now, "board_hung", done, day_text(day), by)
    return done


def take_down(
    db: Database, sheets: Iterable[str], day: date, actor: Actor, now: datetime, by: str = ""
) -> list[str]:
    """Mark that *sheets* (their ids) hang no more since *day*; those that did until now."""
    done = hangings.mark_taken_down(db, sheets, day, by or actor.name, now)
    _note(db, actor, now, "board_taken_down", done, day_text(day), by)
    return done


def take_back(db: Database, key: str, actor: Actor, now: datetime) -> Marking | None:
    """Take back the marking with this *key*; which it was, or None when there is none any more."""
    found = next((one for one in hangings.markings(db) if one.key == key), None)
    if found:
        hangings.take_back(db, found)
        _note(db, actor, now, "board_mark_taken_back", found.sheets, day_text(found.day), "")
    return found


def _note(
    db: Database,
    actor: Actor,
    now: datetime,
    what: str,
    sheets: Sequence[str],
    day: str,
    by: str,
) -> None:
    if sheets:
        named = ", ".join(sheets[:_NAMED]) + (" …" if len(sheets) > _NAMED else "")
        audit.add(db, actor, now, what, f"{len(sheets)}: {named}; {' '.join([day, by]).strip()}")
