"""Words on paper: how wide they are in Be Vietnam Pro, where lines break, when a name is cut."""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import groupby
from math import ceil
from operator import itemgetter
from pathlib import Path
from typing import Any

MM_PER_POINT = 25.4 / 72
LEADING = 1.36  # of the size: marks stacked on Vietnamese capitals need the room
_FONTS = Path(__file__).parent.parent / "static" / "fonts"

# A line of words that differ in weight: (text, is it bold).
Runs = tuple[tuple[str, bool], ...]


@cache
def font(bold: bool) -> Any:
    """The font of a weight, as reportlab has it; each document embeds its own part of it."""
    from reportlab.pdfbase.ttfonts import TTFont

    name = "Bold" if bold else "Regular"
    return TTFont(name, str(_FONTS / f"BeVietnamPro-{name}.ttf"))


def printable(text: str) -> str:
    """*text* with a question mark for every sign that the fonts do not have; no line ends."""
    lacking = [sign for sign in set(text) if not _has(sign)]
    for sign in lacking:
        text = text.replace(sign, " " if sign.isspace() else "?")
    return text


@cache
def _has(sign: str) -> bool:
    return ord(sign) in font(False).face.charToGlyph


@lru_cache(maxsize=50_000)
def _em(text: str, bold: bool) -> float:
    """The width of *text* at the size of one point, in points."""
    face = font(bold).face
    widths, default = face.charWidths, face.defaultWidth
    return sum([widths.get(ord(sign), default) for sign in text]) / 1000


def width_mm(text: str, size: float, bold: bool = False) -> float:
    """The width of *text* at *size* points."""
    words = text.split(" ")
    em = sum([_em(word, bold) for word in words]) + (len(words) - 1) * _em(" ", bold)
    return em * size * MM_PER_POINT


def leading_mm(size: float) -> float:
    """From one line to the next at *size* points."""
    return size * LEADING * MM_PER_POINT


def wrapped(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """*text* in lines of at most *width* mm; a word that is wider breaks where it must."""
    room = width / (size * MM_PER_POINT)
    space = _em(" ", bold)
    lines, line, used = [], "", 0.0
    for word, wide, _, is_close in _words_that_fit(((text, bold),), room):
        gap = 0.0 if is_close else space
        if line and used + gap + wide > room:
            lines.append(line)
            line, used = word, wide
        elif line:
            line, used = line + ("" if is_close else " ") + word, used + gap + wide
        else:
            line, used = word, wide
    return [*lines, line]


def wrapped_runs(runs: Runs, width: float, size: float) -> list[Runs]:
    """The same of words that differ in weight."""
    room = width / (size * MM_PER_POINT)
    lines: list[list[tuple[str, bool]]] = [[]]
    used = 0.0
    for word, wide, bold, is_close in _words_that_fit(runs, room):
        space = 0.0 if is_close or not lines[-1] else _em(" ", bold)
        if lines[-1] and used + space + wide > room:
            lines.append([])
            used = space = 0.0
        lines[-1].append((f" {word}" if space else word, bold))
        used += space + wide
    return [_joined(line) for line in lines]


def one_size(
    text: str, width: float, sizes: Iterable[float], bold: bool = False
) -> tuple[float, str]:
    """The first of *sizes* at which *text* stands on one line; at the last it is cut."""
    size = 0.0
    for size in sizes:
        if width_mm(text, size, bold) <= width:
            return size, text
    return size, shortened([text], width, size, bold)[0]


def fitted(
    text: str, width: float, height: float, sizes: Sequence[float], bold: bool = False
) -> tuple[float, list[str]]:
    """
    The first of *sizes* (points, largest first) at which *text* fits into *width* x *height* mm,
    and its lines; at the last one it is shortened at a word, with "…".
    """
    size, lines = sizes[-1], [""]
    wide, space = width_mm(text, 1.0, bold), width_mm(" ", 1.0, bold)
    for size in sizes:
        # It takes as many lines as its whole width fills, or more; a break saves a space.
        least = ceil((wide + space) * size / (width + space * size) - 1e-6)
        if size != sizes[-1] and least * leading_mm(size) > height:
            continue
        lines = wrapped(text, width, size, bold)
        if len(lines) * leading_mm(size) <= height:
            return size, lines
    most = max(1, int(height / leading_mm(size)))
    return size, lines if len(lines) <= most else shortened(lines[:most], width, size, bold)


def shortened(lines: list[str], width: float, size: float, bold: bool = False) -> list[str]:
    """The last of *lines*, which goes on, ended by "…" at a word."""
    last = lines[-1]
    while " " in last and width_mm(f"{last}…", size, bold) > width:
        last = last.rsplit(" ", 1)[0]
    return [*lines[:-1], last.rstrip(" ,;:.-–(") + "…"]


# A word, its width in em, is it bold, does it stand close to the word before.
_Word = tuple[str, float, bool, bool]


def _words_that_fit(runs: Runs, room: float) -> list[_Word]:
    """The words of *runs*; one that is wider than *room* em in pieces."""
    measured = _words(runs)
    if all([word[1] <= room for word in measured]):
        return measured
    found: list[_Word] = []
    for word, wide, bold, is_close in measured:
        pieces = list(_pieces(word, bold, room)) if wide > room else [word]
        found += [
            (piece, _em(piece, bold), bold, is_close or n > 0) for n, piece in enumerate(pieces)
        ]
    return found


@lru_cache(maxsize=1000)  # the same text is tried at several sizes
def _words(runs: Runs) -> list[_Word]:
    found: list[_Word] = []
    is_close = True
    for text, bold in runs:
        for n, word in enumerate(re.split(r"\s", text)):
            is_close = is_close and n == 0
            if word:
                found.append((word, _em(word, bold), bold, is_close))
                is_close = True
    return found


def _pieces(word: str, bold: bool, room: float) -> Iterable[str]:
    """*word* in pieces of at most *room* em; an address breaks after a slash or dot first."""
    if _em(word, bold) <= room:
        yield word
        return
    parts = re.findall("[^/.]*[/.]|[^/.]+", word)
    if len(parts) > 1:
        for part in parts:
            yield from _pieces(part, bold, room)
        return
    start = 0
    for end in range(1, len(word) + 1):
        if end - start > 1 and _em(word[start:end], bold) > room:
            yield word[start : end - 1]
            start = end - 1
    yield word[start:]


def _joined(line: list[tuple[str, bool]]) -> Runs:
    """Neighbours of the same weight as one."""
    found: list[tuple[str, bool]] = []
    for bold, parts in groupby(line, key=itemgetter(1)):
        found.append(("".join([text for text, _ in parts]), bold))
    return tuple(found)
