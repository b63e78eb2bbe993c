"""Checks across rows: what must be unique, what must exist, what printed codes rely on."""

from collections.abc import Mapping, Set
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from kiosk.catalog import schema

if TYPE_CHECKING:
    from kiosk.catalog.checks import Checker

_UNIQUE = (
    ("procedures", ("code",)),
    ("fields", ("slug",)),
    ("fields", ("number",)),
    ("groups", ("slug",)),
    ("groups", ("number",)),
    ("field_groups", ("field_slug",)),
    ("life_events", ("slug",)),
    ("life_event_procedures", ("event_slug", "code")),
    ("synonyms", ("term",)),
    ("forms", ("id",)),
)


def check(checker: "Checker") -> None:
    """Add what is wrong between the rows of *checker*, and between them and what is stored."""
    for table, columns in _UNIQUE:
        _unique(checker, table, columns)
    _references(checker)
    _numbers(checker, "fields", checker.stored.fields)
    _numbers(checker, "groups", checker.stored.groups)
    _circles(checker)
    _form_clashes(checker)


def _unique(checker: "Checker", table: str, columns: tuple[str, ...]) -> None:
    first: dict[tuple, int] = {}
    for at in checker.rows.get(table, []):
        key = tuple(at.values.get(column) for column in columns)
        if None in key:
            continue
        if key in first:
            value = " ".join(str(part) for part in key)
            checker.bad(at, columns[-1], "duplicate", value=value, line=first[key])
        first.setdefault(key, at.row.line)


def _references(checker: "Checker") -> None:
    """Everything that a row names must be there: in the file, or stored where it may stay so."""
    stored = checker.stored
    own = _known(checker, "procedures", "code", frozenset())
    for child in schema.CHILDREN:
        _refers(checker, child.name, "code", own, "unknown_procedure")
    codes = _known(checker, "procedures", "code", stored.codes, is_added=True)
    _refers(checker, "procedures", "replaced_by", codes, "unknown_successor")
    _refers(checker, "life_event_procedures", "code", codes, "unknown_procedure")
    fields = _known(checker, "fields", "slug", frozenset())
    _refers(checker, "procedures", "field", fields, "unknown_field")
    either = _known(checker, "fields", "slug", stored.fields.keys(), is_added=True)
    _refers(checker, "field_groups", "field_slug", either, "unknown_field")
    groups = _known(checker, "groups", "slug", stored.groups.keys())
    _refers(checker, "field_groups", "group_slug", groups, "unknown_group")
    events = _known(checker, "life_events", "slug", stored.life_events)
    _refers(checker, "life_event_procedures", "event_slug", events, "unknown_life_event")


def _known(
    checker: "Checker", table: str, column: str, stored: Set[str], is_added: bool = False
) -> Set[str] | None:
    """
    What rows may name: the values of *column*, or what is *stored* where the file has no such
    table; both when *is_added*. None when the table is there but could not be read: then nothing
    can be said of what names it.
    """
    if table in checker.rows:
        own = checker.column(table, column)
        return own | stored if is_added else own
    is_absent = table not in checker.raw.tables and not schema.BY_NAME[table].required
    return stored if is_absent else None


def _refers(checker: "Checker", table: str, column: str, known: Set[str] | None, key: str) -> None:
    """Every value of *column* in *table* must be one of *known*."""
    for at in checker.rows.get(table, []):
        value = at.values.get(column)
        if known is not None and value is not None and value not in known:
            checker.bad(at, column, key, value=value)


def _numbers(checker: "Checker", table: str, printed: Mapping[str, int]) -> None:
    """A number stands in printed codes: it must never come to mean another field or group."""
    owner = {number: slug for slug, number in printed.items()}
    listed = checker.column(table, "slug")
    for at in checker.rows.get(table, []):
        slug, number = at.values["slug"], at.values["number"]
        if slug is None or number is None:
            continue
        if owner.get(number, slug) != slug:
            # Where the owner is left out, most likely its slug was changed by hand.
            key = "reused_number" if owner[number] in listed else "renamed_slug"
            checker.bad(at, "number", key, n=number, slug=owner[number])
        elif printed.get(slug, number) != number:
            checker.bad(at, "number", "changed_number", n=printed[slug], slug=slug)


def _circles(checker: "Checker") -> None:
    """A chain of successors must end: a retired code leads to a procedure in force."""
    rows = [at for at in checker.rows.get("procedures", []) if "replaced_by" in at.values]
    successor = dict(checker.stored.successors)
    successor.update({at.values["code"]: at.values["replaced_by"] for at in rows})
    for at in rows:
        code, by = at.values["code"], at.values["replaced_by"]
        if by and by != code and _leads_back(code, successor):
            checker.bad(at, "replaced_by", "replaced_in_circle", value=by)


def _leads_back(code: str, successor: Mapping[str, str | None]) -> bool:
    seen: set[str] = set()
    step = successor.get(code)
    while step and step != code and step not in seen:
        seen.add(step)
        step = successor.get(step)
    return step == code


def _form_clashes(checker: "Checker") -> None:
    """
    An id is an address and a file name a file of the export: neither may come to mean two forms,
    of which one belongs to a procedure whose forms the file leaves as they are.
    """
    given = _codes_with_forms(checker)
    kept = [(code, form) for code, form in checker.stored.forms if code not in given]
    ids = {form["id"]: code for code, form in kept}
    names: dict[str, tuple[str, Any]] = {
        form["file"]: (code, form["sha256"]) for code, form in kept if form["file"]
    }
    for at in checker.rows.get("forms", []):
        form_id, name = at.values["id"], at.values["file"]
        if form_id in ids:
            checker.bad(at, "id", "taken_form_id", value=form_id, code=ids[form_id])
        content = checker.raw.form_files.get(name)
        if content is not None and name in names:
            code, digest = names[name]
            if sha256(content).hexdigest() != digest:
                checker.bad(at, "file", "taken_form_file", file=name, code=code)


def _codes_with_forms(checker: "Checker") -> set[str]:
    """The procedures whose forms the file states, be it that there are none."""
    return {
        at.values["code"]
        for at in checker.rows.get("procedures", [])
        if ("forms" in checker.rows if at.row.given is None else "forms" in at.row.given)
    }
