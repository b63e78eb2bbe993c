"""What single cells of the national files mean: times, fees, ways to file, for whom."""

import re

from kiosk.catalog.fold import fold

_UNITS = {"ngay lam viec": "working_day", "ngay": "day", "gio": "hour", "thang": "month"}
_DURATION = re.compile(
    r"(?:(?:trong )?(?:vong|thoi han) )?(\d{1,4}) ?(" + "|".join(_UNITS) + r")\.?"
)
_FREE = frozenset(
    {"mien phi", "mien le phi", "mien", "khong", "khong co", "khong thu", "khong thu phi"}
)
# An amount that is the whole cell, but for what it is called and a word on what it is paid for.
_FEE = re.compile(
    r"(?:(?:phi|le phi) ?:? ?)?(\d{1,3}(?:[.,]\d{3})+|\d{1,12})"
    r" ?(?:dong|vnd|d)? ?(?P<per>/.*|\(.*)?"
)
_CHANNELS = {"truc tiep": "direct", "truc tuyen": "online", "buu chinh": "postal"}
_OTHER_NAMES = {"buu dien": "buu chinh", "qua mang": "truc tuyen", "dien tu": "truc tuyen"}
_AUDIENCE = {
    "individual": ("cong dan", "ca nhan", "nguoi", "can bo"),
    "organization": ("to chuc", "doanh nghiep", "hop tac xa", "co quan"),
}


def _plain(text: str) -> str:
    return " ".join(fold(text).split())


def duration(text: str) -> tuple[str, str, str]:
    """Number, unit and note of a time: `05 ngày làm việc`; what is not only a time is a note."""
    found = _DURATION.fullmatch(_plain(text))
    if not found:
        return "", "", text
    return str(int(found[1])), _UNITS[found[2]], ""


def fee(text: str, is_noted: bool) -> tuple[str, str]:
    """
    Amount in dong and note of a fee: `8.000 đồng`.

    Several amounts in one cell, or one within a sentence, leave the amount unknown and stand in
    the note. So does 0 beside a text (*is_noted*: one in another cell): it fills the place of an
    amount and does not say free (domain.md 3.1).
    """
    plain = _plain(text)
    if plain in _FREE:
        return "0", text
    found = _FEE.fullmatch(plain)
    if not found:
        return "", text
    amount = str(int(re.sub("[.,]", "", found[1])))
    if is_no_amount(text, is_noted):
        return "", text
    return amount, text if found["per"] else ""


def is_no_amount(text: str, is_noted: bool) -> bool:
    """Is it a 0 beside a text?"""
    found = _FEE.fullmatch(_plain(text))
    return bool(found and not int(re.sub("[.,]", "", found[1])) and (found["per"] or is_noted))


def channels(text: str) -> list[str]:
    """The ways to file that *text* names."""
    plain = _plain(text)
    for other, name in _OTHER_NAMES.items():
        plain = plain.replace(other, name)
    return [channel for name, channel in _CHANNELS.items() if name in plain]


def audience(text: str) -> str:
    """For whom, as our column has it; empty where the words are not known."""
    plain = _plain(text)
    found = [who for who, words in _AUDIENCE.items() if any(word in plain for word in words)]
    return ";".join(found)


def several(text: str) -> str:
    """Names that stand under each other or behind `;` in one cell, joined as we join them."""
    parts = (" ".join(part.split()) for part in re.split(r"[\n\r;]+", text))
    return "; ".join(dict.fromkeys(part for part in parts if part))


def count(text: str) -> str:
    """A number of papers; empty where the cell does not hold one number."""
    found = re.findall(r"\d+", text)
    return str(int(found[0])) if len(found) == 1 and len(found[0]) < 4 else ""


def legal_base(number: str, title: str) -> str:
    """A legal document with its title and number: `Luật Hộ tịch 60/2014/QH13`."""
    return number if not title or title in number else f"{title} {number}".strip()
