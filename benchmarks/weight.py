"""
What the longest lookup page costs a phone: bytes, requests, largest paint, style and layout.

    python benchmarks/weight.py

Real Chromium at 360 x 640, 1.6 Mbps, 170 ms, six times slower processor, against the same text
without style, script and structure ("bare"): what no page can be below. Then Lighthouse, median
of three, where node is there (npm fetches it once).
"""

import gzip
import html
import json
import os
import re
import shutil
import statistics
import subprocess
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from common import PHONE, ROUNDS, kiosk, kiosk_server, say, scratch
from playwright.sync_api import Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--no-first-run"]  # fmt: skip
BUDGET = 14 * 1024  # bytes of the first round trip of a connection
LIGHTHOUSE = "lighthouse@13.5.0"
GOALS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
PAINT = """
new Promise(done => new PerformanceObserver(list => {
  const all = list.getEntries();
  done(all[all.length - 1].startTime);
}).observe({ type: 'largest-contentful-paint', buffered: true }))
"""


def get(address: str) -> bytes:
    """The page as sent, in gzip."""
    headers = {"User-Agent": PHONE, "Accept-Encoding": "gzip"}
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as answer:
        return answer.read()


def longest(address: str, folder: Path) -> tuple[str, bytes]:
    """The address of the lookup page with the most bytes, and these."""
    kiosk(folder, "catalog", "export", folder / "catalog.json")
    found = json.loads((folder / "catalog.json").read_text(encoding="utf-8"))
    pages = {p["code"]: get(f"{address}/thu-tuc/{p['code']}") for p in found["procedures"]}
    code = max(pages, key=lambda code: len(pages[code]))
    return f"/thu-tuc/{code}", pages[code]


def bare(page: bytes) -> bytes:
    """The text of *page* and nothing else."""
    body = re.sub(r"(?s)<(style|script).*?</\1>", "", gzip.decompress(page).decode())
    text = html.escape(html.unescape(re.sub(r"<[^>]+>", " ", body.split("<main")[1])), quote=False)
    return f"<!doctype html><meta charset=utf-8><title>bare</title><p>{text}".encode()


class Bare(BaseHTTPRequestHandler):
    page = b""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(self.page)))
        self.end_headers()
        self.wfile.write(self.page)

    def log_message(self, *_):
        pass


def measured(page: Page, address: str) -> dict[str, float]:
    """One cold visit of *address* by a slow phone: milliseconds, and how many requests."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Performance.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 170, "downloadThroughput": 1.6e6 / 8,
         "uploadThroughput": 750e3 / 8},
    )  # fmt: skip
    session.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    page.goto(address)
    paint = page.evaluate(PAINT)
    metrics = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
    work = 1000 * (metrics["RecalcStyleDuration"] + metrics["LayoutDuration"])
    return {"paint": paint, "work": work, "requests": len(asked)}


def medians(addresses: dict[str, str]) -> dict[str, dict[str, float]]:
    """The median of each figure for each of *addresses*, visited in turn."""
    found: dict[str, list[dict[str, float]]] = {name: [] for name in addresses}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for _ in range(2 * ROUNDS + 1):
            for name, address in addresses.items():
                context = browser.new_context(
                    viewport={"width": 360, "height": 640}, user_agent=PHONE
                )
                found[name].append(measured(context.new_page(), address))
                context.close()
        browser.close()
    return {
        name: {key: statistics.median(one[key] for one in visits) for key in visits[0]}
        for name, visits in found.items()
    }


def lighthouse(address: str, folder: Path) -> dict[str, float]:
    """The median scores of three runs."""
    scores: dict[str, list[float]] = {name: [] for name in GOALS}
    for _ in range(ROUNDS):
        report = folder / "lighthouse.json"
        subprocess.run(
            ["npx", "--yes", LIGHTHOUSE, address, "--quiet", "--output=json",
             f"--output-path={report}", f"--only-categories={','.join(GOALS)}",
             f"--chrome-flags=--headless=new {' '.join(FLAGS)}"],
            check=True, capture_output=True, cwd=folder,
            env={**os.environ, "CHROME_PATH": CHROMIUM},
        )  # fmt: skip
        categories = json.loads(report.read_text(encoding="utf-8"))["categories"]
        for name, found in scores.items():
            found.append(100 * categories[name]["score"])
    return {name: statistics.median(found) for name, found in scores.items()}


def main() -> None:
    with scratch() as folder:
        kiosk(folder, "init")
        with kiosk_server(folder) as (address, _):
            path, page = longest(address, folder)
            Bare.page = gzip.compress(bare(page))
            reference = HTTPServer(("127.0.0.1", 0), Bare)
            threading.Thread(target=reference.serve_forever, daemon=True).start()
            found = medians(
                {"page": address + path, "bare": f"http://127.0.0.1:{reference.server_port}/"}
            )
            ours, least = found["page"], found["bare"]
            print(f"the longest lookup page: {path}, {ours['requests']:.0f} request (asked: 1)")
            say("gzip bytes / 14 KiB", len(page) / BUDGET, "<= 1 x", f"{len(page)} bytes")
            say("gzip bytes / bare text", len(page) / len(Bare.page), "-")
            for key, what in (("paint", "largest paint"), ("work", "style and layout")):
                details = f"{ours[key]:.0f} ms, bare {least[key]:.0f} ms"
                say(f"{what} / bare text", ours[key] / least[key], "-", details)
            reference.shutdown()
            if shutil.which("npx"):
                for name, score in lighthouse(address + path, folder).items():
                    print(f"Lighthouse {name}: {score:.0f} (asked: >= {GOALS[name]})")
            else:
                print("Lighthouse: not run, node is not there")


if __name__ == "__main__":
    main()
