"""Real SQLite in a temporary folder, the real catalog, a clock that stands still."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from kiosk import config, create_app, store
from kiosk.catalog import publishing
from kiosk.clock import local_day
from kiosk.events.writer import Writer

pytest_plugins = ["browsing"]
ROOT = Path(__file__).parent.parent
CATALOG = ROOT / "catalog"
NOW = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)  # ten in the morning in Viet Nam
PHONE = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/124.0.0.0 Mobile Safari/537.36"
)


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true", help="the long forms of endurance tests")


def pytest_terminal_summary(terminalreporter):
    if os.environ.get("CI") and terminalreporter.stats.get("skipped"):
        terminalreporter.write_line("In CI a skipped test is a failure.", red=True)


def pytest_sessionfinish(session):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


class Clock:
    """Wall clock and monotonic clock that move only when told to."""

    def __init__(self):
        self.moment = NOW
        self.seconds = 1000.0

    def now(self):
        return self.moment

    def monotonic(self):
        return self.seconds

    def advance(self, seconds):
        self.moment += timedelta(seconds=seconds)
        self.seconds += seconds


def load_catalog(db, path=CATALOG, now=NOW):
    """Publish the catalog at *path*; what `publish` gave."""
    checked, problems = publishing.check(path, db, local_day(now))
    assert checked, [str(problem) for problem in problems]
    with db.transaction():
        proposal = publishing.propose(db, checked, local_day(now))
        return publishing.publish(db, proposal, now, "tester", path.name)


@pytest.fixture(scope="session", autouse=True)
def compiled_templates(tmp_path_factory):
    """Templates are compiled once, not for each of a thousand applications."""
    cache = FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": cache}


@pytest.fixture(scope="session")
def loaded_database(tmp_path_factory):
    """A database with the real catalog, made once; tests get a copy."""
    path = tmp_path_factory.mktemp("loaded") / "kiosk.db"
    db = store.create(path)
    load_catalog(db)
    db.utils.execute("pragma wal_checkpoint(truncate)")
    db.close()
    return path


@pytest.fixture
def database_path(loaded_database, tmp_path):
    path = tmp_path / "kiosk.db"
    path.write_bytes(loaded_database.read_bytes())
    return path


@pytest.fixture
def db(database_path):
    """The real catalog in a real database."""
    database = store.open_database(database_path)
    yield database
    database.close()


@pytest.fixture
def empty_db(tmp_path):
    """A database in which nothing was ever published."""
    database = store.create(tmp_path / "empty.db")
    yield database
    database.close()


@pytest.fixture
def settings(database_path):
    return config.Settings(
        database=str(database_path),
        base_url="https://motcua.example.gov.vn",
        secret_key="a key for tests",
    )


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def app(settings, clock):
    """The application at a standing clock."""
    application = create_app(settings)
    running = application.extensions["kiosk"]
    running.now, running.monotonic = clock.now, clock.monotonic
    running.writer = Writer(running.pool, probe_s=0)
    yield application
    running.close()


@pytest.fixture
def client(app):
    """A phone's browser, cookies kept."""
    return phone(app)


def phone(app, agent=PHONE, address="10.0.0.1"):
    """A fresh browser with *agent* at *address*."""
    browser = app.test_client()
    browser.environ_base.update({"HTTP_USER_AGENT": agent, "REMOTE_ADDR": address})
    return browser
