import ast
import csv
import re
from pathlib import Path

import pytest

from kiosk import config, texts

PACKAGE = Path(config.__file__).parent
# Where a call names a text: the function, the position of the key, and what stands before it.
CALLS = {"text": (0, ""), "Problem": (3, "problem_"), "bad": (2, "problem_")}
CALLS["BadCell"] = (0, "problem_")
CALLS["AccountError"] = (0, "")
CALLS["Refused"] = (0, "problem_")
CALLS["TokenError"] = (0, "")


def keys_in_code():
    """Keys written out in calls, and the beginnings of those that are put together."""
    whole, begun = set(), set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            at, prefix = CALLS.get(name, (99, ""))
            key = node.args[at] if len(node.args) > at else None
            if isinstance(key, ast.Constant):
                whole.add(prefix + key.value)
            elif isinstance(key, ast.JoinedStr) and isinstance(key.values[0], ast.Constant):
                begun.add(prefix + key.values[0].value)
    return whole, begun


def keys_in_templates():
    pages = (path.read_text(encoding="utf-8") for path in config.TEMPLATES.rglob("*.*"))
    return {key for page in pages for key in re.findall(r"\bt\(\s*[\"'](\w+)[\"']\s*[,)]", page)}


def test_every_text_stands_once_in_both_languages():
    with (config.SHIPPED_CATALOG / "ui.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["key", "vi", "en"]
    assert [row for row in rows if len(row) != 3 or not all(cell.strip() for cell in row)] == []
    assert len({row[0] for row in rows}) == len(rows)


def test_both_languages_fill_in_the_same_values():
    found = {
        key: [sorted(re.findall(r"{(\w*)}", row[lang])) for lang in texts.LANGUAGES]
        for key, row in texts.table().items()
    }
    assert {key: pair for key, pair in found.items() if set(pair[0]) != set(pair[1])} == {}


def test_every_text_that_the_code_names_is_there():
    whole, begun = keys_in_code()
    assert {"problem_bad_number", "problem_missing_table", "badge_unverified"} <= whole
    assert sorted(whole - texts.table().keys()) == []
    assert [
        start for start in begun if not any(key.startswith(start) for key in texts.table())
    ] == []


def test_every_text_that_a_template_names_is_there():
    assert "badge_unverified" in keys_in_templates()
    assert sorted(keys_in_templates() - texts.table().keys()) == []


def test_a_text_is_filled_in_the_language_asked_for():
    values = {"value": "1.001193", "line": 2}
    assert texts.text("problem_duplicate", **values) == '"1.001193" đã có ở dòng 2'
    assert texts.text("problem_duplicate", "en", **values) == '"1.001193" stands on line 2 already'


def test_an_unknown_text_is_an_error():
    with pytest.raises(KeyError):
        texts.text("no_such_text")
