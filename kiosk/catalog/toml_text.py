"""The unit profile as TOML: written so that `tomllib` reads it back, and where its values stand."""

import json
import re

_TABLE = re.compile(r"\s*\[\s*([\w-]+)\s*\]")
_KEY = re.compile(r"\s*([\w.-]+)\s*=")


def toml_text(profile: dict) -> str:
    """*profile* as TOML that `tomllib` reads back to the same; tables come last."""
    plain = {key: value for key, value in profile.items() if not isinstance(value, dict)}
    tables = {key: value for key, value in profile.items() if isinstance(value, dict)}
    lines = [_pair(key, value) for key, value in plain.items()]
    for name, table in tables.items():
        lines += ["", f"[{name}]", *(_pair(key, value) for key, value in table.items())]
    return "\n".join(lines) + "\n"


def _pair(key: str, value: object) -> str:
    # A JSON string or list of strings is a TOML one too, but for the delete character.
    return f"{key} = {json.dumps(value, ensure_ascii=False)}".replace("\x7f", "\\u007F")


def lines_of(content: str) -> dict[str, int]:
    """
    The line of each table and value of *content*, as `name` or `table.name`.

    To lead a person to the place, so the plain way to write TOML is enough; `tomllib` tells none.
    """
    found: dict[str, int] = {}
    table = ""
    for number, line in enumerate(content.split("\n"), start=1):
        if heading := _TABLE.match(line):
            table = heading[1]
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault(f"{table}.{key[1]}" if table else key[1], number)
    return found
