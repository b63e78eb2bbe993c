"""The profile of the unit, and where its citizens may be handed over to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from kiosk import config

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
_PORTAL = ("hosts", "search_template")
# Who signs the reports of the unit, where, and who receives them.
_REPORT = ("place", "recipients", "authority", "position", "signatory")
# The texts in each table.
_TABLES = {"petition": _PETITION, "portal": ("search_template",), "report": _REPORT}
KEYS = (
    *_TEXTS,
    *(f"petition.{name}" for name in _PETITION),
    *(f"portal.{name}" for name in _PORTAL),
    *(f"report.{name}" for name in _REPORT),
)
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
    report: dict[str, str]

    @classmethod
    def of(cls, profile: dict[str, Any]) -> "Unit":
        texts = {name: profile[name] for name in _TEXTS}
        portal = profile["portal"]
        return cls(
            **texts,
            petition=dict(profile["petition"]),
            portal_hosts=tuple(portal["hosts"]),
            search_template=portal["search_template"],
            # A profile stored by an older version has none.
            report={**dict.fromkeys(_REPORT, ""), **profile.get("report", {})},
        )

    def search_address(self, code: str) -> str:
        """The portal's search for *code*; empty when the unit has no template."""
        return self.search_template.format(
            code=quote(code), province=quote(self.province_code), ward=quote(self.ward_code)
        )


def merged(stored: dict[str, Any] | None, given: dict[str, Any]) -> dict[str, Any]:
    """*given* over *stored*: a value that is not given, also one of a table, stays."""
    both = {**(stored or {}), **given}
    for table in ("petition", "portal", "report"):
        if stored is not None and isinstance(given.get(table), dict):
            both[table] = {**stored.get(table, {}), **given[table]}
    return both


def complete(profile: dict[str, Any]) -> dict[str, Any]:
    """*profile*, which holds no faults, with every key there, in a fixed order."""
    portal = profile.get("portal", {})
    petition, report = profile.get("petition", {}), profile.get("report", {})
    return {
        **{name: profile.get(name, "") for name in _TEXTS},
        "petition": {name: petition.get(name, "") for name in _PETITION},
        "portal": {
            "hosts": list(hosts(profile)),
            "search_template": portal.get("search_template", ""),
        },
        "report": {name: report.get(name, "") for name in _REPORT},
    }


def hosts(profile: dict[str, Any]) -> tuple[str, ...]:
    """The portal hosts of a profile that may still hold faults."""
    portal = profile.get("portal")
    listed = portal.get("hosts", []) if isinstance(portal, dict) else []
    if not isinstance(listed, list):
        return ()
    return tuple(host.lower() for host in listed if isinstance(host, str))


def faults(profile: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong in *profile*: the key of a text and the name of the value."""
    yield from _unknown_keys(profile)
    for name in _TEXTS:
        if not isinstance(profile.get(name, ""), str):
            yield "not_text", name
    if profile.get("name", "") == "":
        yield "empty_cell", "name"
    if profile.get("level") not in LEVELS:
        yield "bad_level", "level"
    for table, names in _TABLES.items():
        found = profile.get(table, {})
        if not isinstance(found, dict):
            yield "not_a_table", table
            continue
        for name in names:
            if not isinstance(found.get(name, ""), str):
                yield "not_text", f"{table}.{name}"
    yield from _portal_faults(profile)


def _unknown_keys(profile: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name in profile.keys() - {*_TEXTS, "petition", "portal", "report"}:
        yield "unknown_key", name
    for table, names in (("petition", _PETITION), ("portal", _PORTAL), ("report", _REPORT)):
        found = profile.get(table)
        for name in found.keys() - set(names) if isinstance(found, dict) else ():
            yield "unknown_key", f"{table}.{name}"


def _portal_faults(profile: dict[str, Any]) -> Iterator[tuple[str, str]]:
    portal = profile.get("portal")
    if not isinstance(portal, dict):
        return
    listed = portal.get("hosts", [])
    # They go into headers (the CSP, a redirect), so nothing but a host name may stand there.
    is_list = isinstance(listed, list) and all(isinstance(host, str) for host in listed)
    if not is_list or not all(config.is_host(host) for host in hosts(profile)):
        yield "bad_hosts", "portal.hosts"
        return
    template = portal.get("search_template", "")
    if isinstance(template, str) and template and not _is_usable(template, hosts(profile)):
        yield "bad_template", "portal.search_template"


def _is_usable(template: str, allowed: tuple[str, ...]) -> bool:
    try:
        filled = template.format(code="1.000000", province="01", ward="00001")
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
    if re.search(r"[\s<>\"\\]", address):  # `urlsplit` drops line ends without a word
        return False
    return (
        parts.scheme == "https"
        and port in (None, 443)
        and parts.username is None
        and parts.hostname in allowed
        and not parts.path.startswith(_DEAD_PATHS)
    )


def is_dead(address: str) -> bool:
    """Is *address* one of those that answer with an empty page since the portal was rebuilt?"""
    return any(path in address for path in _DEAD_PATHS)
