"""The real server: what only shows with waitress in front."""

import threading
import time
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from serving import kiosk, server
from test_story import BASE, PHONE, ask, month_counts


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("server")
    kiosk("init", cwd=folder, base_url=BASE)
    return folder


def test_behind_a_declared_proxy_each_citizen_has_an_own_network(folder):
    before = month_counts(folder)["totals"]["scan"]
    with server(folder, base_url=BASE, proxies="1") as address:
        for number in range(3):
            _, headers, _ = ask(
                address, "/q/1000894", User_Agent=PHONE,
                X_Forwarded_For=f"203.0.113.{number}", X_Forwarded_Proto="https",
            )  # fmt: skip
        assert headers["Set-Cookie"].startswith("__Host-counted=")
        assert headers["Strict-Transport-Security"]
        assert month_counts(folder)["totals"]["scan"] - before == 3


def test_without_one_forwarded_headers_are_not_believed(folder):
    with server(folder, base_url=BASE) as address:
        _, headers, _ = ask(address, "/q/1000894", User_Agent=PHONE, X_Forwarded_Proto="https")
        assert "Strict-Transport-Security" not in headers


def test_pages_go_on_while_another_program_holds_the_database(folder):
    import sqlite3

    other = sqlite3.connect(folder / "instance/kiosk.db", isolation_level=None)
    with server(folder, base_url=BASE) as address:
        ask(address, "/q/1001193", User_Agent=PHONE)
        other.execute("begin immediate")
        times = []

        def scan(number):
            began = time.monotonic()
            status, _, _ = ask(address, f"/q/100119{number % 10}", User_Agent=f"{PHONE} {number}")
            times.append((status in (200, 404), time.monotonic() - began))

        threads = [threading.Thread(target=scan, args=(n,)) for n in range(40)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        other.execute("rollback")
        other.close()
    # Forty requests on sixteen threads: those that wait two seconds, and those behind them.
    assert all(answered for answered, _ in times)
    assert max(seconds for _, seconds in times) < 9


def test_a_stopped_server_has_stored_what_it_answered(folder):
    before = month_counts(folder)["totals"]["view"]
    answered = []
    with server(folder, base_url=BASE) as address:

        def view(number):
            for n in range(10):
                status, _, _ = ask(address, "/thu-tuc/1.001193", User_Agent=f"{PHONE} {number}.{n}")
                answered.append(status)

        threads = [threading.Thread(target=view, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answered == [200] * 80
    assert month_counts(folder)["totals"]["view"] - before == 80


@pytest.mark.parametrize("host", ["foo.invalid", "203.0.113.7"])
def test_a_host_that_is_not_ours_is_one_readable_line(folder, host):
    said = kiosk("serve", "--host", host, "--port", "0", cwd=folder, expect=1, base_url=BASE)
    assert said.startswith(f"Error: Cannot listen on {host}:0: ")
    assert len(said.strip().splitlines()) == 1


def test_a_body_above_every_limit_is_refused_in_vietnamese(folder):
    headers = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
    with server(folder) as address:
        connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
        body = b"name=" + b"x" * (25 * 1024 * 1024)
        connection.request("POST", "/can-bo/dang-nhap", body=body, headers=headers)
        answer = connection.getresponse()
        said = answer.read().decode()
        connection.close()
    assert answer.status == 413 and "Tệp quá lớn" in said
