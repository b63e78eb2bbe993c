"""What a clerk decided of an import that waits: kept with it, so that the clerk can come back."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date

from kiosk.catalog.foreign_settled import FieldChoices
from kiosk.catalog.wording import day as day_in_words

LONGEST_DECISION = 120  # signs


@dataclass(frozen=True)
class Choices:
    """
    *of_name*, *of_code*, *group_of*, *adds_new*: see `foreign_settled.FieldChoices`. *repealed*:
    codes that the file leaves out and that are to be repealed; *repeals_all*: all that it leaves
    out. *withdraws*: withdraw what waits.
    *decision_no*, *decision_day*, *starts_on*: ISO days, empty when there is none.
    """

    of_name: Mapping[str, str] = field(default_factory=dict)
    of_code: Mapping[str, str] = field(default_factory=dict)
    group_of: Mapping[str, str] = field(default_factory=dict)
    adds_new: bool = True
    repealed: tuple[str, ...] = ()
    repeals_all: bool = False
    withdraws: bool = False
    decision_no: str = ""
    decision_day: str = ""
    starts_on: str = ""

    @property
    def fields(self) -> FieldChoices:
        return FieldChoices(self.of_name, self.of_code, self.group_of, self.adds_new)

    @property
    def decision(self) -> str:
        """The decision in words, as it stands with every publication; empty for none."""
        if not self.decision_no or not self.decision_day:
            return self.decision_no
        return f"{self.decision_no} ngày {day_in_words(self.decision_day)}"

    @property
    def begins(self) -> date | None:
        return date.fromisoformat(self.starts_on) if self.starts_on else None

    def packed(self) -> str:
        """The same as text, to be stored."""
        return json.dumps(asdict(self), ensure_ascii=False)


def unpacked(text: str) -> Choices:
    """What `packed` made *text* of."""
    given = json.loads(text)
    return Choices(**{**given, "repealed": tuple(given["repealed"])})


def faults(choices: Choices, today: date) -> dict[str, str]:
    """What cannot be: the key of a text by the name of the choice."""
    found = {}
    for name in ("decision_day", "starts_on"):
        if not _is_day(value := getattr(choices, name)):
            found[name] = "import_bad_day"
        elif name == "decision_day" and value > today.isoformat():
            found[name] = "import_decision_in_future"
        elif name == "starts_on" and value and value <= today.isoformat():
            found[name] = "import_starts_in_past"
    if choices.decision_day and not choices.decision_no:
        found["decision_no"] = "import_decision_without_number"
    if len(choices.decision_no) > LONGEST_DECISION:
        found["decision_no"] = "import_decision_too_long"
    return found


def _is_day(text: str) -> bool:
    if text and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return False
    try:
        return not text or bool(date.fromisoformat(text))
    except ValueError:
        return False
