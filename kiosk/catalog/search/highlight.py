"""Which parts of a text a query matched, for <mark>."""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from kiosk.catalog.search.text import Word, found_in


class Piece(NamedTuple):
    """A part of a text, as it is written there."""

    text: str
    is_match: bool


@dataclass(frozen=True)
class Matches:
    """What counts as matched: words, and phrases whose words stand together. Without marks."""

    words: Collection[str] = frozenset()
    marked: Collection[str] = frozenset()  # for these words only with these marks
    phrases: Collection[tuple[str, ...]] = frozenset()

    def pieces(self, text: str) -> list[Piece]:
        """*text* (in NFC) in pieces, matched and not in turn; together they are all of it."""
        text = unicodedata.normalize("NFC", text)
        found: list[Piece] = []
        done = 0
        for start, end in self._spans(text):
            if start > done:
                found.append(Piece(text[done:start], is_match=False))
            found.append(Piece(text[start:end], is_match=True))
            done = end
        return [*found, Piece(text[done:], is_match=False)] if done < len(text) else found

    def _spans(self, text: str) -> list[tuple[int, int]]:
        """Where matched words stand; those with only space between them are one span."""
        words = list(found_in(text))
        spans: list[tuple[int, int]] = []
        for at in sorted(self._single(words) | self._in_phrases(words)):
            start, end = words[at].start, words[at].end
            if spans and not text[spans[-1][1] : start].strip():
                start = spans.pop()[0]
            spans.append((start, end))
        return spans

    def _single(self, words: list[Word]) -> set[int]:
        """The places of matched words."""
        minded = {word.plain for marked in self.marked for word in found_in(marked)}
        return {
            at
            for at, word in enumerate(words)
            if word.plain in self.words and (word.plain not in minded or word.marked in self.marked)
        }

    def _in_phrases(self, words: list[Word]) -> set[int]:
        """The places of all words of matched phrases."""
        plain = [word.plain for word in words]
        return {
            at + step
            for length in set(map(len, self.phrases))
            for at in range(len(plain) - length + 1)
            if tuple(plain[at : at + length]) in self.phrases
            for step in range(length)
        }
