"""
The words of a text as search sees them: without marks for finding, with marks for telling apart.

Vietnamese is written in syllables; a *word* here is one written syllable.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from kiosk.catalog.fold import fold

_RUN = re.compile(r"[\w\u0300-\u036f]+")  # marks of their own belong to the letter before them
_PLAIN = re.compile(r"[a-z0-9]+")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
# `kỹ` and `kĩ`, `lý` and `lí`, `quý` and `quí` are one word in two spellings.
_Y_FOR_I = re.compile(r"\b([hklmst]|qu)y(?![a-z])")


class Word(NamedTuple):
    """One word of a text: without marks, with them in one spelling, and where it stands."""

    plain: str
    marked: str
    start: int
    end: int

    @property
    def is_marked(self) -> bool:
        """Was it written with a mark?"""
        return self.marked != self.plain


def words(text: str) -> list[str]:
    """The words of *text* without marks."""
    return [word.plain for word in found_in(text)]


def found_in(text: str) -> Iterator[Word]:
    """The words of *text*, with their places in it."""
    for run in _RUN.finditer(text):
        for plain, marked, start, end in _forms(run[0]):
            yield Word(plain, marked, run.start() + start, run.start() + end)


def neighbours(said: Sequence[Word]) -> Iterator[tuple[str, str]]:
    """Each two words that follow each other, without marks."""
    for first, second in zip(said, said[1:], strict=False):
        yield first.plain, second.plain


@lru_cache(maxsize=20_000)
def _forms(run: str) -> tuple[tuple[str, str, int, int], ...]:
    """The words in *run*, letters and figures: (plain, marked, start, end)."""
    folded = ""
    places: list[int] = []  # of each folded sign, where it comes from
    for place, sign in enumerate(run):
        part = fold(sign)
        folded += part
        places += [place] * len(part)
    places.append(len(run))
    found = []
    for match in _PLAIN.finditer(folded):
        start, end = places[match.start()], places[match.end()]
        plain = _Y_FOR_I.sub(r"\1i", match[0])
        found.append((plain, _one_spelling(run[start:end]), start, end))
    return tuple(found)


def _one_spelling(written: str) -> str:
    """*written* in lower case, its tone last (`hoà` is `hòa`), with `i` where `y` is the same."""
    apart = unicodedata.normalize("NFD", written.lower())
    return _Y_FOR_I.sub(r"\1i", _TONES.sub("", apart)) + "".join(_TONES.findall(apart))
