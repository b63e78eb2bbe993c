"""
Sessions on the server's side: a browser holds a random token, the database its digest only.

An age below zero counts as zero: a clock that was set back signs nobody out.
"""

import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256

from kiosk import clock
from kiosk.errors import StoreError
from kiosk.store import Database
from kiosk.store.database import first

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
_NOTED = timedelta(minutes=1)  # how exactly it is known when a session was last used


def start(db: Database, account_id: int, password_hash: str, now: datetime) -> str | None:
    """
    The token of a new session; None when the account was disabled, or its password changed, since
    *password_hash* was read. Part of the caller's transaction. What ended is removed.
    """
    token = secrets.token_urlsafe(32)  # 256 bits
    db.execute(
        "delete from session where unit_id = :unit and (seen_at < :idle or started_at < :old)",
        {"idle": clock.stamp(now - IDLE), "old": clock.stamp(now - LONGEST)},
    )
    added = db.execute(
        """
        insert into session (unit_id, token_digest, account_id, started_at, seen_at)
        select :unit, :digest, id, :now, :now
        from account
        where unit_id = :unit and id = :id and password_hash = :hash and is_disabled = 0
        """,
        {
            "digest": _digest(token),
            "id": account_id,
            "hash": password_hash,
            "now": clock.stamp(now),
        },
    )
    return token if added else None


def account_id_of(db: Database, token: str, now: datetime) -> int | None:
    """
    Whose session *token* is, as long as it lasts; None otherwise. Notes that it was used; where
    nothing can be written, pages can still be read.
    """
    found = first(
        db.query(
            """
            select account_id, started_at, seen_at
            from session
            where unit_id = :unit and token_digest = :digest
            """,
            {"digest": _digest(token)},
        )
    )
    if found is None:
        return None
    idle = now - datetime.fromisoformat(found["seen_at"])
    age = now - datetime.fromisoformat(found["started_at"])
    if idle > IDLE or age > LONGEST:
        with suppress(StoreError):
            end(db, token)
        return None
    if abs(idle) > _NOTED:
        with suppress(StoreError), db.transaction():
            _note_use(db, token, now)
    return found["account_id"]


def _note_use(db: Database, token: str, now: datetime) -> None:
    db.execute(
        "update session set seen_at = :now where unit_id = :unit and token_digest = :digest",
        {"digest": _digest(token), "now": clock.stamp(now)},
    )


def end(db: Database, token: str) -> None:
    """End one session."""
    with db.transaction():
        db.execute(
            "delete from session where unit_id = :unit and token_digest = :digest",
            {"digest": _digest(token)},
        )


def end_all(db: Database, account_id: int) -> None:
    """End every session of an account. Part of the caller's transaction."""
    db.execute(
        "delete from session where unit_id = :unit and account_id = :id",
        {"id": account_id},
    )


def _digest(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()
