"""
The log of what staff did: who, when, what. Rows are only added; the database refuses the rest.

Never in it: passwords, codes, network addresses, and what was typed as an unknown name, for that
may be a password in the wrong box.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kiosk import clock
from kiosk.catalog.fold import fold
from kiosk.store import Database
from kiosk.store.database import first
from kiosk.texts import text

# What can be done: each has the text `audit_<what>`.
KINDS = (
    "signed_in",
    "sign_in_failed",
    "sign_in_unknown",
    "signed_out",
    "signed_out_everywhere",
    "password_set",
    "password_changed",
    "account_added",
    "account_disabled",
    "account_reset",
    "account_role",
    "audit_exported",
    "api_token_made",
    "api_token_revoked",
    "indicators_entered",
    "catalog_imported",
    "import_thrown_away",
    "publication_undone",
    "narrative_edited",
    "narrative_restored",
    "period_frozen",
    "unit_changed",
    "guide_changed",
    "desks_changed",
    "reviewed",
    "review_undone",
    "links_checked",
    "link_right",
    "link_dead",
    "link_nothing",
    "search_handled",
    "search_reopened",
    "report_handled",
    "report_reopened",
    "board_printed",
    "board_hung",
    "board_taken_down",
    "board_mark_taken_back",
    "board_series_ended",
    "board_audited",
    "draft_saved",
    "draft_sent",
    "draft_returned",
    "draft_dropped",
    "draft_published",
    "procedure_replace",
    "procedure_repeal",
    "procedure_restore",
    "procedure_post",
    "procedure_unpost",
    "procedure_drop_plan",
    "note_added",
    "note_changed",
    "notes_exported",
)
PAGE = 50  # rows
_ALL = 10**9
_DAY = timedelta(days=1)
_LONGEST = 300  # signs of details


@dataclass(frozen=True)
class Actor:
    """Who acts: *name* of an account (*via* `web`), or of the machine's user (*via* `command`)."""

    name: str
    via: str = "web"


NOBODY = Actor("")


@dataclass(frozen=True)
class Wanted:
    """Which rows: with these *words*, of this *person*, from *first* to *last* included."""

    words: str = ""
    person: str = ""
    first: date | None = None
    last: date | None = None

    def bound(self) -> dict[str, str]:
        words = "".join(f"!{sign}" if sign in "!%_" else sign for sign in fold(self.words.strip()))
        return {
            "words": f"%{words}%",
            "person": self.person,
            "since": _beginning(self.first) if self.first else "",
            "until": _beginning(self.last + _DAY) if self.last and self.last < date.max else "9",
        }


def _beginning(day: date) -> str:
    """The stamp with which the local *day* begins; before all others for the first day of all."""
    return clock.stamp(clock.day_begins(day)) if day > date.min else ""


@dataclass(frozen=True)
class AuditPage:
    """Page *number* of *pages*, newest first; *total* rows are wanted in all."""

    number: int
    pages: int
    total: int
    rows: list[dict]


def add(db: Database, actor: Actor, now: datetime, what: str, details: str = "") -> None:
    """Note that *actor* did *what* (one of `KINDS`); *details* in a few words, in Vietnamese."""
    if what not in KINDS:
        raise ValueError(f"{what!r} is not a kind of the audit log")
    details = details[:_LONGEST]
    db.execute(
        """
        insert into audit_entry (unit_id, number, at, who, via, what, details, folded)
        select :unit, coalesce(max(number), 0) + 1, :at, :who, :via, :what, :details, :folded
        from audit_entry
        where unit_id = :unit
        """,
        {
            "at": clock.stamp(now),
            "who": actor.name,
            "via": actor.via,
            "what": what,
            "details": details,
            "folded": fold(f"{actor.name} {text(f'audit_{what}')} {details}"),
        },
    )


def rows(db: Database, wanted: Wanted, limit: int = _ALL, offset: int = 0) -> Iterator[dict]:
    """
    What was done, newest first.

    Rows: {"number": 7, "at": "2026-03-10T03:00:00Z", "who": "an", "via": "web",
    "what": "signed_in", "details": ""}
    """
    return db.query(
        """
        select number, at, who, via, what, details
        from audit_entry
        where unit_id = :unit
          and folded like :words escape '!'
          and (:person = '' or who = :person)
          and at >= :since and at < :until
        order by number desc
        limit :limit offset :offset
        """,
        {**wanted.bound(), "limit": limit, "offset": offset},
    )


def page(db: Database, wanted: Wanted, number: int) -> AuditPage | None:
    """Page *number* of what is wanted, from 1; None when there is no such page."""
    counted = first(
        db.query(
            """
            select count(*) as n
            from audit_entry
            where unit_id = :unit
              and folded like :words escape '!'
              and (:person = '' or who = :person)
              and at >= :since and at < :until
            """,
            wanted.bound(),
        )
    )
    total = counted["n"] if counted else 0
    pages = max(1, -(-total // PAGE))
    if not 1 <= number <= pages:
        return None
    return AuditPage(number, pages, total, list(rows(db, wanted, PAGE, (number - 1) * PAGE)))


def people(db: Database) -> list[str]:
    """Everybody who stands in the log, by name."""
    found = db.query(
        """
        select distinct who
        from audit_entry
        where unit_id = :unit and who <> ''
        order by who
        """
    )
    return [row["who"] for row in found]


def missing(db: Database) -> int:
    """How many rows were taken out past us: numbers have no gaps."""
    found = first(
        db.query(
            """
            select coalesce(max(number), 0) - count(*) as n
            from audit_entry
            where unit_id = :unit
            """
        )
    )
    return found["n"] if found else 0


def latest(db: Database, what: str) -> str:
    """When *what* was last noted, as a stamp; empty: never."""
    found = first(
        db.query(
            """
            select at
            from audit_entry
            where unit_id = :unit and what = :what
            order by number desc
            limit 1
            """,
            {"what": what},
        )
    )
    return found["at"] if found else ""
