"""The folder of a catalog packed as one .zip: read with care, written the same every time."""

import io
import re
import stat
import zipfile
import zlib
from pathlib import Path

from kiosk.catalog import rows_limit
from kiosk.catalog.workbook_gate import UNPACKED_LIMIT, Refused

MEMBER_LIMIT = 1000  # a folder holds some twenty tables, the guides and the forms
_CHUNK = 64 * 1024
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError)
_WORKBOOK_SIGN = "[content_types].xml"
# What a catalog is made of; whatever else somebody packed with it is left where it is.
_OURS = re.compile(r"[a-z_]+\.csv|unit\.toml|guides/[^/]+\.md|forms/[^/]+")
_PACKED = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_FORMS_THAT_ARE_ZIPS = (".docx", ".xlsx", ".odt")
# What Windows takes as a device, whatever its ending.
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_ANY_TIME = (2000, 1, 1, 0, 0, 0)  # in place of the time of writing: like folders give like bytes


def is_workbook(content: bytes) -> bool:
    """Is it a workbook, or meant to be one? Raises Refused when it is no whole zip."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return any(name.lower() == _WORKBOOK_SIGN for name in package.namelist())
    except _BROKEN as error:
        raise Refused("reading_damaged") from error


def unpack(content: bytes, room: Path) -> None:
    """
    Write the files of the catalog in *content* into the new folder *room*.

    Raises Refused for a zip that is damaged, too large, or names a place outside its folder. The
    sizes that a zip states can lie, so bytes are counted while they are unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = _members(package)
            left = UNPACKED_LIMIT
            for name, member in members.items():
                left -= _write(package, member, room / name, left)
    except _BROKEN as error:
        raise Refused("reading_damaged") from error


def _members(package: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The members of a catalog, by their place in its folder."""
    found = package.infolist()
    if len(found) > MEMBER_LIMIT:
        raise Refused("zip_too_many_parts", n=MEMBER_LIMIT)
    files = [member for member in found if not member.is_dir()]
    for member in files:
        _check(member)
    files = [member for member in files if not _is_litter(member.filename)]
    top = _top([member.filename for member in files])
    named = [(member.filename[len(top) :], member) for member in files]
    ours = [(name, member) for name, member in named if _OURS.fullmatch(name)]
    if len({name.lower() for name, _ in ours}) < len(ours):
        raise Refused("reading_damaged")
    if not any(name.endswith(".csv") for name, _ in ours):
        raise Refused("zip_no_catalog")
    return dict(ours)


def _check(member: zipfile.ZipInfo) -> None:
    """Refuse a member that is no plain file inside the folder."""
    # `filename` ends at a NUL, and has / for the separator of this system.
    name = member.orig_filename.replace("\\", "/")
    parts = name.split("/")
    is_outside = name.startswith("/") or ".." in parts or "\0" in name or ":" in name
    is_device = any(_DEVICE.fullmatch(part) for part in parts)
    if is_outside or is_device or stat.S_ISLNK(member.external_attr >> 16):
        raise Refused("zip_outside", name=name.replace("\0", " ")[:80])
    if member.flag_bits & 1:
        raise Refused("zip_password")


def _is_litter(name: str) -> bool:
    """Is it what systems leave in every zip: `__MACOSX/`, hidden files?"""
    return any(part.startswith((".", "__MACOSX")) for part in name.split("/"))


def _top(names: list[str]) -> str:
    """The folder in which all *names* stand, with its slash; empty for none."""
    tops = {name.partition("/")[0] + "/" for name in names}
    top = next(iter(tops)) if len(tops) == 1 else ""
    return top if all("/" in name for name in names) else ""


def _write(package: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path, left: int) -> int:
    """Unpack one member to *path*, of at most *left* bytes; how many they were."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unpacked = lines = 0
    with package.open(member) as source, path.open("xb") as target:
        while chunk := source.read(_CHUNK):
            is_form = path.parent.name == "forms" and path.suffix.lower() in _FORMS_THAT_ARE_ZIPS
            if not unpacked and not is_form and chunk.startswith(_PACKED):
                raise Refused("zip_nested", name=path.name[:80])
            unpacked += len(chunk)
            if unpacked > left:
                raise Refused("reading_too_large_unpacked", n=UNPACKED_LIMIT // 1024 // 1024)
            if path.suffix == ".csv":
                rows_limit.check(lines := lines + rows_limit.lines_of(chunk))
            target.write(chunk)
    return unpacked


def packed(folder: Path) -> bytes:
    """Every file of *folder* as a zip."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            member = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _ANY_TIME)
            package.writestr(member, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return content.getvalue()
