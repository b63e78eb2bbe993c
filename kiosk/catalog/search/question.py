"""What a query asks for: which words and neighbours count, and how much."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kiosk.catalog.search.phrasing import is_function
from kiosk.catalog.search.synonyms import Expansion
from kiosk.catalog.search.text import Word, found_in, neighbours
from kiosk.catalog.search.weights import Weights

# What follows these is asked for; what stands before them is the story that leads to it.
_REQUESTS = frozenset(word.marked for word in found_in("muốn mún cần xin nhờ"))
_BARE_REQUESTS = frozenset(word.plain for word in found_in("muốn mún cần xin nhờ"))


@dataclass
class Question:
    """How much each word and each two neighbours count, without marks."""

    words: dict[str, float] = field(default_factory=dict)
    spelling: dict[str, str] = field(default_factory=dict)  # how a word was typed with marks
    pairs: dict[tuple[str, str], float] = field(default_factory=dict)
    covering: dict[str, float] = field(default_factory=dict)  # of a name or keyword

    def add(
        self,
        typed: Sequence[Word],
        text_is_marked: bool,
        is_written: Callable[[str], bool],
        weights: Weights,
    ) -> None:
        """Count what was typed. *is_written*: is there a word with these marks?"""
        idle = [is_function(word, text_is_marked) for word in typed]
        if all(idle):
            idle = [False] * len(typed)
        stress = _stress(typed, idle, text_is_marked, weights)
        for word, is_idle, worth in zip(typed, idle, stress, strict=True):
            worth *= weights.function if is_idle else 1.0
            _raise(self.words, word.plain, worth)
            _raise(self.covering, word.plain, worth)
        spellings: dict[str, set[str]] = defaultdict(set)
        for word in typed:
            if text_is_marked or word.is_marked:
                spellings[word.plain].add(word.marked)
        for plain, (marked, *others) in spellings.items():
            if not others and is_written(marked):
                self.spelling[plain] = marked
        telling = [at for at, is_idle in enumerate(idle) if not is_idle]
        for one, other in zip(telling, telling[1:], strict=False):
            worth = weights.apart * min(stress[one], stress[other])
            _raise(self.pairs, (typed[one].plain, typed[other].plain), worth)
        for at, pair in enumerate(neighbours(typed)):
            worth = min(stress[at : at + 2])
            worth *= weights.function if idle[at] and idle[at + 1] else 1.0
            _raise(self.pairs, pair, worth)

    def add_synonym(self, expansion: Expansion, weights: Weights) -> None:
        """Count what a synonym stands for."""
        for word in expansion.words:
            little = weights.function if is_function(word, text_is_marked=True) else 1.0
            _raise(self.words, word.plain, weights.synonym * little)
            _raise(self.covering, word.plain, weights.synonym_cover)
        for pair in neighbours(expansion.words):
            _raise(self.pairs, pair, weights.synonym)

    def complete(self, before: Sequence[Word], begun: str, worth: float) -> None:
        """Count *begun*, a word that the last one, after those *before*, may become."""
        _raise(self.words, begun, worth)
        _raise(self.covering, begun, worth)
        for word in before[-1:]:
            _raise(self.pairs, (word.plain, begun), worth)


def _raise(worths: dict, key: object, worth: float) -> None:
    """*key* counts *worth*, unless it counts more already."""
    if worth > worths.get(key, 0.0):
        worths[key] = worth


def _stress(
    typed: Sequence[Word], idle: Sequence[bool], text_is_marked: bool, weights: Weights
) -> list[float]:
    """How much each word is meant: less in the story before the request, and in asides after it."""
    stress = [1.0] * len(typed)
    for at in range(1, len(typed) - 1):
        word, following = typed[at], typed[at + 1].plain
        bare = not (text_is_marked or word.is_marked)
        asks = word.plain in _BARE_REQUESTS if bare else word.marked in _REQUESTS
        if asks and not all(idle[at:]):
            stress[:at] = [weights.story] * at
        is_when = word.plain in ("sau", "truoc") and following == "khi"
        is_what_for = word.plain == "de" and word.marked in _TO and following not in ("lai", "nghi")
        if is_when or is_what_for:
            stress[at:] = [weights.aside] * (len(typed) - at)
    return stress


_TO = frozenset(word.marked for word in found_in("để de"))  # not `đẻ`, `đề`
