"""Settings that are unsafe, or that phones and paper will suffer from."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from kiosk import config
from kiosk.codes.targets import path_of
from kiosk.config import LOOPBACK_HOSTS, Settings
from kiosk.doctor.findings import Finding, bad, good, warning
from kiosk.errors import SettingError

# The longest address of a procedure that fits each version of a symbol at level Q (qr.md).
_V3, _V4 = 32, 46
_SHORTEST_KEY = 32  # signs
_TARGET = "1.001193"  # a code of the usual length


def check(settings: Settings) -> Iterator[Finding]:
    """What the settings alone tell."""
    yield from _names()
    yield from _address(settings)
    yield from _hosts(settings)
    yield from _numbers(settings)
    yield from _secret(settings)


def _names() -> Iterator[Finding]:
    for name in config.unknown_names():
        yield warning("settings", f"{name} is not a setting and is ignored. Is it misspelt?")


def _address(settings: Settings) -> Iterator[Finding]:
    try:
        address = settings.address
    except SettingError as error:
        yield bad("address", str(error))
        return
    if address.warning:
        yield warning("address", address.warning)
    if address.url.startswith("http://") and address.host not in LOOPBACK_HOSTS:
        yield warning(
            "address",
            f"{address.url} is plain http: who shares the network can read passwords of staff and "
            "change pages. Put a proxy with https in front, at least for staff.",
        )
    payload = address.url + path_of(_TARGET)
    if len(payload) > _V4:
        yield warning(
            "codes",
            f"{payload} has {len(payload)} characters: its symbol is dense and reads from less "
            f"far. At most {_V4} give version 4, at most {_V3} version 3: a shorter host helps.",
        )
    else:
        version = 3 if len(payload) <= _V3 else 4
        yield good("codes", f"{payload}: {len(payload)} characters, version {version} at level Q")


def _hosts(settings: Settings) -> Iterator[Finding]:
    try:
        hosts = settings.hosts
    except SettingError as error:
        yield bad("hosts", str(error))
        return
    yield good("hosts", "answers to " + ", ".join(sorted(hosts)))


def _numbers(settings: Settings) -> Iterator[Finding]:
    try:
        n, _ = settings.proxy_count, settings.excess_from
    except SettingError as error:
        yield bad("settings", f"{error} The server does not start with it.")
        return
    if n:
        yield warning(
            "proxy",
            f"forwarded headers of {n} proxy are believed: the server must not be reachable past "
            "it.",
        )


def _secret(settings: Settings) -> Iterator[Finding]:
    try:
        key = config.secret_key(settings)
    except SettingError as error:
        yield bad("secret key", str(error))
        return
    if len(key) < _SHORTEST_KEY:
        yield bad(
            "secret key",
            f"has only {len(key)} characters. Unset KIOSK_SECRET_KEY and run `kiosk init`: it "
            "makes a good one.",
        )
    elif not settings.secret_key and (found := readable_by_others(settings.secret_path)):
        yield bad("secret key", found)
    else:
        yield good("secret key", "long enough, and its own user's alone")


def readable_by_others(path: Path) -> str:
    """What to do when other users of the machine may read *path*; empty when they may not."""
    if os.name == "nt":  # rights are not in the mode there
        return ""
    try:
        mode = path.stat().st_mode
    except OSError:
        return ""
    if mode & (stat.S_IROTH | stat.S_IWOTH):
        return f"every user of this machine may read {path}. Run: chmod o-rwx {path}"
    return ""
