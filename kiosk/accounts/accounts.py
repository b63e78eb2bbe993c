"""Accounts: a name, a role, and a password that only its person knows."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk import clock
from kiosk.accounts import audit, passwords, sessions
from kiosk.accounts.audit import Actor
from kiosk.errors import KioskError
from kiosk.store import Database
from kiosk.texts import text

# Each may do what those before it may. A leader reads and exports, and changes nothing.
ROLES = ("leader", "staff", "admin")
CODE_HOURS = 72
_NAME = re.compile(r"[a-z][a-z0-9._-]{1,39}")
_LONGEST_FULL_NAME = 80


class AccountError(KioskError):
    """An account cannot be made or changed so: the key of a text, and its values."""

    def __init__(self, key: str, **values: object):
        super().__init__(text(key, "en", **values))
        self.key = key
        self.values = values


@dataclass(frozen=True)
class Account:
    """
    One account. *code_until*: its password is a one-time code that ends then; None: it is the
    person's own. *signed_in_at*: the last time, None: never. Both are stamps.
    """

    id: int
    name: str
    full_name: str
    role: str
    password_hash: str
    code_until: str | None
    is_disabled: bool
    signed_in_at: str | None

    def may(self, role: str) -> bool:
        """May it do what *role* may?"""
        return ROLES.index(self.role) >= ROLES.index(role)

    @property
    def must_set_password(self) -> bool:
        return self.code_until is not None

    @property
    def actor(self) -> Actor:
        return Actor(self.name)


def _account(row: dict) -> Account:
    return Account(**{**row, "is_disabled": bool(row["is_disabled"])})


def everyone(db: Database) -> list[Account]:
    """All accounts, those in use first, by name."""
    found = db.query(
        """
        select id, name, full_name, role, password_hash, code_until, is_disabled, signed_in_at
        from account
        where unit_id = :unit
        order by is_disabled, name
        """
    )
    return [_account(row) for row in found]


def named(db: Database, name: str) -> Account | None:
    """The account of that name, whatever its case, or None."""
    wanted = name.strip().lower()
    return next((account for account in everyone(db) if account.name == wanted), None)


def by_id(db: Database, account_id: int) -> Account | None:
    """The account with that number, or None."""
    return next((account for account in everyone(db) if account.id == account_id), None)


def of_name(db: Database, name: str) -> Account:
    """The account of that name. Raises AccountError when there is none."""
    found = named(db, name)
    if found is None:
        raise AccountError("account_unknown", name=name)
    return found


def add(
    db: Database, name: str, full_name: str, role: str, actor: Actor, now: datetime
) -> tuple[Account, str]:
    """A new account and its one-time code, as shown. Raises AccountError for a name not taken."""
    name = name.strip().lower()
    full_name = " ".join(full_name.split()) or name
    if not _NAME.fullmatch(name):
        raise AccountError("account_bad_name")
    if len(full_name) > _LONGEST_FULL_NAME or not full_name.isprintable():
        raise AccountError("account_bad_full_name")
    if role not in ROLES:
        raise AccountError("account_bad_role")
    code = passwords.new_code()
    code_hash = _code_hash(code)
    with db.transaction():
        if named(db, name):
            raise AccountError("account_taken", name=name)
        db.execute(
            """
            insert into account (unit_id, name, full_name, role, password_hash, code_until, made_at)
            values (:unit, :name, :full_name, :role, :hash, :until, :now)
            """,
            {
                "name": name,
                "full_name": full_name,
                "role": role,
                "hash": code_hash,
                "until": clock.stamp(now + timedelta(hours=CODE_HOURS)),
                "now": clock.stamp(now),
            },
        )
        audit.add(db, actor, now, "account_added", f"{name}: {text(f'role_{role}')}")
    return of_name(db, name), passwords.shown(code)


def disable(db: Database, account: Account, actor: Actor, now: datetime) -> None:
    """Lock *account* and end its sessions. Raises AccountError for the last administrator."""
    with _not_the_last_admin(db, account):
        db.execute(
            "update account set is_disabled = 1 where unit_id = :unit and id = :id",
            {"id": account.id},
        )
        sessions.end_all(db, account.id)
        audit.add(db, actor, now, "account_disabled", account.name)


def set_role(db: Database, account: Account, role: str, actor: Actor, now: datetime) -> None:
    """Give *account* another role. Raises AccountError for the last administrator."""
    if role not in ROLES:
        raise AccountError("account_bad_role")
    if role == account.role:
        return
    with _not_the_last_admin(db, account):
        db.execute(
            "update account set role = :role where unit_id = :unit and id = :id",
            {"id": account.id, "role": role},
        )
        before, after = text(f"role_{account.role}"), text(f"role_{role}")
        audit.add(db, actor, now, "account_role", f"{account.name}: {before} → {after}")


@contextmanager
def _not_the_last_admin(db: Database, account: Account) -> Iterator[None]:
    """A transaction that does not begin when nobody else could administer afterwards."""
    with db.transaction():
        others = [
            other
            for other in everyone(db)
            if other.role == "admin" and not other.is_disabled and not other.must_set_password
        ]
        if account.role == "admin" and not any(other.id != account.id for other in others):
            raise AccountError("account_last_admin", name=account.name)
        yield


def reset(db: Database, account: Account, actor: Actor, now: datetime) -> str:
    """
    A new one-time code, as shown; the password and the sessions end, and a disabled account is in
    use again.
    """
    code = passwords.new_code()
    code_hash = _code_hash(code)
    until = clock.stamp(now + timedelta(hours=CODE_HOURS))
    with db.transaction():
        db.execute(
            """
            update account
            set password_hash = :hash, code_until = :until, is_disabled = 0
            where unit_id = :unit and id = :id
            """,
            {"id": account.id, "hash": code_hash, "until": until},
        )
        sessions.end_all(db, account.id)
        audit.add(db, actor, now, "account_reset", account.name)
    return passwords.shown(code)


def set_password(db: Database, account: Account, password: str, now: datetime) -> Account:
    """
    *account* with the new *password*, which was checked before; all its sessions end.

    Raises AccountError when it was disabled or got a new code since it was read.
    """
    with passwords.turn():
        password_hash = passwords.hashed(password)
    with db.transaction():
        changed = db.execute(
            """
            update account
            set password_hash = :hash, code_until = null
            where unit_id = :unit and id = :id and password_hash = :before and is_disabled = 0
            """,
            {"id": account.id, "hash": password_hash, "before": account.password_hash},
        )
        if not changed:
            raise AccountError("sign_in_changed")
        sessions.end_all(db, account.id)
        what = "password_set" if account.must_set_password else "password_changed"
        audit.add(db, account.actor, now, what)
    return of_name(db, account.name)


def _code_hash(code: str) -> str:
    with passwords.turn():
        return passwords.hashed(code)
