"""Where each word stands, and what it is worth there: rare words and good places more."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from kiosk.catalog.search.text import Word, found_in
from kiosk.catalog.search.weights import Weights

Key = TypeVar("Key", str, tuple[str, str])
# The words of the texts of one procedure, by place; the places are the first of the weights.
Said = Mapping[str, Sequence[Sequence[Word]]]
Postings = dict[Key, dict[int, float]]  # of each key, the numbers of procedures and its worth there


def postings(
    said: Sequence[Said], weights: Weights, keys: Callable[[Sequence[Word]], Iterable[Key]]
) -> Postings[Key]:
    """The postings of *keys* in the texts of all procedures, numbered in their order."""
    found: Postings[Key] = defaultdict(dict)
    for number, places in enumerate(said):
        # In several places a key is worth what it is in the best of them: that one comes first.
        for place in sorted(places, key=lambda place: -getattr(weights, place)):
            worth = getattr(weights, place)
            for text in places[place]:
                for key in keys(text):
                    found[key].setdefault(number, worth)
    for entries in found.values():
        rarity = rarity_of(entries, len(said))
        for number in entries:
            entries[number] *= rarity
    return dict(found)


def rarity_of(entries: Mapping[int, float], total: int) -> float:
    """How rare that is what stands in *entries* of *total* procedures."""
    return math.log(1 + total / len(entries))


def with_other_marks(
    marked: Postings[str], words: Postings[str], share: float
) -> Mapping[str, Mapping[int, float]]:
    """*marked*, where the same word with other marks counts a *share* of it."""
    return {
        key: {
            number: max(share * worth, found.get(number, 0.0))
            for number, worth in words[plain(key)].items()
        }
        for key, found in marked.items()
    }


def plain(marked: str) -> str:
    """The word *marked* without its marks."""
    return next(found_in(marked)).plain
