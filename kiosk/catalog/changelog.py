"""What was published, newest first: derived from the stored versions, a page at a time."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from kiosk import clock
from kiosk.catalog import amended, versions
from kiosk.catalog.records import Procedure
from kiosk.store import Database
from kiosk.store.database import first as first_row

PAGE = 100  # versions that one page compares


@dataclass(frozen=True)
class Entry:
    """
    What one version changed. *kind*: new, amended, replaced, repealed or restored. *headings*: for
    an amended one, the kinds of content (see `amended.headings`), compared with *before*.
    """

    kind: str
    procedure: Procedure
    before: Procedure | None
    headings: tuple[str, ...]

    @property
    def effective_from(self) -> str | None:
        """The effective date that it brought; None when it brought none of its own."""
        known = self.before.effective_from if self.before else None
        stated = self.procedure.effective_from
        return stated if stated != known else None

    @property
    def is_told(self) -> bool:
        """Does it change anything that a citizen needs to know, or does the unit say so?"""
        is_marked = self.before is None or self.procedure.status not in (None, self.before.status)
        return self.kind != "amended" or bool(self.headings or self.effective_from or is_marked)


@dataclass(frozen=True)
class Batch:
    """
    What one publication changed from *day* on. *minor*: how many procedures changed only in what a
    citizen does not need to know. *undone_day*: the day on which what it took back was published,
    empty for no undo.
    """

    day: str
    decision: str
    undone_day: str
    entries: tuple[Entry, ...]
    minor: int


@dataclass(frozen=True)
class ChangePage:
    """
    Page *number* of *pages*, newest first. *first_day*, *first_count*: on the last page, the day
    on which the catalog was loaded and with how many procedures; elsewhere None and 0.
    """

    number: int
    pages: int
    batches: tuple[Batch, ...]
    first_day: str | None
    first_count: int


def page(db: Database, day: date, publication: int, number: int) -> ChangePage | None:
    """
    What changed up to *day*, as far as publications up to *publication* tell: page *number*, from
    1; None when there is no such page. What waits for its day is not there yet.
    """
    rows, is_first = _told(db, day, publication)
    changes = [n for n in reversed(range(len(rows))) if not is_first[n]]
    pages = max(1, -(-len(changes) // PAGE))
    if not 1 <= number <= pages:
        return None
    shown = changes[(number - 1) * PAGE : number * PAGE]
    loaded = [row for row, first in zip(rows, is_first, strict=True) if first]
    is_last = number == pages
    return _page(db, rows, shown, loaded if is_last else [], number, pages)


def of_days(db: Database, first: date, last: date, publication: int) -> ChangePage:
    """What changed from *first* to *last*, both included, on one page, newest first."""
    rows, is_first = _told(db, last, publication)
    inside = [n for n in reversed(range(len(rows))) if rows[n]["starts_on"] >= first.isoformat()]
    shown = [n for n in inside if not is_first[n]]
    loaded = [rows[n] for n in reversed(inside) if is_first[n]]
    return _page(db, rows, shown, loaded, number=1, pages=1)


def has_begun(db: Database, day: date) -> bool:
    """Was there a catalog on *day*? Before it there is nothing to tell, which is not no change."""
    row = first_row(db.query("select min(at) as at from publication where unit_id = :unit"))
    began = row["at"] if row else None
    return began is not None and _local(began) <= day.isoformat()


def _told(db: Database, day: date, publication: int) -> tuple[list[dict], list[bool]]:
    """Every version up to *day* that came to hold, oldest first; did the catalog begin with it?"""
    rows = _held(versions.begun(db, day, publication))
    return rows, [_is_first_loading(row, rows[0]) for row in rows]


def _page(
    db: Database, rows: list[dict], shown: list[int], loaded: list[dict], number: int, pages: int
) -> ChangePage:
    """The versions *shown*, by their place in *rows*; *loaded*: those the catalog began with."""
    before = _before(rows)
    pairs = [(rows[n], before[n]) for n in shown]
    return ChangePage(
        number=number,
        pages=pages,
        batches=tuple(
            _batch(db, list(group)) for _, group in groupby(pairs, lambda pair: _batch_key(pair[0]))
        ),
        first_day=loaded[0]["starts_on"] if loaded else None,
        first_count=sum(row["change"] == "new" for row in loaded),
    )


def _held(rows: list[dict]) -> list[dict]:
    """
    *rows* without those that never came to hold: the plan for a day to come that was replaced by
    another for the same day before it came.
    """
    last: dict[tuple[str, str], int] = {}
    gone = set()
    for n, row in enumerate(rows):
        same = row["code"], row["starts_on"]
        if same in last and _day_of(row) < row["starts_on"]:
            gone.add(last[same])
        last[same] = n
    return [row for n, row in enumerate(rows) if n not in gone]


def _day_of(row: dict) -> str:
    """The local day on which it was published."""
    return _local(row["at"])


def _local(stamp: str) -> str:
    return clock.local_day(datetime.fromisoformat(stamp)).isoformat()


def _is_first_loading(row: dict, oldest: dict) -> bool:
    """Did the catalog begin with it? What the first file planned for later is a change."""
    return _batch_key(row) == _batch_key(oldest)


def _batch_key(row: dict) -> tuple[str, int]:
    return row["starts_on"], row["publication"]


def _before(rows: list[dict]) -> list[dict | None]:
    """For each of *rows*, the version of its procedure that held before."""
    last: dict[str, dict] = {}
    found: list[dict | None] = []
    for row in rows:
        found.append(last.get(row["code"]))
        last[row["code"]] = row
    return found


def _batch(db: Database, pairs: list[tuple[dict, dict | None]]) -> Batch:
    """What *pairs* of one publication, newest first, changed; in the order of its file."""
    entries = [_entry(db, row, before) for row, before in reversed(pairs)]
    told = tuple(entry for entry in entries if entry.is_told)
    row = pairs[0][0]
    undone_day = _undone_day(row)
    return Batch(row["starts_on"], row["decision"], undone_day, told, len(entries) - len(told))


def _undone_day(row: dict) -> str:
    """When what *row* takes back was published. A plan that waits again keeps its own decision."""
    is_undo = row["undone_at"] and row["starts_on"] == _day_of(row)
    return _local(row["undone_at"]) if is_undo else ""


def _entry(db: Database, row: dict, before: dict | None) -> Entry:
    """What the version *row* changed, compared with the version *before* it."""
    body = versions.body(db, row["id"])
    old = versions.body(db, before["id"]) if before else None
    return Entry(
        kind=row["change"],
        procedure=Procedure.of(body),
        before=Procedure.of(old) if old else None,
        headings=amended.headings(old, body) if old and row["change"] == "amended" else (),
    )
