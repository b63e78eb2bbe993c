"""Procedure codes: the short form is the key, every written form leads to it."""

import re

_ANY_CASE = re.IGNORECASE | re.ASCII  # no letters of other scripts that only fold to ours
# domain.md 3.2: short `1.001193`, long `1.001193.000.00.00.H23`; paper prints digits only.
_STANDARD = re.compile(r"([1-9])\.?([0-9]{6})(?:\.?000\.?00\.?00\.?H[0-9]{1,3})?", _ANY_CASE)
# A local code has a letter (`C08_XPHCDB`): figures and dots alone are a national code gone wrong,
# and so is what begins like one (`1.OO1193`, `1.001193.000.00.00.H`).
_LOCAL = re.compile(r"(?=.*[A-Z])[A-Z0-9](?:[A-Z0-9._-]{0,38}[A-Z0-9])?", _ANY_CASE)
_MISWRITTEN = re.compile(r"[0-9]+\.\w{4}.*", _ANY_CASE)
_RESERVED = re.compile(r"[FGP][0-9]+|[A-Z]", _ANY_CASE)
# `000.00.53.H48-220921-0099`: one citizen's dossier. Recognised, never stored.
_DOSSIER = re.compile(r"[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}-[0-9]{6}-[0-9]{4,6}", _ANY_CASE)


def normalise(text: str) -> str | None:
    """
    The key of a written code: `1.001193` for every standard form, upper case for a local code.

    None when *text* cannot be a code, is a national code with a mistake in it, is taken by our own
    addresses (`f07`, `g03`, `p1`, `d`), or is the number of somebody's dossier.
    """
    text = text.strip()
    if is_dossier(text):
        return None
    if standard := _STANDARD.fullmatch(text):
        return f"{standard[1]}.{standard[2]}"
    if _MISWRITTEN.fullmatch(text) or _RESERVED.fullmatch(text):
        return None
    return text.upper() if _LOCAL.fullmatch(text) else None


def is_standard(code: str) -> bool:
    """Is this key of the national form?"""
    return _STANDARD.fullmatch(code) is not None


def is_dossier(text: str) -> bool:
    """Is this the number of somebody's dossier?"""
    return _DOSSIER.fullmatch(text.strip()) is not None


def printed(code: str) -> str:
    """The form in addresses on paper: lower case, national codes as digits only."""
    return code.replace(".", "") if is_standard(code) else code.lower()
