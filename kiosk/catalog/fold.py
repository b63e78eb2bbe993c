"""Vietnamese text without marks, for matching what people type."""

import re
import unicodedata

_MARKED_D = str.maketrans("đĐ", "dD")


def fold(text: str) -> str:
    """*text* in lower case, without marks, `đ` as `d`: `Đăng ký` and `dang ky` become equal."""
    apart = unicodedata.normalize("NFD", text.translate(_MARKED_D))
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).lower()


def slug_of(name: str) -> str:
    """A short name for addresses and files: `Hộ tịch` becomes `ho-tich`; empty for no letters."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")
