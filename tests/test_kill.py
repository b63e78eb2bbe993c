"""Killing the real server under load loses no event whose request was answered."""

import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

import pytest
from conftest import PHONE
from serving import environment, first_line_address, kiosk

CODES = ["1.001193", "1.000894", "1.001022", "1.000689", "1.000656", "1.003583", "2.000815",
         "2.000635"]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kill")
    kiosk("init", cwd=folder)
    return folder


def events(folder):
    """Stored events by target, the tallies of them, and what SQLite says of the file."""
    db = sqlite3.connect(folder / "instance/kiosk.db")
    rows = Counter(dict(db.execute("select target, count(*) from event group by target")))
    tallies = Counter(dict(db.execute("select target, sum(n) from tally group by target")))
    (health,) = db.execute("pragma integrity_check").fetchone()
    db.close()
    return rows, tallies, health


def scan_until_dead(address, code, number, sent, answered):
    """Scan *code* as ever new phones until the server is gone."""
    for n in range(10**6):
        connection = HTTPConnection(urlsplit(address).netloc, timeout=5)
        try:
            sent[code] += 1
            connection.request("GET", f"/q/{code}", headers={"User-Agent": f"{PHONE} {number}.{n}"})
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200
            answered[code] += 1
        except (OSError, HTTPException):
            return
        finally:
            connection.close()


def test_no_answered_event_is_lost_when_the_server_is_killed(folder, request):
    rounds = 200 if request.config.getoption("--long") else 20
    chance = random.Random(7)
    for number in range(rounds):
        before, _, _ = events(folder)
        process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "serve", "--port", "0"],
            cwd=folder,
            env=environment({"excess_limit": "100000000"}),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        address = first_line_address(process)
        sent, answered = Counter(), Counter()
        threads = [
            threading.Thread(target=scan_until_dead, args=(address, code, number, sent, answered))
            for code in CODES
        ]
        for thread in threads:
            thread.start()
        while answered.total() < len(CODES):
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.4))
        process.kill()
        for thread in threads:
            thread.join()
        process.communicate()
        after, tallies, health = events(folder)
        assert health == "ok"
        assert tallies == after
        for code in CODES:
            stored = after[code] - before[code]
            assert answered[code] <= stored <= sent[code], (number, code)
    assert sum(after.values()) > 20 * rounds  # the load was a load
