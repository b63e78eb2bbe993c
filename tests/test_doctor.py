"""`kiosk doctor`: each fault that it promises to tell is told, and a healthy service has none."""

import sqlite3
from datetime import timedelta

import pytest
from conftest import NOW
from serving import kiosk
from staff_browser import TESTER

from kiosk import config
from kiosk.accounts import accounts
from kiosk.doctor import of_database, of_machine, of_settings
from kiosk.doctor.findings import BAD, GOOD, WARNING
from kiosk.events import log, runs
from kiosk.events.log import Event

KEY = "k" * 43


def told(found, level):
    """Subjects and texts of *level*, as one text."""
    return "\n".join(f"{f.subject}: {f.told}" for f in found if f.level == level)


def of(**values):
    given = {"base_url": "https://motcua.vn", "secret_key": KEY, **values}
    return list(of_settings.check(config.Settings(**given)))


def test_good_settings_have_nothing_to_tell():
    found = of()
    assert told(found, BAD) == told(found, WARNING) == ""
    assert "27 characters, version 3" in told(found, GOOD)


@pytest.mark.parametrize(
    ("values", "level", "words"),
    [
        ({"base_url": "ftp://x"}, BAD, "must begin with http"),
        ({"base_url": "http://127.0.0.1:8000"}, WARNING, "this machine only"),
        ({"base_url": "http://motcua.vn"}, WARNING, "plain http"),
        ({"base_url": f"https://{'a' * 30}.gov.vn"}, WARNING, "dense"),
        ({"trusted_hosts": "https://x/y"}, BAD, "not a host name"),
        ({"proxies": "1"}, WARNING, "forwarded headers"),
        ({"proxies": "one"}, BAD, "KIOSK_PROXIES='one' is not a whole number"),
        ({"excess_limit": "-5"}, BAD, "KIOSK_EXCESS_LIMIT='-5' is not a whole number"),
        ({"secret_key": "short"}, BAD, "only 5 characters"),
        ({"secret_key": "", "database": "/nowhere/kiosk.db"}, BAD, "no secret key"),
    ],
)
def test_a_setting_that_hurts_is_told(values, level, words):
    assert words in told(of(**values), level)


def test_a_misspelt_setting_is_told(monkeypatch):
    monkeypatch.setenv("KIOSK_BASEURL", "https://x")
    assert "KIOSK_BASEURL is not a setting" in told(of(), WARNING)


def test_a_key_that_everybody_may_read_is_told(tmp_path):
    settings = config.Settings(database=str(tmp_path / "kiosk.db"), base_url="https://motcua.vn")
    config.make_secret(settings)
    assert told(of_settings.check(settings), BAD) == ""
    settings.secret_path.chmod(0o644)
    assert "chmod o-rwx" in told(of_settings.check(settings), BAD)


@pytest.mark.parametrize(
    ("version", "is_fixed"),
    [((3, 40, 1), False), ((3, 44, 6), True), ((3, 50, 6), False), ((3, 50, 7), True),
     ((3, 51, 2), False), ((3, 51, 3), True), ((3, 53, 0), True)],
)  # fmt: skip
def test_the_versions_of_sqlite_with_the_race_are_known(version, is_fixed):
    assert of_machine.has_fixed_race(version) is is_fixed


def test_a_network_share_is_told_from_the_list_of_mounts(tmp_path):
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/vda / ext4 rw 0 0\nserver:/x /srv/chung\\040ta nfs4 rw 0 0\n", encoding="utf-8"
    )
    path = type(tmp_path)
    assert of_machine.network_share(path("/srv/chung ta/kiosk"), mounts) == "nfs4"
    assert of_machine.network_share(path("/srv/chung"), mounts) == ""
    assert of_machine.network_share(path("/srv"), tmp_path / "none") == ""


def test_a_network_share_behind_a_link_is_told(tmp_path, monkeypatch):
    share, mounts = tmp_path / "nas", tmp_path / "mounts"
    share.mkdir()
    (tmp_path / "instance").symlink_to(share)
    mounts.write_text(f"/dev/vda / ext4 rw 0 0\nserver:/x {share} nfs4 rw 0 0\n")
    monkeypatch.setattr(of_machine, "MOUNTS", mounts)
    found = of_machine.check(tmp_path / "instance" / "kiosk.db", NOW)
    assert "network share (nfs4)" in told(found, BAD)


def test_a_clock_that_was_never_set_is_told(tmp_path):
    found = of_machine.check(tmp_path / "x" / "kiosk.db", NOW.replace(year=1970))
    assert "clock" in told(found, BAD)


# The database --------------------------------------------------------------------------------


def checked(path, now=NOW):
    return list(of_database.check(path, now))


@pytest.fixture
def healthy(db, database_path):
    """A database with an administrator, an event, and a server that counts."""
    database_path.chmod(0o600)
    accounts.add(db, "quan-tri", "Quản Trị", "admin", TESTER, NOW)
    log.add_all(db, [Event("1", "scan", "1.001193", "b", "person", NOW)])
    runs.beat(db, None, NOW, 0)
    return database_path


def test_a_healthy_database_is_told_to_be_one(healthy):
    found = checked(healthy)
    assert told(found, BAD) == ""
    assert told(found, WARNING).startswith("unit: address, hours, phone not filled in")
    assert "167 procedures in force, 141 of them posted" in told(found, GOOD)


def test_no_database_is_told_with_the_next_step(tmp_path):
    assert "kiosk init" in told(checked(tmp_path / "kiosk.db"), BAD)


def test_sums_that_differ_from_the_rows_are_told(healthy, db):
    db.execute("update tally set n = 5 where unit_id = :unit")
    assert "tally has 5 of 1.001193 scan b person, but 1 are stored" in told(checked(healthy), BAD)


def test_a_damaged_page_is_told(healthy, db):
    db.utils.execute("pragma wal_checkpoint(truncate)")
    db.close()
    connection = sqlite3.connect(healthy)
    (page_size,) = connection.execute("pragma page_size").fetchone()
    (root,) = connection.execute(
        "select rootpage from sqlite_master where name = 'procedure_version_order'"
    ).fetchone()
    connection.close()
    with healthy.open("r+b") as file:
        file.seek((root - 1) * page_size)
        file.write(b"\0" * page_size)
    assert "restore a backup" in told(checked(healthy), BAD).lower()


def test_a_clock_set_back_is_told(healthy):
    assert "still to come" in told(checked(healthy, NOW - timedelta(hours=1)), BAD)


def test_a_server_that_stopped_is_told(healthy):
    assert "none has been counting" in told(checked(healthy, NOW + timedelta(hours=1)), WARNING)


def test_rows_taken_out_of_the_audit_log_are_told(healthy, db):
    db.utils.execute("drop trigger audit_entry_is_never_deleted")
    accounts.add(db, "nguoi-hai", "Người Hai", "staff", TESTER, NOW)
    db.execute("delete from audit_entry where unit_id = :unit and number = 1")
    assert "1 rows are missing" in told(checked(healthy), BAD)


def test_the_command_ends_with_1_only_when_something_is_bad(tmp_path):
    assert "There is no database" in kiosk("doctor", cwd=tmp_path, expect=1)
    kiosk("init", cwd=tmp_path)
    said = kiosk("doctor", cwd=tmp_path, base_url="https://motcua.vn")
    assert "0 bad" in said and "there is no administrator" in said
