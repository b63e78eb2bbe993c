"""Signing in: the same work and the same words whether or not there is such an account."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from kiosk import clock
from kiosk.accounts import accounts, audit, passwords, sessions
from kiosk.accounts.accounts import Account
from kiosk.errors import BusyError
from kiosk.store import Database
from kiosk.store.database import first

LONGEST_WAIT_S = 15 * 60
_KEPT = timedelta(days=1)  # how long failures are remembered
_MOST_NAMES = 10_000  # names that failed; whoever tries ever new ones gains nothing
_UNKNOWN_NOTED = timedelta(minutes=1)


@dataclass(frozen=True)
class Outcome:
    """
    What came of an attempt. *account*: whose password it was, None: nobody's. *reason*: why not:
    `wrong`, `waiting` (not even looked at), `busy`, `expired`, `disabled`. *wait_s*: seconds
    until the next attempt is looked at.
    """

    account: Account | None
    reason: str = ""
    wait_s: int = 0


def check(db: Database, name: str, typed: str, key: str, now: datetime) -> Outcome:
    """
    Is *typed* the password (or the one-time code) of the account *name*?

    Failures are counted by name, whether or not it exists, under a digest with *key*; the next
    attempt is looked at after 1 s, then 2 s, doubling up to 15 minutes.
    """
    subject = subject_of(name, key)
    try:
        with passwords.turn():
            wait_s, failures = _take(db, subject, now)
            if wait_s:
                return Outcome(None, "waiting", wait_s)
            account = accounts.named(db, name)
            is_right = _is_right(account, typed)
    except BusyError:
        return Outcome(None, "busy", 2)
    reason = _reason(account, is_right, now)
    if account is None or reason:
        _note_failure(db, subject, account, now)
        return Outcome(None, reason, _delay_s(failures))
    forget(db, subject)
    return Outcome(account)


def enter(db: Database, account: Account, typed: str, now: datetime) -> str | None:
    """
    The token of a new session of *account*, whose password was *typed*; None when the account
    changed meanwhile. A hash with weaker parameters is made anew.
    """
    renewed = account.password_hash
    if passwords.is_outdated(renewed):
        with passwords.turn():
            renewed = passwords.hashed(_bare(account, typed))
    with db.transaction():
        token = sessions.start(db, account.id, account.password_hash, now)
        if token is None:
            return None
        db.execute(
            """
            update account
            set signed_in_at = :now, password_hash = :renewed
            where unit_id = :unit and id = :id
            """,
            {"id": account.id, "now": clock.stamp(now), "renewed": renewed},
        )
        audit.add(db, account.actor, now, "signed_in")
    return token


def subject_of(name: str, key: str) -> str:
    """
    Under what the failures of a name are kept. Never the name itself: what is typed as one may be
    a password in the wrong box.
    """
    wanted = name.strip().lower().encode("utf-8", "replace")
    return hmac.new(key.encode("utf-8"), wanted, sha256).hexdigest()


def forget(db: Database, subject: str) -> None:
    """Forget the failures of a name: it was signed in, or got a new code."""
    with db.transaction():
        db.execute(
            "delete from sign_in_failure where unit_id = :unit and subject = :subject",
            {"subject": subject},
        )


def _is_right(account: Account | None, typed: str) -> bool:
    """One comparison, whoever it is."""
    if account is None:
        return passwords.matches(passwords.NOBODY, typed) and False
    return passwords.matches(account.password_hash, _bare(account, typed))


def _bare(account: Account, typed: str) -> str:
    return passwords.bare(typed) if account.must_set_password else typed


def _reason(account: Account | None, is_right: bool, now: datetime) -> str:
    """Why not; empty: it is right. Only who knows the password hears what is amiss."""
    if account is None or not is_right:
        return "wrong"
    if account.is_disabled:
        return "disabled"
    if account.code_until is not None and account.code_until < clock.stamp(now):
        return "expired"
    return ""


def _delay_s(failures: int) -> int:
    """Seconds to wait after so many failures: 1, 2, 4, … up to the longest."""
    return min(2 ** min(failures - 1, 20), LONGEST_WAIT_S)


def _take(db: Database, subject: str, now: datetime) -> tuple[int, int]:
    """
    Seconds to wait, 0 when the attempt may go on; and how many failures there are if it fails.

    It counts as failed from the start, so that attempts at the same moment do not all go on.
    """
    with db.transaction():
        found = first(
            db.query(
                """
                select failures, failed_at
                from sign_in_failure
                where unit_id = :unit and subject = :subject
                """,
                {"subject": subject},
            )
        )
        failures = found["failures"] if found else 0
        if found:
            age = now - datetime.fromisoformat(found["failed_at"])
            if age < timedelta(0):  # the clock was set back: wait from now, not until then
                _store(db, subject, failures, now)
            left = _delay_s(failures) - max(0, int(age.total_seconds()))
            if left > 0:
                return left, failures
        else:
            _make_room(db, now)
        _store(db, subject, failures + 1, now)
    return 0, failures + 1


def _store(db: Database, subject: str, failures: int, now: datetime) -> None:
    db.execute(
        """
        insert into sign_in_failure (unit_id, subject, failures, failed_at)
        values (:unit, :subject, :failures, :now)
        on conflict (unit_id, subject)
        do update set failures = excluded.failures, failed_at = excluded.failed_at
        """,
        {"subject": subject, "failures": failures, "now": clock.stamp(now)},
    )


def _make_room(db: Database, now: datetime) -> None:
    """Forget old failures, and when there are too many, those of names that failed least."""
    db.execute(
        "delete from sign_in_failure where unit_id = :unit and failed_at < :old",
        {"old": clock.stamp(now - _KEPT)},
    )
    db.execute(
        """
        delete from sign_in_failure
        where unit_id = :unit and subject in (
            select subject
            from sign_in_failure
            where unit_id = :unit
            order by failures desc, failed_at desc
            limit :all offset :most
        )
        """,
        {"all": 10 * _MOST_NAMES, "most": _MOST_NAMES - 1},
    )


def _note_failure(db: Database, subject: str, account: Account | None, now: datetime) -> None:
    """
    Log the failure; those of unknown names once a minute, for they have no end.

    The wait begins now. That it is written in any case makes both cases the same work.
    """
    with db.transaction():
        db.execute(
            """
            update sign_in_failure
            set failed_at = :now
            where unit_id = :unit and subject = :subject
            """,
            {"subject": subject, "now": clock.stamp(now)},
        )
        if account is not None:
            audit.add(db, account.actor, now, "sign_in_failed")
        elif audit.latest(db, "sign_in_unknown") <= clock.stamp(now - _UNKNOWN_NOTED):
            audit.add(db, audit.NOBODY, now, "sign_in_unknown")
