"""What the measuring scripts share: a real server on a free port, a load from wrk, medians."""

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PHONE = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/124.0.0.0 Mobile Safari/537.36"
)
ROUNDS = 3


def seconds(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """How long *work* takes once, by *clock*."""
    began = clock()
    work()
    return clock() - began


def interleaved(
    *works: Callable[[], object],
    rounds: int = ROUNDS,
    clock: Callable[[], float] = time.perf_counter,
) -> list[float]:
    """The median seconds of each of *works*, run in turn so that a noisy machine hits all alike."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for times, work in zip(taken, works, strict=True):
            times.append(seconds(work, clock))
    return [statistics.median(times) for times in taken]


@contextmanager
def scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def environment(**settings: str) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("KIOSK_")}
    return {**own, **{f"KIOSK_{name.upper()}": value for name, value in settings.items()}}


def kiosk(folder: Path, *words: object, **settings: str) -> str:
    """Run `kiosk WORDS` in *folder*; its output."""
    command = [sys.executable, "-m", "kiosk", *map(str, words)]
    done = subprocess.run(
        command, cwd=folder, env=environment(**settings), capture_output=True, text=True, check=True
    )
    return done.stdout


@contextmanager
def process(command: list[str], folder: Path, **settings: str) -> Iterator[tuple[str, int]]:
    """A server that prints its address on its first line: (address, process id)."""
    running = subprocess.Popen(
        ["taskset", "-c", "0", *command],  # the load has the other core
        cwd=folder,
        env=environment(**settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert running.stdout
    try:
        said = running.stdout.readline()
        found = re.search(r"http://\S+", said)
        assert found, said
        yield found[0], running.pid
    finally:
        running.terminate()
        running.wait(10)


@contextmanager
def kiosk_server(folder: Path, **settings: str) -> Iterator[tuple[str, int]]:
    command = [sys.executable, "-m", "kiosk", "serve", "--port", "0"]
    with process(command, folder, **settings) as found:
        yield found


def wrk(address: str, script: Path | None, connections: int = 32, duration_s: int = 4) -> dict:
    """One run of wrk from one thread: requests a second, p99 in ms, answers that were not 2xx."""
    tool = shutil.which("wrk")
    if tool is None:
        raise SystemExit("wrk is missing: install your system's package of that name.")
    command = [
        "taskset",
        "-c",
        "1",
        tool,
        "-t1",
        f"-c{connections}",
        f"-d{duration_s}s",
        "--latency",
    ]
    if script:
        command += ["-s", str(script)]
    out = subprocess.run([*command, address], capture_output=True, text=True, check=True).stdout
    rate = re.search(r"Requests/sec:\s+([0-9.]+)", out)
    p99 = re.search(r"99%\s+([0-9.]+)(us|ms|s)", out)
    total = re.search(r"(\d+) requests in", out)
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    assert rate and p99 and total, out
    scale = {"us": 0.001, "ms": 1.0, "s": 1000.0}[p99[2]]
    return {
        "rate": float(rate[1]),
        "p99_ms": float(p99[1]) * scale,
        "total": int(total[1]),
        "wrong": int(wrong[1]) if wrong else 0,
    }


def say(what: str, ratio: float, goal: str, details: str = "") -> None:
    """One figure: a ratio, what was asked for, and what it is made of."""
    print(f"{what}: {ratio:.2f} x (asked: {goal}){'  ' + details if details else ''}", flush=True)
