"""A form file that a clerk uploads: what it may be, and under which name it is kept."""

from hashlib import sha256
from pathlib import PurePosixPath

from kiosk.catalog.fold import slug_of
from kiosk.catalog.raw import FORM_LIMIT

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# How the content of each kind begins.
_BEGINS = {
    ".pdf": b"%PDF-",
    ".doc": _OLE,
    ".xls": _OLE,
    ".docx": _ZIP,
    ".xlsx": _ZIP,
    ".odt": _ZIP,
    ".rtf": b"{\\rtf",
}
_LONGEST_STEM = 60  # signs


class BadForm(ValueError):
    """A file that is no form: the key of the text that says so."""

    def __init__(self, key: str):
        super().__init__(key)
        self.key = key


def checked(name: str, content: bytes) -> str:
    """The SHA-256 of *content*. Raises BadForm when it is not what the ending of *name* says."""
    begins = _BEGINS.get(_ending(name))
    if begins is None:
        raise BadForm("form_file_kind")
    if len(content) > FORM_LIMIT:
        raise BadForm("form_too_large")
    if not content.startswith(begins):
        raise BadForm("form_file_content")
    return sha256(content).hexdigest()


def kept_name(name: str, code: str, taken: set[str]) -> str:
    """
    The plain file name under which the form *name* of the procedure *code* is kept: none of
    *taken*, and of no other procedure.
    """
    stem = slug_of(PurePosixPath(name.replace("\\", "/")).stem)[:_LONGEST_STEM] or "bieu-mau"
    prefix = slug_of(code.replace(".", ""))
    first = f"{stem if stem.startswith(prefix) else f'{prefix}-{stem}'}"
    found, number = first + _ending(name), 2
    while found in taken:
        found, number = f"{first}-{number}{_ending(name)}", number + 1
    return found


def _ending(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).suffix.lower()
