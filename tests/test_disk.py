"""A disk that is full or read-only: pages go on, and counting recovers without a restart."""

import resource
import subprocess
import sys
import time

import pytest
from conftest import PHONE
from serving import environment, first_line_address, kiosk
from test_story import ask, month_counts

FULL = 1  # bytes that a file may grow to


@pytest.fixture
def served(tmp_path):
    """A server of its own, and where it is: (folder, process, address)."""
    kiosk("init", cwd=tmp_path)
    process = subprocess.Popen(
        # Without this a file that grows too large would kill the process.
        [sys.executable, "-c", "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
         "from kiosk.cli import cli; cli(['serve', '--port', '0'])"],
        cwd=tmp_path,
        env=environment({}),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )  # fmt: skip
    yield tmp_path, process, first_line_address(process)
    if process.poll() is None:
        process.terminate()
        process.communicate(timeout=10)


def limit_files(process, most):
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


def scan(address, number):
    began = time.monotonic()
    status, headers, _ = ask(address, "/q/1001193", User_Agent=f"{PHONE} {number}")
    assert status == 200
    assert time.monotonic() - began < 4
    return "Set-Cookie" in headers


def test_a_full_disk_stops_no_page_and_counting_goes_on_when_there_is_room(served):
    folder, process, address = served
    assert scan(address, 1) is True
    limit_files(process, FULL)
    assert [scan(address, number) for number in (2, 3, 4)] == [False] * 3
    limit_files(process, resource.RLIM_INFINITY)
    time.sleep(5.1)  # the writer tries again five seconds after a failure
    assert scan(address, 5) is True
    process.terminate()
    process.communicate(timeout=10)
    found = month_counts(folder)
    assert found["totals"]["scan"] == 2
    assert sum(gap["lost"] for gap in found["gaps"]) == 3
