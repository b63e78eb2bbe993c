"""
Search over the published procedures: by code, and by words with or without marks.

Pure Python in memory: a commune has a few hundred procedures, and the ranking (how well a name is
covered by what was typed) is not one a full-text index offers.
"""

import heapq
import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from kiosk.catalog import code as codes
from kiosk.catalog.fold import fold
from kiosk.catalog.records import Procedure

# What a word found there is worth: the official name first, then what people call it.
_WEIGHTS = {"name": 6.0, "keywords": 5.0, "summary": 2.5, "documents": 1.0, "field": 1.5}
_LEAST_SHARE = 0.2  # of the best score: what is below it is noise to a citizen
_LOOKED_AT = 300  # matches, by the worth of their words alone
_SYNONYM_SHARE = 0.7  # a word from a synonym against one that was typed
_WORD = re.compile(r"[a-z0-9]+")
_PART_OF_CODE = re.compile(r"[0-9][0-9.]{2,}")
# Words of a question that say nothing of the procedure, folded.
_QUESTION_WORDS = frozenset(
    "toi minh em anh chi muon can lam xin hoi cho ve o dau the nao nhu gi khong ko duoc dc bi thi"
    " la va voi cua co phai bao nhieu khi roi nay kia ay a oi nhe hay thu tuc ho so giay to".split()
)


def words(text: str) -> list[str]:
    """The folded words of *text*."""
    return _WORD.findall(fold(text))


@dataclass(frozen=True)
class Result:
    """What a search gave: codes in rank order, and the words it searched as well."""

    codes: tuple[str, ...]
    also: tuple[str, ...] = ()
    total: int = 0  # matches in all, of which the best are in *codes*


@dataclass(frozen=True)
class _Entry:
    code: str
    weights: Mapping[str, float]  # of each word, the best place it stands in
    pairs: frozenset[tuple[str, str]]  # neighbours in the name and in each keyword
    name_words: frozenset[str]


class Index:
    """The index of a set of procedures. Unchangeable; made anew with the catalog."""

    def __init__(
        self,
        procedures: Collection[Procedure],
        field_names: Mapping[str, str],
        synonyms: Iterable[tuple[str, str]] = (),
    ):
        self._entries = {p.code: _entry(p, field_names.get(p.field, "")) for p in procedures}
        self._postings = _postings(self._entries.values())
        count = max(len(self._entries), 1)
        self._rarity = {
            word: math.log(1 + count / len(found)) for word, found in self._postings.items()
        }
        self._synonyms = {
            tuple(words(term)): tuple(e.strip() for e in expansion.split(";") if e.strip())
            for term, expansion in synonyms
        }
        self._longest_synonym = max((len(term) for term in self._synonyms), default=0)

    def search(self, query: str, limit: int = 20) -> Result:
        """The best matches of *query*; a written code that exists stands first and alone."""
        key = codes.normalise(query)
        if key in self._entries:
            return Result((key,), total=1)
        if _PART_OF_CODE.fullmatch(query.strip()):
            digits = query.strip().replace(".", "")
            found = [code for code in self._entries if digits in codes.printed(code)]
            return Result(tuple(found[:limit]), total=len(found))
        typed = words(query)
        also = self._expansions(typed)
        ranked = self._ranked(typed, [words(expansion) for expansion in also])
        return Result(tuple(ranked[:limit]), also, len(ranked))

    def _ranked(self, typed: list[str], expanded: list[list[str]]) -> list[str]:
        """The codes that match well enough, best first."""
        asked = [word for word in typed if word not in _QUESTION_WORDS] or typed
        wanted = dict.fromkeys(asked, 1.0)
        for word in (word for expansion in expanded for word in expansion):
            wanted.setdefault(word, _SYNONYM_SHARE)
        pairs = {pair for text in [typed, *expanded] for pair in zip(text, text[1:], strict=False)}
        bases = self._bases(wanted)
        # In a large catalog common words match nearly all: only the best are worth a closer look.
        best = heapq.nlargest(_LOOKED_AT, bases, key=bases.__getitem__)
        scores = {code: self._score(code, bases[code], wanted, pairs) for code in best}
        enough = max(scores.values(), default=0.0) * _LEAST_SHARE
        return sorted(
            (code for code, score in scores.items() if score >= enough),
            key=lambda code: -scores[code],
        )

    def _bases(self, wanted: Mapping[str, float]) -> dict[str, float]:
        """What the *wanted* words alone are worth, by code; rare words first."""
        bases: dict[str, float] = defaultdict(float)
        known = [word for word in wanted if word in self._postings]
        for word in sorted(known, key=lambda word: len(self._postings[word])):
            worth, postings = wanted[word] * self._rarity[word], self._postings[word]
            if len(postings) > len(bases) >= _LOOKED_AT:
                # A word of nearly all: it tells the candidates apart, but makes no new ones.
                for code in bases:
                    bases[code] += worth * self._entries[code].weights.get(word, 0.0)
            else:
                for code, weight in postings:
                    bases[code] += worth * weight
        return bases

    def _score(
        self, code: str, base: float, wanted: Mapping[str, float], pairs: set[tuple[str, str]]
    ) -> float:
        """*base*, more for words that stand together, and for a name that is wholly asked for."""
        entry = self._entries[code]
        together = sum(self._rarity.get(second, 0.0) for _, second in pairs & entry.pairs)
        covered = sum(1 for word in entry.name_words if word in wanted)
        # A name in a foreign script has no words here.
        return (base + 4.0 * together) * (1.0 + covered / max(len(entry.name_words), 1))

    def _expansions(self, typed: list[str]) -> tuple[str, ...]:
        """The expansions of the synonyms in *typed*: whole words, the longest term first."""
        found: list[str] = []
        at = 0
        while at < len(typed):
            for length in range(min(self._longest_synonym, len(typed) - at), 0, -1):
                if expansions := self._synonyms.get(tuple(typed[at : at + length])):
                    found += expansions
                    at += length
                    break
            else:
                at += 1
        return tuple(dict.fromkeys(found))


def _postings(entries: Iterable[_Entry]) -> dict[str, list[tuple[str, float]]]:
    """Of each word, the codes it leads to and what it is worth there."""
    found: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for entry in entries:
        for word, weight in entry.weights.items():
            found[word].append((entry.code, weight))
    return dict(found)


def _entry(procedure: Procedure, field_name: str) -> _Entry:
    texts = {
        "name": [procedure.name],
        "keywords": list(procedure.keywords),
        "summary": [procedure.summary or ""],
        "documents": [document.name for document in procedure.documents],
        "field": [field_name],
    }
    weights: dict[str, float] = {}
    for place, parts in texts.items():
        for word in words(" ".join(parts)):
            weights[word] = max(weights.get(word, 0.0), _WEIGHTS[place])
    pairs = frozenset(
        pair
        for part in [*texts["name"], *texts["keywords"]]
        for pair in zip(words(part), words(part)[1:], strict=False)
    )
    return _Entry(procedure.code, weights, pairs, frozenset(words(procedure.name)))
