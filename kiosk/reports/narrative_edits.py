"""The text of a report as people edited it: every edit is kept beside what was generated."""

from datetime import datetime
from typing import TYPE_CHECKING

from kiosk import clock
from kiosk.accounts import audit
from kiosk.accounts.audit import Actor
from kiosk.reports import narrative
from kiosk.reports.narrative import Edit
from kiosk.reports.periods import Period
from kiosk.reports.words import range_text
from kiosk.store import Database
from kiosk.texts import text

if TYPE_CHECKING:
    from kiosk.reports.report import Report

_LONGEST = 8000  # signs of a section


def edit(
    db: Database, report: "Report", section: str, words: str, actor: Actor, now: datetime
) -> bool:
    """
    Keep *words* for *section* of the live *report*; empty, or as they are generated, takes the edit
    back. False when that changes nothing.
    """
    generated = {one.name: one for one in narrative.generated(report)}[section]
    paragraphs = tuple(filter(None, (_printable(line) for line in words[:_LONGEST].split("\n"))))
    kept = "" if paragraphs == generated.paragraphs else "\n".join(paragraphs)
    before = {one.section: "\n".join(one.paragraphs) for one in report.edits}.get(section, "")
    basis = narrative.basis(generated, report)
    if kept == before and (not kept or basis == _basis_of(report, section)):
        return False
    row = {
        **_days(report.period),
        "section": section,
        "words": kept,
        "basis": basis,
        "who": actor.name,
        "at": clock.stamp(now),
    }
    with db.transaction():
        db.execute(
            """
            insert into narrative_edit (unit_id, first_day, last_day, section, words, basis, who,
                                        at)
            values (:unit, :first, :last, :section, :words, :basis, :who, :at)
            """,
            row,
        )
        details = f"{range_text(report.period)}: {text(f'section_{section}')}"
        audit.add(db, actor, now, "narrative_edited" if kept else "narrative_restored", details)
    return True


def of_period(db: Database, period: Period) -> tuple[Edit, ...]:
    """The edits of the days of *period* that stand, by section."""
    found = db.query(
        """
        select section, words, basis, who, at
        from narrative_edit
        where id in (
            select max(id)
            from narrative_edit
            where unit_id = :unit and first_day = :first and last_day = :last
            group by section
        ) and words <> ''
        order by section
        """,
        _days(period),
    )
    return tuple(
        Edit(row["section"], tuple(row["words"].split("\n")), row["basis"], row["who"], row["at"])
        for row in found
    )


def _printable(line: str) -> str:
    return "".join(sign for sign in " ".join(line.split()) if sign.isprintable())


def _basis_of(report: "Report", section: str) -> str:
    return next((one.basis for one in report.edits if one.section == section), "")


def _days(period: Period) -> dict[str, str]:
    return {"first": period.first.isoformat(), "last": period.last.isoformat()}
