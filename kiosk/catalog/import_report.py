"""What an import holds and would change, for a person to judge before anything is published."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256

from kiosk.catalog import checks, foreign_settled, publishing, versions
from kiosk.catalog.foreign_settled import Questions
from kiosk.catalog.import_choices import Choices
from kiosk.catalog.problems import Problem, in_order
from kiosk.catalog.publishing import Proposal
from kiosk.catalog.raw import Raw
from kiosk.store import Database

# What the page asks for, where a command can only refuse.
_ASKED = ("foreign_no_field", "foreign_unknown_field", "foreign_other_field")
LONG_NAME = 250  # signs; the median of official names is 67
KINDS = ("new", "amended", "replaced", "repealed", "restored", "unchanged", "absent")


@dataclass(frozen=True)
class Figures:
    """
    How much of what a file holds. *rows* of procedures, of which *repeated* name a code that stood
    above, so that there are *codes*; *without_field*, *unknown_fields* (names), *long_names*,
    *doubtful* values, rows that are *skipped*, and rows set *aside* as titles or headings.
    """

    rows: int
    codes: int
    repeated: int
    without_field: int
    unknown_fields: int
    long_names: int
    doubtful: int
    skipped: int
    aside: int


@dataclass(frozen=True)
class Group:
    """Problems of one kind, in the order of the file."""

    key: str
    is_warning: bool
    problems: tuple[Problem, ...]

    @property
    def n(self) -> int:
        return len(self.problems)


@dataclass(frozen=True)
class Review:
    """
    All there is to judge. *errors*: what only a better file mends; *warnings*; *questions*: what
    the file leaves open. *proposal* is None while there are errors or open questions. *seen*: a
    digest of what publishing would do, and to what; *version*: of the catalog it was compared with.
    """

    figures: Figures
    errors: tuple[Group, ...]
    warnings: tuple[Group, ...]
    questions: Questions
    is_open: bool
    proposal: Proposal | None
    version: int
    seen: str


def review(db: Database, raw: Raw, choices: Choices, today: date) -> Review:
    """What *raw* holds, and what publishing it on *today* with these *choices* would do."""
    with db.snapshot():
        version = versions.latest(db)
        stored = publishing.known(db, today)
        questions = foreign_settled.questions(raw, stored.for_lists, choices.adds_new)
        checked, problems = checks.check(raw, stored, choices.fields)
        proposal = None
        if checked is not None:
            proposal = publishing.propose(
                db,
                checked,
                today,
                repeal_absent=choices.repeals_all or choices.repealed,
                withdraw_waiting=choices.withdraws,
                starting=choices.begins,
            )
    told = [problem for problem in problems if problem.key not in _ASKED] + _long_names(raw)
    return Review(
        figures=figures(raw, told, questions),
        errors=grouped(problem for problem in told if not problem.is_warning),
        warnings=grouped(problem for problem in told if problem.is_warning),
        questions=questions,
        is_open=any(p.key in _ASKED and not p.is_warning for p in problems),
        proposal=proposal,
        version=version,
        seen=_digest(version, proposal),
    )


def _long_names(raw: Raw) -> list[Problem]:
    """A warning for each name that fills several lines on paper."""
    table = raw.tables.get("procedures")
    if table is None:
        return []
    heading = raw.headings.get(table.file, {}).get("name", "name")
    names = [(row.line, len(row.cells.get("name") or "")) for row in table.rows]
    return [
        Problem(table.file, line, heading, "long_name", {"n": n}, True)
        for line, n in names
        if LONG_NAME < n <= checks.LONG_NAME  # a longer one is told by the checks
    ]


def figures(raw: Raw, problems: list[Problem], questions: Questions) -> Figures:
    """How much of what *raw* holds."""

    found = Counter(problem.key for problem in problems)
    table = raw.tables.get("procedures")
    codes, repeated = len(table.rows) if table else 0, found["foreign_repeated"]
    strangers = sum(p.values["n"] for p in problems if p.key == "foreign_strangers")
    return Figures(
        rows=codes + repeated,
        codes=codes,
        repeated=repeated,
        without_field=foreign_settled.without_field(raw),
        unknown_fields=len(questions.fields),
        long_names=found["long_name"],
        doubtful=found["foreign_zero_fee"],
        skipped=found["foreign_channel"] + strangers,
        aside=raw.n_aside,
    )


def grouped(problems: Iterable[Problem]) -> tuple[Group, ...]:
    """*problems* by kind, those of one kind together, in the order of the file."""
    found: dict[tuple[str, bool], list[Problem]] = {}
    for problem in in_order(list(problems)):
        found.setdefault((problem.key, problem.is_warning), []).append(problem)
    return tuple(Group(key, is_w, tuple(group)) for (key, is_w), group in found.items())


def counts(proposal: Proposal) -> dict[str, int]:
    """How many procedures of each kind there are, by `KINDS`."""
    found = dict.fromkeys(KINDS, 0)
    for difference in (*proposal.differences, *proposal.repealed):
        found[difference.kind] += 1
    found["absent"] = len(still_absent(proposal))
    return found


def still_absent(proposal: Proposal) -> list[tuple[str, str]]:
    """Code and name of what the file leaves out and nothing happens to."""
    gone = {d.code for d in proposal.repealed} | {v.code for v in proposal.withdrawn}
    return [(code, name) for code, name in proposal.absent if code not in gone]


def _digest(version: int, proposal: Proposal | None) -> str:
    """What would be done, and to which state of the catalog, in short: a form carries it."""
    if proposal is None:
        return ""
    parts = [
        version,
        proposal.today.isoformat(),
        [(d.starts_on, d.body) for d in proposal.to_store],
        [asdict(version) for version in proposal.withdrawn],
        proposal.parts,
    ]
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True)
    return sha256(text.encode()).hexdigest()[:20]
