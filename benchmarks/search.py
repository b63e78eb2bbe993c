"""
How often the right procedure comes first, and in the first three, for citizens' own phrasings.

    python benchmarks/search.py [--leave-one-out] PHRASINGS.csv...

The lists have the columns `query` and `codes` (joined by ";"). The rates are printed as typed and
without marks, beside two references: plain counting of shared words, and a plain full-text index
(SQLite FTS5, bm25, the same folded texts). Leave-one-out: each phrasing is searched with the
weights, of a small grid, that are best for all the others; near the plain rates it says that the
weights were not fitted to single phrasings.
"""

import argparse
import csv
import dataclasses
import itertools
import sqlite3
import statistics
from collections.abc import Callable
from pathlib import Path

from common import seconds

from kiosk import config
from kiosk.catalog import checks, document
from kiosk.catalog.fold import fold
from kiosk.catalog.records import Procedure, complete
from kiosk.catalog.search import Index, Weights, words

Search = Callable[[str], list[str] | tuple[str, ...]]
Phrasings = list[tuple[str, set[str]]]

GRID = {
    "synonym": (0.3, 0.4, 0.55),
    "pair": (0.5, 0.75, 1.0),
    "phrase": (5.0, 8.0, 12.0),
    "lack": (0.3, 0.6, 1.0),
}


@dataclasses.dataclass(frozen=True)
class Catalog:
    """The shipped catalog: what an index is made from."""

    procedures: list[Procedure]
    field_names: dict[str, str]
    synonyms: list[tuple[str, str]]
    life_events: list[tuple[str, list[tuple[str, str | None]]]]

    def index(self, weights: Weights | None = None, n: int | None = None) -> Index:
        """Its index; of *n* procedures: the real ones again and again under other codes."""
        some = self.procedures if n is None else enlarged(self.procedures, n)
        return Index(some, self.field_names, self.synonyms, self.life_events, weights)


def shipped() -> Catalog:
    checked, _ = checks.check(document.read(config.SHIPPED_CATALOG))
    assert checked
    parts = checked.parts
    chosen: dict[str, list[tuple[str, str | None]]] = {}
    for row in parts["life_event_procedures"]:
        chosen.setdefault(row["event_slug"], []).append((row["code"], row["note"]))
    return Catalog(
        [Procedure.of(complete(draft, None, "commune")) for draft in checked.drafts.values()],
        {row["slug"]: row["name"] for row in parts["fields"]},
        [(row["term"], row["expansion"]) for row in parts["synonyms"]],
        [
            (f"{row['name']}. {row['summary'] or ''}", chosen.get(row["slug"], []))
            for row in parts["life_events"]
        ],
    )


def enlarged(procedures: list[Procedure], n: int) -> list[Procedure]:
    """*n* procedures for scale only."""
    return [
        dataclasses.replace(procedures[i % len(procedures)], code=f"9.{i:06}") for i in range(n)
    ]


def rates(search: Search, phrasings: Phrasings) -> tuple[float, float]:
    """The shares of *phrasings* whose procedure comes first, and in the first three."""
    hits = [hit(search(query), wanted) for query, wanted in phrasings]
    return statistics.mean(first for first, _ in hits), statistics.mean(three for _, three in hits)


def hit(codes, wanted: set[str]) -> tuple[bool, bool]:
    return bool(wanted & set(codes[:1])), bool(wanted & set(codes[:3]))


def plain_count(procedures: list[Procedure]) -> Search:
    """Procedures by how many of the typed words their name and keywords hold."""
    held = {p.code: set(words(" ".join([p.name, *p.keywords]))) for p in procedures}

    def search(query: str) -> list[str]:
        asked = set(words(query))
        return sorted(held, key=lambda code: -len(asked & held[code]))

    return search


