"""What stands at the head and the foot of every sheet: who speaks, the domain, how to reach us."""

from kiosk.boards import words
from kiosk.boards.layout import Area, Series, Sheet
from kiosk.boards.paper import Paper
from kiosk.boards.shown import Letterhead
from kiosk.codes.targets import MASTER
from kiosk.texts import text

MARGIN = 10.0  # mm, on the left and right of every sheet of A4
HEAD = 24.0  # where the head of an A4 sheet ends
FOOT = 279.0  # where its foot begins


def draw_head(paper: Paper, letterhead: Letterhead, width: float, scale: float = 1.0) -> None:
    """The unit on the left, the domain in large type on the right, above a rule."""
    margin, room = MARGIN * scale, width - 2 * MARGIN * scale
    left_room = room * 0.46
    sizes = [size * scale for size in (9.5, 9, 8.5, 8, 7.5, 7, 6.5)]
    small = [size * scale for size in (8, 7.5, 7, 6.5)]
    baseline = 10.5 * scale
    if letterhead.parent:
        size, line = words.one_size(letterhead.parent.upper(), left_room, small)
        paper.text(margin, baseline, line, size)
        baseline += 4.4 * scale
    size, line = words.one_size(letterhead.unit.upper(), left_room, sizes)
    paper.text(margin, baseline, line, size, bold=not letterhead.office)
    if letterhead.office:
        baseline += 4.6 * scale
        size, line = words.one_size(letterhead.office.upper(), left_room, sizes, bold=True)
        paper.text(margin, baseline, line, size, bold=True)
    right = margin + room
    big = [size * scale for size in range(24, 5, -1)]
    size, line = words.one_size(letterhead.domain, room * 0.5, big, bold=True)
    paper.text_to(right, 18.6 * scale, line, size, bold=True)
    paper.text_to(right, 9.5 * scale, text("sheet_domain_label"), 7.5 * scale)
    paper.rule(margin, 22.5 * scale, room, 0.5 * scale)


def draw_foot(
    paper: Paper, letterhead: Letterhead, sheet: Sheet, page: str = "", scale: float = 1.0
) -> None:
    """How to reach us, what we never ask for, and which sheet in which edition this is."""
    margin, room = MARGIN * scale, sheet.width - 2 * MARGIN * scale
    top = sheet.height - (297.0 - FOOT) * scale
    paper.rule(margin, top, room, 0.5 * scale)
    words_scale = max(scale, 0.9)  # smaller sheets are read from as far
    contact = contact_line(letterhead)
    safe = text("sheet_no_secrets")
    baseline = top + (5.2 if contact else 7.2) * scale
    paper.text(margin, baseline, safe, 10 * words_scale, bold=True)
    sizes = [size * words_scale for size in (9, 8.5, 8, 7.5, 7, 6.5)]
    size, line = words.one_size(contact, room * 0.74, sizes)
    paper.text(margin, top + 10.2 * scale, line, size)
    right = margin + room
    mark = text("sheet_mark", sheet=sheet_mark(sheet), edition=sheet.edition)
    paper.text_to(right, top + 10.2 * scale, mark, 6.5 * words_scale)
    if page:
        paper.text_to(right, top + 5.2 * scale, page, 8 * words_scale)


def contact_line(letterhead: Letterhead) -> str:
    """Hotline and hours, as far as they are known."""
    known = [
        (text("hotline_label"), letterhead.phone),
        (text("opening_hours_label"), letterhead.hours),
    ]
    return "     ".join(f"{label}: {value}" for label, value in known if value)


def sheet_mark(sheet: Sheet) -> str:
    """The name by which staff find the sheet in lists: `Tờ G05-1`, `Bảng A1-1`."""
    series = Series.named(sheet.series)
    own_name = "QR" if sheet.own_name == MASTER else sheet.own_name
    name = own_name if series.format in ("single", "label") else own_name.upper()
    return text(f"sheet_mark_{series.format}", name=name, variant=series.variant.upper())


def draw_band(paper: Paper, area: Area, words_: str, size: float) -> None:
    """White words on a black band."""
    paper.fill(area)
    sizes = [size * n / 10 for n in range(10, 5, -1)]
    fitting, line = words.one_size(words_, area.width - area.height, sizes, bold=True)
    baseline = area.top + area.height / 2 + fitting * 0.36 * words.MM_PER_POINT
    paper.text_centred(area.left + area.width / 2, baseline, line, fitting, bold=True, white=True)


def draw_title(paper: Paper, title: str, width: float) -> None:
    """The title of an A4 sheet on one line below its head."""
    size, line = words.one_size(title.upper(), width - 2 * MARGIN, range(22, 9, -1), bold=True)
    paper.text_centred(width / 2, 32.0, line, size, bold=True)


def draw_how(paper: Paper, letterhead: Letterhead, width: float) -> None:
    """How to scan on a band, and when to open what was scanned, below the title of an A4 sheet."""
    draw_band(paper, Area(MARGIN, 35.2, width - 2 * MARGIN, 6.8), text("sheet_how"), 10.5)
    safe = text("sheet_how_safe", domain=letterhead.domain)
    size, line = words.one_size(safe, width - 2 * MARGIN, (9, 8.5, 8, 7.5, 7, 6.5))
    paper.text_centred(width / 2, 46.3, line, size)
