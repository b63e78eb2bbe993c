"""What an unknown word was meant to be: other keys, two words in one, a slip, an accent."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from kiosk.catalog.search import phrasing, telex
from kiosk.catalog.search.text import Word, found_in

_SHORTEST = 3  # letters; what is shorter is one slip away from everything
_MOST_COMPLETIONS = 8
_LONG = 6  # letters, from which two slips are allowed
_SURE = 4  # letters, from which a word that is no syllable needs no neighbour
# The least share of a word's places in which it stands beside that neighbour.
_BOND_OF_SOUND = 0.25
_BOND_OF_SLIP = 0.5

_VOWELS = (
    "a ai ao au ay e eo eu i ia ie ieu iu o oa oai oao oay oe oeo oi oo u ua uay ue ui uo uoi uou"
    " uu uy uya uye uyu y ye yeu"
)
_SYLLABLE = re.compile(
    r"(?:ngh|ng|gh|gi|kh|ch|nh|ph|qu|th|tr|[bcdghklmnprstvx])?"
    rf"(?:{'|'.join(_VOWELS.split())})(?:ch|ng|nh|[cmnpt])?"
)
# Letters that sound alike in one region or another, at the beginning and the end of a syllable.
_SOUNDS = tuple(
    (re.compile(letters), one)
    for letters, one in (
        ("^tr", "ch"),
        ("^x", "s"),
        ("^(?:gi|r)", "d"),
        ("^l", "n"),
        ("^ngh", "ng"),
        ("^gh", "g"),
        ("^[kq]", "c"),
        ("(?:ng|nh)$", "n"),
        ("c(?:h?)$", "t"),
    )
)


@dataclass(frozen=True)
class Correction:
    """That *written* is searched for what stands from *start* to *end*."""

    start: int
    end: int
    written: str


class Spelling:
    """Corrects words that nobody knows to words of the catalog, guarded by their neighbours."""

    def __init__(self, texts: Iterable[str], known: Iterable[str]):
        """*texts*: in which words are right, and stand together. *known*: more words left alone."""
        written: dict[str, Counter[str]] = defaultdict(Counter)
        self._by_marks: dict[str, str] = {}
        self._spellings: dict[str, set[str]] = defaultdict(set)
        self._pairs: Counter[tuple[str, str]] = Counter()
        self._pair_written: dict[tuple[str, str], tuple[str, str]] = {}
        for text in texts:
            before = None
            for word in found_in(text):
                form = text[word.start : word.end].lower()
                written[word.plain][form] += 1
                self._by_marks.setdefault(word.marked, form)
                self._spellings[word.plain].add(word.marked)
                if before:
                    pair = before[0], word.plain
                    self._pairs[pair] += 1
                    self._pair_written.setdefault(pair, (before[1], form))
                before = word.plain, form
        self._count = {word: forms.total() for word, forms in written.items()}
        self._written = {word: forms.most_common(1)[0][0] for word, forms in written.items()}
        self._known = frozenset(known) | frozenset(written) | phrasing.COMMON
        self._choices = sorted(written)
        self._alike: dict[str, list[str]] = defaultdict(list)
        for choice in written:
            self._alike[_sound(choice)].append(choice)

    def knows(self, plain: str) -> bool:
        """Does the word stand anywhere?"""
        return plain in self._known

    def is_written(self, marked: str) -> bool:
        """Does the word stand with these marks in a text that words are corrected to?"""
        return marked in self._by_marks

    def is_clear(self, plain: str) -> bool:
        """Is the word without marks one word only, whatever marks it may have had?"""
        return len(self._spellings.get(plain, ())) == 1 and plain not in phrasing.COMMON

    def completions(self, begun: str, before: str) -> dict[str, float]:
        """Words that begin with *begun* and what each counts; those after *before*, if any."""
        some = self._choices[bisect_left(self._choices, begun) :]
        words = list(takewhile(lambda word: word.startswith(begun), some))
        beside = [word for word in words if (before, word) in self._pairs]
        best = sorted(beside or words, key=lambda word: -self._count[word])[:_MOST_COMPLETIONS]
        most = self._count[best[0]] if best else 1
        return {word: 1.0 if word == begun else self._count[word] / most for word in best}

    def corrected(self, typed: Sequence[Word]) -> tuple[list[Word], tuple[Correction, ...]]:
        """*typed* with each unknown word that surely means another one replaced, and what was."""
        found: list[Word] = []
        corrections: list[Correction] = []
        for at, word in enumerate(typed):
            if word.plain in self._known:
                found.append(word)
                continue
            before = found[-1].plain if found else ""
            after = typed[at + 1].plain if at + 1 < len(typed) else ""
            written = self._meant(word, before, after)
            if written is None:
                found.append(word)
                continue
            corrections.append(Correction(word.start, word.end, written))
            found += [Word(w.plain, w.marked, word.start, word.end) for w in found_in(written)]
        return found, tuple(corrections)

    def _meant(self, word: Word, before: str, after: str) -> str | None:
        """How what *word* means is written; None when that is not sure."""
        if keyed := self._keyed(word):
            return keyed
        if len(word.plain) < _SHORTEST or not word.plain.isalpha():
            return None
        for cut in range(2, len(word.plain) - 1):  # two words in one: `khaisinh`
            if pair := self._pair_written.get((word.plain[:cut], word.plain[cut:])):
                return " ".join(pair)
        nearest = self._nearest(word.plain, before, after)
        if nearest is None:
            return None
        if pair := self._pair_written.get((before, nearest)):
            return pair[1]
        if pair := self._pair_written.get((nearest, after)):
            return pair[0]
        return self._written[nearest]

    def _keyed(self, word: Word) -> str | None:
        decoded = telex.decoded(word.marked)
        if decoded is None:
            return None
        (meant,) = found_in(decoded)
        if meant.plain not in self._known:
            return None
        return self._by_marks.get(meant.marked) or self._written.get(meant.plain) or decoded

    def _nearest(self, plain: str, before: str, after: str) -> str | None:
        """The word a slip or an accent away from *plain* that goes with its neighbours."""
        # Imported here: only a query with an unknown word needs it.
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        slips = 2 if len(plain) >= _LONG else 1
        near = extract(plain, self._choices, scorer=OSA.distance, score_cutoff=slips, limit=None)
        distance = {choice: float(slip) for choice, slip, _ in near}
        distance.update(dict.fromkeys(self._alike.get(_sound(plain), ()), 0.5))
        is_syllable = _SYLLABLE.fullmatch(plain) is not None

        def is_sure(choice: str) -> bool:
            bond = self._bond(before, choice, after)
            if is_syllable:  # it may be a word that our texts lack
                return bond >= (_BOND_OF_SOUND if distance[choice] < 1 else _BOND_OF_SLIP)
            return bond > 0 or (distance[choice] <= 1 and len(plain) >= _SURE)

        return min(
            filter(is_sure, distance),
            key=lambda choice: (-self._bond(before, choice, after), distance[choice], choice),
            default=None,
        )

    def _bond(self, before: str, word: str, after: str) -> float:
        """The share of the places of *word* in which it stands beside *before* or *after*."""
        beside = max(self._pairs[before, word], self._pairs[word, after])
        return beside / self._count[word]


def _sound(plain: str) -> str:
    """One key for all words that sound alike somewhere: `xinh` and `sinh`, `trung` and `chung`."""
    for letters, one in _SOUNDS:
        plain = letters.sub(one, plain)
    return plain
