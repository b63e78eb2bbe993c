"""Two states of a procedure side by side, as a clerk reads them: what, how it was, how it is."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kiosk import texts
from kiosk.catalog import diff, schema, wording
from kiosk.catalog.diff import Body
from kiosk.catalog.records import Channel

# The heading of the rows of each table, as the key of its text.
HEADINGS = {
    "channels": "channels_heading",
    "documents": "documents_heading",
    "legal_bases": "legal_basis_heading",
    "steps": "steps_heading",
    "forms": "forms_heading",
    "provenance": "source_label",
}
_LEVELS = {
    "full": "badge_full_online",
    "partial": "badge_partial_online",
    "info_only": "badge_info_only",
}


@dataclass(frozen=True)
class Line:
    """One difference in words; *old* or *new* is empty where there was or is nothing."""

    what: str
    old: str
    new: str


def of(before: Body | None, after: Body | None, field_names: Mapping[str, str]) -> list[Line]:
    """
    What differs between two states of a procedure, in the order of the tables; None: there was
    none. *field_names*: by slug. In Vietnamese.
    """
    old, new = before or _nothing(), after or _nothing()
    lines = [
        Line(heading("procedures", column), *_values(column, (old, new), field_names))
        for column in schema.PROCEDURES.names
        if old[column] != new[column]
    ]
    for table in schema.CHILDREN:
        lines += _of_rows(table.name, old[table.name], new[table.name])
    return lines


def _nothing() -> Body:
    return {**dict.fromkeys(schema.PROCEDURES.names), **{t.name: [] for t in schema.CHILDREN}}


def heading(table: str, column: str) -> str:
    """What a column is called."""
    return texts.text(f"heading_{table}_{column}")


def _values(column: str, bodies: Iterable[Body], fields: Mapping[str, str]) -> Iterator[str]:
    for body in bodies:
        yield value_in_words(column, body[column], fields)


def value_in_words(column: str, value: Any, field_names: Mapping[str, str]) -> str:
    """A value of a procedure's own column; empty when it is unknown."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return texts.text("yes_button" if value else "no_button")
    if column == "field":
        return field_names.get(value, value)
    if column == "sector":
        return texts.text(f"sector_{value}")
    if column == "service_level":
        return level(value)
    if column == "status":
        return texts.text(f"state_{value}")
    if column == "audience":
        return ", ".join(wording.audience_name(one) for one in value.split(";"))
    if column in ("as_of", "effective_from", "reviewed_on"):
        return wording.day(value)
    return str(value)


def level(value: str) -> str:
    """What a service level is called."""
    return texts.text(_LEVELS[value])


def _of_rows(table: str, before: list[Body], after: list[Body]) -> Iterator[Line]:
    what = texts.text(HEADINGS[table])
    pairs, is_reordered = diff.row_pairs(table, before, after)
    for old, new in pairs:
        words = row_in_words(table, old), row_in_words(table, new)
        if words[0] == words[1]:  # the name of a file stayed, its content did not
            words = words[0], f"{words[1]} ({texts.text('compared_new_content')})"
        yield Line(what, *words)
    if is_reordered:
        yield Line(what, "", texts.text("compared_reordered"))


def row_in_words(table: str, row: Body | None) -> str:
    """A row of a procedure's own table on a few lines; empty for None."""
    if row is None:
        return ""
    return "\n".join(part for part in _ROWS[table](row) if part)


def _channel(row: Body) -> Iterator[str]:
    channel = Channel(**row)
    yield texts.text(f"channel_{channel.channel}")
    for key, words in (
        ("processing_time_heading", wording.duration(channel)),
        ("fees_heading", wording.fee(channel)),
    ):
        yield f"{texts.text(key)}: {' · '.join(filter(None, words)) or _unknown()}"


def _document(row: Body) -> Iterator[str]:
    if row["case"]:
        yield f"{heading('documents', 'case')}: {row['case']}"
    yield row["name"]
    counts = ((row["originals"], "originals_count"), (row["copies"], "copies_count"))
    yield ", ".join(texts.text(key, n=n) for n, key in counts if n)
    if row["form"]:
        yield f"{heading('documents', 'form')}: {row['form']}"


def _step(row: Body) -> Iterator[str]:
    if row["case"]:
        yield f"{heading('steps', 'case')}: {row['case']}"
    yield row["title"] or ""
    yield row["body"]


def _form(row: Body) -> Iterator[str]:
    yield row["name"]
    if row["number"]:
        yield f"{heading('forms', 'number')}: {row['number']}"
    if row["file"]:
        yield f"{heading('forms', 'file')}: {row['file']}"


def _source(row: Body) -> Iterator[str]:
    yield row["source"]
    if row["as_of"]:
        yield f"{heading('provenance', 'as_of')}: {wording.day(row['as_of'])}"
    if row["basis"]:
        yield texts.text(f"basis_{row['basis']}")


def _unknown() -> str:
    return texts.text("badge_unverified")


_ROWS: dict[str, Callable[[Body], Iterable[str]]] = {
    "channels": _channel,
    "documents": _document,
    "legal_bases": lambda row: [row["number"]],
    "steps": _step,
    "forms": _form,
    "provenance": _source,
}
