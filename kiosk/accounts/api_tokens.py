"""
Tokens of other programs: a secret that opens some of the API, shown once and kept as a digest only.
"""

import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from kiosk import clock
from kiosk.accounts import audit
from kiosk.accounts.audit import Actor
from kiosk.errors import KioskError, StoreError
from kiosk.store import Database
from kiosk.store.database import first
from kiosk.texts import text

# What a token can open: each has the texts `scope_<name>` and `scope_<name>_note`.
COUNTS, CATALOG = "counts:read", "catalog:read"
SCOPES = (COUNTS, CATALOG)
# By its beginning people, and programs that look for lost secrets, know what it is.
_PREFIX = "kiosk_"
_LONGEST_NAME = 80


class TokenError(KioskError):
    """A token cannot be made so: the key of a text, and its values."""

    def __init__(self, key: str, **values: object):
        super().__init__(text(key, "en", **values))
        self.key = key
        self.values = values


@dataclass(frozen=True)
class ApiToken:
    """
    One token. *scopes*: what it opens; *ends_on*: its last day (None: it has none), *used_on*: the
    last day on which it was used (None: never), both `YYYY-MM-DD`; *revoked_at*: a stamp, or None.
    """

    id: int
    name: str
    scopes: tuple[str, ...]
    made_at: str
    made_by: str
    ends_on: str | None
    used_on: str | None
    revoked_at: str | None

    def state(self, today: date) -> str:
        """`active`, `ended` or `revoked` on the local day *today*."""
        if self.revoked_at:
            return "revoked"
        return "ended" if self.ends_on and self.ends_on < today.isoformat() else "active"

    def opens(self, scope: str) -> bool:
        return scope in self.scopes


def _token(row: dict[str, Any]) -> ApiToken:
    return ApiToken(**{**row, "scopes": tuple(row["scopes"].split())})


def everything(db: Database) -> list[ApiToken]:
    """All tokens, those that were not revoked first, the newest of them first."""
    found = db.query(
        """
        select id, name, scopes, made_at, made_by, ends_on, used_on, revoked_at
        from api_token
        where unit_id = :unit
        order by revoked_at is not null, id desc
        """
    )
    return [_token(row) for row in found]


def by_id(db: Database, token_id: int) -> ApiToken | None:
    """The token with that number, or None."""
    return next((token for token in everything(db) if token.id == token_id), None)


def of_secret(db: Database, secret: str, today: date) -> ApiToken | None:
    """The token whose *secret* it is, as long as it opens anything; None otherwise."""
    row = first(
        db.query(
            """
            select id, name, scopes, made_at, made_by, ends_on, used_on, revoked_at
            from api_token
            where unit_id = :unit and secret_digest = :digest
            """,
            {"digest": _digest(secret)},
        )
    )
    found = _token(row) if row else None
    return found if found and found.state(today) == "active" else None


def add(
    db: Database, name: str, scopes: list[str], ends_on: str, actor: Actor, now: datetime
) -> tuple[ApiToken, str]:
    """
    A new token and its secret, which is kept nowhere. *ends_on*: its last day, `YYYY-MM-DD`, or
    empty. Raises TokenError when it cannot be made so.
    """
    name = " ".join(name.split())
    chosen = [scope for scope in SCOPES if scope in scopes]
    _check(name, chosen, ends_on, clock.local_day(now))
    secret = _PREFIX + secrets.token_urlsafe(32)  # 256 bits: a plain digest of it is enough
    with db.transaction():
        if any(one.name == name and not one.revoked_at for one in everything(db)):
            raise TokenError("token_taken", name=name)
        db.execute(
            """
            insert into api_token (
                unit_id, name, scopes, secret_digest, made_at, made_by, ends_on
            )
            values (:unit, :name, :scopes, :digest, :now, :who, :ends_on)
            """,
            {
                "name": name,
                "scopes": " ".join(chosen),
                "digest": _digest(secret),
                "now": clock.stamp(now),
                "who": actor.name,
                "ends_on": ends_on or None,
            },
        )
        audit.add(db, actor, now, "api_token_made", f"{name}: {', '.join(chosen)}")
    made = of_secret(db, secret, clock.local_day(now))
    assert made is not None
    return made, secret


def _check(name: str, chosen: list[str], ends_on: str, today: date) -> None:
    if not 1 <= len(name) <= _LONGEST_NAME or not name.isprintable():
        raise TokenError("token_bad_name", n=_LONGEST_NAME)
    if not chosen:
        raise TokenError("token_without_scope")
    if ends_on and (not _is_day(ends_on) or ends_on < today.isoformat()):
        raise TokenError("token_bad_end")


def _is_day(written: str) -> bool:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
        return False
    try:
        date.fromisoformat(written)
    except ValueError:
        return False
    return True


def revoke(db: Database, token: ApiToken, actor: Actor, now: datetime) -> None:
    """*token* opens nothing from now on; once revoked it stays so."""
    with db.transaction():
        changed = db.execute(
            """
            update api_token
            set revoked_at = :now
            where unit_id = :unit and id = :id and revoked_at is null
            """,
            {"id": token.id, "now": clock.stamp(now)},
        )
        if changed:
            audit.add(db, actor, now, "api_token_revoked", token.name)


def note_use(db: Database, token: ApiToken, today: date) -> None:
    """Note the day on which *token* is used; where nothing can be written, it still opens."""
    if token.used_on == today.isoformat():
        return
    with suppress(StoreError), db.transaction():
        db.execute(
            "update api_token set used_on = :today where unit_id = :unit and id = :id",
            {"id": token.id, "today": today.isoformat()},
        )


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()