def full_text(procedures: list[Procedure], field_names: dict[str, str]) -> Search:
    """A plain full-text index: SQLite FTS5, bm25, weights by column as usual."""
    db = sqlite3.connect(":memory:")
    db.execute(
        "create virtual table text using"
        " fts5(code unindexed, name, keywords, summary, documents, field)"
    )
    for p in procedures:
        papers = " ".join(paper.name for paper in p.documents)
        texts = (
            p.name,
            " ".join(p.keywords),
            p.summary or "",
            papers,
            field_names.get(p.field, ""),
        )
        folded = (" ".join(words(text)) for text in texts)
        db.execute("insert into text values (?, ?, ?, ?, ?, ?)", (p.code, *folded))

    def search(query: str) -> list[str]:
        asked = " OR ".join(f'"{word}"' for word in dict.fromkeys(words(query)))
        found = db.execute(
            "select code from text where text match ?"
            " order by bm25(text, 0, 6, 5, 2, 1, 1) limit 20",
            (asked,),
        )
        return [code for (code,) in found]

    return search


def leave_one_out(catalog: Catalog, phrasings: Phrasings) -> tuple[float, float]:
    """The rates when each phrasing is searched with weights chosen by all the others."""
    grid = [
        Weights(**dict(zip(GRID, values, strict=True)))
        for values in itertools.product(*GRID.values())
    ]
    hits = []
    for weights in grid:
        index = catalog.index(weights)
        hits.append([hit(index.search(query).codes, wanted) for query, wanted in phrasings])
    sums = [sum(first + three for first, three in each) for each in hits]
    left_out = []
    for n in range(len(phrasings)):
        best = max(range(len(grid)), key=lambda g: sums[g] - sum(hits[g][n]))
        left_out.append(hits[best][n])
    return statistics.mean(f for f, _ in left_out), statistics.mean(t for _, t in left_out)


def times_ms(search: Callable[[str], object], queries: list[str]) -> tuple[float, float]:
    """The median and the 95th percentile; of each query the best of three, for others work here."""
    search(queries[0])
    times = [min(1000 * seconds(lambda q=query: search(q)) for _ in range(3)) for query in queries]
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def slipped(query: str) -> str:
    """*query* with a letter doubled in its longest word: for the time of the typing-slip path."""
    longest = max(query.split(), key=len)
    return query.replace(longest, longest[:2] + longest[1:], 1)


def read(path: Path) -> Phrasings:
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["query"], set(row["codes"].split(";"))) for row in csv.DictReader(file)]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("lists", type=Path, nargs="+")
    parser.add_argument("--leave-one-out", action="store_true")
    asked = parser.parse_args()
    catalog = shipped()
    index = catalog.index()
    references = (
        ("plain word count", plain_count(catalog.procedures)),
        ("plain full text", full_text(catalog.procedures, catalog.field_names)),
    )
    queries: list[str] = []
    for path in asked.lists:
        typed = read(path)
        queries += [query for query, _ in typed]
        unmarked = [(fold(query), wanted) for query, wanted in typed]
        for label, phrasings in (("as typed", typed), ("without marks", unmarked)):
            first, three = rates(lambda query: index.search(query).codes, phrasings)
            line = f"{path.stem}, {label}: first {first:.3f}, first three {three:.3f}"
            for name, search in references:
                line += "; {} {:.3f}, {:.3f}".format(name, *rates(search, phrasings))
            print(f"{line} (n={len(phrasings)})")
            if asked.leave_one_out:
                first, three = leave_one_out(catalog, phrasings)
                print(f"  weights chosen by the others: first {first:.3f}, three {three:.3f}")
    for n, goal in ((len(catalog.procedures), 1), (6000, 5)):
        grown = enlarged(catalog.procedures, n)
        index = catalog.index(n=n)
        p50, p95 = times_ms(index.search, queries)
        slow50, slow95 = times_ms(index.search, [slipped(query) for query in queries])
        begun50, begun95 = times_ms(index.suggest, [query[:12] for query in queries])
        text50, text95 = times_ms(full_text(grown, catalog.field_names), queries)
        print(
            f"{n} procedures: p50 {p50:.2f} ms (asked: <= {goal} ms), p95 {p95:.2f}; "
            f"with a typing slip {slow50:.2f}, {slow95:.2f}; "
            f"suggestions {begun50:.2f}, {begun95:.2f}; plain full text {text50:.2f}, {text95:.2f}"
        )


if __name__ == "__main__":
    main()
