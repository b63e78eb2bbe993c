"""Words of a report from page to page: where the next line stands, and when a page is full."""

from kiosk.boards import words
from kiosk.boards.paper import Paper, first_baseline
from kiosk.texts import text

_FOOT_SIZE = 8.0  # points
_FOOT_MM = 9.0  # from the lower edge


class Flow:
    """
    Pages that fill from above; `top` is where the next thing stands, mm. *foot* stands below each
    with its number out of *pages*.
    """

    def __init__(self, paper: Paper, foot: str, pages: int):
        self.paper, self._foot, self._pages = paper, foot, pages
        self._size = (0.0, 0.0)
        self._margins = (0.0, 0.0, 0.0, 0.0)
        self.top = self.left = self.room = 0.0

    def turn(self, size: tuple[float, float], margins: tuple[float, float, float, float]) -> None:
        """Go on with pages of *size*, mm; *margins*: top, bottom, left, right."""
        self._size, self._margins = size, margins
        self.left, self.room = margins[2], size[0] - margins[2] - margins[3]
        self.next_page()

    def next_page(self) -> None:
        width, height = self._size
        self.paper.page(width, height)
        number = text("page_footer", number=self.paper.pages, pages=self._pages)
        right = self.left + self.room
        taken = words.width_mm(number, _FOOT_SIZE) + 4
        size, foot = words.one_size(self._foot, self.room - taken, (_FOOT_SIZE, 7, 6))
        self.paper.text(self.left, height - _FOOT_MM, foot, size)
        self.paper.text_to(right, height - _FOOT_MM, number, _FOOT_SIZE)
        self.top = self._margins[0]

    @property
    def left_on_page(self) -> float:
        """The height that is still free, mm."""
        return self._size[1] - self._margins[1] - self.top

    def keep(self, height: float) -> None:
        """What follows stays together: a new page, unless *height* mm are free."""
        if height > self.left_on_page and self.top > self._margins[0]:
            self.next_page()

    def skip(self, height: float) -> None:
        self.top += height

    def line(self, shown: str, width: float, size: float, bold: bool = False) -> None:
        """Words from the left margin, in as many lines of *width* mm as they take."""
        for one in words.wrapped(shown, width, size, bold):
            self.keep(words.leading_mm(size))
            self.paper.text(self.left, self.top + first_baseline(size), one, size, bold)
            self.top += words.leading_mm(size)

    def paragraph(self, shown: str, size: float) -> None:
        self.line(shown, self.room, size)
        self.skip(1.6)

    def heading(self, shown: str, size: float) -> None:
        """Bold words, with some of what they are about on the same page."""
        self.keep(4 * words.leading_mm(size))
        self.skip(2.5)
        self.line(shown, self.room, size, bold=True)
        self.skip(1)

    def centred(self, shown: str, size: float, bold: bool = False) -> None:
        for one in words.wrapped(shown, self.room, size, bold):
            self.keep(words.leading_mm(size))
            self.line_around(self.left + self.room / 2, one, self.room, size, bold)
            self.top += words.leading_mm(size)

    def line_around(
        self,
        middle: float,
        shown: str,
        width: float,
        size: float,
        bold: bool = False,
        ruled: bool = False,
    ) -> None:
        """One line around *middle*, in smaller letters when it is wider than *width* mm."""
        sizes = [size * n / 20 for n in range(20, 9, -1)]
        fitting, one = words.one_size(shown, width, sizes, bold)
        baseline = self.top + first_baseline(size)
        self.paper.text_centred(middle, baseline, one, fitting, bold)
        if ruled:
            half = words.width_mm(one, fitting, bold) / 4
            self.paper.rule(middle - half, baseline + 1.3, 2 * half)
