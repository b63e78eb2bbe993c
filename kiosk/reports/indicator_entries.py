"""The typed-in figures as they are stored: every entry is kept, the last one counts."""

from collections.abc import Mapping
from datetime import datetime

from kiosk import clock
from kiosk.accounts import audit
from kiosk.accounts.audit import Actor
from kiosk.reports.indicators import ALL_NAMES, Figure, Indicators
from kiosk.reports.periods import Period
from kiosk.reports.words import range_text
from kiosk.store import Database

NOTE = "note"  # the name under which an explanation is stored


def of_period(db: Database, period: Period) -> Indicators:
    """What was typed in for exactly the days of *period*, under whatever name it was called."""
    found = {row["name"]: row for row in _last_entries(db, period)}
    return Indicators(
        figures={
            name: Figure(found[name]["numerator"], found[name]["denominator"])
            for name in ALL_NAMES
            if name in found and found[name]["numerator"] is not None
        },
        note=found[NOTE]["note"] if NOTE in found else "",
    )


def add(
    db: Database,
    period: Period,
    figures: Mapping[str, Figure | None],
    note: str | None,
    actor: Actor,
    now: datetime,
) -> int:
    """
    Enter *figures* (None takes one back) and the *note* (None leaves it) for *period*; how many of
    them were new, which the log notes. What stands so already is not entered again.
    """
    with db.transaction():
        before = of_period(db, period)
        entries = [
            {"name": name, **_numbers(figure), "note": ""}
            for name, figure in figures.items()
            if figure != before.figures.get(name)
        ]
        if note is not None and note != before.note:
            entries.append({"name": NOTE, **_numbers(None), "note": note})
        about = {**_days(period), "who": actor.name, "at": clock.stamp(now)}
        for entry in entries:
            db.execute(
                """
                insert into indicator (unit_id, first_day, last_day, name, numerator, denominator,
                                       note, who, at)
                values (:unit, :first, :last, :name, :numerator, :denominator, :note, :who, :at)
                """,
                {**about, **entry},
            )
        if entries:
            details = f"{range_text(period)}: {len(entries)}"
            audit.add(db, actor, now, "indicators_entered", details)
    return len(entries)


def history(db: Database, period: Period) -> list[dict]:
    """
    What was entered for the days of *period*, newest first.

    Rows: {"name": "received", "numerator": 1049, "denominator": None, "note": "", "who": "an",
    "at": "2026-03-10T03:00:00Z"}; without a numerator the figure was taken back, and the name
    `note` holds the explanation.
    """
    return list(
        db.query(
            """
            select name, numerator, denominator, note, who, at
            from indicator
            where unit_id = :unit and first_day = :first and last_day = :last
            order by id desc
            """,
            _days(period),
        )
    )


def _last_entries(db: Database, period: Period) -> list[dict]:
    return list(
        db.query(
            """
            select name, numerator, denominator, note
            from indicator
            where id in (
                select max(id)
                from indicator
                where unit_id = :unit and first_day = :first and last_day = :last
                group by name
            )
            order by id
            """,
            _days(period),
        )
    )


def _days(period: Period) -> dict[str, str]:
    return {"first": period.first.isoformat(), "last": period.last.isoformat()}


def _numbers(figure: Figure | None) -> dict[str, int | None]:
    if figure is None:
        return {"numerator": None, "denominator": None}
    return {"numerator": figure.numerator, "denominator": figure.denominator}
