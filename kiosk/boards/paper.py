"""
Drawing sheets as PDF: words, rules and symbols, in millimetres from the top left corner.

Black on white; symbols as paths of their stored matrix; fonts embedded in part. The same input
gives the same bytes: nothing here asks for the time.
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter

from kiosk.boards import words
from kiosk.boards.layout import Area, Cell
from kiosk.boards.words import Runs
from kiosk.codes.symbol import Symbol

_POINTS = 72 / 25.4  # in a millimetre
_PIECE = 11  # modules of a row whose path is kept ready


@dataclass(frozen=True)
class Printed:
    """
    A cell as it stands in a PDF: *page* from 0; *symbol* and *words* (its caption) on that page,
    mm; does the caption begin with the name?
    """

    sheet: str
    cell: Cell
    page: int
    symbol: Area
    words: Area
    is_named: bool


class Paper:
    """A PDF that is being drawn."""

    def __init__(self, title: str):
        from reportlab import rl_config
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfgen import canvas

        rl_config.useA85 = 0  # text around binary streams costs a seventh of the size
        for bold in (False, True):
            pdfmetrics.registerFont(words.font(bold))
        self._out = io.BytesIO()
        # Without a font of ours to begin with, reportlab lists one that it does not embed.
        self._canvas = canvas.Canvas(
            self._out, invariant=1, pageCompression=1, initialFontName="Regular", lang="vi"
        )
        self._canvas.setTitle(title)
        self._height = 0.0
        self._origin = (0.0, 0.0)
        # Of each weight: sign -> (part of the embedded font, its code there).
        self._codes: tuple[dict[str, tuple[int, int]], ...] = ({}, {})
        self._shown: dict[tuple[str, float, bool], str] = {}
        self.printed: list[Printed] = []
        self.pages = 0

    def page(self, width: float, height: float) -> None:
        """Begin a page of *width* x *height* mm."""
        if self.pages:
            self._canvas.showPage()
        self._canvas.setPageSize((width * _POINTS, height * _POINTS))
        self._height = height
        self.pages += 1

    @contextmanager
    def at(self, left: float, top: float) -> Iterator[None]:
        """Inside, everything is measured from this point of the page."""
        self._origin = (left, top)
        yield
        self._origin = (0.0, 0.0)

    def finish(self) -> bytes:
        """The whole document."""
        self._canvas.save()
        return self._out.getvalue()

    def text(
        self,
        left: float,
        baseline: float,
        text: str,
        size: float,
        bold: bool = False,
        white: bool = False,
    ) -> None:
        """One line from *left*; *size* in points."""
        if not text:
            return
        x, y = self._point(left, baseline)
        shown = self._shown.get((text, size, bold)) or self._show(text, size, bold)
        self._canvas.addLiteral(f"{int(white)} g BT 1 0 0 1 {x:.2f} {y:.2f} Tm{shown} ET")

    def _show(self, text: str, size: float, bold: bool) -> str:
        """The operators that show *text*; those of heads and feet are wanted on every page."""
        # The same as `drawString`, which takes four times as long for the same words.
        codes, name = self._codes[bold], words.font(bold).getSubsetInternalName
        try:
            signs = [codes[sign] for sign in words.printable(text)]
        except KeyError:
            self._learn(text, bold)
            return self._show(text, size, bold)
        shown = ""
        for subset, run in groupby(signs, key=itemgetter(0)):
            code = bytes([code for _, code in run]).hex()
            shown += f" {name(subset, self._canvas._doc)} {size:.2f} Tf <{code}> Tj"
        self._shown[text, size, bold] = shown
        return shown

    def _learn(self, text: str, bold: bool) -> None:
        """Put the signs of *text* into the part of the font that this document embeds."""
        for sign in words.printable(text):
            if sign not in self._codes[bold]:
                ((subset, code),) = words.font(bold).splitString(sign, self._canvas._doc)
                self._codes[bold][sign] = (subset, code[0])

    def text_centred(
        self,
        middle: float,
        baseline: float,
        text: str,
        size: float,
        bold: bool = False,
        white: bool = False,
    ) -> None:
        """One line around *middle*."""
        half = words.width_mm(text, size, bold) / 2
        self.text(middle - half, baseline, text, size, bold, white)

    def text_to(
        self,
        right: float,
        baseline: float,
        text: str,
        size: float,
        bold: bool = False,
        white: bool = False,
    ) -> None:
        """One line up to *right*."""
        width = words.width_mm(text, size, bold)
        self.text(right - width, baseline, text, size, bold, white)

    def lines(
        self,
        left: float,
        top: float,
        lines: Sequence[str],
        size: float,
        bold: bool = False,
        centred_in: float | None = None,
    ) -> float:
        """Lines below *top*, centred in a width when one is given; where they end."""
        for line in lines:
            baseline = top + first_baseline(size)
            if centred_in is None:
                self.text(left, baseline, line, size, bold)
            else:
                self.text_centred(left + centred_in / 2, baseline, line, size, bold)
            top += words.leading_mm(size)
        return top

    def runs(self, left: float, baseline: float, runs: Runs, size: float) -> None:
        """One line of words that differ in weight."""
        for text, bold in runs:
            self.text(left, baseline, text, size, bold)
            left += words.width_mm(text, size, bold)

    def rule(self, left: float, top: float, width: float, thick: float = 0.2) -> None:
        """A line across, *thick* mm."""
        self.fill(Area(left, top - thick / 2, width, thick))

    def fill(self, area: Area) -> None:
        """A black rectangle."""
        x, y, width, height = self._box(area)
        self._canvas.addLiteral(f"0 g {x:.3f} {y:.3f} {width:.3f} {height:.3f} re f")

    def frame(self, area: Area, thick: float = 0.2, dashed: bool = False) -> None:
        """A rectangle of lines."""
        self._canvas.setLineWidth(thick * _POINTS)
        self._canvas.setDash([1.5, 2.5] if dashed else [])
        self._canvas.rect(*self._box(area), stroke=1, fill=0)

    def cells(
        self, left: float, top: float, widths: Sequence[float], height: float, thick: float = 0.2
    ) -> None:
        """Rectangles of lines side by side, as one path: a table has thousands."""
        x, y = self._point(left, top + height)
        path = []
        for width in widths:
            path.append(f"{x:.2f} {y:.2f} {width * _POINTS:.2f} {height * _POINTS:.2f} re")
            x += width * _POINTS
        self._canvas.addLiteral(f"0 G [] 0 d {thick * _POINTS:.2f} w {' '.join(path)} S")

    def cell(
        self, sheet: str, cell: Cell, symbol: Symbol, words: Area, is_named: bool = True
    ) -> None:
        """The symbol of *cell* at its place; its caption is, or will be, in the area *words*."""
        left, bottom, side, _ = self._box(cell.symbol)
        scale = side / symbol.size
        path = _path(symbol.rows)
        # One path: neighbours in it never leave a hairline of white between them.
        self._canvas.addLiteral(
            f"q 0 g {scale:.6f} 0 0 {-scale:.6f} {left:.4f} {bottom + side:.4f} cm\n{path}f Q"
        )
        on_page = self._on_page(cell.symbol), self._on_page(words)
        self.printed.append(Printed(sheet, cell, self.pages - 1, *on_page, is_named))

    def _on_page(self, area: Area) -> Area:
        left, top = self._origin
        return Area(left + area.left, top + area.top, area.width, area.height)

    def _point(self, left: float, top: float) -> tuple[float, float]:
        x, y = self._origin
        return (x + left) * _POINTS, (self._height - y - top) * _POINTS

    def _box(self, area: Area) -> tuple[float, float, float, float]:
        x, y = self._point(area.left, area.bottom)
        return x, y, area.width * _POINTS, area.height * _POINTS


def first_baseline(size: float) -> float:
    """From the top of a line of *size* points to its baseline, mm."""
    return size * 1.05 * words.MM_PER_POINT


def _path(rows: Iterable[str]) -> str:
    """The dark modules as rectangles in module units, put together from ready pieces of rows."""
    path = []
    for y, row in enumerate(rows):
        pieces = [_piece(row[x : x + _PIECE], x) for x in range(0, len(row), _PIECE)]
        path.append("".join(pieces).replace("Y", str(y)))
    return "".join(path)


@cache
def _piece(bits: str, x: int) -> str:
    """The path of a piece of a row that begins at column *x*; Y stands for the row."""
    runs = re.finditer("1+", bits)
    return "".join(f"{x + run.start()} Y {len(run[0])} 1 re\n" for run in runs)
