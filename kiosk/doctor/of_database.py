"""The database: is it ours, whole, and does it add up?"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from kiosk import clock, store
from kiosk.accounts import accounts, audit
from kiosk.catalog import published
from kiosk.doctor.findings import BAD, Finding, bad, good, warning
from kiosk.doctor.of_settings import readable_by_others
from kiosk.errors import CatalogError, StoreError
from kiosk.events import log, reconciliation, runs
from kiosk.store.sqlite import SqliteDatabase

DAYS = 400  # before today, whose counts are added up: a year of reports and more
_MOST_SHOWN = 5


def check(path: Path, now: datetime) -> Iterator[Finding]:
    """What the database at *path* tells. It is only read."""
    try:
        db = store.open_database(path)
    except StoreError as error:
        yield bad("database", str(error))
        return
    try:
        of_file = list(_file(path, db))
        yield from of_file
        if any(found.level == BAD for found in of_file):
            return  # whatever else it would tell is not to be trusted
        yield from _catalog(db, now)
        yield from _accounts(db)
        yield from _counts(db, now)
        yield from _audit_log(db)
    finally:
        db.close()


def _file(path: Path, db: SqliteDatabase) -> Iterator[Finding]:
    problems = db.problems()
    for told in problems[:_MOST_SHOWN]:
        yield bad("database", f"{path}: {told}. Stop the server and restore a backup.")
    if not problems:
        size = path.stat().st_size / 1024**2
        yield good("database", f"{path} is ours and whole ({size:,.1f} MB)")
    if found := readable_by_others(path):
        yield warning("database", found)


def _catalog(db: SqliteDatabase, now: datetime) -> Iterator[Finding]:
    try:
        found = published.load(db, clock.local_day(now))
    except CatalogError as error:
        yield bad("catalog", str(error))
        return
    n, posted = len(found.procedures), len(found.posted)
    yield good("catalog", f"{n} procedures in force, {posted} of them posted")
    unknown = [name for name in ("address", "hours", "phone") if not getattr(found.unit, name)]
    if unknown:
        yield warning(
            "unit",
            f"{', '.join(unknown)} not filled in: pages and sheets say so. Staff fill it in at "
            "/can-bo/don-vi.",
        )


def _accounts(db: SqliteDatabase) -> Iterator[Finding]:
    everyone = [one for one in accounts.everyone(db) if not one.is_disabled]
    if not any(one.role == "admin" for one in everyone):
        yield warning(
            "accounts", "there is no administrator. Run: kiosk user add NAME --role admin"
        )
    else:
        yield good("accounts", f"{len(everyone)} open")


def _counts(db: SqliteDatabase, now: datetime) -> Iterator[Finding]:
    last = log.latest(db)
    if last is not None and last > now + timedelta(minutes=5):
        yield bad(
            "clock",
            f"the last event is of {clock.stamp(last)}, which is still to come: the clock was set "
            "back, or is wrong now.",
        )
    differences = reconciliation.of_last_days(db, clock.local_day(now) + timedelta(days=1), DAYS)
    for one in differences[:_MOST_SHOWN]:
        yield bad("counts", f"{one}. The rows are right; ask for help.")
    if len(differences) > _MOST_SHOWN:
        yield bad("counts", f"and {len(differences) - _MOST_SHOWN} more such sums")
    if not differences:
        yield good("counts", f"the tallies of the last {DAYS} days are what the rows say")
    seen = runs.last_seen(db)
    if seen is None:
        yield warning("server", "no server ever counted here")
    elif now - seen > runs.MISSED:
        yield warning("server", f"none has been counting since {clock.stamp(seen)} (UTC)")
    else:
        yield good("server", "one is counting")


def _audit_log(db: SqliteDatabase) -> Iterator[Finding]:
    if n := audit.missing(db):
        yield bad("audit log", f"{n} rows are missing: somebody took them out of the file.")
    else:
        yield good("audit log", "no gap in its numbers")
