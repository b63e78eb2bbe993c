"""Which procedures answer a question best."""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from kiosk.catalog.search import phrases
from kiosk.catalog.search.postings import postings, rarity_of, with_other_marks
from kiosk.catalog.search.question import Question
from kiosk.catalog.search.text import found_in, neighbours
from kiosk.catalog.search.weights import Weights

_LEAST_SHARE = 0.2  # of the best score: what is below it is noise to a citizen
_LOOKED_AT = 40  # matches, by the worth of their words alone
# In a large catalog, what would cost more time than it tells:
_CANDIDATES = 400  # from which common words make no more
_COMMON = 0.08  # of all procedures
_LITTLE = 0.4  # the share up to which a common word is left out


class Ranking:
    """The procedures by number, indexed by word and by two neighbours. Unchangeable."""

    def __init__(self, texts: Iterable[Mapping[str, Sequence[str]]], weights: Weights):
        """*texts*: of each procedure, by place; the places are the first of the weights."""
        self._weights = weights
        said = [
            {place: [tuple(found_in(text)) for text in some] for place, some in one.items()}
            for one in texts
        ]
        self._count = len(said)
        self._words = postings(said, weights, lambda text: (word.plain for word in text))
        marked = postings(said, weights, lambda text: (word.marked for word in text))
        self._marked = with_other_marks(marked, self._words, weights.other_marks)
        self._pairs = postings(said, weights, neighbours)
        rarity = {word: rarity_of(found, self._count) for word, found in self._words.items()}
        self._phrases = phrases.of_all(
            ((places["name"][0], places["keywords"]) for places in said), rarity, weights
        )

    @property
    def words(self) -> Iterable[str]:
        """Every word of the texts, without marks."""
        return self._words.keys()

    def has_any(self, pairs: Iterable[tuple[str, str]]) -> bool:
        """Do any two words stand together anywhere?"""
        return any(pair in self._pairs for pair in pairs)

    def ranked(self, question: Question) -> tuple[list[int], int]:
        """The numbers of the best matches, best first, and how many match in all."""
        scores = self._scores(question)
        least = max(scores.values(), default=0.0) * _LEAST_SHARE
        matches = [number for number, score in scores.items() if score > least]
        best = heapq.nlargest(_LOOKED_AT, matches, key=scores.__getitem__)
        final = {
            number: self._phrases[number].closer(scores[number], question, self._weights)
            for number in best
        }
        enough = max(final.values(), default=0.0) * _LEAST_SHARE
        # Where nothing tells two procedures apart they keep the order of the catalog.
        ranked = sorted((n for n in best if final[n] >= enough), key=lambda n: (-final[n], n))
        # Who was not looked at is no better than the last of those: it matches when they all do.
        return ranked, len(ranked) if len(ranked) < len(best) else len(matches)

    def _scores(self, question: Question) -> dict[int, float]:
        """What the words and neighbours of *question* are worth, by procedure."""
        scores: dict[int, float] = defaultdict(float)
        for entries, share in self._asked(question):
            if len(entries) > self._count * _COMMON and len(scores) >= _CANDIDATES:
                # A word of many: it tells the candidates apart, but makes no new ones.
                for number in scores:
                    scores[number] += share * entries.get(number, 0.0)
            else:
                for number, worth in entries.items():
                    scores[number] += share * worth
        return scores

    def _asked(self, question: Question) -> list[tuple[Mapping[int, float], float]]:
        """The postings of all that *question* asks for, each with its share; the rarest first."""
        found: list[tuple[Mapping[int, float], float]] = []
        for word, share in question.words.items():
            marked = question.spelling.get(word, "")
            if marked in self._marked:
                found.append((self._marked[marked], share))
            elif word in self._words:
                found.append(
                    (self._words[word], share * (self._weights.other_marks if marked else 1))
                )
        found += [
            (self._pairs[pair], share * self._weights.pair)
            for pair, share in question.pairs.items()
            if pair in self._pairs
        ]
        many = max(self._count * _COMMON, _CANDIDATES)
        telling = [
            (entries, share) for entries, share in found if len(entries) <= many or share > _LITTLE
        ]
        return sorted(telling or found, key=lambda one: len(one[0]))
