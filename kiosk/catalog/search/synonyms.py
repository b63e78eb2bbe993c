"""What people say where the catalog says otherwise: short forms, region and everyday words."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kiosk.catalog.search.spelling import Spelling
from kiosk.catalog.search.text import Word, found_in

_GAP = re.compile(r"…|\.\.\.")  # in a term: other words may stand there
_WIDEST_GAP = 5  # words


@dataclass(frozen=True)
class Expansion:
    """What is searched as well: as it is written, and its words."""

    written: str
    words: tuple[Word, ...]


@dataclass(frozen=True)
class _Term:
    """What people say: one part, or two that other words may stand between."""

    parts: tuple[tuple[Word, ...], ...]
    expansions: tuple[Expansion, ...]


class Synonyms:
    """The table of synonyms, ready to be found in a query."""

    def __init__(self, table: Iterable[tuple[str, str]], spelling: Spelling):
        self._spelling = spelling
        self._whole: dict[tuple[str, ...], list[_Term]] = defaultdict(list)
        self._gapped: dict[str, list[_Term]] = defaultdict(list)  # by their first word
        for written, joined in table:
            found = (tuple(found_in(part)) for part in _GAP.split(written, maxsplit=1))
            parts = tuple(filter(None, found))
            expansions = tuple(
                Expansion(part.strip(), tuple(found_in(part))) for part in joined.split(";")
            )
            term = _Term(parts, tuple(one for one in expansions if one.words))
            if len(parts) == 1:
                self._whole[tuple(word.plain for word in parts[0])].append(term)
            elif parts:
                self._gapped[parts[0][0].plain].append(term)
        self._longest = max(map(len, self._whole), default=0)

    def in_query(self, typed: Sequence[Word], text_is_marked: bool) -> Iterator[Expansion]:
        """What the terms in *typed* stand for: whole words, and the longest term first."""
        at = 0
        while at < len(typed):
            for length in range(min(self._longest, len(typed) - at), 0, -1):
                said = typed[at : at + length]
                terms = self._whole.get(tuple(word.plain for word in said), ())
                meant = [one for one in terms if self._is_meant(one.parts[0], said, text_is_marked)]
                if meant:
                    yield from (expansion for term in meant for expansion in term.expansions)
                    at += length
                    break
            else:
                at += 1
        for at, word in enumerate(typed):
            for term in self._gapped.get(word.plain, ()):
                if self._has_both(term, typed[at:], text_is_marked):
                    yield from term.expansions

    def _has_both(self, term: _Term, typed: Sequence[Word], text_is_marked: bool) -> bool:
        """Does *typed* begin with the first part of *term*, and does the second follow soon?"""
        first, second = term.parts
        if not self._is_meant(first, typed[: len(first)], text_is_marked):
            return False
        starts = range(len(first), len(first) + _WIDEST_GAP + 1)
        return any(
            self._is_meant(second, typed[at : at + len(second)], text_is_marked) for at in starts
        )

    def _is_meant(self, own: Sequence[Word], typed: Sequence[Word], text_is_marked: bool) -> bool:
        """Are *typed* the words *own*? Marks count as far as they were typed."""
        if [word.plain for word in own] != [word.plain for word in typed]:
            return False
        if len(own) == 1 and own[0].is_marked and not (text_is_marked or typed[0].is_marked):
            # One bare syllable may be many words: `den` is `đến` before it is `đền`.
            return self._spelling.is_clear(own[0].plain)
        if not any(word.is_marked for word in own):
            return True
        return all(
            one.marked == other.marked
            or not (text_is_marked or one.is_marked)
            or not self._spelling.is_written(one.marked)
            for one, other in zip(typed, own, strict=True)
        )
