"""
The PDF files of the board in their folder: what each was made from, so that nothing is made twice,
and no file with an old address stays behind.
"""

import json
import os
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

_RECORD = ".inputs.json"


@dataclass(frozen=True)
class Made:
    """A file of ours: the base address in its codes, what it was made from, its own digest."""

    base_url: str
    inputs: str
    sha256: str


def is_current(folder: Path, path: Path, inputs: str) -> bool:
    """Is the file at *path* as we wrote it, and made from *inputs*?"""
    made = _record(folder).get(_name(folder, path))
    return made is not None and made.inputs == inputs and _digest(path) == made.sha256


def write(path: Path, content: bytes) -> None:
    """Write a whole file or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    try:
        draft.write_bytes(content)
        os.replace(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def remember(folder: Path, path: Path, base_url: str, inputs: str) -> None:
    """Note in *folder* what the file at *path*, just written there or elsewhere, is made from."""
    made = Made(base_url, inputs, sha256(path.read_bytes()).hexdigest())
    _write_record(folder, {**_record(folder), _name(folder, path): made})


def remove_outdated(folder: Path, base_url: str) -> tuple[list[Path], list[Path]]:
    """
    Delete our files in *folder* whose codes have another base address.

    Which they were; and which lie elsewhere, still as we wrote them: these are not ours to delete.
    """
    known = _record(folder)
    old = {name: made for name, made in known.items() if made.base_url != base_url}
    removed = [folder / name for name in old if not Path(name).is_absolute()]
    for path in removed:
        path.unlink(missing_ok=True)
    elsewhere = [
        Path(name)
        for name, made in old.items()
        if Path(name).is_absolute() and _digest(Path(name)) == made.sha256
    ]
    if old:
        kept = {
            name: made for name, made in known.items() if name not in old or Path(name) in elsewhere
        }
        _write_record(folder, kept)
    return removed, elsewhere


def _name(folder: Path, path: Path) -> str:
    """The name of a file in *folder*; the whole path of one elsewhere."""
    whole = path.resolve()
    return whole.name if whole.parent == folder.resolve() else str(whole)


def _record(folder: Path) -> dict[str, Made]:
    """What is known of the files; nothing when that cannot be read, so that all is made again."""
    try:
        found: Any = json.loads((folder / _RECORD).read_text(encoding="utf-8"))
        # A name decides what is deleted: none may lead out of the folder by "..".
        return {
            name: Made(**made)
            for name, made in found.items()
            if Path(name).is_absolute() or Path(name).name == name
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _write_record(folder: Path, known: dict[str, Made]) -> None:
    content = {name: asdict(made) for name, made in sorted(known.items())}
    write(folder / _RECORD, (json.dumps(content, indent=1) + "\n").encode("utf-8"))


def _digest(path: Path) -> str | None:
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None
