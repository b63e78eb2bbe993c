"""Write the unit profile as TOML: text, lists of text, and one level of tables."""

import json


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
