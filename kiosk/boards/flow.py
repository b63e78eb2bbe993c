"""Running text on paper: headings, paragraphs and lists, from page to page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kiosk.boards import words
from kiosk.boards.paper import Paper, first_baseline
from kiosk.boards.words import Runs

_INDENT = 0.45  # mm a point, of an item's words behind its marker
_ABOVE = {"heading": 0.35, "subheading": 0.18, "text": 0.12, "item": 0.06}  # mm a point
_SHORT = 4  # lines


@dataclass(frozen=True)
class Block:
    """
    A heading, subheading, paragraph or item of words that may differ in weight; *marker* stands
    before an item.
    """

    kind: str  # heading, subheading, text, item
    runs: Runs
    marker: str = ""


def heading(text: str) -> Block:
    return Block("heading", ((text, True),))


def subheading(text: str) -> Block:
    return Block("subheading", ((text, True),))


def paragraph(*runs: tuple[str, bool]) -> Block:
    return Block("text", runs)


def item(*runs: tuple[str, bool], marker: str = "•") -> Block:
    return Block("item", runs, marker)


@dataclass(frozen=True)
class _Line:
    """
    One line: what stands *above* it as white space, and its words with their size in points;
    *together*: the height, mm, that must be left on a page for it and what must follow it there.
    """

    above: float
    indent: float
    runs: Runs
    size: float
    marker: str
    is_heading: bool
    together: float = 0.0

    @property
    def height(self) -> float:
        return self.above + words.leading_mm(self.size)


Page = list[_Line]


def paginated(
    blocks: Sequence[Block], width: float, first: float, other: float, sizes: Sequence[float]
) -> list[Page]:
    """
    The text in lines of *width* mm: the first page has *first* mm for it, others have *other*.

    The largest of *sizes* (points, largest first) at which it fits on the first page; if none
    does, the middle one, on as many pages as it takes.
    """
    for size in sizes:
        pages = _pages(_lines(blocks, width, size), first, other)
        if len(pages) == 1:
            return pages
    return _pages(_lines(blocks, width, sizes[len(sizes) // 2]), first, other)


def split(
    blocks: Sequence[Block], width: float, height: float, size: float
) -> tuple[Page, Sequence[Block]]:
    """
    As many whole blocks as fit into *width* x *height* mm, as lines; and the rest. A heading stays
    with what follows it.
    """
    page: Page = []
    n = 0
    for count in range(1, len(blocks) + 1):
        lines = _lines(blocks[:count], width, size)
        if sum(line.height for line in lines) - lines[0].above > height:
            break
        if not lines[-1].is_heading:
            page, n = lines, count
    return page, blocks[n:]


def draw(paper: Paper, page: Page, left: float, top: float) -> None:
    """The lines of one page below *top*."""
    for n, line in enumerate(page):
        top += line.above if n else 0.0
        baseline = top + first_baseline(line.size)
        paper.text(left + line.indent - _INDENT * line.size, baseline, line.marker, line.size)
        paper.runs(left + line.indent, baseline, line.runs, line.size)
        top += words.leading_mm(line.size)


def _lines(blocks: Sequence[Block], width: float, size: float) -> list[_Line]:
    found: list[_Line] = []
    following = 0.0  # what the block after this one needs on the page of its beginning
    for block in reversed(blocks):
        lines = _block_lines(block, width, size)
        whole = sum(line.height for line in lines)
        # A heading never stands alone at the foot of a page; a short block is not torn apart.
        if lines[0].is_heading:
            following += whole
        else:
            following = whole if len(lines) <= _SHORT else lines[0].height
        found = [replace(lines[0], together=following), *lines[1:], *found]
    return found


def _block_lines(block: Block, width: float, size: float) -> list[_Line]:
    is_heading = block.kind in ("heading", "subheading")
    own = size * 1.2 if block.kind == "heading" else size
    above = _ABOVE[block.kind] * size
    indent = _INDENT * size if block.kind == "item" else 0.0
    return [
        _Line(above if n == 0 else 0.0, indent, runs, own, block.marker * (n == 0), is_heading)
        for n, runs in enumerate(words.wrapped_runs(block.runs, width - indent, own))
    ]


def _pages(lines: list[_Line], first: float, other: float) -> list[Page]:
    pages: list[Page] = [[]]
    room = first
    for line in lines:
        if pages[-1] and max(line.height, line.together) > room:
            pages.append([])
            room = other
        room -= line.height - (0.0 if pages[-1] else line.above)
        pages[-1].append(line)
    return pages
