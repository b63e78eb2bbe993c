"""
A table of the one-stop system, pasted from its page or workbook: which numbers are which figures.

Two forms are understood: names on the left with their numbers beside them, and headings (also in
several rows, with merged cells) above rows of fields with a total. What is not recognised is told.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kiosk.catalog.fold import fold
from kiosk.reports.indicator_form import WHOLE
from kiosk.reports.indicators import SHARES, label, whole_number
from kiosk.texts import text, thousands

_NONE = ("-", "–", "—")
_CARRIED = re.compile(r"ky truoc")
_PAIR = re.compile(r"([0-9.]+) ?/ ?([0-9.]+)")
_TOTAL = re.compile(r"tong( so| cong)?:?|cong:?")
_NUMBERING = re.compile(r"\(.*\)|[0-9]{1,2}(?: ?=.*)?")
# By what a heading says, without marks: all of these words, none of those. The first that fits.
_RULES: tuple[tuple[str | None, str, str], ...] = (
    ("accounts", r"tai khoan", r"$^"),
    ("e_certified", r"chung thuc.*dien tu|dien tu.*chung thuc", r"$^"),
    ("digitised", r"so hoa", r"$^"),
    (None, r"thanh toan|ty le|%|phi dia gioi|xin loi", r"$^"),
    ("in_progress", r"(dang|chua) giai quyet", r"trong han|qua han|chua den han|tre han"),
    (None, r"(dang|chua) giai quyet", r"$^"),
    ("online_full", r"toan trinh", r"$^"),
    ("online_partial", r"mot phan", r"$^"),
    ("online", r"truc tuyen|muc do 3", r"truc tiep"),
    ("in_time", r"truoc( han)?( va |, |/)dung han|dung( han)?( va |, |/)truoc han", r"$^"),
    ("early", r"truoc han|som han", r"$^"),
    ("on_time", r"dung han", r"$^"),
    ("overdue", r"qua han|tre han", r"$^"),
    (None, r"truc tiep|buu chinh|ky truoc|khong tiep nhan|cho tiep nhan|dung|rut", r"$^"),
    ("resolved", r"(da|duoc) giai quyet|ho so giai quyet", r"$^"),
    ("received", r"tiep nhan|\bnhan\b", r"$^"),
)


@dataclass(frozen=True)
class Found:
    """One number of the table: under which *heading*, as *written*, for which figure, if any."""

    heading: str
    written: str
    name: str | None


@dataclass
class Pasted:
    """
    *boxes*: what to put into the boxes of the form. *numbers*: every number, used or not.
    *faults*: what could not be read, or does not add up.
    """

    boxes: dict[str, str] = field(default_factory=dict)
    numbers: list[Found] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def read(pasted: str, lang: str = "vi") -> Pasted:
    """What the table *pasted*, its cells parted by tabs or semicolons, says."""
    rows = _rows(pasted)
    found = Pasted()
    if above := _headings(rows):
        _read_columns(found, rows, *above, lang)
    else:
        _read_lines(found, rows, lang)
    _fill_wholes(found)
    if not found.boxes:
        found.faults.append(text("paste_nothing", lang))
    return found


def named(heading: str) -> str | None:
    """The figure that *heading* names; None when it names none of ours."""
    folded = " ".join(fold(heading).split())
    for name, words, never in _RULES:
        if re.search(words, folded) and not re.search(never, folded):
            return name
    return None


def _rows(pasted: str) -> list[list[str]]:
    """The cells of each row that is not empty; a broken cell is quoted, as spreadsheets do."""
    separator = "\t" if "\t" in pasted else ";"
    lines = csv.reader(io.StringIO(pasted, newline=""), delimiter=separator)
    rows = [[" ".join(cell.split()) for cell in line] for line in lines]
    return [row for row in rows if any(row)]


def _headings(rows: Sequence[list[str]]) -> tuple[list[str], int] | None:
    """The heading of each column and the row that follows; None when names stand on the left."""
    begins = next((n for n, row in enumerate(rows) if len(_filled(row)) > 2), len(rows))
    ends = next((n for n in range(begins, len(rows)) if _is_data(rows[n])), len(rows))
    above = [row for row in rows[begins:ends] if not _is_numbering(row)]
    if not above or ends == len(rows):
        return None
    width = max(len(row) for row in rows)
    spread = [_spread(row, width, is_last=row is above[-1]) for row in above]
    headings = [
        " - ".join(dict.fromkeys(filter(None, column))) for column in zip(*spread, strict=True)
    ]
    return (headings, ends) if sum(named(one) is not None for one in headings) > 1 else None


def _filled(row: Sequence[str]) -> list[str]:
    return [cell for cell in row if cell]


def _is_data(row: Sequence[str]) -> bool:
    numbers = [cell for cell in row if whole_number(cell) is not None]
    return len(numbers) > 1 and not _is_numbering(row)


def _is_numbering(row: Sequence[str]) -> bool:
    """Is it the row below the headings that numbers the columns?"""
    filled = _filled(row)
    if not all(_NUMBERING.fullmatch(cell) for cell in filled):
        return False
    numbers = [whole_number(cell) for cell in filled]
    return None in numbers or numbers == list(
        range(numbers[0] or 0, (numbers[0] or 0) + len(filled))
    )


def _spread(row: Sequence[str], width: int, is_last: bool) -> list[str]:
    """A heading over several columns stands in the first of them only; spread over the rest."""
    cells = [*row, *[""] * (width - len(row))]
    if is_last:
        return cells
    spread: list[str] = []
    for cell in cells:
        spread.append(cell or (spread[-1] if spread else ""))
    return spread


def _read_columns(
    found: Pasted, rows: Sequence[list[str]], headings: Sequence[str], begins: int, lang: str
) -> None:
    lines = [row for row in rows[begins:] if _is_data(row)]
    totals = [row for row in lines if any(_TOTAL.fullmatch(fold(cell)) for cell in row)]
    parts = [row for row in lines if row not in totals]
    for at, heading in enumerate(headings):
        # A dash beside numbers is none of them; alone it says nothing of the sum.
        cells = (row[at] if at < len(row) else "" for row in (totals[-1:] or parts))
        column = [cell for cell in cells if cell and cell not in _NONE]
        name = named(heading)
        numbers = [_cell(found, heading, cell, name, lang) for cell in column]
        if name is None or not numbers or None in numbers:
            if name is None and len(numbers) == 1 and numbers[0] is not None:
                found.numbers.append(Found(heading, column[-1], None))
            continue
        total = sum(number or 0 for number in numbers)
        _use(found, heading, thousands(total), name)
        summed = sum(whole_number(row[at]) or 0 for row in parts if at < len(row))
        if totals and parts and summed != total:
            found.faults.append(
                text(
                    "paste_total_mismatch",
                    lang,
                    name=label(name, lang),
                    total=thousands(total),
                    sum=thousands(summed),
                )
            )


def _cell(found: Pasted, heading: str, cell: str, name: str | None, lang: str) -> int | None:
    """The number in *cell*; a sign for nothing is none. What is no number is a fault, if wanted."""
    number = whole_number(cell)
    if number is None and name is not None and cell not in _NONE:
        found.faults.append(text("paste_bad_number", lang, heading=heading, written=cell))
    return number


def _read_lines(found: Pasted, rows: Sequence[list[str]], lang: str) -> None:
    for row in rows:
        heading, values = _line(row)
        if not heading or not values:
            continue
        name = named(heading)
        if name is None:
            found.numbers.append(Found(heading, values[0], None))
            continue
        if pair := _PAIR.fullmatch(values[0]):
            values = [pair[1], pair[2]]
        if _cell(found, heading, values[0], name, lang) is None:
            continue
        is_new = name not in found.boxes
        _use(found, heading, values[0], name)
        if is_new and name in SHARES and len(values) > 1 and whole_number(values[1]) is not None:
            found.boxes[f"{name}{WHOLE}"] = values[1]


def _line(row: Sequence[str]) -> tuple[str, list[str]]:
    """The words of *row* that stand before its numbers, and the numbers; a position is neither."""
    cells = _filled(row)
    at = next((n for n, cell in enumerate(cells) if re.search(r"[^\W\d_]{2}", cell)), len(cells))
    heading = cells[at] if at < len(cells) else ""
    return heading, [cell for cell in cells[at + 1 :] if re.match(r"[0-9]", cell)]


def _use(found: Pasted, heading: str, written: str, name: str) -> None:
    """Take *written* for *name*, unless it is known already: the first is the most general."""
    if name in found.boxes:
        found.numbers.append(Found(heading, written, None))
        return
    found.boxes[name] = written
    found.numbers.append(Found(heading, written, name))


def _fill_wholes(found: Pasted) -> None:
    """
    What was filed online is a part of what was received in the period, without what was carried
    over from the one before; other wholes nobody told us.
    """
    received = whole_number(found.boxes.get("received", ""))
    if received is None:
        return
    for name in _online(found):
        found.boxes.setdefault(f"{name}{WHOLE}", thousands(max(0, received - _carried(found))))


def _carried(found: Pasted) -> int:
    """How many of those received came over from the period before, if the table says it."""
    told = (one.written for one in found.numbers if _CARRIED.search(fold(one.heading)))
    return next((number for one in told if (number := whole_number(one))), 0)


def _online(found: Pasted) -> Iterator[str]:
    return (name for name in SHARES if name.startswith("online") and name in found.boxes)
