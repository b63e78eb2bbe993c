"""
Rounds of checking the codes on the wall ("rà mã"), kept as evidence: who looked when, what hung
then, what each code was found to be. Findings are only added; no photo is kept, for people who
wait in the hall may be in it, and the clerk's phone has it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from kiosk import clock
from kiosk.accounts import audit
from kiosk.accounts.audit import Actor
from kiosk.boards import audit_words
from kiosk.boards.audit import OK, UNREAD, WRONG
from kiosk.boards.findings import Finding
from kiosk.boards.layout import Series, Sheet
from kiosk.boards.why import Why
from kiosk.store import Database
from kiosk.store.database import first
from kiosk.texts import text

UNSEEN = "unseen"  # no photo shows its place


@dataclass(frozen=True)
class Checked:
    """
    One code that hung: where (*row* 0: alone on its sheet), and what it was last found to be.
    *state* is one of `audit.STATES` or `unseen`; *at* is UTC, empty when unseen. *was_wrong*: the
    state in which the round found it before it was put right, else empty.
    """

    sheet: str
    title: str
    place: int
    row: int
    column: str
    target: str
    name: str
    state: str = UNSEEN
    why: Why = Why()
    said: str = ""
    photo: str = ""
    at: str = ""
    is_worn: bool = False
    was_wrong: str = ""

    @property
    def series(self) -> Series:
        return Series.named(self.sheet.split("/", 1)[0])

    @property
    def is_wrong(self) -> bool:
        return self.state in WRONG


@dataclass(frozen=True)
class Round:
    """
    One round. *began_at* is UTC, *day* local. *codes*: every code that hung, in the order of the
    sheets; *others*: codes that hang beside them and have to go.
    """

    id: int
    began_at: str
    day: str
    who: str
    n_photos: int
    codes: tuple[Checked, ...]
    others: tuple[Finding, ...]

    @cached_property
    def shown_series(self) -> frozenset[str]:
        """The series of which at least one code was looked at."""
        return frozenset(one.series.name for one in self.codes if one.state != UNSEEN)

    def of_state(self, *states: str) -> list[Checked]:
        return [one for one in self.codes if one.state in states]

    @property
    def right(self) -> list[Checked]:
        return self.of_state(OK)

    @property
    def wrong(self) -> list[Checked]:
        return self.of_state(*WRONG)

    @property
    def unread(self) -> list[Checked]:
        return self.of_state(UNREAD)

    @property
    def unseen(self) -> list[Checked]:
        """What no photo shows, of the series of which some photo shows something."""
        return [one for one in self.of_state(UNSEEN) if one.series.name in self.shown_series]

    @property
    def n_right_targets(self) -> int:
        """How many different codes were found right somewhere on the board."""
        return len({one.target for one in self.right})

    @property
    def n_targets(self) -> int:
        """How many different codes hung."""
        return len({one.target for one in self.codes})


def begin(db: Database, actor: Actor, now: datetime) -> int:
    """Begin a round; its number. Part of the caller's transaction."""
    (row,) = db.query(
        """
        insert into board_audit (unit_id, began_at, day, who, via, photos)
        values (:unit, :at, :day, :who, :via, 0)
        returning id
        """,
        {
            "at": clock.stamp(now),
            "day": clock.local_day(now).isoformat(),
            "who": actor.name,
            "via": actor.via,
        },
    )
    return row["id"]


def add(
    db: Database,
    round_id: int,
    hanging: Sequence[Sheet],
    findings: Iterable[Finding],
    n_photos: int,
    actor: Actor,
    now: datetime,
) -> None:
    """
    Add what *n_photos* more photos of the sheets *hanging* now show. Part of the caller's
    transaction.
    """
    db.execute(
        "update board_audit set photos = photos + :n where unit_id = :unit and id = :round",
        {"n": n_photos, "round": round_id},
    )
    _expect(db, round_id, hanging)
    found = list(findings)
    db.execute_many(
        """
        insert into board_audit_finding (
            unit_id, audit_id, at, sheet, target, state, why, about, said, photo, is_wrong, is_worn
        )
        values (
            :unit, :round, :at, :sheet, :target, :state, :why, :about, :said, :photo,
            :is_wrong, :is_worn
        )
        """,
        [
            {
                "round": round_id,
                "at": clock.stamp(now),
                "sheet": one.sheet,
                "target": one.target,
                "state": one.state,
                "why": one.why.key,
                "about": one.why.about,
                "said": one.said,
                "photo": one.photo,
                "is_wrong": int(one.is_wrong),
                "is_worn": int(one.is_worn),
            }
            for one in found
        ],
    )
    wrong = sum(one.is_wrong for one in found)
    right = sum(one.state == OK for one in found)
    details = text("board_audited_details", n=round_id, right=right, wrong=wrong)
    audit.add(db, actor, now, "board_audited", details)


