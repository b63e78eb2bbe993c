"""Every address that leads away from here, and what its page must show."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.catalog import guides
from kiosk.catalog.published import Published

_IN_TEXT = re.compile(r"https?://[^\s<>\"')\]}]+[^\s<>\"')\]}.,;:]")


@dataclass(frozen=True)
class Link:
    """
    An outgoing *address*. *kinds*: what it serves as (`portal`, `source`, `search`, `guide`);
    *title*: where it stands; *codes*: of the procedures it belongs to. Its page must show one of
    the *expected* texts, or just any text when there are none.
    """

    address: str
    kinds: tuple[str, ...]
    title: str
    codes: tuple[str, ...]
    expected: tuple[str, ...]


def of_catalog(published: Published) -> list[Link]:
    """Every link of *published*, each address once, in catalog order."""
    found: dict[str, Link] = {}
    for link in _every(published):
        known = found.get(link.address)
        found[link.address] = _joined(known, link) if known else link
    return list(found.values())


def _every(published: Published) -> Iterator[Link]:
    for procedure in published.procedures.values():
        for kind, address in (("portal", procedure.portal_url), ("source", procedure.source_url)):
            if address:
                expected = (procedure.code, procedure.name)
                yield Link(address, (kind,), procedure.name, (procedure.code,), expected)
    # The template is tried with one procedure: it is the same for all.
    for procedure in list(published.procedures.values())[:1]:
        if address := published.unit.search_address(procedure.code):
            expected = (procedure.code, procedure.name)
            yield Link(address, ("search",), published.unit.search_template, (), expected)
    for body in published.guides.values():
        for address in _IN_TEXT.findall(body):
            yield Link(address, ("guide",), guides.heading(body), (), ())


def _joined(one: Link, other: Link) -> Link:
    return Link(
        one.address,
        tuple(dict.fromkeys((*one.kinds, *other.kinds))),
        one.title,
        tuple(dict.fromkeys((*one.codes, *other.codes))),
        tuple(dict.fromkeys((*one.expected, *other.expected))),
    )
