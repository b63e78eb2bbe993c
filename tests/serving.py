"""The real command in a process of its own, and its real server."""

import os
import re
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server

ENV = {name: value for name, value in os.environ.items() if not name.startswith("KIOSK_")}


def kiosk(*words, cwd: Path, expect: int = 0, **settings: str) -> str:
    """Run `kiosk WORDS` in *cwd*; its output. *settings* are given as `KIOSK_*`."""
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", *map(str, words)],
        cwd=cwd,
        env=environment(settings),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == expect, (words, done.returncode, done.stdout, done.stderr)
    return done.stdout + done.stderr


def environment(settings: dict[str, str]) -> dict[str, str]:
    return {**ENV, **{f"KIOSK_{name.upper()}": value for name, value in settings.items()}}


def first_line_address(process: subprocess.Popen) -> str:
    """Where a `kiosk serve` that was just started listens."""
    said = process.stdout.readline()
    found = re.search(r"http://\S+", said)
    assert found, (said, process.stderr.read() if process.stderr else "")
    return found[0]


@contextmanager
def server(cwd: Path, **settings: str):
    """`kiosk serve` in *cwd* on a free port; yields the address. Ended by SIGTERM."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kiosk", "serve", "--port", "0"],
        cwd=cwd,
        env=environment(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        yield first_line_address(process)
    finally:
        process.terminate()
        process.communicate(timeout=10)
    assert process.returncode == 0


@contextmanager
def serving(application):
    """A WSGI *application* on a free port of this process; yields the address."""
    httpd = make_server("127.0.0.1", 0, application, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{httpd.server_port}"
    finally:
        httpd.shutdown()
        thread.join()
        httpd.server_close()


class _Silent(WSGIRequestHandler):
    def log(self, *_):
        pass
