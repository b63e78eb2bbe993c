"""Passwords and one-time codes: what is taken, how it is kept. Knows no database."""

import re
import secrets
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kiosk.catalog.fold import fold
from kiosk.errors import BusyError

SHORTEST, LONGEST = 12, 128  # signs; OWASP ASVS 5.0, 6.2.1 and 6.2.9
_LEAST_REST = 5  # signs that are left when everything easy is taken out
# The least that OWASP's cheat sheet on password storage allows: Argon2id, 19 MiB, t=2, p=1.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Compared with when there is no such account, so that its absence costs the same work.
NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyB0aGlzLg$"
    "tO1eW9OeCZ7gCOHcd8Uv+bX9bemd+DgLRMXwg3k57wc"
)
# No sign that is taken for another on paper: no 0 O, 1 I L.
_CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CODE_LENGTH = 12  # 59 bits

# Our own list of what people here type first: with 12 signs at least, pieces matter, not words.
_EASY_PIECES = """
    abc abcd abcdef abcdefgh admin administrator anhyeuem asdf asdfgh asdfghjkl baseball
    bophan canbo changeme computer congan congty default dangnhap dichvucong dragon
    emyeuanh facebook football giadinh google guest hanhchinh hanhchinhcong hanoi hello
    hochiminh hoso iloveyou internet khongbiet kiosk letmein login master matkhau matma
    michael monkey motcua nhandan nhanvien passw0rd password phucvu phuong princess pssw0rd
    quantri qaz qwer qwerty qwertyuiop secret sunshine superman test thutuc tinhyeu toiyeu
    trungtam user uyban vietnam vneid welcome wsx xinchao yeuem zalo zxcv zxcvbn zxcvbnm
    1q2w3e4r 1q2w3e4r5t 1qaz2wsx 0123456789 9876543210
""".split()
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_RUN_OF_DIGITS = [
    row[start : start + length]
    for length in range(10, 2, -1)
    for row in ("01234567890", "09876543210")
    for start in range(len(row) - length + 1)
]

_hashing = threading.BoundedSemaphore(2)  # each takes 19 MiB
# Further ones are sent away: waiting takes a thread that citizens' pages need.
_coming = threading.BoundedSemaphore(6)


@contextmanager
def turn() -> Iterator[None]:
    """Hashing happens inside, two at once. Raises BusyError when too many wait already."""
    if not _coming.acquire(blocking=False):
        raise BusyError("Too many people are signing in. Try again in a few seconds.")
    try:
        with _hashing:
            yield
    finally:
        _coming.release()


def hashed(secret: str) -> str:
    """The Argon2id hash of a password or of a code in its bare form, to be stored."""
    return _hasher.hash(_normal(secret))


def matches(stored: str, secret: str) -> bool:
    """Is *stored* the hash of *secret*? The same work whatever the answer."""
    try:
        return _hasher.verify(stored, _normal(secret))
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """Was *stored* made with weaker parameters than those of now?"""
    return _hasher.check_needs_rehash(stored)


def _normal(secret: str) -> str:
    # Two keyboards can send the same Vietnamese letter in different forms (NIST SP 800-63B).
    return unicodedata.normalize("NFKC", secret[: 4 * LONGEST])


def new_code() -> str:
    """A one-time code in its bare form, such as `XK4P9QTM2RWA`."""
    return "".join(secrets.choice(_CODE_SIGNS) for _ in range(_CODE_LENGTH))


def shown(code: str) -> str:
    """A code as it is read out and typed: `XK4P-9QTM-2RWA`."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def bare(typed: str) -> str:
    """What was typed as a code, in its bare form: in any case, with or without hyphens."""
    return re.sub(r"[^0-9A-Z]", "", typed[:LONGEST].upper())


def fault(password: str, of_person: Iterable[str], of_unit: Iterable[str]) -> str:
    """
    What is wrong with a new password, as the key of a text; empty: nothing. There are no rules of
    composition; what is made of words that anybody would try is refused.

    *of_person*, *of_unit*: texts whose words would be tried first (names, address).
    """
    length = len(_normal(password))
    if length < SHORTEST:
        return "password_too_short"
    if length > LONGEST:
        return "password_too_long"
    return "password_easy" if _is_easy(password, [*of_person, *of_unit]) else ""


def _is_easy(password: str, known: list[str]) -> bool:
    rest = re.sub(r"[\W_]", "", fold(_normal(password)))
    if len(set(fold(password))) < _LEAST_REST:
        return True
    if not rest:
        return False  # only signs that are no letters: nobody's word
    words = {word for text in known for word in re.findall(r"\w{2,}", fold(text))}
    whole = {re.sub(r"[\W_]", "", fold(text)) for text in known} - {""}
    pieces = {*whole, *words, *_EASY_PIECES, *_RUN_OF_DIGITS}
    for piece in sorted(pieces, key=lambda piece: (-len(piece), piece)):
        rest = rest.replace(piece, "")
    rest = re.sub(r"(.)\1{2,}", "", _YEAR.sub("", rest))
    return len(rest) < _LEAST_REST
