"""The list that comes before a reprint: which sheets to replace, to hang, to take down."""

from kiosk.boards import flow, letterhead
from kiosk.boards.changes import Change, Changes
from kiosk.boards.flow import Block
from kiosk.boards.letterhead import FOOT, MARGIN
from kiosk.boards.paper import Paper
from kiosk.boards.shown import Shown
from kiosk.texts import text

WIDTH, HEIGHT = 210.0, 297.0
_TOP = 38.0
_SIZES = (11.0, 10.0, 9.0)


def draw(paper: Paper, shown: Shown, changes: Changes) -> None:
    """As many pages of A4 as the list needs; for staff, not for the wall."""
    room = FOOT - 2 - _TOP
    pages = flow.paginated(blocks(changes), WIDTH - 2 * MARGIN, room, room, _SIZES)
    for n, page in enumerate(pages, 1):
        paper.page(WIDTH, HEIGHT)
        letterhead.draw_head(paper, shown.letterhead, WIDTH)
        letterhead.draw_title(paper, text("sheet_cover_title"), WIDTH)
        flow.draw(paper, page, MARGIN, _TOP)
        paper.rule(MARGIN, FOOT, WIDTH - 2 * MARGIN, 0.5)
        paper.text(MARGIN, FOOT + 4.8, text("sheet_cover_foot"), 9)
        number = text("sheet_page", n=n, total=len(pages))
        paper.text_to(WIDTH - MARGIN, FOOT + 4.8, number, 8)


def blocks(changes: Changes) -> list[Block]:
    """The list as text, one item a sheet."""
    found: list[Block] = []
    for heading, part in (
        ("sheet_cover_replace", changes.replaced),
        ("sheet_cover_hang", changes.new),
        ("sheet_cover_take_down", changes.gone),
    ):
        if part:
            found.append(flow.heading(text(heading, n=len(part))))
            found += [_item(change) for change in part]
    return found


def _item(change: Change) -> Block:
    sheet = change.sheet
    parts = [f" {sheet.title}"]
    if change.before and change.after:
        parts += _reasons(change)
        editions = (change.before.edition, change.after.edition)
        parts.append(text("sheet_cover_editions", before=editions[0], after=editions[1]))
    elif change.after:
        parts.append(text("sheet_edition", edition=sheet.edition))
    return flow.item((f"{letterhead.sheet_mark(sheet)}:", True), (". ".join(parts) + ".", False))


def _reasons(change: Change) -> list[str]:
    """What differs on a sheet to replace."""
    found = [
        text(key, codes=", ".join(cell.code for cell in cells))
        for key, cells in (
            ("sheet_cover_added", change.added),
            ("sheet_cover_removed", change.removed),
            ("sheet_cover_amended", change.amended),
        )
        if cells
    ]
    return found or [text("sheet_cover_text_changed")]
