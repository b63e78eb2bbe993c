"""How well the name and the keywords of a procedure are covered by what was asked."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kiosk.catalog.search.phrasing import is_function
from kiosk.catalog.search.question import Question
from kiosk.catalog.search.text import Word
from kiosk.catalog.search.weights import Weights

_ASKED_FOR = 0.3  # the share from which a further word of a name counts as asked for


@dataclass(frozen=True)
class Phrases:
    """The name (first) and the keywords of one procedure. The mass of a word is its rarity."""

    # Of each word: which phrases have it, its mass there, and how it is written there.
    of_word: Mapping[str, Sequence[tuple[int, float, str]]]
    totals: tuple[float, ...]  # the mass of each phrase
    further: frozenset[str]  # words of the name beyond the name of a simpler procedure

    def closer(self, score: float, question: Question, weights: Weights) -> float:
        """*score*, more where a phrase is well covered, less for what the name has beyond."""
        covering = question.covering
        covered = [0.0] * len(self.totals)
        for word in covering.keys() & self.of_word.keys():
            typed = question.spelling.get(word)
            for phrase, mass, written in self.of_word[word]:
                share = covering[word]
                if typed not in (None, written):
                    share *= weights.other_marks
                covered[phrase] += share * mass
        best = max(
            [mass * (mass / total) ** 2 for mass, total in zip(covered, self.totals, strict=True)]
        )
        lack = min(weights.most_lack, self.totals[0] - covered[0])
        score -= min(weights.lack * lack, score / 2)  # a weak match stays one
        score *= 1.0 + weights.cover * covered[0] / self.totals[0]
        score += weights.phrase * best
        if self.further:
            unasked = sum(covering.get(word, 0.0) < _ASKED_FOR for word in self.further)
            score *= 1.0 - weights.variant * unasked / len(self.further)
        return score


def of_all(
    named: Iterable[tuple[Sequence[Word], Sequence[Sequence[Word]]]],
    rarity: Mapping[str, float],
    weights: Weights,
) -> list[Phrases]:
    """The phrases of all procedures, of which *named* gives (name, keywords)."""
    named = list(named)
    further = _further_words([name for name, _ in named])
    return [
        _phrases([name, *keywords], more, rarity, weights)
        for (name, keywords), more in zip(named, further, strict=True)
    ]


def _phrases(
    some: Sequence[Sequence[Word]],
    further: frozenset[str],
    rarity: Mapping[str, float],
    weights: Weights,
) -> Phrases:
    of_word: dict[str, list[tuple[int, float, str]]] = defaultdict(list)
    totals = []
    for phrase, said in enumerate(some):
        total = 0.0
        for word in {word.plain: word for word in said}.values():
            mass = rarity[word.plain]
            if is_function(word, text_is_marked=True):
                mass *= weights.name_function
            of_word[word.plain].append((phrase, mass, word.marked))
            total += mass
        totals.append(total or 1.0)  # a name in a foreign script has no words here
    return Phrases(dict(of_word), tuple(totals), further)


def _further_words(names: Sequence[Sequence[Word]]) -> list[frozenset[str]]:
    """Of each name, its words beyond the longest other name whose words it has all; else none."""
    sets = [
        frozenset(w.plain for w in name if not is_function(w, text_is_marked=True))
        for name in names
    ]
    counts = Counter(word for one in sets for word in one)
    # A name stands under its rarest word alone, so that few are compared.
    by_rarest: dict[str, set[frozenset[str]]] = defaultdict(set)
    for one in sets:
        if len(one) > 1:
            by_rarest[min(one, key=lambda word: (counts[word], word))].add(one)
    found = []
    for one in sets:
        simpler = [other for word in one for other in by_rarest.get(word, ()) if other < one]
        longest = max(simpler, key=lambda other: (len(other), sorted(other)), default=one)
        found.append(one - longest)
    return found
