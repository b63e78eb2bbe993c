"""Interface texts in Vietnamese and English, from the one table `ui.csv`."""

import csv
from functools import cache
from pathlib import Path

from kiosk.config import SHIPPED_CATALOG

LANGUAGES = ("vi", "en")


@cache
def table(path: Path = SHIPPED_CATALOG / "ui.csv") -> dict[str, dict[str, str]]:
    """Every text: key -> language -> text."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["key"]: {lang: row[lang] for lang in LANGUAGES} for row in csv.DictReader(file)}


def text(key: str, lang: str = "vi", **values: object) -> str:
    """The text *key* with its `{placeholders}` filled. Raises KeyError for an unknown key."""
    found = table()[key][lang]
    return found.format(**values) if values else found


def thousands(number: int) -> str:
    """`1049` as `1.049`."""
    return f"{number:,}".replace(",", ".")
