"""
Search over the published procedures: by code, and by words with or without marks.

Pure Python in memory: a commune has a few hundred procedures, and the ranking (how well a name is
covered by what was typed, what people say instead) is not one a full-text index offers.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kiosk.catalog import code as codes
from kiosk.catalog.records import Procedure
from kiosk.catalog.search import phrasing
from kiosk.catalog.search.highlight import Matches
from kiosk.catalog.search.question import Question
from kiosk.catalog.search.ranking import Ranking
from kiosk.catalog.search.spelling import Correction, Spelling
from kiosk.catalog.search.synonyms import Expansion, Synonyms
from kiosk.catalog.search.text import Word, found_in, neighbours
from kiosk.catalog.search.weights import Weights

_PART_OF_CODE = re.compile(r"[0-9][0-9.]{2,}")
_CODE_IN_TEXT = re.compile(r"(?<![0-9.])[1-9]\.[0-9]{6}(?![0-9])")
_SHORTEST_WHOLE = 3  # letters of a word that may already be whole

# (its name and summary, its procedures as (code, when to choose it))
LifeEvent = tuple[str, Sequence[tuple[str, str | None]]]


@dataclass(frozen=True)
class Result:
    """What a search gave: codes in rank order, and how the query was understood."""

    codes: tuple[str, ...]
    total: int = 0  # matches in all, of which the best are in *codes*
    also: tuple[str, ...] = ()  # what was searched as well
    searched: str = ""  # the query as it was corrected; empty when nothing was
    unknown: tuple[str, ...] = ()  # words of the query that stand nowhere
    matches: Matches = Matches()


class Index:
    """The index of a set of procedures. Unchangeable; made anew with the catalog."""

    def __init__(
        self,
        procedures: Collection[Procedure],
        field_names: Mapping[str, str],
        synonyms: Iterable[tuple[str, str]] = (),
        life_events: Iterable[LifeEvent] = (),
        weights: Weights | None = None,
    ):
        synonyms = list(synonyms)
        notes: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for event, chosen in life_events:
            for code, note in chosen:
                notes[code].append((event, note or ""))
        self._codes = tuple(procedure.code for procedure in procedures)
        self._known_codes = frozenset(self._codes)
        self._weights = weights = weights or Weights()
        self._ranking = Ranking(
            [_texts(p, field_names.get(p.field, ""), notes[p.code]) for p in procedures], weights
        )
        said = [text for p in procedures for text in (p.name, *p.keywords)]
        said += [text for term, joined in synonyms for text in (term, *joined.split(";"))]
        self._by_name = {_name(found_in(p.name)): n for n, p in enumerate(procedures)}
        self._spelling = Spelling(said, self._ranking.words)
        self._synonyms = Synonyms(synonyms, self._spelling)

    def search(self, query: str, limit: int = 20) -> Result:
        """The best matches of *query*; a written code that exists stands first and alone."""
        query = unicodedata.normalize("NFC", query).strip()
        found = self._with_code(query)
        if found is not None:
            return Result(tuple(found[:limit]), len(found))
        words, corrections = self._spelling.corrected(list(found_in(query)))
        unknown = [word for word in words if not self._spelling.knows(word.plain)]
        question, expansions, matches = self._understood(words)
        named = _once(query[w.start : w.end] for w in unknown if not w.plain.isdigit())
        if not expansions and self._is_by_chance(words, unknown):
            return Result((), searched=_replaced(query, corrections), unknown=named)
        numbers, total = self._ranking.ranked(question)
        if (official := self._by_name.get(_name(words))) in numbers:
            numbers.insert(0, numbers.pop(numbers.index(official)))
        return Result(
            tuple(self._codes[number] for number in numbers[:limit]),
            total,
            _once(expansion.written for expansion in expansions),
            _replaced(query, corrections),
            named,
            matches,
        )

    def _is_by_chance(self, words: Sequence[Word], unknown: Sequence[Word]) -> bool:
        """
        Would a match say nothing? Most of *words* are *unknown*, and no two of them that stand
        together do so in any text.
        """
        is_marked = phrasing.is_typed_with_marks(words)
        telling = [word for word in words if not phrasing.is_function(word, is_marked)]
        return 2 * len(unknown) > len(telling) and not self._ranking.has_any(neighbours(words))

    def suggest(self, typed: str, limit: int = 8) -> tuple[str, ...]:
        """The codes that a half-typed query leads to: its last word may be only begun."""
        typed = unicodedata.normalize("NFC", typed)
        question = None if self._with_code(typed) else self._begun(typed)
        if question is None:
            return self.search(typed, limit).codes
        numbers, _ = self._ranking.ranked(question)
        return tuple(self._codes[number] for number in numbers[:limit])

    def _begun(self, typed: str) -> Question | None:
        """The question that *typed* becomes; None when its last word is no beginning of any."""
        words = list(found_in(typed))
        if not words or words[-1].end < len(typed):
            return None
        last, (before, _) = words[-1], self._spelling.corrected(words[:-1])
        completions = self._spelling.completions(last.plain, before[-1].plain if before else "")
        if not completions:
            return None
        # Few letters are the beginning of a word before they are an abbreviation.
        is_long = len(last.plain) >= _SHORTEST_WHOLE
        question, _, _ = self._understood([*before, last] if is_long else before)
        for word, worth in completions.items():
            question.complete(before, word, worth)
        return question

    def _with_code(self, query: str) -> list[str] | None:
        """The codes that *query* names, or is a part of; None when it is about words."""
        key = codes.normalise(query)
        if key in self._known_codes:
            return [key]
        if _PART_OF_CODE.fullmatch(query):
            digits = query.replace(".", "")
            return [code for code in self._codes if digits in codes.printed(code)]
        return [code for code in _CODE_IN_TEXT.findall(query) if code in self._known_codes] or None

    def _understood(self, words: Sequence[Word]) -> tuple[Question, list[Expansion], Matches]:
        """The question that *words* ask, the synonyms in it, and what it matches."""
        is_marked = phrasing.is_typed_with_marks(words)
        asked = phrasing.without_asking(words)
        telling = [w for w in asked if not phrasing.is_function(w, is_marked)] or asked
        # "ông nội tôi mất" is "ông nội mất": a term may have function words within.
        expansions = list(
            dict.fromkeys(
                expansion
                for said in (asked, telling)
                for expansion in self._synonyms.in_query(said, is_marked)
            )
        )
        question = Question()
        question.add(asked, is_marked, self._spelling.is_written, self._weights)
        for expansion in expansions:
            question.add_synonym(expansion, self._weights)
        matches = Matches(
            words=frozenset(word.plain for word in telling),
            marked=frozenset(
                w.marked for w in telling if w.is_marked and self._spelling.is_written(w.marked)
            ),
            phrases=frozenset(neighbours(asked))
            | {tuple(word.plain for word in expansion.words) for expansion in expansions},
        )
        return question, expansions, matches


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _name(said: Iterable[Word]) -> tuple[str, ...]:
    """What tells whether *said* is a whole official name; people put "thủ tục" before it."""
    plain = tuple(word.plain for word in said)
    return plain[2:] if plain[:2] == ("thu", "tuc") else plain


def _texts(
    procedure: Procedure, field_name: str, notes: Sequence[tuple[str, str]]
) -> dict[str, Sequence[str]]:
    """The texts of a procedure by place; *notes* are (life event, when to choose it)."""
    cases = dict.fromkeys(document.case for document in procedure.documents if document.case)
    return {
        "name": [procedure.name],
        "keywords": procedure.keywords,
        "result": [procedure.result or ""],
        "note": [note for _, note in notes],
        "summary": [procedure.summary or ""],
        "documents": [*(document.name for document in procedure.documents), *cases],
        "event": [event for event, _ in notes],
        "field": [field_name],
    }


def _replaced(query: str, corrections: Sequence[Correction]) -> str:
    """*query* as corrected; empty without corrections."""
    for correction in reversed(corrections):
        query = query[: correction.start] + correction.written + query[correction.end :]
    return query if corrections else ""
