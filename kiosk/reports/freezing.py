"""
Frozen periods ("chốt số liệu kỳ"): the report of a period as it was at one moment, kept for ever.

A period is its days, whatever it is called. Freezing again adds a version; none is ever changed,
and the digest of each proves it.
"""

from dataclasses import dataclass
from datetime import date, datetime

from kiosk import clock
from kiosk.accounts import audit
from kiosk.accounts.audit import Actor
from kiosk.catalog.published import Published
from kiosk.errors import KioskError
from kiosk.reports import snapshot
from kiosk.reports.periods import Period
from kiosk.reports.report import Frozen, Report, collect
from kiosk.reports.words import range_text
from kiosk.store import Database
from kiosk.store.database import first
from kiosk.texts import text

_LONGEST_REASON = 300  # signs


class FreezeError(KioskError):
    """A period cannot be frozen so, or what was frozen is damaged: the key of a text."""

    def __init__(self, key: str, **values: object):
        super().__init__(text(key, "en", **values))
        self.key = key
        self.values = values


@dataclass(frozen=True)
class Source:
    """What a report is made from beside its period: the catalog, the moment, two settings."""

    published: Published
    now: datetime
    excess_from: int
    base_url: str


def report_of(db: Database, period: Period, source: Source, by: str = "procedure") -> Report:
    """
    The report of *period* that counts: as it was frozen last, else as the figures are now.

    Raises FreezeError when the frozen figures are damaged.
    """
    return frozen_report(db, period, by=by) or live_report(db, period, source, by)


def live_report(db: Database, period: Period, source: Source, by: str = "procedure") -> Report:
    """The report of *period* as the figures are now."""
    return collect(
        db, source.published, period, source.now, source.excess_from, source.base_url, by
    )


def frozen_report(
    db: Database, period: Period, number: int | None = None, by: str = "procedure"
) -> Report | None:
    """
    Version *number* of the frozen *period*, or the last one; None when there is none.

    Raises FreezeError when it is not what was frozen.
    """
    row = _row(db, period, number)
    if row is None:
        return None
    if not _is_true(row):
        raise FreezeError("frozen_damaged", number=row["number"], days=range_text(period))
    return snapshot.read(row["body"], _frozen(row), by)


def versions(db: Database, period: Period) -> list[tuple[Frozen, bool]]:
    """Every version of the frozen *period*, newest first, and whether it is what was frozen."""
    found = db.query(
        """
        select number, at, full_name, reason, sha256, body
        from frozen_period
        where unit_id = :unit and first_day = :first and last_day = :last
        order by number desc
        """,
        _days(period),
    )
    return [(_frozen(row), _is_true(row)) for row in found]


def everything(db: Database) -> list[tuple[Period, Frozen, bool]]:
    """Every frozen version of every period, the latest period first."""
    found = db.query(
        """
        select name, first_day, last_day, basis, number, at, full_name, reason, sha256, body
        from frozen_period
        where unit_id = :unit
        order by last_day desc, first_day desc, number desc
        """
    )
    return [(_period(row), _frozen(row), _is_true(row)) for row in found]


def _period(row: dict) -> Period:
    first_day, last_day = map(date.fromisoformat, (row["first_day"], row["last_day"]))
    return Period(row["name"], first_day, last_day, row["basis"])


def latest(db: Database, period: Period) -> Frozen | None:
    """The last version of the frozen *period*, whatever it holds; None when there is none."""
    row = _row(db, period, None)
    return _frozen(row) if row else None


def is_over(period: Period, now: datetime) -> bool:
    """Are all days of *period* past?"""
    return period.last < clock.local_day(now)


def has_begun(period: Period, now: datetime) -> bool:
    """Has the first day of *period* come?"""
    return period.first <= clock.local_day(now)


def freeze(
    db: Database, period: Period, source: Source, seen: int, reason: str, actor: Actor, by: str
) -> Frozen:
    """
    Keep the figures of *period* as they are now, as version *seen* + 1, and note it in the log.

    *seen*: how many versions whoever freezes knows of; *by*: the name that documents show. Raises
    FreezeError when a version came in between, or when a reason is needed and none is given: for
    freezing again, and for a period that is not over; of a period that has not begun there is
    nothing to freeze.
    """
    if not has_begun(period, source.now):
        raise FreezeError("freeze_not_begun", days=range_text(period))
    reason = " ".join(reason.split())[:_LONGEST_REASON]
    with db.transaction():
        before = latest(db, period)
        number = (before.number if before else 0) + 1
        if number != seen + 1:
            raise FreezeError("freeze_seen_older", number=number - 1)
        if not reason and before:
            raise FreezeError("freeze_again_why")
        if not reason and not is_over(period, source.now):
            raise FreezeError("freeze_early_why", last=range_text(period))
        body = snapshot.written(live_report(db, period, source))
        row = {
            **_days(period),
            "name": period.name,
            "basis": period.basis,
            "number": number,
            "at": clock.stamp(source.now),
            "who": actor.name,
            "full_name": by,
            "reason": reason,
            "sha256": snapshot.digest(body),
            "body": body,
        }
        db.execute(
            """
            insert into frozen_period (unit_id, first_day, last_day, number, name, basis, at, who,
                                       full_name, reason, sha256, body)
            values (:unit, :first, :last, :number, :name, :basis, :at, :who, :full_name, :reason,
                    :sha256, :body)
            """,
            row,
        )
        details = f"{range_text(period)}, {number}: {snapshot.digest(body)[:16]}"
        audit.add(db, actor, source.now, "period_frozen", f"{details} {reason}".strip())
    return _frozen(row)


def _row(db: Database, period: Period, number: int | None) -> dict | None:
    return first(
        db.query(
            """
            select number, at, full_name, reason, sha256, body
            from frozen_period
            where unit_id = :unit and first_day = :first and last_day = :last
              and (:number = 0 or number = :number)
            order by number desc
            limit 1
            """,
            {**_days(period), "number": number or 0},
        )
    )


def _frozen(row: dict) -> Frozen:
    return Frozen(row["number"], row["at"], row["full_name"], row["reason"], row["sha256"])


def _is_true(row: dict) -> bool:
    return snapshot.digest(row["body"]) == row["sha256"]


def _days(period: Period) -> dict[str, str]:
    return {"first": period.first.isoformat(), "last": period.last.isoformat()}
