"""What was read of a catalog as JSON, on its way from the process that reads to who asked."""

import base64
import json
from typing import Any

from kiosk.catalog.problems import Problem
from kiosk.catalog.raw import Raw, RawGuide, RawTable, Row

_PLAIN = ("file", "is_json", "is_read", "is_list", "n_aside", "unit", "unit_file", "unit_lines")
_AS_IS = (*_PLAIN, "has_form_files", "headings")


def packed(raw: Raw) -> str:
    """*raw* as one line of JSON. What JSON cannot say (a day in `unit.toml`) becomes null."""
    document: dict[str, Any] = {
        **{name: getattr(raw, name) for name in _AS_IS},
        "tables": {name: _table(table) for name, table in raw.tables.items()},
        "guides": None if raw.guides is None else [vars(guide) for guide in raw.guides],
        "form_files": {
            name: None if content is None else base64.b64encode(content).decode("ascii")
            for name, content in raw.form_files.items()
        },
        "problems": [_problem(problem) for problem in raw.problems],
    }
    return json.dumps(document, default=lambda _: None)


def _table(table: RawTable) -> dict[str, Any]:
    rows = [
        [row.line, row.cells, None if row.given is None else sorted(row.given)]
        for row in table.rows
    ]
    return {**vars(table), "rows": rows}


def _problem(problem: Problem) -> dict[str, Any]:
    # A value may be the error that a parser raised.
    values = {k: v if isinstance(v, (int, str)) else str(v) for k, v in problem.values.items()}
    return {**vars(problem), "values": values}


def unpacked(text: str | bytes) -> Raw:
    """What *text*, made by `packed`, says."""
    document = json.loads(text)
    guides = document["guides"]
    return Raw(
        **{name: document[name] for name in _AS_IS},
        tables={
            name: RawTable(**{**table, "rows": [_row(*row) for row in table["rows"]]})
            for name, table in document["tables"].items()
        },
        guides=None if guides is None else [RawGuide(**guide) for guide in guides],
        form_files={
            name: None if content is None else base64.b64decode(content)
            for name, content in document["form_files"].items()
        },
        problems=[Problem(**problem) for problem in document["problems"]],
    )


def _row(line: int, cells: dict[str, str | None], given: list[str] | None) -> Row:
    return Row(line, cells, None if given is None else frozenset(given))
