"""The one thread that stores events: group commit, short waits, recovery without a restart."""

import sqlite3
import threading
import time
from datetime import UTC, datetime

import pytest

from kiosk import store
from kiosk.events.error_reports import ErrorReport
from kiosk.events.log import Event
from kiosk.events.writer import Writer
from kiosk.store.pool import Pool

NOW = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)


def event(uid):
    return Event(uid, "scan", "1.001193", "b", "person", NOW)


@pytest.fixture
def path(empty_db, tmp_path):
    return tmp_path / "empty.db"


@pytest.fixture
def writer(path):
    writer = Writer(Pool(lambda: store.open_database(path)), probe_s=0)
    yield writer
    writer.close()


def stored(db):
    return [row["uid"] for row in db.query("select uid from event order by id")]


def tallied(db):
    return [row["n"] for row in db.query("select n from tally")]


def test_an_event_is_on_disk_when_add_comes_back(writer, empty_db):
    assert writer.add(event("u1")) is True
    assert (stored(empty_db), tallied(empty_db)) == (["u1"], [1])


def test_many_threads_lose_nothing_and_count_nothing_twice(writer, empty_db):
    def add(n):
        for m in range(25):
            assert writer.add(event(f"{n}-{m}"))

    threads = [threading.Thread(target=add, args=(n,)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stored(empty_db)) == 400
    assert tallied(empty_db) == [400]
    assert writer.failed == 0


def test_the_same_uid_is_stored_once_in_one_batch_and_over_two(writer, empty_db):
    threads = [threading.Thread(target=writer.add, args=(event("u1"),)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (stored(empty_db), tallied(empty_db)) == (["u1"], [1])


def test_close_stores_what_waits(writer, path, empty_db):
    with holding_the_lock(path) as release:
        threads = [threading.Thread(target=writer.add, args=(event(f"u{n}"),)) for n in range(5)]
        for thread in threads:
            thread.start()
        release()
        for thread in threads:
            thread.join()
    writer.close()
    assert sorted(stored(empty_db)) == ["u0", "u1", "u2", "u3", "u4"]


class holding_the_lock:
    """Another program writes and does not come to an end."""

    def __init__(self, path):
        self._other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)

    def __enter__(self):
        self._other.execute("begin immediate")
        return self.release

    def release(self):
        if self._other.in_transaction:
            self._other.execute("rollback")

    def __exit__(self, *_):
        self.release()
        self._other.close()


def test_a_page_waits_no_longer_than_it_is_told_and_the_event_is_stored_later(
    writer, path, empty_db
):
    with holding_the_lock(path) as release:
        began = time.monotonic()
        assert writer.add(event("u1"), wait_s=0.1) is True
        assert time.monotonic() - began < 2
        assert stored(empty_db) == []
        release()
        writer.close()
    assert stored(empty_db) == ["u1"]


def test_a_failure_is_known_at_once_and_recovery_needs_no_restart(writer, empty_db):
    empty_db.execute("create trigger no before insert on event begin select raise(fail, 'no'); end")
    assert writer.add(event("u1")) is False
    assert writer.failed == 1
    empty_db.execute("drop trigger no")
    assert writer.add(event("u2")) is True
    assert (stored(empty_db), tallied(empty_db)) == (["u2"], [1])


def test_after_a_failure_the_disk_gets_time(path, empty_db):
    empty_db.execute("create trigger no before insert on event begin select raise(fail, 'no'); end")
    writer = Writer(Pool(lambda: store.open_database(path)), probe_s=60)
    writer.add(event("u1"))
    empty_db.execute("drop trigger no")
    assert writer.add(event("u2")) is False
    assert (stored(empty_db), writer.failed) == ([], 2)
    writer.close()


def test_a_database_that_was_moved_away_gets_no_more_events(path, empty_db, tmp_path):
    pool = Pool(
        lambda: store.open_database(path), lambda: path.stat().st_ino if path.exists() else 0
    )
    writer = Writer(pool, probe_s=0)
    assert writer.add(event("u1")) is True
    path.rename(tmp_path / "away.db")
    assert writer.add(event("u2")) is False
    assert not path.exists()
    (tmp_path / "away.db").rename(path)
    assert writer.add(event("u3")) is True
    writer.close()
    assert stored(empty_db) == ["u1", "u3"]


# Notes --------------------------------------------------------------------------------------


def report(reason="fees"):
    return ErrorReport(NOW.date(), "1.001193", reason)


def reported(db):
    return [row["n"] for row in db.query("select n from error_report")]


def test_a_note_is_on_disk_when_add_comes_back(writer, empty_db):
    assert writer.add(report()) is True
    assert (reported(empty_db), stored(empty_db)) == ([1], [])


def test_events_and_notes_that_wait_together_are_all_stored(writer, path, empty_db):
    with holding_the_lock(path) as release:
        items = [event("u1"), report(), event("u2"), report(), event("u3")]
        threads = [threading.Thread(target=writer.add, args=(item,)) for item in items]
        for thread in threads:
            thread.start()
        release()
        for thread in threads:
            thread.join()
    assert (sorted(stored(empty_db)), reported(empty_db)) == (["u1", "u2", "u3"], [2])


def test_a_note_that_fails_costs_no_event_and_is_none(path, empty_db):
    writer = Writer(Pool(lambda: store.open_database(path)), probe_s=60)
    with holding_the_lock(path) as release:
        items = [report("no such reason"), event("u1")]
        threads = [threading.Thread(target=writer.add, args=(item,)) for item in items]
        for thread in threads:
            thread.start()
        release()
        for thread in threads:
            thread.join()
    assert writer.add(report("no such reason")) is False
    assert writer.add(event("u2")) is True
    assert (sorted(stored(empty_db)), reported(empty_db), writer.failed) == (["u1", "u2"], [], 0)
    writer.close()


def test_while_events_are_refused_notes_are_too_but_are_no_failed_counts(path, empty_db):
    empty_db.execute("create trigger no before insert on event begin select raise(fail, 'no'); end")
    writer = Writer(Pool(lambda: store.open_database(path)), probe_s=60)
    writer.add(event("u1"))
    assert writer.add(report()) is False
    assert writer.failed == 1
    writer.close()
