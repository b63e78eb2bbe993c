"""From a file to what is published: check, compare, store; all of it or nothing."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from kiosk import clock
from kiosk.catalog import checks, diff, document, records, schema, versions
from kiosk.catalog.checks import CheckedCatalog
from kiosk.catalog.diff import Change, Difference
from kiosk.catalog.problems import Problem
from kiosk.store import Database


@dataclass(frozen=True)
class Proposal:
    """
    What publishing a file would do. *differences*: every procedure of the file, unchanged ones
    too. *absent*: codes in force that the file leaves out. *parts*: the tables kept whole that
    change, with their changes. *repealed*: absent procedures that are to be repealed. *withdrawn*:
    (code, first day) of versions that wait, and whose place another one takes.
    """

    differences: list[Difference]
    absent: list[tuple[str, str]]
    parts: dict[str, Any]
    part_changes: list[Change]
    form_files: dict[str, bytes] = field(default_factory=dict)
    repealed: list[Difference] = field(default_factory=list)
    withdrawn: list[tuple[str, str]] = field(default_factory=list)

    @property
    def to_store(self) -> list[Difference]:
        return [d for d in self.differences if d.kind != "unchanged"] + self.repealed

    @property
    def is_empty(self) -> bool:
        return not self.to_store and not self.parts


def check(path: Path, db: Database | None) -> tuple[CheckedCatalog | None, list[Problem]]:
    """
    The checked catalog at *path*, or None when it has errors, and every problem found.

    With *db*, the file may refer to what is stored already. Raises CatalogError when *path* is
    no carrier.
    """
    raw = document.read(path)
    if db is None:
        return checks.check(raw)
    parts = versions.parts(db)
    day = clock.local_day(clock.utc_now())
    stored = checks.Stored(
        versions.in_force(db, day).keys() | versions.upcoming(db, day).keys(),
        {row["slug"]: row["number"] for row in parts.get("fields", [])},
        {row["slug"]: row["number"] for row in parts.get("groups", [])},
        tuple(parts["unit"]["portal"]["hosts"]) if "unit" in parts else None,
    )
    return checks.check(raw, stored)


def propose(
    db: Database, checked: CheckedCatalog, today: date, repeal_absent: bool = False
) -> Proposal:
    """What publishing *checked* would change, compared with what is in force; changes nothing."""
    stored_parts = versions.parts(db)
    current, waiting = versions.in_force(db, today), versions.upcoming(db, today)
    known = {**waiting, **current}
    on_day = {today.isoformat(): current}
    sectors = {
        row["slug"]: row["sector"]
        for row in [*stored_parts.get("fields", []), *checked.parts.get("fields", [])]
    }
    differences = []
    for code, draft in checked.drafts.items():
        stored = known[code].body if code in known else {"effective_from": None}
        starts_on = _first_day({**stored, **draft}["effective_from"], today)
        if starts_on not in on_day:
            on_day[starts_on] = versions.in_force(db, date.fromisoformat(starts_on))
        # Compared with what would hold on its first day, so that importing a file again, also one
        # that waits for its day, changes nothing.
        before = on_day[starts_on][code].body if code in on_day[starts_on] else None
        after = records.complete(draft, before or stored, sectors.get(draft["field"], "commune"))
        differences.append(diff.of_procedure(before, after, starts_on))
    absent = [
        version
        for code, version in current.items()
        if code not in checked.drafts and version.body["status"] not in schema.RETIRED
    ]
    repealed = [_repeal(version.body, today) for version in absent] if repeal_absent else []
    parts = _changed_parts(checked, stored_parts, differences, absent if not repeal_absent else [])
    return Proposal(
        differences,
        [(version.code, version.body["name"]) for version in absent],
        parts,
        [change for kind in parts for change in _part_changes(kind, stored_parts, parts)],
        checked.form_files,
        repealed,
        [
            (d.code, waiting[d.code].starts_on)
            for d in differences
            if d.code in waiting
            and _replaces_waiting(d, today)
            and waiting[d.code].starts_on != d.starts_on
        ],
    )


def _replaces_waiting(difference: Difference, today: date) -> bool:
    """
    A version that starts later takes the place of one that waits already (it was postponed or
    brought forward), and so does the first version of all.
    """
    if difference.kind == "unchanged":
        return False
    return difference.kind == "new" or difference.starts_on > today.isoformat()


def _first_day(effective_from: str | None, today: date) -> str:
    """A version holds from its effective date, but never from before it was published."""
    return max(effective_from or "", today.isoformat())


def _repeal(body: dict, today: date) -> Difference:
    after = {**body, "status": "repealed", "effective_from": today.isoformat()}
    return diff.of_procedure(body, after, today.isoformat())


def _changed_parts(
    checked: CheckedCatalog, stored: dict[str, Any], differences: list[Difference], absent: list
) -> dict[str, Any]:
    """The parts of the file that differ from what is stored; a field that goes is kept, retired."""
    used = {d.body["field"] for d in differences if d.body["status"] not in schema.RETIRED}
    used |= {version.body["field"] for version in absent}
    changed = {}
    for kind, body in checked.parts.items():
        if kind in ("fields", "groups"):
            body = _with_retired(body, stored.get(kind, []), used if kind == "fields" else set())
        # An empty table is what no table is: so an export, which has them all, changes nothing.
        if body != stored.get(kind, []):
            changed[kind] = body
    return changed


def _with_retired(body: list[dict], stored: list[dict], used: set[str]) -> list[dict]:
    """*body* with `status` filled, and the rows that it leaves out, for their numbers."""
    listed = {row["slug"] for row in body}
    kept = [
        {**row, "status": row["status"] if row["slug"] in used else "retired"}
        for row in stored
        if row["slug"] not in listed
    ]
    return [{**row, "status": row.get("status")} for row in body] + kept


def _part_changes(kind: str, stored: dict[str, Any], parts: dict[str, Any]) -> list[Change]:
    """One line for each row of a part that was added, changed or taken away."""
    if kind not in stored:
        return []
    if kind == "unit":
        before, after = _flat(stored[kind]), _flat(parts[kind])
        return [
            Change("unit", "", key, before.get(key), after.get(key))
            for key in after
            if before.get(key) != after.get(key)
        ]
    keys = schema.BY_NAME[kind].names[:1] if kind in schema.BY_NAME else ("slug",)
    if kind == "life_event_procedures":
        keys = ("event_slug", "code")
    before, after = (
        {" ".join(str(row[key]) for key in keys): row for row in rows}
        for rows in (stored[kind], parts[kind])
    )
    changes = [
        Change(kind, name, "", row, None) for name, row in before.items() if name not in after
    ]
    for name, row in after.items():
        if name not in before:
            changes.append(Change(kind, name, "", None, row))
        else:
            changes += [
                Change(kind, name, column, before[name].get(column), value)
                for column, value in row.items()
                if before[name].get(column) != value
            ]
    return changes


def _flat(profile: dict[str, Any]) -> dict[str, Any]:
    """A profile with its tables' keys as `table.key`; None where a text is empty."""
    flat: dict[str, Any] = {}
    for key, value in profile.items():
        inner = value.items() if isinstance(value, dict) else [("", value)]
        for name, one in inner:
            text = ", ".join(one) if isinstance(one, list) else one
            flat[f"{key}.{name}".rstrip(".")] = text or None
    return flat


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
    today = clock.local_day(now)
    for difference in proposal.differences:
        if _replaces_waiting(difference, today):
            versions.withdraw_waiting(db, publication, difference.code, today, difference.starts_on)
    versions.add_versions(db, publication, proposal.to_store, decision)
    for kind, body in proposal.parts.items():
        versions.add_part(db, publication, kind, body)
    return publication
