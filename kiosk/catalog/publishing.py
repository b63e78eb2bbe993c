"""From a file to what is published: check, compare, store; all of it or nothing."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from kiosk import clock
from kiosk.catalog import checks, diff, document, parts, records, reviews, schema, versions
from kiosk.catalog.checks import CheckedCatalog
from kiosk.catalog.diff import Change, Difference
from kiosk.catalog.foreign_settled import Known
from kiosk.catalog.problems import Problem
from kiosk.catalog.versions import Version
from kiosk.store import Database


@dataclass(frozen=True)
class Proposal:
    """
    What publishing a file on *today* would do.

    *differences*: every procedure of the file, unchanged ones too. *absent*: code and name of
    procedures, in force or waiting, that the file leaves out; *repealed*: those of them that are
    to be repealed. *withdrawn*: versions that wait and will not come to hold; *waiting*: versions
    that wait and stay. *parts*: the tables kept whole that change, with their changes.
    *still_retired*: procedures that the file lists without a status, and that stay retired.
    """

    today: date
    differences: list[Difference]
    absent: list[tuple[str, str]]
    repealed: list[Difference]
    withdrawn: list[Version]
    waiting: list[Version]
    still_retired: list[Difference]
    parts: dict[str, Any]
    part_changes: list[Change]
    form_files: dict[str, bytes] = field(default_factory=dict)

    @property
    def to_store(self) -> list[Difference]:
        return [d for d in self.differences if d.kind != "unchanged"] + self.repealed

    @property
    def is_empty(self) -> bool:
        return not (self.to_store or self.parts or self.withdrawn)


def check(
    path: Path, db: Database | None, today: date
) -> tuple[CheckedCatalog | None, list[Problem]]:
    """
    The checked catalog at *path*, or None when it has errors, and every problem found.

    With *db*, the file may refer to what is stored on *today*. Raises CatalogError when *path* is
    no carrier.
    """
    raw = document.read(path)
    return checks.check(raw, known(db, today) if db is not None else None)


def known(db: Database, today: date) -> checks.Stored:
    """What the checks of a file need to know of the database."""
    with db.snapshot():
        bodies = [
            version.body
            for found in (versions.upcoming(db, today), versions.in_force(db, today))
            for version in found.values()
        ]
        stored = versions.parts(db)
        next_number = versions.highest_field_number(db) + 1
    return checks.Stored(
        codes=frozenset(body["code"] for body in bodies),
        successors={body["code"]: body["replaced_by"] for body in bodies},
        for_lists=Known(
            fields=stored.get("fields", []),
            field_groups=stored.get("field_groups", []),
            field_of={body["code"]: body["field"] for body in bodies},
            next_number=next_number,
        ),
        forms=[(body["code"], form) for body in bodies for form in body["forms"]],
        fields={row["slug"]: row["number"] for row in stored.get("fields", [])},
        groups={row["slug"]: row["number"] for row in stored.get("groups", [])},
        life_events=frozenset(row["slug"] for row in stored.get("life_events", [])),
        unit=stored.get("unit"),
    )


class _Timeline:
    """What is stored, seen from *today*. *waiting*: the version of each procedure still to come."""

    def __init__(self, db: Database, today: date):
        self._db = db
        self._on: dict[str, dict[str, Version]] = {}
        self.today = today.isoformat()
        self.current = self.on(self.today)
        self.waiting = versions.upcoming(db, today)
        self.reviewed = reviews.days(db)

    def on(self, day: str) -> dict[str, Version]:
        """What is in force on *day*, as far as it is known now."""
        if day not in self._on:
            self._on[day] = versions.in_force(self._db, date.fromisoformat(day))
        return self._on[day]


def propose(
    db: Database,
    checked: CheckedCatalog,
    today: date,
    repeal_absent: bool | Collection[str] = False,
    withdraw_waiting: bool = False,
    starting: date | None = None,
) -> Proposal:
    """
    What publishing *checked* would change, compared with what is in force; changes nothing.

    *repeal_absent*: repeal what the file leaves out, all of it or these codes.
    *withdraw_waiting*: withdraw what waits for the procedures of the file, but for what the file
    itself states anew. *starting*: a day to come on which everything begins to hold for which the
    file gives no day of its own.
    """
    stored = versions.parts(db)
    timeline = _Timeline(db, today)
    sectors = _sectors(checked, stored)
    begins = max(starting or today, today)
    drafts = {
        code: _dated(draft, timeline, begins, sectors.get(draft["field"], "commune"))
        for code, draft in checked.drafts.items()
    }
    differences = [
        _difference(code, draft, timeline, sectors.get(draft["field"], "commune"))
        for code, draft in drafts.items()
    ]
    absent = _absent(checked, timeline)
    dropped = {v.code for v in absent if _is_among(v.code, repeal_absent)}
    repealed = [_repeal(timeline.current[c].body, begins) for c in timeline.current if c in dropped]
    withdrawn = [
        timeline.waiting[difference.code]
        for difference in differences
        if difference.code in timeline.waiting
        and _withdraws(difference, drafts[difference.code], timeline, withdraw_waiting)
    ] + [version for code, version in timeline.waiting.items() if code in dropped]
    waiting = _staying(timeline, withdrawn, differences)
    used = _used_fields(timeline, [*differences, *repealed], waiting)
    changed, part_changes = parts.changed(checked.parts, stored, used)
    return Proposal(
        today=today,
        differences=differences,
        absent=[(version.code, version.body["name"]) for version in absent],
        repealed=repealed,
        withdrawn=withdrawn,
        waiting=waiting,
        still_retired=[d for d in differences if _is_still_retired(d, checked)],
        parts=changed,
        part_changes=part_changes,
        form_files=checked.form_files,
    )


def _is_among(code: str, asked: bool | Collection[str]) -> bool:
    return asked if isinstance(asked, bool) else code in asked


def _dated(draft: dict, timeline: _Timeline, begins: date, sector: str) -> dict:
    """*draft*, to begin on the day *begins* unless it has a day of its own or changes nothing."""
    day = begins.isoformat()
    known = timeline.current.get(draft["code"]) or timeline.waiting.get(draft["code"])
    stored = known.body if known else None
    own_day = draft.get("effective_from")
    has_own = own_day and not (stored and own_day == stored["effective_from"])
    if day == timeline.today or has_own:
        return draft
    held = timeline.on(day).get(draft["code"])
    before = held.body if held else None
    after = records.complete(draft, before or stored, sector)
    if before and diff.of_procedure(before, after, day).kind == "unchanged":
        day = before["effective_from"]
    return {**draft, "effective_from": day}


def _sectors(checked: CheckedCatalog, stored: dict[str, Any]) -> dict[str, str]:
    """The sector of each field, as the file has it, else as it is stored."""
    rows = [*stored.get("fields", []), *checked.parts.get("fields", [])]
    return {row["slug"]: row["sector"] for row in rows}


def _difference(code: str, draft: dict, timeline: _Timeline, sector: str) -> Difference:
    """
    How the procedure *code* changes by *draft*, compared with what would hold on its first day:
    so importing a file again, also one that waits for its day, changes nothing.
    """
    known = timeline.current.get(code) or timeline.waiting.get(code)
    stored = known.body if known else {"effective_from": None}
    draft = reviews.without_known(draft, stored.get("reviewed_on"), timeline.reviewed.get(code))
    starts_on = _first_day({**stored, **draft}["effective_from"], timeline.today)
    held = timeline.on(starts_on).get(code)
    before = held.body if held else None
    return diff.of_procedure(before, records.complete(draft, before or stored, sector), starts_on)


def _first_day(effective_from: str | None, today: str) -> str:
    """A version holds from its effective date, but never from before it was published."""
    return max(effective_from or "", today)


def _absent(checked: CheckedCatalog, timeline: _Timeline) -> list[Version]:
    """What the file leaves out: procedures in force, and those that only wait."""
    in_force = [v for v in timeline.current.values() if v.body["status"] not in schema.RETIRED]
    only_waiting = [v for v in timeline.waiting.values() if v.code not in timeline.current]
    return [v for v in (*in_force, *only_waiting) if v.code not in checked.drafts]


def _repeal(body: dict, today: date) -> Difference:
    after = {**body, "status": "repealed", "effective_from": today.isoformat()}
    return diff.of_procedure(body, after, today.isoformat())


def _withdraws(difference: Difference, draft: dict, timeline: _Timeline, asked: bool) -> bool:
    """
    Does *difference* take the place of the version that waits for its procedure?

    It does when it is the first version of all, retires the procedure, starts on another day to
    come (the plan was postponed), or names a new day that is not to come (brought forward). A row
    without a day of its own, or with the day on which the version in force began, leaves the
    plan as it is: so a fee can be corrected meanwhile. *asked*: it shall, whatever the row says.
    """
    if difference.starts_on == timeline.waiting[difference.code].starts_on:
        return False  # it is that plan, or comes after it on the same day and so holds
    if asked:
        return True
    if difference.kind == "unchanged":
        return False
    if difference.kind in ("new", *schema.RETIRED) or difference.starts_on > timeline.today:
        return True
    effective_from = draft.get("effective_from")
    return bool(
        effective_from
        and effective_from != timeline.current[difference.code].body["effective_from"]
    )


def _staying(
    timeline: _Timeline, withdrawn: list[Version], differences: list[Difference]
) -> list[Version]:
    """The versions that wait, and will hold when their day comes."""
    gone = {version.code for version in withdrawn}
    anew = {(d.code, d.starts_on) for d in differences if d.kind != "unchanged"}
    return [
        version
        for code, version in timeline.waiting.items()
        if code not in gone and (code, version.starts_on) not in anew
    ]


def _used_fields(
    timeline: _Timeline, differences: list[Difference], waiting: list[Version]
) -> set[str]:
    """The fields that a procedure needs, from today on or from a day to come."""
    ended = {d.code for d in differences if d.starts_on == timeline.today}
    bodies = [
        *(d.body for d in differences),
        *(v.body for v in waiting),
        *(v.body for v in timeline.current.values() if v.code not in ended),
    ]
    return {body["field"] for body in bodies if body["status"] not in schema.RETIRED}


def _is_still_retired(difference: Difference, checked: CheckedCatalog) -> bool:
    """Is it listed as if it were in force, without a status that would restore it?"""
    is_retired = difference.body["status"] in schema.RETIRED
    return is_retired and "status" not in checked.drafts[difference.code]


def publish(
    db: Database, proposal: Proposal, now: datetime, who: str, source: str, decision: str = ""
) -> int | None:
    """
    Store *proposal* as one publication: all of it or nothing.

    Its number, or None when there was nothing to store. The caller makes the proposal in the same
    transaction, so that nothing can come between.
    """
    if proposal.is_empty:
        return None
    publication = versions.add_publication(db, clock.stamp(now), who, source, decision)
    for sha256, content in proposal.form_files.items():
        versions.add_form_file(db, sha256, content)
    for version in proposal.withdrawn:
        versions.withdraw(db, publication, version)
    versions.add_versions(db, publication, proposal.to_store, decision)
    for kind, body in proposal.parts.items():
        versions.add_part(db, publication, kind, body)
    return publication
