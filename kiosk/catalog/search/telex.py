"""Vietnamese as it comes out with the input method switched off: `ddawng kys`, `d9a8ng ky1`."""

import re

_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_SYLLABLE = re.compile(r"([bcdghklmnpqrstvx]{0,4})([aeiouyw][a-z]{0,9})")
_SHAPES = (
    (re.compile("uwow|uow|uwo"), "ươ"),
    (re.compile("aa"), "â"),
    (re.compile("ee"), "ê"),
    (re.compile("oo"), "ô"),
    (re.compile("aw"), "ă"),
    (re.compile("ow"), "ơ"),
    (re.compile("uw|w"), "ư"),
)
_VNI = re.compile(r"(?=.*[1-9])[a-z]+[a-z1-9]*")
_VNI_KEYS = {"1": "s", "2": "f", "3": "r", "4": "x", "5": "j", "7": "w", "8": "w"}


def decoded(typed: str) -> str | None:
    """
    The syllable that the keys *typed* (Telex or VNI) mean, its tone last; None when they are none.

    `kys` gives `ký`, `ddawng` and `ke6t1` give `đăng` and `kết`.
    """
    keys = _telex_of_vni(typed) if _VNI.fullmatch(typed) else typed
    match = _SYLLABLE.fullmatch(keys)
    if not match:
        return None
    onset, rest = match.groups()
    # No syllable has these letters after its vowel: there they are tones, and the last one counts.
    tones = [sign for sign in rest if sign in _TONES]
    rest = "".join(sign for sign in rest if sign not in _TONES)
    if onset.startswith("dd"):
        onset = "đ" + onset[2:]
    elif onset == "d" and rest.endswith("d"):  # typed at the end: `dangd`
        onset, rest = "đ", rest[:-1]
    if rest[1:].endswith("w") and "w" not in rest[:-1]:
        rest = _at_its_vowel(rest[:-1])
    for shape, letters in _SHAPES:
        rest = shape.sub(letters, rest)
    meant = onset + rest + "".join(_TONES[sign] for sign in tones[-1:])
    return meant if meant != typed else None


def _at_its_vowel(rest: str) -> str:
    """*rest* with the `w` that was typed after its end (`dangw`) behind the vowel it belongs to."""
    for vowel in ("uo", "o", "a", "u"):
        if vowel in rest:
            return rest.replace(vowel, f"{vowel}w", 1)
    return f"{rest}w"


def _telex_of_vni(typed: str) -> str:
    """The Telex keys for the VNI keys *typed*."""
    found = ""
    for key in typed:
        if key == "9":
            found = found.replace("d", "dd", 1)
        elif key == "6":
            found += found[-1]
        else:
            found += _VNI_KEYS.get(key, key)
    return found
