"""The report of an audit in words for the terminal, and as JSON for programs."""

from collections.abc import Iterator, Mapping
from typing import Any

from kiosk.boards.audit import (
    FOREIGN,
    MISPLACED,
    MISSING,
    NOT_IN_PHOTO,
    OK,
    OUTDATED,
    UNREAD,
    Audited,
    Judged,
    Other,
    Report,
)
from kiosk.boards.layout import Cell, Sheet
from kiosk.boards.looking import PhotoView
from kiosk.boards.meaning import Addresses

_MOST_TEXT = 80
_STEPS = {
    FOREIGN: "Take it off, then look whether the code below is whole.",
    OUTDATED: "Print the sheet again.",
    MISPLACED: "Take it off, or print the sheet again.",
    MISSING: "Print the sheet again.",
}


def lines(report: Report, problems: Mapping[str, str]) -> Iterator[str]:
    """The report, a line a finding; *problems*: photos that showed nothing, and why."""
    for audited in report.sheets:
        yield from _sheet_lines(audited)
    if report.not_shown:
        yield f"In no photo: {', '.join(sheet.id for sheet in report.not_shown)}."
    for other in report.others:
        yield f"{other.photo}: {_other_line(other)}"
    yield from problems.values()
    counts = ", ".join(f"{state} {n}" for state, n in report.counts.items() if n or state == OK)
    yield f"Sheets seen: {len(report.sheets)}. Codes: {counts}."


def _sheet_lines(audited: Audited) -> Iterator[str]:
    right = sum(one.state == OK for one in audited.cells)
    head = f"{audited.sheet.id} {audited.sheet.title}: {right} of {len(audited.cells)} ok"
    told = [line for one in audited.cells if (line := _cell_line(audited.sheet, one))]
    yield head + ("." if not told else ":")
    yield from told
    if unread := [one.cell for one in audited.cells if one.state == UNREAD]:
        where = "; ".join(dict.fromkeys(part(audited.sheet, cell) for cell in unread))
        yield f"  Take another photo of this sheet, from nearer: {where}."


def _cell_line(sheet: Sheet, one: Judged) -> str:
    """What is to be told of a cell; nothing of a good one."""
    name = f"  {part(sheet, one.cell)}: {one.cell.code} {_short(one.cell.name)}: "
    if one.state == OK:
        worn = "worn: most of its error correction is used up. Print it again soon."
        return name + worn if one.is_worn else ""
    read = f" {quoted(one.text)}" if one.text else ""
    step = f" {_STEPS[one.state]}" if one.state in _STEPS else ""
    seen = f" [{one.photo}]" if one.photo and one.reason != NOT_IN_PHOTO else ""
    return f"{name}{one.state}{read}: {one.reason}.{step}{seen}"


def _other_line(other: Other) -> str:
    where = f"on {other.sheet}, beside its codes" if other.sheet else "outside the sheets"
    step = f" {other.step}" if other.step else ""
    return f"{where}: {other.state} {quoted(other.text)}: {other.reason}.{step}"


def part(sheet: Sheet, cell: Cell) -> str:
    """Where on its sheet a cell is: `row 2, left`; `whole sheet` when it is alone."""
    row, column = spot(sheet, cell)
    return f"row {row}, {column}" if row else "whole sheet"


def spot(sheet: Sheet, cell: Cell) -> tuple[int, str]:
    """The row of a cell on its sheet, and `left`, `middle` or `right`; (0, "") when it is alone."""
    if len(sheet.cells) == 1:
        return 0, ""
    above = [c.symbol.top for c in sheet.cells if c.symbol.bottom < cell.symbol.top]
    # Codes of different sizes in one row begin at different heights.
    row = 1 + len({round(top / cell.symbol.height) for top in above})
    across = (cell.symbol.left + cell.symbol.right) / 2 / sheet.width
    return row, "left" if across < 0.4 else "right" if across > 0.6 else "middle"


def quoted(text: str) -> str:
    """A text from a photo: anybody can have written it, so nothing in it may act on a terminal."""
    plain = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )
    return f'"{plain}"' if len(plain) <= _MOST_TEXT else f'"{plain[: _MOST_TEXT - 1]}…"'


def _short(name: str) -> str:
    return name if len(name) <= 60 else name[:59].rsplit(" ", 1)[0] + "…"


def nothing_of_ours(photo: str, view: PhotoView, addresses: Addresses) -> str:
    """What to say of a photo that shows no code of the board; empty when it shows one."""
    if shows_ours(view, addresses):
        return ""
    if not view.elsewhere:
        return (
            f"{photo} shows no code that can be read. Take it from nearer, one sheet to a photo, "
            "without flash."
        )
    texts = ", ".join(quoted(lone.read.text) for lone in view.elsewhere[:3])
    return (
        f"{photo} shows no code of the board, but {len(view.elsewhere)} other ({texts}). Take a "
        "photo of a sheet of the board."
    )


def shows_ours(view: PhotoView, addresses: Addresses) -> bool:
    """Does a photo show a code of the board?"""
    lone = (one.read.text for one in view.elsewhere)
    return bool(view.sheets) or any(addresses.meaning(said).path for said in lone)


def to_data(report: Report, photos: list[str], problems: Mapping[str, str]) -> dict[str, Any]:
    """The report as JSON data: `photos`, `sheets` with their `cells`, `others`, `totals`."""
    return {
        "photos": [{"file": name, "problem": problems.get(name)} for name in photos],
        "sheets": [
            {
                "sheet": audited.sheet.id,
                "title": audited.sheet.title,
                "edition": audited.sheet.edition,
                "cells": [_cell_data(audited.sheet, one) for one in audited.cells],
            }
            for audited in report.sheets
        ],
        "others": [
            {
                "photo": other.photo,
                "sheet": other.sheet,
                "state": other.state,
                "wrong": bool(other.step),
                "reason": str(other.reason),
                "text": other.text,
            }
            for other in report.others
        ],
        "not_shown": [sheet.id for sheet in report.not_shown],
        "totals": {**report.counts, "wrong": report.wrong},
    }


def _cell_data(sheet: Sheet, one: Judged) -> dict[str, Any]:
    return {
        "place": one.cell.place,
        "part": part(sheet, one.cell),
        "target": one.cell.target,
        "name": one.cell.name,
        "payload": one.cell.payload,
        "state": one.state,
        "reason": str(one.reason),
        "text": one.text,
        "photo": one.photo,
        "unused_correction": one.unused,
        "worn": one.is_worn,
    }