def _expect(db: Database, round_id: int, hanging: Sequence[Sheet]) -> None:
    """What hangs now is what the round is about: a sheet may have been changed in the meantime."""
    db.execute(
        "delete from board_audit_code where unit_id = :unit and audit_id = :round",
        {"round": round_id},
    )
    spots = [
        (sheet, cell, audit_words.spot(sheet, cell)) for sheet in hanging for cell in sheet.cells
    ]
    db.execute_many(
        """
        insert into board_audit_code (
            unit_id, audit_id, sheet, place, title, target, name, row_number, column_name, position
        )
        values (
            :unit, :round, :sheet, :place, :title, :target, :name, :row, :column, :position
        )
        """,
        [
            {
                "round": round_id,
                "sheet": sheet.id,
                "place": cell.place,
                "title": sheet.title,
                "target": cell.target,
                "name": cell.name,
                "row": row,
                "column": column,
                "position": position,
            }
            for position, (sheet, cell, (row, column)) in enumerate(spots)
        ],
    )


def in_period(db: Database, since: date, until: date) -> list[Round]:
    """The rounds that began from *since* to *until*, both included, oldest first."""
    rows = db.query(
        """
        select id
        from board_audit
        where unit_id = :unit and day between :since and :until
        order by id
        """,
        {"since": since.isoformat(), "until": until.isoformat()},
    )
    return [found for row in list(rows) if (found := one(db, row["id"]))]


def latest(db: Database, limit: int) -> list[Round]:
    """The last rounds, newest first."""
    rows = db.query(
        "select id from board_audit where unit_id = :unit order by id desc limit :limit",
        {"limit": limit},
    )
    return [found for row in list(rows) if (found := one(db, row["id"]))]


def one(db: Database, round_id: int) -> Round | None:
    """The round with this number, or None."""
    head = first(
        db.query(
            """
            select id, began_at, day, who, photos
            from board_audit
            where unit_id = :unit and id = :round
            """,
            {"round": round_id},
        )
    )
    if head is None:
        return None
    by_cell: dict[tuple[str, str], list[tuple[Finding, str]]] = {}
    for found, at in _findings(db, round_id):
        by_cell.setdefault((found.sheet, found.target), []).append((found, at))
    codes = tuple(
        _checked(row, by_cell.get((row["sheet"], row["target"]), []))
        for row in _codes(db, round_id)
    )
    others = {
        (found.sheet, found.said): found
        for key, several in by_cell.items()
        for found, _ in several
        if not key[1]
    }
    return Round(
        head["id"],
        head["began_at"],
        head["day"],
        head["who"],
        head["photos"],
        codes,
        tuple(others.values()),
    )


def _codes(db: Database, round_id: int) -> list[dict]:
    return list(
        db.query(
            """
            select sheet, place, title, target, name, row_number as row, column_name as "column"
            from board_audit_code
            where unit_id = :unit and audit_id = :round
            order by position
            """,
            {"round": round_id},
        )
    )


def _findings(db: Database, round_id: int) -> list[tuple[Finding, str]]:
    """What was found, in the order of finding, each with its moment."""
    rows = db.query(
        """
        select at, sheet, target, state, why, about, said, photo, is_wrong, is_worn
        from board_audit_finding
        where unit_id = :unit and audit_id = :round
        order by id
        """,
        {"round": round_id},
    )
    return [
        (
            Finding(
                sheet=row["sheet"],
                target=row["target"],
                state=row["state"],
                why=Why(row["why"], row["about"]),
                said=row["said"],
                photo=row["photo"],
                is_wrong=bool(row["is_wrong"]),
                is_worn=bool(row["is_worn"]),
            ),
            row["at"],
        )
        for row in rows
    ]


def _checked(row: dict, found: Sequence[tuple[Finding, str]]) -> Checked:
    """
    The code of *row*, as it was *found*: what was last read counts, for between two photos
    somebody may have put it right, or spoilt it; a photo that shows too little takes nothing back.
    """
    told = [one for one in found if one[0].state != UNREAD] or list(found)
    if not told:
        return Checked(**row)
    last, at = told[-1]
    wrong = [one.state for one, _ in told if one.is_wrong]
    return Checked(
        **row,
        state=last.state,
        why=last.why,
        said=last.said,
        photo=last.photo,
        at=at,
        is_worn=last.is_worn,
        was_wrong=wrong[-1] if wrong and not last.is_wrong else "",
    )
