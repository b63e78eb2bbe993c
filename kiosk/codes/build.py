"""
`codes build`: a PNG and an SVG for everything that has a code, and the manifest.

Increments hang on inputs (address, matrix, drawing style) and on the bytes that are on disk, so a
build writes only what changed, and mends what was damaged.
"""

import json
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from kiosk.codes import draw, symbol
from kiosk.codes.symbol import Symbol
from kiosk.codes.targets import Target, path_of
from kiosk.errors import CodesError
from kiosk.store import Database

MANIFEST = "manifest.json"
_INPUTS = ".inputs.json"  # beside the manifest: what each file was made from
_FOLDERS = {
    "procedure": "procedures",
    "field": "fields",
    "group": "groups",
    "page": "pages",
    "master": ".",
}
# The names of our files: in the folder itself or in one below it, on every system.
_NAME = re.compile(r"(?:[a-z]+/)?[A-Za-z0-9_][A-Za-z0-9._-]*")


@dataclass
class Built:
    """What a build did, by target."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


def build(
    db: Database,
    targets: Iterable[Target],
    base_url: str,
    out: Path,
    force: bool = False,
    progress: Callable[[Iterable], Iterable] = iter,
) -> Built:
    """
    Bring the folder *out* in line with *targets*; the manifest is written last.

    *force* writes every file anew; stored symbols stay as they are.
    """
    out.mkdir(parents=True, exist_ok=True)
    listed = list(targets)
    before = read_manifest(out)["codes"] if (out / MANIFEST).exists() else []
    known = _inputs(out)
    report, codes, inputs = Built(), [], {}
    symbols = symbol.of_payloads(db, [base_url + path_of(target.id) for target in listed])
    for target, drawn in progress(list(zip(listed, symbols, strict=True))):
        old = known.get(target.id, {})
        entry, inputs[target.id] = _write_code(out, target, drawn, old, force, report)
        codes.append(entry)
    _remove(out, before, codes, report)
    revision = sha256("\n".join(sorted(i["inputs"] for i in inputs.values())).encode()).hexdigest()
    _write_json(out / _INPUTS, inputs)
    _write_json(out / MANIFEST, {"base_url": base_url, "revision": revision, "codes": codes})
    return report


def _write_code(
    out: Path, target: Target, drawn: Symbol, old: dict, force: bool, report: Built
) -> tuple[dict, dict]:
    """Write the two files of *target* if need be; its manifest entry and its inputs."""
    stem = PurePosixPath(_FOLDERS[target.kind]) / target.id
    png, svg = f"{stem}.png", f"{stem}.svg"
    wanted = f"{target.id} {drawn.payload} {drawn.digest} style {draw.STYLE}"
    is_same = (
        old.get("inputs") == wanted
        and _digest(out / png) == old.get("png")
        and _digest(out / svg) == old.get("svg")
    )
    if is_same and not force:
        report.unchanged.append(target.id)
        inputs = old
    else:
        contents = {"png": draw.png(drawn), "svg": draw.svg(drawn).encode("ascii")}
        _write(out / png, contents["png"])
        _write(out / svg, contents["svg"])
        inputs = {"inputs": wanted, **{k: sha256(v).hexdigest() for k, v in contents.items()}}
        same_bytes = all(inputs[kind] == old.get(kind) for kind in contents)
        (
            report.unchanged
            if is_same and same_bytes
            else report.updated
            if old
            else report.created
        ).append(target.id)
    entry = {
        "target": target.id,
        "kind": target.kind,
        "payload": drawn.payload,
        "png": png,
        "svg": svg,
        "sha256": inputs["png"],
    }
    return entry, inputs


def _remove(out: Path, before: list[dict], codes: list[dict], report: Built) -> None:
    """Delete the files of codes that are no more; only files that a manifest of ours named."""
    kept = {entry[kind] for entry in codes for kind in ("png", "svg")}
    for entry in before:
        gone = [entry[kind] for kind in ("png", "svg") if entry[kind] not in kept]
        for name in gone:
            (out / name).unlink(missing_ok=True)
        if gone:
            report.removed.append(entry["target"])


def read_manifest(out: Path) -> dict[str, Any]:
    """
    The manifest of the folder *out*. Raises CodesError when there is none, or it is not ours: a
    file name in it decides what is deleted, so none may lead out of the folder.
    """
    path = out / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        for entry in manifest["codes"]:
            for kind in ("png", "svg"):
                if not _NAME.fullmatch(entry[kind]) or not entry[kind].endswith(f".{kind}"):
                    raise ValueError(entry[kind])
            entry["target"], entry["payload"], entry["kind"]
        manifest["base_url"], manifest["revision"]
    except FileNotFoundError:
        raise CodesError(f"There is no {path}. Run `kiosk codes build` first.") from None
    except (ValueError, KeyError, TypeError) as error:
        raise CodesError(
            f"{path} is not a manifest of ours ({error}). Delete the folder and build again."
        ) from None
    return manifest


def _inputs(out: Path) -> dict[str, dict]:
    """What each file was made from; empty when that is not known, so that all is made again."""
    try:
        found = json.loads((out / _INPUTS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {target: known for target, known in found.items() if isinstance(known, dict)}


def _digest(path: Path) -> str | None:
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def _write_json(path: Path, value: object) -> None:
    _write(path, (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))


def _write(path: Path, content: bytes) -> None:
    """Write a whole file or none: never a half-written picture."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    draft.write_bytes(content)
    os.replace(draft, path)
