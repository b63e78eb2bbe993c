"""
How often the right procedure comes first, and in the first three, for citizens' own phrasings.

    python benchmarks/search.py PHRASINGS.csv     (columns: query, codes joined by ";")

The rates are printed as typed and without marks, against plain counting of shared words.
"""

import csv
import dataclasses
import statistics
import sys
import time
from pathlib import Path

from kiosk import config
from kiosk.catalog import checks, document
from kiosk.catalog.fold import fold
from kiosk.catalog.records import Procedure, complete
from kiosk.catalog.search import Index, words


def procedures_and_index() -> tuple[list[Procedure], Index]:
    """The shipped catalog and its index."""
    checked, _ = checks.check(document.read(config.SHIPPED_CATALOG))
    assert checked
    found = [Procedure.of(complete(draft, None, "commune")) for draft in checked.drafts.values()]
    names = {row["slug"]: row["name"] for row in checked.parts["fields"]}
    synonyms = [(row["term"], row["expansion"]) for row in checked.parts["synonyms"]]
    return found, Index(found, names, synonyms)


def rates(search, phrasings: list[tuple[str, set[str]]]) -> tuple[float, float]:
    """The shares of *phrasings* whose procedure comes first, and in the first three."""
    ranks = [(search(query), wanted) for query, wanted in phrasings]
    first = sum(1 for codes, wanted in ranks if wanted & set(codes[:1]))
    three = sum(1 for codes, wanted in ranks if wanted & set(codes[:3]))
    return first / len(ranks), three / len(ranks)


def plain_search(procedures: list[Procedure]):
    """The reference: procedures by how many of the typed words their name and keywords hold."""
    held = {p.code: set(words(" ".join([p.name, *p.keywords]))) for p in procedures}

    def search(query: str) -> list[str]:
        asked = set(words(query))
        return sorted(held, key=lambda code: -len(asked & held[code]))

    return search


def enlarged(procedures: list[Procedure], n: int) -> list[Procedure]:
    """*n* procedures: the real ones again and again under other codes, for scale only."""
    return [
        dataclasses.replace(procedures[i % len(procedures)], code=f"9.{i:06}") for i in range(n)
    ]


def median_ms(search, queries: list[str]) -> float:
    times = []
    for query in queries:
        began = time.perf_counter()
        search(query)
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


def main() -> None:
    with Path(sys.argv[1]).open(encoding="utf-8", newline="") as file:
        rows = [(row["query"], set(row["codes"].split(";"))) for row in csv.DictReader(file)]
    procedures, index = procedures_and_index()
    unmarked = [(fold(query), wanted) for query, wanted in rows]
    plain = plain_search(procedures)
    for label, phrasings in (("as typed", rows), ("without marks", unmarked)):
        first, three = rates(lambda query: index.search(query).codes, phrasings)
        plain_first, plain_three = rates(plain, phrasings)
        print(
            f"{label}: first {first:.3f}, first three {three:.3f} "
            f"(plain word count {plain_first:.3f}, {plain_three:.3f}; n={len(phrasings)})"
        )
    queries = [query for query, _ in rows]
    plain_ms = median_ms(plain, queries)
    for n, goal in ((len(procedures), 1), (6000, 5)):
        many = procedures if n == len(procedures) else enlarged(procedures, n)
        found = median_ms(Index(many, {}).search, queries)
        print(
            f"{n} procedures: p50 {found:.2f} ms (asked: <= {goal} ms), "
            f"{found / plain_ms:.2f} x plain word counting over {len(procedures)}"
        )


if __name__ == "__main__":
    main()
