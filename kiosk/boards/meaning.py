"""
What the text of a code means: ours and current, ours but outdated, or not ours.

An address is ours under the base address, and under every base address that we ever printed or
still answer to. Anything else is foreign, also when its path looks like ours: whoever glues such a
code over ours wants it to look so. No address is ever opened.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from kiosk.boards.why import Why

CURRENT, OUTDATED, FOREIGN = "current", "outdated", "foreign"
# A plain address and no more: nothing strange (user names, spaces, escapes) can pass as ours.
_ADDRESS = re.compile(
    r"(https?://(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?)(/[a-z0-9._/?=&%+-]*)?"
)
_PATH = re.compile(r"/q(?:/[a-z0-9._-]+){0,2}")
_PAYMENT = re.compile(r"000201\d{4}")  # how codes of EMVCo, so of VietQR, begin


@dataclass(frozen=True)
class Meaning:
    """*kind*, and why; *path* (`/q/1001193`) when the address is ours, else None."""

    kind: str
    path: str | None
    reason: Why
    is_lookalike: bool = False

    @property
    def looks_like_ours(self) -> bool:
        """Would a citizen take it for ours, though it does not open what is posted?"""
        return self.kind == OUTDATED or self.is_lookalike


@dataclass(frozen=True)
class Addresses:
    """
    What is ours: the base address, the *former* ones, other *hosts* that are ours, and the *paths*
    of everything that is posted now.
    """

    base_url: str
    former: frozenset[str]
    hosts: frozenset[str]
    paths: frozenset[str]

    def meaning(self, text: str) -> Meaning:
        split = split_address(text)
        if split is None:
            return _foreign(text, self.base_url)
        base, path = split
        if base != self.base_url and base not in self.former and _host(base) not in self.hosts:
            if _PATH.fullmatch(path):
                return Meaning(FOREIGN, None, Why("lookalike"), True)
            return _foreign(text, self.base_url)
        if not _PATH.fullmatch(path):
            return Meaning(OUTDATED, None, Why("no_page"))
        if base != self.base_url:
            return Meaning(OUTDATED, path, Why("old_address"))
        if path not in self.paths:
            return Meaning(OUTDATED, path, Why("not_posted"))
        return Meaning(CURRENT, path, Why())


def split_address(text: str) -> tuple[str, str] | None:
    """(base address, path) of a plain address in any case; None for all other texts."""
    found = _ADDRESS.fullmatch(text.lower()) if text.isascii() else None
    return (found[1], found[2] or "/") if found else None


def bases_of(payloads: Iterable[str]) -> frozenset[str]:
    """The base addresses under which *payloads* were printed."""
    return frozenset(split[0] for payload in payloads if (split := split_address(payload)))


def _host(base: str) -> str:
    """The host of a base address without port 80 or 443 written out; another port is another."""
    return re.sub(r"(?<=[a-z0-9\]]):(80|443)$", "", base.split("://", 1)[1])


def _foreign(text: str, base_url: str) -> Meaning:
    if _PAYMENT.match(text):
        return Meaning(FOREIGN, None, Why("payment"))
    shown, ours = text.lower(), _host(base_url)
    host = re.match(r"[a-z]+://([^/?#]*)", shown)
    if ours in shown or (host and SequenceMatcher(None, host[1], ours).ratio() > 0.8):
        return Meaning(FOREIGN, None, Why("resembles"), True)
    return Meaning(FOREIGN, None, Why("foreign"))
