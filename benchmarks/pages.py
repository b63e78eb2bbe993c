"""
Lookup and counted scan page against a bare Flask view of the same bytes under the same server.

    python benchmarks/pages.py

One server process at a time, wrk with 32 connections from one thread; nginx with a file of the
same bytes is printed beside it where nginx is installed.
"""

import gzip
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from common import PHONE, ROUNDS, kiosk, kiosk_server, process, say, scratch, wrk

BARE = """
import sys
from flask import Flask, Response
from waitress.server import create_server
from kiosk.web.server import LIMITS
body = open(sys.argv[1], "rb").read()
app = Flask(__name__)
@app.get("/<path:path>")
def page(path):
    return Response(body, headers={"Content-Encoding": "gzip"}, content_type="text/html")
server = create_server(app, host="127.0.0.1", port=0, **LIMITS)
print(f"http://127.0.0.1:{server.effective_port}", flush=True)
server.run()
"""
# The same application, but no request of it is an event.
UNCOUNTED = """
from kiosk import create_app
from kiosk.web.counting import UNCOUNTED
from waitress.server import create_server
from kiosk.web.server import LIMITS
app = create_app()
inner = app.wsgi_app
def uncounted(environ, start_response):
    environ[UNCOUNTED] = True
    return inner(environ, start_response)
app.wsgi_app = uncounted
server = create_server(app, host="127.0.0.1", port=0, **LIMITS)
print(f"http://127.0.0.1:{server.effective_port}", flush=True)
server.run()
"""
# Every request comes from another network, so that each is one person's event.
NEW_PHONES = """
local n = 0
wrk.headers["User-Agent"] = "{agent}"
wrk.headers["Accept-Encoding"] = "gzip"
request = function()
  n = n + 1
  local a, b, c = math.floor(n / 65536) % 256, math.floor(n / 256) % 256, n % 256
  wrk.headers["X-Forwarded-For"] = "10." .. a .. "." .. b .. "." .. c
  return wrk.format("GET", "/q/1001193")
end
"""
SAME_PAGE = """
wrk.headers["User-Agent"] = "{agent}"
wrk.headers["Accept-Encoding"] = "gzip"
"""
NGINX = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
worker_processes 1; worker_cpu_affinity 01;
events {{ worker_connections 512; }}
http {{ access_log off; client_body_temp_path {folder}; proxy_temp_path {folder};
fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder};
server {{ listen 127.0.0.1:{port};
location / {{ root {folder}; add_header Content-Encoding gzip; }} }} }}
"""


def median_run(address: str, script: Path) -> dict:
    wrk(address, script, duration_s=2)
    runs = [wrk(address, script) for _ in range(ROUNDS)]
    found = sorted(runs, key=lambda run: run["rate"])[len(runs) // 2]
    return {
        **found,
        "total": sum(run["total"] for run in runs),
        "worst_p99": max(r["p99_ms"] for r in runs),
    }


def stored(folder: Path) -> int:
    db = sqlite3.connect(folder / "instance/kiosk.db")
    (n,) = db.execute("select count(*) from event").fetchone()
    db.close()
    return n


def nginx_rate(folder: Path, script: Path) -> float | None:
    if shutil.which("nginx") is None:
        return None
    port = 18470
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
    running = subprocess.Popen(["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")])
    time.sleep(1)
    try:
        return statistics.median(
            wrk(f"http://127.0.0.1:{port}/page.html.gz", script)["rate"] for _ in range(ROUNDS)
        )
    finally:
        running.terminate()
        running.wait(10)


def main() -> None:
    with scratch() as folder:
        folder.chmod(0o755)
        kiosk(folder, "init")
        new_phones, same_page = folder / "new.lua", folder / "same.lua"
        new_phones.write_text(NEW_PHONES.format(agent=PHONE))
        same_page.write_text(SAME_PAGE.format(agent=PHONE))
        with kiosk_server(folder, excess_limit="900000000") as (address, _):
            page = urllib.request.Request(
                f"{address}/thu-tuc/1.001193", headers={"User-Agent": "curl"}
            )
            body = gzip.compress(urllib.request.urlopen(page).read(), 9, mtime=0)
        (folder / "page.html.gz").write_bytes(body)
        (folder / "bare.py").write_text(BARE)
        bare_command = [sys.executable, "bare.py", str(folder / "page.html.gz")]
        with process(bare_command, folder) as (address, _):
            bare = median_run(f"{address}/x", same_page)
        (folder / "uncounted.py").write_text(UNCOUNTED)
        with process([sys.executable, "uncounted.py"], folder) as (address, _):
            lookup = median_run(f"{address}/thu-tuc/1.001193", same_page)
        before = stored(folder)
        with kiosk_server(folder, proxies="1") as (address, _):
            scans = median_run(f"{address}/q/1001193", new_phones)
        kept = stored(folder) - before
        nginx = nginx_rate(folder, same_page)
    print(f"bare Flask view: {bare['rate']:.0f}/s, p99 {bare['p99_ms']:.1f} ms, {len(body)} bytes")
    say(
        "lookup page, not counted",
        lookup["rate"] / bare["rate"],
        ">= 0.8 x",
        f"{lookup['rate']:.0f}/s, p99 {lookup['p99_ms']:.1f} ms",
    )
    say(
        "counted scan page",
        scans["rate"] / bare["rate"],
        ">= 0.6 x, p99 <= 50 ms",
        f"{scans['rate']:.0f}/s, p99 {scans['p99_ms']:.1f} ms, {scans['wrong']} wrong",
    )
    print(f"stored {kept} events of {scans['total']}+ answered scans")
    if nginx:
        say("nginx with a file", nginx / bare["rate"], "about 14 x", f"{nginx:.0f}/s")


if __name__ == "__main__":
    main()
