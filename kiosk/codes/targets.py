"""
What a code can stand for, and its address on paper.

A target is `1.001193` (procedure), `f07` (field), `g03` (group), `p1` (fixed page) or `master`.
Addresses are printed in lower case, with digits only, as short as the host allows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kiosk import texts
from kiosk.catalog import code as codes
from kiosk.catalog import guides
from kiosk.catalog.published import Published

MASTER = "master"
PLACES = {"b": "board", "d": "desk", "l": "leaflet", "k": "terminal"}
DEFAULT_PLACE = "b"
# The fixed pages that have a code: address, and the guide that is their content.
PAGES = {
    "p1": ("/phan-anh-kien-nghi", "phan-anh-kien-nghi"),
    "p2": ("/an-toan", "quet-ma-qr-an-toan"),
}


@dataclass(frozen=True)
class Target:
    """One thing that has a code: *name* is what the page that opens must show."""

    id: str
    kind: str  # procedure, field, group, page, master
    name: str


def path_of(target: str, place: str = DEFAULT_PLACE) -> str:
    """The scan address of *target* without its host; the board is the place that is not printed."""
    ending = "" if target == MASTER else f"/{codes.printed(target)}"
    return f"/q{ending}" + ("" if place == DEFAULT_PLACE else f"/{place}")


def number_of(text: str) -> tuple[str, int] | None:
    """The letter and number of a field, group or page code in any case: `F7` and `f07` are one."""
    found = re.fullmatch(r"([fgp])([0-9]{1,4})", text.strip().lower())
    return (found[1], int(found[2])) if found else None


def named(published: Published, name: str) -> str | None:
    """The target that *name* means, published procedures in any written form; or None."""
    if numbered := number_of(name):
        letter, number = numbered
        if letter == "p":
            return f"p{number}" if f"p{number}" in PAGES else None
        items = published.open_fields if letter == "f" else published.open_groups
        return next((item.target for item in items if item.number == number), None)
    if name.lower() == MASTER:
        return MASTER
    procedure = published.find(name)
    return procedure.code if procedure and not procedure.is_retired else None


def name_of(published: Published, target: str) -> str:
    """The name that the page of *target* shows."""
    if procedure := published.procedures.get(target):
        return procedure.name
    return next(one.name for one in all_targets(published) if one.id == target)


def all_targets(published: Published) -> Iterator[Target]:
    """Everything that gets a code: posted procedures, fields, groups, fixed pages, the master."""
    for procedure in published.posted:
        yield Target(procedure.code, "procedure", procedure.name)
    for field in published.open_fields:
        yield Target(field.target, "field", field.name)
    for group in published.open_groups:
        yield Target(group.target, "group", group.name)
    for page, (_, guide) in PAGES.items():
        if guide in published.guides:
            yield Target(page, "page", guides.heading(published.guides[guide]))
    yield Target(MASTER, "master", texts.text("home_heading"))
