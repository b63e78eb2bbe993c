"""SQLite through sqlite-utils: opening, identity, pragmas, transactions."""

import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlite_utils

from kiosk.errors import StoreError
from kiosk.store.migrations import SCHEMA_VERSION, migrations

APPLICATION_ID = 0x4B494F53  # "KIOS": tells our file from another program's
BUSY_TIMEOUT_S = 5.0


class SqliteDatabase:
    """One SQLite connection, bound to one unit."""

    def __init__(self, connection: sqlite3.Connection, unit_id: int):
        self.utils = sqlite_utils.Database(connection, execute_plugins=False)
        self.unit_id = unit_id

    def query(self, sql: str, params: Mapping[str, Any] | None = None) -> Iterator[dict]:
        # Not utils.query: it sets a savepoint around every statement, which triples its time.
        cursor = self.utils.execute(sql, {"unit": self.unit_id, **(params or {})})
        names = [column[0] for column in cursor.description]
        return (dict(zip(names, row, strict=True)) for row in cursor)

    def execute(self, sql: str, params: Mapping[str, Any] | None = None) -> int:
        return self.utils.execute(sql, {"unit": self.unit_id, **(params or {})}).rowcount

    def execute_many(self, sql: str, rows: Sequence[Mapping[str, Any]]) -> int:
        cursor = self.utils.conn.executemany(sql, [{"unit": self.unit_id, **row} for row in rows])
        return cursor.rowcount

    @contextmanager
    def transaction(self) -> Iterator[None]:
        # IMMEDIATE: a deferred transaction that reads, then writes beside another writer fails at
        # once, whatever the busy timeout.
        with _writing(), _held(self.utils, "begin immediate"):
            yield

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        if self.utils.conn.in_transaction:
            yield
            return
        with _held(self.utils, "begin"):
            yield

    def problems(self) -> list[str]:
        """What SQLite finds wrong with its own file. It reads all of it."""
        try:
            found = [row[0] for row in self.utils.execute("pragma integrity_check")]
            rows = self.utils.execute("pragma foreign_key_check").fetchall()
        except sqlite3.DatabaseError as error:  # too damaged to be checked
            return [str(error)]
        lost = [f"a row of {row[0]} belongs to no row of {row[2]}" for row in rows]
        return [told for told in found if told != "ok"] + lost

    def close(self) -> None:
        self.utils.close()


@contextmanager
def _held(utils: sqlite_utils.Database, begin: str) -> Iterator[None]:
    """From *begin* to commit; what was written is taken back when anything fails."""
    utils.execute(begin)
    try:
        yield
        utils.execute("commit")
    except BaseException:
        utils.rollback()
        raise


@contextmanager
def _writing() -> Iterator[None]:
    """Turns a refusal to begin, to write or to keep (busy, read-only, full) into our own."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise StoreError(
            f"The database cannot be written to: {error}. Try again; if it stays so, check the "
            "free space and the rights of its folder."
        ) from error


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Turns what SQLite says of the file at *path* into our own failure."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise StoreError(
            f"The database {path} cannot be opened: {error}. Check KIOSK_DATABASE, and the rights "
            "of the file and its folder."
        ) from error
    except sqlite3.DatabaseError as error:
        raise _damaged(path, error) from error


@contextmanager
def damage_told(path: Path) -> Iterator[None]:
    """Turns damage that is met later, on a page of the file at *path*, into StoreError."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        # An extended code has the plain one in its last byte.
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise
        raise _damaged(path, error) from error


def _damaged(path: Path, error: sqlite3.DatabaseError) -> StoreError:
    return StoreError(
        f"{path} is damaged or is not a database ({error}). Restore a backup, "
        "or point KIOSK_DATABASE to the right file."
    )


def create(path: Path) -> SqliteDatabase:
    """
    Create the database at *path*, or bring an older one up to date; safe to repeat, and beside
    others that do the same.

    Raises StoreError when the file is not ours or is newer than this program.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _reading(path):
        if not path.exists():
            path.touch(mode=0o600)  # it holds sessions and hashes of passwords
        connection = _connect(path, create=True)
        try:
            utils = sqlite_utils.Database(connection, execute_plugins=False)
            _migrate(utils, path)
            _enable_wal(utils)
            return SqliteDatabase(connection, _unit_id(connection))
        except BaseException:
            connection.close()
            raise


def _migrate(utils: sqlite_utils.Database, path: Path) -> None:
    """
    Schema, identity and version in one transaction: whoever comes second finds all of it, and
    after a crash there is nothing of it.
    """
    with _held(utils, "begin immediate"):
        (tables,) = utils.execute("select count(*) from sqlite_master").fetchone()
        if tables:
            _check_identity(utils.conn, path, upgrading=True)
        migrations.apply(utils)
        utils.execute(f"pragma application_id = {APPLICATION_ID}")
        utils.execute(f"pragma user_version = {SCHEMA_VERSION}")


def _enable_wal(utils: sqlite_utils.Database) -> None:
    """WAL from now on. Another connection may be about to do so, and SQLite does not wait here."""
    give_up_at = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            return utils.enable_wal()
        except sqlite3.OperationalError:
            if time.monotonic() > give_up_at:
                raise
            time.sleep(0.02)


def open_database(path: Path) -> SqliteDatabase:
    """
    Open the database at *path*, which must exist and be ours.

    Raises StoreError naming what is wrong and the next step; never creates a file.
    """
    if not path.exists():
        raise StoreError(f"There is no database at {path}. Run `kiosk init` first.")
    with _reading(path):
        connection = _connect(path)
        try:
            _check_identity(connection, path)
            return SqliteDatabase(connection, _unit_id(connection))
        except Exception:
            connection.close()
            raise


def _connect(path: Path, create: bool = False) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={'rwc' if create else 'rw'}",
        uri=True,
        timeout=BUSY_TIMEOUT_S,
        isolation_level=None,
    )
    connection.execute("pragma foreign_keys = on")
    # FULL: what was answered as counted must survive a power cut.
    connection.execute("pragma synchronous = full")
    return connection


def _check_identity(connection: sqlite3.Connection, path: Path, upgrading: bool = False) -> None:
    (application_id,) = connection.execute("pragma application_id").fetchone()
    (version,) = connection.execute("pragma user_version").fetchone()
    problem = None
    if application_id != APPLICATION_ID:
        problem = "is not a kiosk database. Point KIOSK_DATABASE to the right file."
    elif version > SCHEMA_VERSION:
        problem = f"was made by a newer version (schema {version}). Upgrade this program."
    elif version < SCHEMA_VERSION and not upgrading:
        problem = f"has the older schema {version}. Run `kiosk init` to bring it up to date."
    if problem:
        raise StoreError(f"{path} {problem}")


def _unit_id(connection: sqlite3.Connection) -> int:
    # One unit now; with many, the host or --unit will choose the row.
    (unit_id,) = connection.execute("select min(id) from unit").fetchone()
    return unit_id
