"""
The form of dossier figures: a box for each number, read into figures or faults in plain words.

A share has two boxes, `online` and `online_whole`; a target one, `target_online`. An empty box is
no figure at all, which is not nought.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.reports.indicators import (
    NAMES,
    OF_RESOLVED,
    SHARES,
    TARGET,
    Figure,
    Indicators,
    label,
    percentage,
    whole_number,
)
from kiosk.reports.words import percent
from kiosk.texts import text, thousands

WHOLE = "_whole"
BOXES = tuple(
    box
    for name in NAMES
    for box in (name, *([f"{name}{WHOLE}"] if name in SHARES else []), f"{TARGET}{name}")
)
_LONGEST_NOTE = 500  # signs


@dataclass
class Read:
    """What a filled-in form says. *faults*: by box, what is wrong with it."""

    figures: dict[str, Figure | None] = field(default_factory=dict)
    note: str = ""
    faults: dict[str, str] = field(default_factory=dict)


def filled(found: Indicators) -> dict[str, str]:
    """The boxes of *found*, as one would type them; empty for what nobody knows."""
    boxes = dict.fromkeys(BOXES, "")
    for name, figure in found.figures.items():
        if name.startswith(TARGET) and figure.denominator is not None:
            boxes[name] = percent(figure.numerator, figure.denominator)
            continue
        boxes[name] = thousands(figure.numerator)
        if figure.denominator is not None:
            boxes[f"{name}{WHOLE}"] = thousands(figure.denominator)
    return boxes


def read(given: Mapping[str, str], lang: str = "vi") -> Read:
    """The figures of the boxes *given*; None for an empty one. Faults are told in *lang*."""
    found = Read(note=_plain(given.get("note", "")))
    boxes = {box: " ".join(given.get(box, "").split()) for box in BOXES}
    for name in NAMES:
        if name in SHARES:
            _share(found, name, boxes, lang)
        else:
            _number(found, name, boxes[name], lang)
        _target(found, name, boxes[f"{TARGET}{name}"], lang)
    return found


def _plain(note: str) -> str:
    """A note on one line, of signs that can be printed."""
    return "".join(sign for sign in " ".join(note.split()) if sign.isprintable())[:_LONGEST_NOTE]


def _number(found: Read, name: str, written: str, lang: str) -> None:
    number = whole_number(written)
    if written and number is None:
        found.faults[name] = _fault("number", name, lang, written=written)
    else:
        found.figures[name] = None if number is None else Figure(number)


def _share(found: Read, name: str, boxes: Mapping[str, str], lang: str) -> None:
    part, whole = boxes[name], boxes[f"{name}{WHOLE}"]
    if not part and not whole:
        found.figures[name] = None
        return
    numbers = [whole_number(part), whole_number(whole)]
    for box, written, number in zip((name, f"{name}{WHOLE}"), (part, whole), numbers, strict=True):
        if not written:
            found.faults[box] = _fault("whole", name, lang)
        elif number is None:
            found.faults[box] = _fault("number", name, lang, written=written)
    if numbers[0] is None or numbers[1] is None:
        return
    if numbers[0] > numbers[1]:
        found.faults[name] = _fault("part", name, lang, part=part, whole=whole)
        return
    found.figures[name] = Figure(numbers[0], numbers[1])


def _target(found: Read, name: str, written: str, lang: str) -> None:
    box = f"{TARGET}{name}"
    if not written:
        found.figures[box] = None
        return
    is_share = name in SHARES or (name in OF_RESOLVED and written.endswith("%"))
    number = whole_number(written)
    target = percentage(written) if is_share else None if number is None else Figure(number)
    if target is None:
        kind = "percentage" if is_share else "number"
        found.faults[box] = _fault(kind, box, lang, written=written)
    else:
        found.figures[box] = target


def _fault(kind: str, box: str, lang: str, **values: str) -> str:
    name = label(re.sub(f"^{TARGET}", "", box), lang)
    if box.startswith(TARGET):
        name = f"{text('indicator_target', lang)} - {name}"
    return text(f"indicator_fault_{kind}", lang, name=name, **values)
