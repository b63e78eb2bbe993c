"""Files that come from anywhere, read by a process of its own: it may be killed without harm."""

import json
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

from kiosk.catalog import raw_json, reading_child
from kiosk.catalog.problems import Problem
from kiosk.catalog.raw import Raw
from kiosk.catalog.workbook_gate import Refused

_LONGEST_NAME = 120  # signs of a file's name that are shown


def workbook(path: Path) -> Raw:
    """Everything in the workbook *path*; what is wrong with it stands in `problems`."""
    return _told(path.name, "workbook", path)


def upload(content: bytes, name: str) -> Raw:
    """
    Everything in *content*, which somebody sent as a file called *name*: its bytes decide what it
    is read as. What is wrong with it stands in `problems`.
    """
    with tempfile.TemporaryDirectory(prefix="kiosk-upload-") as folder:
        path = Path(folder) / "upload"
        path.write_bytes(content)
        return _told(name, "upload", path)


def shown_name(name: str) -> str:
    """The name of a file somebody sent, as it is shown and kept: no folders, no control signs."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    readable = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    return " ".join(readable.split())[:_LONGEST_NAME]


def _told(name: str, kind: str, path: Path) -> Raw:
    """What *path* holds; a refusal is its one problem."""
    try:
        return in_child(kind, path, name)
    except Refused as refused:
        problem = Problem(name, 1, "", refused.key, refused.values)
        return Raw(file=name, is_read=False, problems=[problem])


def in_child(
    kind: str,
    path: Path,
    name: str,
    module: str = reading_child.__name__,
    timeout_s: float = reading_child.SECONDS,
) -> Raw:
    """
    What *module* reads of *path*, called *name*, in a child process with bounded memory, for at
    most *timeout_s*. Raises Refused with the reason.
    """
    command = [sys.executable, "-P", "-m", module, kind, str(path.absolute()), name]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout_s
        )
    except subprocess.TimeoutExpired as error:
        raise Refused("reading_too_heavy") from error
    if done.returncode != 0:  # stopped by a limit of its own
        raise Refused("reading_too_heavy")
    head, _, body = done.stdout.partition(b"\n")
    if refused := json.loads(head):
        raise Refused(refused["refused"], **refused["values"])
    return raw_json.unpacked(body)
