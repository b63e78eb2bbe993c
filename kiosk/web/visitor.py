"""Who asks: what one request tells of itself, for as long as it is answered."""

import ipaddress
from dataclasses import dataclass
from typing import Any

from werkzeug.http import parse_cookie

from kiosk.events import agents

COUNTED_COOKIE = "counted"
STAFF_COOKIE = "staff_device"
_PURPOSES = tuple(f"HTTP_{name.upper().replace('-', '_')}" for name in agents.PURPOSE_HEADERS)


@dataclass(frozen=True, slots=True)
class Visitor:
    """
    *program*: why this is no person's request, as far as its headers tell. *memory*: what the
    browser remembers to have counted. Nothing of it is stored.
    """

    program: str | None
    agent: str
    network: str
    memory: str
    is_staff: bool
    is_secure: bool

    @classmethod
    def of(cls, environ: dict[str, Any]) -> "Visitor":
        """The visitor of a WSGI request."""
        is_secure = environ.get("wsgi.url_scheme") == "https"
        cookies = parse_cookie(environ.get("HTTP_COOKIE", ""))
        agent = environ.get("HTTP_USER_AGENT", "")
        purpose = " ".join(environ[name] for name in _PURPOSES if name in environ)
        return cls(
            program=agents.reason_not_person(agent, purpose),
            agent=agent,
            network=network_of(environ.get("REMOTE_ADDR", "")),
            memory=cookies.get(cookie_name(COUNTED_COOKIE, is_secure), ""),
            is_staff=cookie_name(STAFF_COOKIE, is_secure) in cookies,
            is_secure=is_secure,
        )


def cookie_name(name: str, is_secure: bool) -> str:
    """`__Host-` keeps other sites out, but needs https, which an office network may not have."""
    return f"__Host-{name}" if is_secure else name


def network_of(address: str) -> str:
    """The network of an address: an IPv4 address, or the first 64 bits of an IPv6 one."""
    if ":" not in address:
        return address
    try:
        found = ipaddress.IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False))
