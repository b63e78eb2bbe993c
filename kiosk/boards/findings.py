"""What an audit found, as plain rows: to be stored, shown in two languages, or sent on as JSON."""

from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.boards.audit import NOT_IN_PHOTO, Judged, Other, Report
from kiosk.boards.why import Why

_MOST_SIGNS = 300  # of a text in a photo: anybody can have written it


@dataclass(frozen=True)
class Finding:
    """
    One code in the photos. *sheet* and *target* name the cell that it stands over; without *target*
    it is a code beside the cells of *sheet*, or beside all sheets. *said* is its text, *photo* the
    name of the photo. *is_wrong*: something must be done; *is_worn*: it should be printed again.
    """

    sheet: str
    target: str
    state: str
    why: Why
    said: str
    photo: str
    is_wrong: bool
    is_worn: bool


def of(report: Report) -> list[Finding]:
    """Everything that the photos show; cells that are in no photo are left out."""
    cells = [
        _of_cell(audited.sheet.id, judged)
        for audited in report.sheets
        for judged in audited.cells
        if judged.reason != NOT_IN_PHOTO
    ]
    return [*cells, *_of_others(report)]


def _of_cell(sheet: str, judged: Judged) -> Finding:
    return Finding(
        sheet=sheet,
        target=judged.cell.target,
        state=judged.state,
        why=judged.reason,
        said=_plain(judged.text or ""),
        photo=judged.photo or "",
        is_wrong=judged.is_wrong,
        is_worn=judged.is_worn,
    )


def _of_others(report: Report) -> Iterator[Finding]:
    """Codes over no cell, as far as something is to be done about them."""
    for other in report.others:
        if other.step:
            yield _of_other(other)


def _of_other(other: Other) -> Finding:
    return Finding(
        sheet=other.sheet or "",
        target="",
        state=other.state,
        why=other.reason,
        said=_plain(other.text),
        photo=other.photo,
        is_wrong=True,
        is_worn=False,
    )


def _plain(said: str) -> str:
    """A text from a photo without signs that act on what shows it."""
    shown = (sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in said)
    return "".join(shown)[:_MOST_SIGNS]
