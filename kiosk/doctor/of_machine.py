"""The machine: versions with known faults, room on the disk, the clock."""

import shutil
import sqlite3
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from kiosk import __version__, clock
from kiosk.doctor.findings import Finding, bad, good, warning

_LEAST_FREE = 200 * 1024 * 1024  # bytes (reliability.md, 5.8)
# Fixed there: two connections that write and checkpoint in one instant can damage a file in WAL
# mode. One writing process, which is how we run, does not meet it.
_RACE_FIXED = (3, 51, 3)
_BACKPORTS = ((3, 44, 6), (3, 50, 7))
_NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs")
MOUNTS = Path("/proc/mounts")
_OLDEST = datetime.fromisoformat("2025-01-01T00:00:00+00:00")  # an unset clock says 1970


def check(database: Path, now: datetime) -> Iterator[Finding]:
    """What the machine tells; *database* is where the file is or will be."""
    python = ".".join(map(str, sys.version_info[:3]))
    yield good("versions", f"kiosk {__version__}, Python {python}, SQLite {sqlite3.sqlite_version}")
    if not has_fixed_race(sqlite3.sqlite_version_info):
        yield warning(
            "versions",
            f"SQLite {sqlite3.sqlite_version} has the WAL-reset race: run only one server on the "
            "file, and no command that imports while it is busy.",
        )
    yield from _disk(database.resolve().parent)  # a link may lead to another disk
    yield from _clock(now)


def has_fixed_race(version: tuple[int, ...]) -> bool:
    """Is the WAL-reset race (sqlite.org/wal.html#walresetbug) fixed in this version of SQLite?"""
    if version >= _RACE_FIXED:
        return True
    return any(version[:2] == fixed[:2] and version >= fixed for fixed in _BACKPORTS)


def _disk(folder: Path) -> Iterator[Finding]:
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    told = f"{free // 1024**2:,} MB are free in {folder}"
    if free < _LEAST_FREE:
        yield bad("disk", f"{told}. Make room: counting stops when it is full.")
    else:
        yield good("disk", told)
    if kind := network_share(folder, MOUNTS):
        yield bad(
            "disk",
            f"{folder} is on a network share ({kind}): SQLite files get damaged there. Move the "
            "database to a disk of this machine.",
        )


def network_share(folder: Path, mounts: Path) -> str:
    """The kind of the network file system that holds *folder*; empty: it is a local one."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # not a Linux machine
        return ""
    found, longest = "", -1
    for line in lines:
        parts = line.split()
        if len(parts) < 3:
            continue
        place = parts[1].replace("\\040", " ")
        if folder.is_relative_to(place) and len(place) >= longest:
            found, longest = parts[2], len(place)
    return found if found in _NETWORK else ""


def _clock(now: datetime) -> Iterator[Finding]:
    if now < _OLDEST:
        yield bad("clock", f"says {now:%Y-%m-%d}: set it, else counts land on wrong days.")
        return
    local = now.astimezone(clock.ZONE)
    yield good("clock", f"{local:%H:%M on %d/%m/%Y} in Viet Nam. Is that right?")
