"""The text of a file that office programs saved, or why it cannot be told."""

import unicodedata
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

_VIETNAMESE = frozenset(
    letter
    for base in "aăâeêioôơuưy"
    for mark in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    for letter in (
        unicodedata.normalize("NFC", base + mark),
        unicodedata.normalize("NFC", base + mark).upper(),
    )
) | {"đ", "Đ"}
_QUOTES = frozenset("\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u2022")
_MARKS = frozenset("\u0300\u0301\u0303\u0309\u0323")


class Undecodable(ValueError):
    """The bytes are no text that we know: the key of the reason, and the line of the fault."""

    def __init__(self, key: str, line: int):
        super().__init__(key)
        self.key, self.line = key, line


def decoded(content: bytes) -> str:
    """
    The text of *content*: UTF-8, or UTF-16 with its byte order mark ("Unicode text" of Excel).

    Raises Undecodable. Windows-1258 is told but not read: it has no letter such as `ụ`, so Excel
    has replaced some of them by `?` already when it saved the file.
    """
    encoding = "utf-8-sig"
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        encoding = "utf-16"
    elif b"\0" in content:
        raise Undecodable("utf16_without_mark", 1)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        is_1258 = not content.startswith((BOM_UTF8, BOM_UTF16_LE, BOM_UTF16_BE))
        key = "windows_1258" if is_1258 and _reads_as_1258(content) else "not_utf8"
        raise Undecodable(key, line) from error


def _reads_as_1258(content: bytes) -> bool:
    """Are the letters of *content*, taken as Windows-1258, those of Vietnamese?"""
    text = content.decode("cp1258", errors="replace")
    composed = unicodedata.normalize("NFC", text)
    letters = [s for s in composed if ord(s) > 127 and not s.isspace() and s not in _QUOTES]
    is_vietnamese = sum(letter in _VIETNAMESE for letter in letters) >= 0.9 * len(letters)
    # Its marks are signs of their own that follow a letter; elsewhere they would not combine.
    return bool(letters) and is_vietnamese and not _MARKS & set(composed)
