"""The gate before the parser: what is no plain workbook, or would cost too much, stops here."""

import io
import zipfile
import zlib

FILE_LIMIT = 5 * 1024 * 1024  # bytes
MEMBER_LIMIT = 200
UNPACKED_LIMIT = 32 * 1024 * 1024  # bytes of all members together
_CHUNK = 64 * 1024
_OLD_MAGIC = b"\xd0\xcf\x11\xe0"  # Excel before 2007, and any workbook with a password
_DTD = (b"<!DOCTYPE", b"<!ENTITY")
# Parts of the package that run, load or embed something; none of them holds cells.
_MACROS = ("vbaproject", "xl/macrosheets/", "xl/activex/")
_EXTERNAL = ("xl/externallinks/", "xl/embeddings/", "xl/connections.xml", "xl/querytables/")


class Refused(Exception):
    """A workbook is not read: the key of its text (`problem_…`) and the values in it."""

    def __init__(self, key: str, **values: object):
        super().__init__(key)
        self.key, self.values = key, values


def check(content: bytes) -> None:
    """
    Raise Refused unless *content* is a plain workbook of bearable size.

    The sizes that a zip states can lie, so each member is inflated once here and counted on the
    way; only a piece of it is ever in memory.
    """
    if len(content) > FILE_LIMIT:
        raise Refused("workbook_too_large", n=FILE_LIMIT // 1024 // 1024)
    if content.startswith(_OLD_MAGIC):
        raise Refused("workbook_old")
    if not content.startswith(b"PK\x03\x04"):
        raise Refused("workbook_not_xlsx")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _check_names(package)
            _check_members(package)
    # zipfile says NotImplementedError for a packing that it does not know.
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise Refused("workbook_damaged") from error


def _check_names(package: zipfile.ZipFile) -> None:
    members = package.infolist()
    if len(members) > MEMBER_LIMIT:
        raise Refused("workbook_too_many_parts", n=MEMBER_LIMIT)
    names = [member.filename.lower() for member in members]
    if any(member.flag_bits & 1 for member in members):
        raise Refused("workbook_old")
    if "[content_types].xml" not in names:
        raise Refused("workbook_not_xlsx")
    plain = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    if len(set(names)) < len(names) or any(m.compress_type not in plain for m in members):
        raise Refused("workbook_damaged")
    if any(part in name for name in names for part in _MACROS):
        raise Refused("workbook_macros")
    if any(part in name for name in names for part in _EXTERNAL):
        raise Refused("workbook_external")


def _check_members(package: zipfile.ZipFile) -> None:
    unpacked = 0
    for member in package.infolist():
        is_xml = member.filename.lower().endswith((".xml", ".rels"))
        is_types = member.filename.lower() == "[content_types].xml"
        with package.open(member) as file:
            before = b""
            while chunk := file.read(_CHUNK):
                unpacked += len(chunk)
                if unpacked > UNPACKED_LIMIT:
                    raise Refused("workbook_too_large_unpacked", n=UNPACKED_LIMIT // 1024 // 1024)
                # Without its zeros, text in UTF-16 reads like any other.
                window = before + chunk.replace(b"\0", b"")
                if is_xml and any(sign in window.upper() for sign in _DTD):
                    raise Refused("workbook_dtd")
                if is_types and b"macroenabled" in window.lower():
                    raise Refused("workbook_macros")
                before = window[-16:]
