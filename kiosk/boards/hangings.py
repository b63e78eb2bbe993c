"""What hangs on the wall: which edition of each sheet was marked as hung, or as taken down."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from kiosk import clock
from kiosk.boards import revisions
from kiosk.boards.layout import Sheet
from kiosk.store import Database

TAKEN_DOWN = ""  # the edition of a sheet that hangs no more


@dataclass(frozen=True)
class Hanging:
    """The last mark of a sheet: which edition hangs since *day* (local), and who marked it."""

    sheet: str
    edition: str
    day: str
    who: str

    @property
    def series(self) -> str:
        return self.sheet.split("/", 1)[0]


def mark_hung(
    db: Database, sheets: Iterable[Sheet], day: date, who: str, now: datetime
) -> list[str]:
    """Mark that these editions hang since *day*; the sheets that were not marked so already."""
    return _mark(db, {sheet.id: sheet.edition for sheet in sheets}, day, who, now)


def mark_taken_down(
    db: Database, sheets: Iterable[str], day: date, who: str, now: datetime
) -> list[str]:
    """Mark that these sheets (their ids) hang no more since *day*; those that did until now."""
    return _mark(db, dict.fromkeys(sheets, TAKEN_DOWN), day, who, now)


@dataclass(frozen=True)
class Marking:
    """
    What one person marked at once, at the moment *marked_at* (UTC): these *sheets* hang, or were
    taken down, since *day*.
    """

    marked_at: str
    who: str
    day: str
    is_taken_down: bool
    sheets: tuple[str, ...]

    @property
    def key(self) -> str:
        """Tells it from other markings."""
        return f"{self.marked_at} {int(self.is_taken_down)} {self.day} {self.who}"


def markings(db: Database) -> list[Marking]:
    """What was marked last of every sheet, by marking, newest first: what can be taken back."""
    rows = db.query(
        """
        select sheet, day, who, marked_at, edition = '' as is_taken_down
        from board_hanging h
        where unit_id = :unit
          and id = (
              select max(id)
              from board_hanging last
              where last.unit_id = h.unit_id and last.sheet = h.sheet
          )
        order by marked_at desc, id
        """
    )
    found: dict[tuple[str, str, str, bool], list[str]] = {}
    for row in rows:
        key = (row["marked_at"], row["who"], row["day"], bool(row["is_taken_down"]))
        found.setdefault(key, []).append(row["sheet"])
    return [
        Marking(at, who, day, is_taken_down, tuple(sheets))
        for (at, who, day, is_taken_down), sheets in found.items()
    ]


def take_back(db: Database, marking: Marking) -> None:
    """Forget the last mark of each sheet of *marking*: what was marked before it counts again."""
    db.execute_many(
        """
        delete from board_hanging
        where unit_id = :unit
          and id = (
              select max(id)
              from board_hanging last
              where last.unit_id = :unit and last.sheet = :sheet
          )
        """,
        [{"sheet": sheet} for sheet in marking.sheets],
    )


def last_marks(db: Database) -> dict[str, Hanging]:
    """The last mark of every sheet that was ever marked, by its id."""
    rows = db.query(
        """
        select sheet, edition, day, who
        from board_hanging h
        where unit_id = :unit
          and id = (
              select max(id)
              from board_hanging last
              where last.unit_id = h.unit_id and last.sheet = h.sheet
          )
        order by sheet
        """
    )
    return {row["sheet"]: Hanging(**row) for row in rows}


def sheets(db: Database) -> tuple[Sheet, ...]:
    """
    What should be found on the wall, as it was printed: the marked edition of every marked sheet;
    of a series in which no sheet was ever marked, what was last recorded.
    """
    marks = last_marks(db)
    marked = {sheet.split("/", 1)[0] for sheet in marks}
    found = [
        sheet
        for series, shown in revisions.board_at(db).items()
        if series not in marked
        for sheet in shown
    ]
    for mark in marks.values():
        if mark.edition != TAKEN_DOWN:
            found += [sheet] if (sheet := revisions.printed(db, mark.sheet, mark.edition)) else []
    return tuple(found)


def end_series(db: Database, series: str, base_url: str, who: str, now: datetime) -> int | None:
    """
    Record that *series* is no part of the board any more, nor what hangs of it. The number of the
    revision; None when it was none.
    """
    ids = [sheet.id for sheet in sheets(db) if sheet.series == series]
    mark_taken_down(db, ids, clock.local_day(now), who, now)
    is_recorded = series in revisions.board_at(db)
    return revisions.record(db, {series: ()}, base_url, who, now) if is_recorded else None


def _mark(
    db: Database, editions: Mapping[str, str], day: date, who: str, now: datetime
) -> list[str]:
    known = last_marks(db)
    wanted = [
        (sheet, edition)
        for sheet, edition in editions.items()
        if (known[sheet].edition if sheet in known else None) != edition
    ]
    db.execute_many(
        """
        insert into board_hanging (unit_id, sheet, edition, day, who, marked_at)
        values (:unit, :sheet, :edition, :day, :who, :marked_at)
        """,
        [
            {
                "sheet": sheet,
                "edition": edition,
                "day": day.isoformat(),
                "who": who,
                "marked_at": clock.stamp(now),
            }
            for sheet, edition in wanted
        ],
    )
    return [sheet for sheet, _ in wanted]
