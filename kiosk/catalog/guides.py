"""Guides: Markdown that staff write, filled with the unit's data, as safe HTML."""

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from kiosk.catalog.unit import Unit
from kiosk.texts import text

_PLACEHOLDER = re.compile(r"\{\{ *([a-z_]+) *\}\}")


def heading(body: str) -> str:
    """The title of a guide: its first heading."""
    first = body.lstrip().split("\n", 1)[0]
    return first.removeprefix("# ").strip()


def content(body: str, unit: Unit, domain: str) -> Markup:
    """
    The guide without its title as HTML, `{{ placeholders }}` filled with what is known.

    HTML in the text is shown as text; only http, https, mailto and tel links are made.
    """
    # markdown-it escapes HTML, so its output is safe to show.
    return Markup(_markdown().render(_filled(body, unit, domain)))


def tokens(body: str, unit: Unit, domain: str) -> list[Token]:
    """The same as the tokens of markdown-it, for paper."""
    return _markdown().parse(_filled(body, unit, domain))


def _filled(body: str, unit: Unit, domain: str) -> str:
    """The Markdown of a guide without its title, `{{ placeholders }}` filled."""
    rest = body.lstrip().split("\n", 1)[1] if "\n" in body.lstrip() else ""
    values = {
        "unit": unit.one_stop_name or unit.name,
        "address": unit.address,
        "hours": unit.hours,
        "phone": unit.phone,
        "email": unit.email,
        **{f"feedback_{name}": value for name, value in unit.petition.items()},
        "domain": domain,
    }

    def filled(found: re.Match) -> str:
        name = found[1]
        if name not in values:
            return found[0]  # a slip of the pen, better seen than lost
        if values[name]:
            return _escaped(values[name])
        # `- Địa chỉ: {{ address }}` has its label; in a sentence the words must name the thing.
        line = found.string[: found.start()].rsplit("\n", 1)[-1]
        is_value = line.endswith(": ") and found.string[found.end() :].startswith("\n")
        return text("badge_unverified" if is_value else f"unverified_{name}")

    return _PLACEHOLDER.sub(filled, rest)


def _escaped(value: str) -> str:
    """Signs that Markdown would read as its own."""
    return re.sub(r"([\\`*_{}\[\]()#+!|<>~-])", r"\\\1", value)


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})
