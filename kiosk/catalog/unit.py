"""The profile of the unit, and where its citizens may be handed over to."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

LEVELS = ("commune", "ward", "special_zone")
_TEXTS = (
    "name",
    "level",
    "one_stop_name",
    "parent",
    "address",
    "hours",
    "phone",
    "email",
    "province_code",
    "ward_code",
)
_PETITION = ("agency", "address", "phone", "email")
# Addresses that answer, but open an empty page since the portal was rebuilt (domain.md 3.3).
_DEAD_PATHS = ("/p/home/",)


@dataclass(frozen=True)
class Unit:
    """Who the pages and reports speak for. An empty text is unknown."""

    name: str
    level: str
    one_stop_name: str
    parent: str
    address: str
    hours: str
    phone: str
    email: str
    province_code: str
    ward_code: str
    petition: dict[str, str]
    portal_hosts: tuple[str, ...]
    search_template: str

    @classmethod
    def of(cls, profile: dict[str, Any]) -> "Unit":
        texts = {name: profile[name] for name in _TEXTS}
        portal = profile["portal"]
        return cls(
            **texts,
            petition=dict(profile["petition"]),
            portal_hosts=tuple(portal["hosts"]),
            search_template=portal["search_template"],
        )

    def search_address(self, code: str) -> str:
        """The portal's search for *code*; empty when the unit has no template."""
        return self.search_template.format(
            code=quote(code), province=quote(self.province_code), ward=quote(self.ward_code)
        )


def complete(profile: dict[str, Any]) -> dict[str, Any]:
    """*profile* with every key there, in a fixed order."""
    portal = profile.get("portal", {})
    petition = profile.get("petition", {})
    return {
        **{name: _text(profile, name) for name in _TEXTS},
        "petition": {name: _text(petition, name) for name in _PETITION},
        "portal": {
            "hosts": [host.lower() for host in portal.get("hosts", [])],
            "search_template": portal.get("search_template", ""),
        },
    }


def _text(table: dict[str, Any], name: str) -> str:
    return unicodedata.normalize("NFC", str(table.get(name, "")))


def hosts(profile: dict[str, Any]) -> tuple[str, ...]:
    """The portal hosts of a profile that may still hold faults."""
    portal = profile.get("portal")
    listed = portal.get("hosts", []) if isinstance(portal, dict) else []
    return tuple(host.lower() for host in listed if isinstance(host, str))


def faults(profile: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong in *profile*: the key of a text and the name of the value."""
    known = {
        "": {*_TEXTS, "petition", "portal"},
        "petition": set(_PETITION),
        "portal": {"hosts", "search_template"},
    }
    for table, names in known.items():
        found = profile.get(table, {}) if table else profile
        for name in found.keys() - names if isinstance(found, dict) else ():
            yield "unknown_key", f"{table}.{name}" if table else name
    for name in _TEXTS:
        if not isinstance(profile.get(name, ""), str):
            yield "not_text", name
    if not profile.get("name"):
        yield "empty_cell", "name"
    if profile.get("level") not in LEVELS:
        yield "bad_level", "level"
    for name in ("petition", "portal"):
        if not isinstance(profile.get(name, {}), dict):
            yield "not_a_table", name
            return
    portal = profile.get("portal", {})
    listed = portal.get("hosts", [])
    if not isinstance(listed, list) or not all(isinstance(host, str) for host in listed):
        yield "bad_hosts", "portal.hosts"
        return
    template = portal.get("search_template", "")
    if template and not _is_usable(template, hosts(profile)):
        yield "bad_template", "portal.search_template"


def _is_usable(template: object, allowed: tuple[str, ...]) -> bool:
    try:
        filled = str(template).format(code="1.000000", province="01", ward="00001")
    except (LookupError, AttributeError, TypeError, ValueError):
        return False
    return is_portal(filled, allowed)


def is_portal(address: str, allowed: tuple[str, ...]) -> bool:
    """May a citizen be handed over to *address*? Its host is listed, and it is not a dead page."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    return (
        parts.scheme == "https"
        and port in (None, 443)
        and parts.username is None
        and parts.hostname in allowed
        and not parts.path.startswith(_DEAD_PATHS)
    )
