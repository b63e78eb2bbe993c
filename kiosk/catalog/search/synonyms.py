"""What people say where the catalog says otherwise: short forms, region and everyday words."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kiosk.catalog.search.text import Word, found_in


@dataclass(frozen=True)
class Expansion:
    """What is searched as well: as it is written, and its words."""

    written: str
    words: tuple[Word, ...]


@dataclass(frozen=True)
class _Term:
    words: tuple[Word, ...]
    expansions: tuple[Expansion, ...]

    def is_meant(self, typed: Sequence[Word]) -> bool:
        """Is it this term that *typed*, the same words without marks, means? Typed marks count."""
        return all(
            one.marked == other.marked or not (one.is_marked and other.is_marked)
            for one, other in zip(typed, self.words, strict=True)
        )


class Synonyms:
    """The table of synonyms, ready to be found in a query."""

    def __init__(self, table: Iterable[tuple[str, str]], is_clear: Callable[[str], bool]):
        """*is_clear*: is a word without marks one word only, whatever marks it may have had?"""
        self._is_clear = is_clear
        self._terms: dict[tuple[str, ...], list[_Term]] = {}
        for term, joined in table:
            said = tuple(found_in(term))
            expansions = tuple(
                Expansion(part.strip(), tuple(found_in(part))) for part in joined.split(";")
            )
            filled = tuple(expansion for expansion in expansions if expansion.words)
            if said:
                self._terms.setdefault(tuple(w.plain for w in said), []).append(_Term(said, filled))
        self._longest = max(map(len, self._terms), default=0)

    def in_query(
        self, typed: Sequence[Word], text_is_marked: bool
    ) -> Iterator[tuple[Sequence[Word], tuple[Expansion, ...]]]:
        """The terms in *typed*, whole words and the longest first, with what they stand for."""
        at = 0
        while at < len(typed):
            for length in range(min(self._longest, len(typed) - at), 0, -1):
                said = typed[at : at + length]
                terms = self._terms.get(tuple(word.plain for word in said), ())
                meant = [term for term in terms if self._is_meant(term, said, text_is_marked)]
                if meant:
                    yield said, tuple(e for term in meant for e in term.expansions)
                    at += length
                    break
            else:
                at += 1

    def _is_meant(self, term: _Term, typed: Sequence[Word], text_is_marked: bool) -> bool:
        (first, *others), (own, *_) = typed, term.words
        if others or not own.is_marked:
            return term.is_meant(typed)
        # One bare syllable may be many words: `den` is `đến` before it is `đền`.
        bare = not (text_is_marked or first.is_marked)
        return self._is_clear(own.plain) if bare else first.marked == own.marked
