"""What is wrong in a catalog file, and where: one line each, in either language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kiosk.texts import text


@dataclass(frozen=True)
class Problem:
    """One fault at one place. *line* 1 is the header row; *column* may be empty."""

    file: str
    line: int
    column: str
    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
    is_warning: bool = False

    @property
    def sheet(self) -> str:
        """The sheet of a workbook in which it stands; empty elsewhere."""
        return self.file.partition("[")[2].removesuffix("]")

    def text(self, lang: str = "en") -> str:
        """What is wrong and what to do, whether or not it is only a warning."""
        return text(f"problem_{self.key}", lang, **self.values)

    def message(self, lang: str = "en") -> str:
        found = self.text(lang)
        return f"{text('problem_warning', lang)}: {found}" if self.is_warning else found

    def __str__(self) -> str:
        one_line = " ".join(self.message().split())  # a cell it quotes may hold line breaks
        return f"{self.file}:{self.line}: {self.column or '-'}: {one_line}"


def in_order(problems: list[Problem]) -> list[Problem]:
    """*problems* as a person would walk through the files."""
    return sorted(problems, key=lambda p: (p.file, p.line, p.column))
