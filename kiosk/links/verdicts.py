"""
What an answer is worth. A status of 200 proves nothing: since the national portal was rebuilt, old
addresses answer so with an empty page. So the page's own text must name the procedure.
"""

import re
from html.parser import HTMLParser

from kiosk.catalog.fold import fold
from kiosk.catalog.unit import is_dead
from kiosk.links.addresses import Link
from kiosk.links.fetching import Answer
from kiosk.links.states import Verdict

_FEW_LETTERS = 200  # a page with fewer says nothing: a frame, a loading sign
_REFUSALS = (401, 403, 429)  # said to programs; a person may well be let in
# How pages say that there is nothing, folded.
_NOTHING = re.compile(
    r"khong tim thay|khong ton tai|khong co (?:du lieu|ket qua)|trang ban yeu cau|not found"
    r"|dang (?:bao tri|nang cap|duoc nang cap)|\b404\b"
)
_UNSEEN = ("script", "style", "noscript", "template", "svg")
_NAMING = ("description", "og:title", "og:description", "twitter:title")


def judge(link: Link, answer: Answer) -> Verdict:
    """What *answer* says of *link*."""
    if answer.fault:
        return Verdict("person" if answer.fault == "not_listed" else "error", answer.fault)
    if answer.moved_to:
        return Verdict("moved", "moved", answer.moved_to)
    if answer.status in _REFUSALS:
        return Verdict("person", "refused", str(answer.status))
    if answer.status >= 400 or answer.status < 200:
        return Verdict("error", "status", str(answer.status))
    if answer.type not in ("text/html", "application/xhtml+xml", "text/plain"):
        return Verdict("person", "no_page", answer.type)
    return _of_page(link, _Page.of(answer.text))


def _of_page(link: Link, page: "_Page") -> Verdict:
    said = page.said
    denies = _NOTHING.search(said) is not None
    for expected in link.expected:
        if _names(said, expected):
            is_code = any(sign.isdigit() for sign in expected) and " " not in expected
            if not (is_code and denies):  # "Không tìm thấy 1.001193" only repeats the question
                return Verdict("ok", "named", expected[:100])
    if sum(sign.isalpha() for sign in said) < _FEW_LETTERS:
        if page.has_script and not is_dead(link.address):
            return Verdict("person", "script_page")
        return Verdict("blank", "blank")
    if link.expected or denies:
        return Verdict("wrong", "not_named")
    return Verdict("ok", "has_text")


def _names(said: str, expected: str) -> bool:
    """Do the words *said* (folded) hold *expected*, not as a part of a longer number or word?"""
    wanted = re.escape(" ".join(fold(expected).split()))
    return re.search(rf"(?<![\w.]){wanted}(?!\w|\.\w)", said) is not None


class _Page(HTMLParser):
    """The words that a page shows by itself, without running its scripts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._unseen = 0
        self._words: list[str] = []
        self.has_script = False

    @classmethod
    def of(cls, html: str) -> "_Page":
        page = cls()
        # Never `close`: it would search what is left anew from every sign "<", for minutes.
        page.feed(html)
        return page

    @property
    def said(self) -> str:
        return " ".join(fold(" ".join(self._words)).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.has_script = self.has_script or tag == "script"
        if tag in _UNSEEN:
            self._unseen += 1
        values = dict(attrs)
        if tag == "meta" and (values.get("name") or values.get("property")) in _NAMING:
            self._words.append(values.get("content") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN and self._unseen:
            self._unseen -= 1

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        # "<![" begins a comment in HTML; the parser of Python fails at the sections of SGML.
        return self.parse_bogus_comment(i)

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._words.append(data)
