import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from catalog_files import small
from conftest import load_catalog

from kiosk import store
from kiosk.errors import CatalogError, StoreError
from kiosk.store import sqlite
from kiosk.store.database import first
from kiosk.store.migrations import SCHEMA_VERSION
from kiosk.store.pool import Pool

TABLES = [
    "account",
    "api_token",
    "audit_entry",
    "board_audit",
    "board_audit_code",
    "board_audit_finding",
    "board_cell",
    "board_hanging",
    "board_revision",
    "board_series",
    "board_sheet",
    "catalog_part",
    "day_tally",
    "desk_tally",
    "desk_tap",
    "draft",
    "draft_revision",
    "error_report",
    "event",
    "form_file",
    "frozen_period",
    "handling",
    "hour_tally",
    "import_draft",
    "indicator",
    "link_check",
    "link_run",
    "link_saying",
    "missed_search",
    "narrative_edit",
    "procedure_version",
    "publication",
    "review",
    "run",
    "session",
    "sign_in_failure",
    "staff_note",
    "symbol",
    "tally",
    "unit",
]


def pragma(db, name):
    return next(iter(first(db.query(f"pragma {name}")).values()))


def publications(db):
    return first(db.query("select count(*) as n from publication where unit_id = :unit"))["n"]


def add(db):
    db.execute(
        """
        insert into publication (unit_id, at, who, source, decision)
        values (:unit, :at, 'tester', 'test', '')
        """,
        {"at": "2026-03-10T03:00:00Z"},
    )


def test_creating_twice_keeps_everything(tmp_path):
    path = tmp_path / "deep" / "kiosk.db"
    db = store.create(path)
    add(db)
    db.close()
    db = store.create(path)
    assert publications(db) == 1
    assert first(db.query("select count(*) as n from unit"))["n"] == 1
    db.close()


def test_an_empty_file_becomes_a_database(tmp_path):
    path = tmp_path / "kiosk.db"
    path.touch()
    db = store.create(path)
    assert publications(db) == 0
    db.close()


def without_tables(path):
    connection = sqlite3.connect(path)
    connection.execute("pragma journal_mode = wal")
    connection.close()


def stopped_midway(path):
    """What is left when the machine stops before the schema is whole: it is rolled back."""
    without_tables(path)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("begin immediate")
    connection.execute(f"pragma application_id = {sqlite.APPLICATION_ID}")
    connection.execute("create table unit (id)")
    connection.close()


@pytest.mark.parametrize("make", [without_tables, stopped_midway])
def test_a_file_without_tables_becomes_a_database(tmp_path, make):
    path = tmp_path / "kiosk.db"
    make(path)
    assert path.stat().st_size > 0
    store.create(path).close()
    db = store.open_database(path)
    assert publications(db) == 0
    db.close()


def test_many_may_create_the_same_database_at_once(tmp_path):
    path = tmp_path / "kiosk.db"
    start = threading.Barrier(8)

    def create():
        start.wait()
        db = store.create(path)
        found = pragma(db, "journal_mode"), pragma(db, "user_version")
        db.close()
        return found

    with ThreadPoolExecutor(8) as pool:
        found = [task.result() for task in [pool.submit(create) for _ in range(8)]]
    assert found == [("wal", SCHEMA_VERSION)] * 8
    db = store.open_database(path)
    assert first(db.query("select count(*) as n from unit"))["n"] == 1
    db.close()


@pytest.mark.parametrize("opened", [store.create, store.open_database])
def test_every_connection_is_durable_and_keeps_references(tmp_path, opened):
    store.create(tmp_path / "kiosk.db").close()
    db = opened(tmp_path / "kiosk.db")
    assert pragma(db, "foreign_keys") == 1
    assert pragma(db, "journal_mode") == "wal"
    assert pragma(db, "synchronous") == 2  # full
    assert pragma(db, "application_id") == 0x4B494F53
    assert pragma(db, "user_version") == SCHEMA_VERSION
    db.close()


def test_every_table_is_strict_and_belongs_to_a_unit(empty_db):
    found = [
        row
        for row in empty_db.query("pragma table_list")
        if row["type"] == "table" and not row["name"].startswith(("sqlite_", "_sqlite"))
    ]
    assert sorted(row["name"] for row in found) == TABLES
    assert [row["name"] for row in found if not row["strict"]] == []
    owned = {
        row["name"]: [
            (c["name"], c["notnull"]) for c in empty_db.query(f"pragma table_info({row['name']})")
        ]
        for row in found
    }
    assert [name for name, columns in owned.items() if ("unit_id", 1) not in columns] == ["unit"]


def test_nonsense_is_refused_by_the_schema(empty_db):
    event = """
        insert into event (unit_id, uid, kind, target, place, class, day, at)
        values (:owner, 'x', :kind, '1.001193', 'b', 'person', '2026-03-10', '2026-03-10T03:00:00Z')
    """
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        empty_db.execute(event, {"owner": 1, "kind": "glance"})
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        empty_db.execute(event, {"owner": 99, "kind": "scan"})
    assert empty_db.execute(event, {"owner": 1, "kind": "scan"}) == 1


def test_a_failed_transaction_leaves_nothing(empty_db):
    with pytest.raises(RuntimeError), empty_db.transaction():
        add(empty_db)
        assert publications(empty_db) == 1
        raise RuntimeError
    assert publications(empty_db) == 0
    with empty_db.transaction():
        add(empty_db)
    assert publications(empty_db) == 1


