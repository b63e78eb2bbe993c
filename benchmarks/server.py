"""
Memory at rest and start-up of the server.

    python benchmarks/server.py

Start-up is from the command to the first answered page, against an empty Flask application.
"""

import sys
import time
import urllib.request
from pathlib import Path

from common import interleaved, kiosk, kiosk_server, process, scratch

EMPTY = """
from flask import Flask
from waitress.server import create_server
server = create_server(Flask("empty"), host="127.0.0.1", port=0)
print(f"http://127.0.0.1:{server.effective_port}", flush=True)
server.run()
"""


def resident_mib(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("This system does not tell a process's memory.")


def main() -> None:
    with scratch() as folder:
        kiosk(folder, "init")
        (folder / "empty.py").write_text(EMPTY)
        with kiosk_server(folder) as (address, pid):
            urllib.request.urlopen(f"{address}/thu-tuc/1.001193").read()
            time.sleep(1)
            print(f"memory at rest: {resident_mib(pid):.0f} MiB (asked: <= 90 MiB)")

        def ours() -> None:
            with kiosk_server(folder) as (address, _):
                urllib.request.urlopen(f"{address}/thu-tuc/1.001193").read()

        def empty() -> None:
            with process([sys.executable, "empty.py"], folder):
                pass

        start, bare = interleaved(ours, empty)
        print(
            f"start-up to the first page and orderly stop: {start:.2f} s (asked: <= 1.5 s), "
            f"{start / bare:.1f} x an empty Flask application"
        )


if __name__ == "__main__":
    main()
