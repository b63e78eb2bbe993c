"""
An A4 sheet about one thing: its title and code, a few facts in large type, and a text that goes on
over as many pages as it needs.
"""

from dataclasses import dataclass

from kiosk.boards import caption, flow, letterhead, words
from kiosk.boards.flow import Block
from kiosk.boards.layout import Area, Sheet
from kiosk.boards.letterhead import FOOT, MARGIN
from kiosk.boards.paper import Paper
from kiosk.boards.shown import Shown
from kiosk.texts import text

WIDTH, HEIGHT = 210.0, 297.0
SIDE = 50.0
_ROOM = WIDTH - 2 * MARGIN
_BOX = 64.2
BOX = Area(WIDTH - MARGIN - _BOX, 23.5, _BOX, _BOX)  # of the symbol, with its quiet zone
_TITLE = Area(MARGIN, 26.5, _ROOM - _BOX - 3, 0)
_FACT = 19.0  # the height of a fact
_TOP = 101.0  # where the text of the first page begins
_TOP_OTHER = 42.0
_END = _TOP - 5.0  # of the facts beside the symbol
_FACT_SIZES = (16, 14, 12, 11, 10, 9, 8, 7, 6)
_TITLE_SIZES = (22, 20, 18, 16, 14, 13, 12, 11, 10, 9, 8, 7, 6)


@dataclass(frozen=True)
class Body:
    """
    *kicker* stands above the title, *lead* below it; *facts* are (label, the lines of its value);
    *blocks* is the text, in the largest of *sizes* that fits.
    """

    kicker: str
    lead: str
    facts: tuple[tuple[str, tuple[str, ...]], ...]
    blocks: tuple[Block, ...]
    sizes: tuple[float, ...]


def draw(paper: Paper, shown: Shown, sheet: Sheet, body: Body) -> None:
    """The first page, and those on which the text goes on."""
    titles = _titles(sheet, body)
    beside, pages = _text(body, titles[-1].bottom + 2.0)
    for n, page in enumerate(pages):
        paper.page(sheet.width, sheet.height)
        letterhead.draw_head(paper, shown.letterhead, WIDTH)
        if n == 0:
            _draw_top(paper, shown, sheet, body, titles)
            flow.draw(paper, beside, MARGIN, titles[-1].bottom + 2.0)
            if not beside:
                paper.rule(MARGIN, _TOP - 2.0, _ROOM, 0.25)
        else:
            _draw_title_again(paper, sheet)
        flow.draw(paper, page, MARGIN, _TOP if n == 0 else _TOP_OTHER)
        number = text("sheet_page", n=n + 1, total=len(pages)) if len(pages) > 1 else ""
        letterhead.draw_foot(paper, shown.letterhead, sheet, number)


@dataclass(frozen=True)
class _Lines:
    """Lines of one size below *top*."""

    top: float
    lines: list[str]
    size: float
    bold: bool

    @property
    def bottom(self) -> float:
        return self.top + len(self.lines) * words.leading_mm(self.size)


def _titles(sheet: Sheet, body: Body) -> list[_Lines]:
    """What stands to the left of the symbol: kicker, title, lead."""
    found = []
    top = _TITLE.top
    if body.kicker:
        size, line = words.one_size(body.kicker, _TITLE.width, (10.5, 10, 9, 8))
        found.append(_Lines(top, [line], size, False))
        top = found[-1].bottom
    end = _END - (_FACT + 3 if body.facts else 0)
    size, lines = words.fitted(sheet.title, _TITLE.width, end - top, _TITLE_SIZES, bold=True)
    found.append(_Lines(top, lines, size, True))
    # The title is whole; what follows it is there if there is room.
    top = found[-1].bottom + 1.5
    size, lines = words.fitted(body.lead, _TITLE.width, end - top, (13, 12, 11, 10))
    lead = _Lines(top, lines, size, False)
    if body.lead and lead.bottom <= end and not lines[-1].endswith("…"):
        found.append(lead)
    return found


def _text(body: Body, top: float) -> tuple[flow.Page, list[flow.Page]]:
    """
    The text in the largest size that fits on one page: what stands to the left of the symbol below
    *top*, as far as no facts stand there, and the pages.
    """
    first, other = FOOT - 2.0 - _TOP, FOOT - 2.0 - _TOP_OTHER
    if not body.facts:
        for size in body.sizes:
            beside, rest = flow.split(body.blocks, _TITLE.width, _TOP - top, size)
            pages = flow.paginated(rest, _ROOM, first, other, (size,))
            if len(pages) == 1:
                return beside, pages
    return [], flow.paginated(body.blocks, _ROOM, first, other, body.sizes)


def _draw_top(paper: Paper, shown: Shown, sheet: Sheet, body: Body, titles: list[_Lines]) -> None:
    for part in titles:
        paper.lines(_TITLE.left, part.top, part.lines, part.size, part.bold)
    (cell,) = sheet.cells
    under = cell.with_quiet_zone.bottom
    area = Area(BOX.left, under, BOX.width, 10.0)
    caption.code_below(paper, shown, sheet, cell, area, 8.0)
    _draw_facts(paper, body)


def _draw_facts(paper: Paper, body: Body) -> None:
    """Label and value side by side in frames, at the foot of the title."""
    if not body.facts:
        return
    gap = 3.0
    width = (_TITLE.width - gap * (len(body.facts) - 1)) / len(body.facts)
    top = _END - _FACT
    for n, (label, lines) in enumerate(body.facts):
        frame = Area(_TITLE.left + n * (width + gap), top, width, _FACT)
        paper.frame(frame, 0.35)
        paper.lines(frame.left + 2.5, frame.top + 1.6, [label], 8.5)
        room = (_FACT - 7) / len(lines)
        fits = [words.fitted(line, width - 5, room, _FACT_SIZES, bold=True) for line in lines]
        size = min(fitting for fitting, _ in fits)
        shown = [part for line in lines for part in words.wrapped(line, width - 5, size, True)]
        paper.lines(frame.left + 2.5, frame.top + 6.0, shown, size, bold=True)


def _draw_title_again(paper: Paper, sheet: Sheet) -> None:
    name = text("sheet_continued", title=sheet.title)
    size, lines = words.fitted(name, _ROOM, 13, (13, 12, 11, 10, 9, 8), bold=True)
    paper.lines(MARGIN, 25.5, lines, size, bold=True)
