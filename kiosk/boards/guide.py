"""A4 sheets that every board needs: how to scan, petitions, how to trust a code."""

from collections.abc import Iterable, Iterator

from kiosk.boards import flow, notice
from kiosk.boards.flow import Block
from kiosk.boards.layout import Series, Sheet
from kiosk.boards.shown import Planned, Shown, planned
from kiosk.catalog import guides
from kiosk.codes.targets import MASTER, PAGES
from kiosk.texts import text

draw = notice.draw
_SIZES = (20.0, 19.0, 18.0, 17.0, 16.0, 15.0, 14.0, 13.0, 12.0, 11.0, 10.5, 10.0, 9.5)


def plan(shown: Shown, series: Series, before: tuple[Sheet, ...]) -> list[Planned]:
    """How to scan with the master code, and each fixed page whose guide the unit has."""
    pages = [
        _page(shown, series, page, shown.published.guides[slug])
        for page, (_, slug) in PAGES.items()
        if slug in shown.published.guides
    ]
    return [_how_to_scan(shown, series), *pages]


def _how_to_scan(shown: Shown, series: Series) -> Planned:
    domain = shown.letterhead.domain
    steps = [text(f"sheet_scan_step_{n}", domain=domain) for n in range(1, 6)]
    others = [text(f"sheet_no_phone_{n}") for n in range(1, 4)]
    if shown.letterhead.phone:
        others.append(text("sheet_no_phone_call", phone=shown.letterhead.phone))
    blocks = [
        flow.heading(text("sheet_scan_heading")),
        *(flow.item((step, False), marker=f"{n}.") for n, step in enumerate(steps, 1)),
        flow.heading(text("sheet_cannot_scan_heading")),
        flow.item((text("sheet_cannot_scan_1"), False)),
        flow.item((text("sheet_cannot_scan_2"), False)),
        flow.heading(text("sheet_no_phone_heading")),
        *(flow.item((other, False)) for other in others),
    ]
    title, lead = text("sheet_scan_title"), text("sheet_scan_lead")
    return _sheet(shown, series, MASTER, text("home_heading"), title, lead, blocks)


def _page(shown: Shown, series: Series, page: str, guide: str) -> Planned:
    name = guides.heading(guide)
    blocks = _blocks(guides.tokens(guide, shown.published.unit, shown.letterhead.domain))
    is_lead = bool(blocks) and blocks[0].kind == "text"
    lead = "".join(words for words, _ in blocks[0].runs) if is_lead else ""
    return _sheet(shown, series, page, name, name, lead, blocks[1:] if is_lead else blocks)


def _sheet(
    shown: Shown, series: Series, target: str, name: str, title: str, lead: str, blocks: list[Block]
) -> Planned:
    cell = shown.cell(series, 0, target, name, notice.BOX, notice.SIDE)
    body = notice.Body("", lead, (), tuple(blocks), _SIZES)
    return planned(shown, series, target, title, (notice.WIDTH, notice.HEIGHT), [cell], body)


def _blocks(tokens: Iterable) -> list[Block]:
    """Markdown as running text: headings, paragraphs, items with their bullet or number."""
    found: list[Block] = []
    counters: list[int | None] = []  # of the lists we are in: the next number, or None for bullets
    marker, is_heading = "", False
    for token in tokens:
        if token.type == "ordered_list_open":
            counters.append(int(token.attrs.get("start", 1)))
        elif token.type == "bullet_list_open":
            counters.append(None)
        elif token.type.endswith("_list_close"):
            counters.pop()
        elif token.type == "list_item_open":
            number = counters[-1]
            marker = "•" if number is None else f"{number}."
            counters[-1] = None if number is None else number + 1
        elif token.type in ("heading_open", "heading_close"):
            is_heading = token.type == "heading_open"
        elif token.type == "inline":
            runs = tuple((words, bold or is_heading) for words, bold in _runs(token.children))
            kind = "heading" if is_heading else "item" if counters else "text"
            found.append(Block(kind, runs, marker if kind == "item" else ""))
            marker = ""
    return found


def _runs(children: Iterable) -> Iterator[tuple[str, bool]]:
    """The words of a paragraph; emphasis of any kind is bold, links are their words."""
    depth = 0
    for child in children:
        if child.type in ("strong_open", "em_open"):
            depth += 1
        elif child.type in ("strong_close", "em_close"):
            depth -= 1
        elif child.type in ("softbreak", "hardbreak"):
            yield " ", depth > 0
        elif child.content:
            yield child.content, depth > 0
