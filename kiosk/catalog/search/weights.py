"""What counts how much in search. `benchmarks/search.py` shows how little single weights matter."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Weights:
    """A word of middling rarity in a name is worth about 20, a good match 100 and more."""

    # By the place where a word or two neighbours are found.
    name: float = 6.0
    keywords: float = 5.0
    result: float = 3.0
    note: float = 2.0  # when to choose it, said for a life event
    summary: float = 2.0
    documents: float = 1.0
    event: float = 1.0  # name of a life event it belongs to
    field: float = 0.5
    # By how they were said.
    pair: float = 0.75  # two neighbours, against one word
    apart: float = 0.5  # two words that have only function words between them
    function: float = 0.3
    story: float = 0.75  # what leads to the request
    aside: float = 0.6
    synonym: float = 0.4
    other_marks: float = 0.1  # typed `má`, found `mã`
    # By how well the name or a keyword is covered.
    cover: float = 0.8
    phrase: float = 8.0
    synonym_cover: float = 0.7
    lack: float = 0.6  # each word of the name that was not asked for, ...
    most_lack: float = 15.0  # ... up to here
    variant: float = 0.15  # a longer name whose further words were not asked for
    name_function: float = 0.3