def test_a_transaction_is_seen_by_others_only_when_it_is_whole(tmp_path, empty_db):
    other = store.open_database(tmp_path / "empty.db")
    with empty_db.transaction():
        add(empty_db)
        assert publications(other) == 0
    assert publications(other) == 1
    other.close()


def test_a_database_that_is_full_is_our_own_failure(empty_db):
    pages = pragma(empty_db, "page_count")
    empty_db.utils.execute(f"pragma max_page_count = {pages + 1}")
    with pytest.raises(StoreError, match="is full. Try again.*free space"):
        with empty_db.transaction():
            for _ in range(1000):
                add(empty_db)
    assert publications(empty_db) == 0


@pytest.mark.parametrize("error", [CatalogError("no"), sqlite3.IntegrityError("no"), KeyError(1)])
def test_another_failure_of_a_transaction_stays_what_it_is(empty_db, error):
    with pytest.raises(type(error)) as caught, empty_db.transaction():
        add(empty_db)
        raise error
    assert caught.value is error
    assert publications(empty_db) == 0


def test_reads_of_a_snapshot_see_one_state(tmp_path, empty_db):
    other = store.open_database(tmp_path / "empty.db")
    with empty_db.snapshot():
        assert publications(empty_db) == 0
        add(other)
        with empty_db.snapshot():
            assert publications(empty_db) == 0
    assert publications(empty_db) == 1
    with empty_db.transaction():
        add(empty_db)
        with empty_db.snapshot():
            assert publications(empty_db) == 2
        add(empty_db)
    with pytest.raises(RuntimeError), empty_db.snapshot():
        raise RuntimeError
    assert publications(empty_db) == 3
    other.close()


def test_a_second_writer_waits_and_then_says_so(tmp_path, empty_db, monkeypatch):
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_S", 0.01)
    other = store.open_database(tmp_path / "empty.db")
    with empty_db.transaction():
        with pytest.raises(StoreError, match="locked.*Try again"), other.transaction():
            pass
    with other.transaction():
        add(other)
    assert publications(empty_db) == 1
    other.close()


@pytest.mark.parametrize("name", ["kiosk.db", "nowhere/kiosk.db"])
def test_a_missing_database_is_never_made_by_opening_it(tmp_path, name):
    with pytest.raises(StoreError, match="Run `kiosk init` first"):
        store.open_database(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def foreign(path):
    connection = sqlite3.connect(path)
    connection.execute("create table theirs (x)")
    connection.close()


def numbered(version):
    def make(path):
        db = store.create(path)
        db.execute(f"pragma user_version = {version}")
        db.close()

    return make


def text_file(path):
    path.write_text("Đây không phải cơ sở dữ liệu. " * 100, encoding="utf-8")


def damaged_from(byte):
    def make(path):
        db = store.create(path)
        load_catalog(db, small(path.parent / "catalog"))
        db.utils.execute("pragma wal_checkpoint(truncate)")
        db.close()
        content = path.read_bytes()
        path.write_bytes(content[:byte] + b"\xff" * (len(content) - byte))

    return make


@pytest.mark.parametrize(
    ("make", "message"),
    [
        pytest.param(foreign, "not a kiosk database. Point KIOSK_DATABASE", id="another program's"),
        pytest.param(numbered(99), "newer version.*Upgrade this program", id="newer"),
        pytest.param(text_file, "damaged or is not a database.*Restore a backup", id="text"),
        pytest.param(damaged_from(100), "damaged.*Restore a backup", id="damaged at the start"),
        pytest.param(damaged_from(4096), "damaged.*Restore a backup", id="damaged further on"),
    ],
)
@pytest.mark.parametrize("opened", [store.create, store.open_database])
def test_what_is_not_ours_to_use_is_refused_with_the_next_step(tmp_path, make, message, opened):
    path = tmp_path / "kiosk.db"
    make(path)
    before = path.read_bytes()
    with pytest.raises(StoreError, match=message) as caught:
        opened(path)
    assert str(path) in str(caught.value)
    assert path.read_bytes() == before


def test_an_older_schema_is_brought_up_to_date_by_creating_it_again(tmp_path):
    path = tmp_path / "kiosk.db"
    numbered(2)(path)
    with pytest.raises(StoreError, match="older schema 2. Run `kiosk init`"):
        store.open_database(path)
    store.create(path).close()
    store.open_database(path).close()


@pytest.mark.parametrize("opened", [store.create, store.open_database])
def test_a_folder_is_no_database(tmp_path, opened):
    with pytest.raises(StoreError, match="cannot be opened.*Check KIOSK_DATABASE"):
        opened(tmp_path)


@pytest.mark.parametrize("name", ["xã Ấp Mới.db", "50%.db", "a?mode=memory.db", "a#b.db"])
def test_any_file_name_can_be_used(tmp_path, name):
    store.create(tmp_path / name).close()
    store.open_database(tmp_path / name).close()
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_each_thread_has_its_own_connection(tmp_path):
    path = tmp_path / "kiosk.db"
    store.create(path).close()
    pool = Pool(lambda: store.open_database(path))
    seen = []

    def use():
        seen.append(pool.db())
        assert pool.db() is seen[-1]
        pool.drop()

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    use()
    assert seen[0] is not seen[1]


def test_a_dropped_connection_is_opened_anew(tmp_path):
    path = tmp_path / "kiosk.db"
    store.create(path).close()
    pool = Pool(lambda: store.open_database(path))
    held = pool.db()
    pool.drop()
    pool.drop()
    assert pool.db() is not held
    pool.drop()
