"""From a request to an event: who asked, whether it counts, and storing it before the answer."""

import ipaddress
import uuid

from flask import g, request
from werkzeug.wrappers import Response

from kiosk.events import agents, log
from kiosk.events.kinds import PERSON, REPEAT_S
from kiosk.events.memory import Counted
from kiosk.web import service

UNCOUNTED = "kiosk.uncounted"  # in the WSGI environment; no client can set it
COUNTED_COOKIE = "counted"
STAFF_COOKIE = "staff_device"


def count(kind: str, target: str, place: str = "") -> None:
    """
    Store one event of this request, counted or with the reason why not. HEAD is no event.

    A page never fails because counting fails: that is logged and shown as a gap in reports.
    """
    if request.method not in ("GET", "POST") or request.environ.get(UNCOUNTED):
        return
    running = service.current()
    now = running.now()
    seconds = int(now.timestamp())
    memory = request.cookies.get(own_cookie_name(COUNTED_COOKIE), "")
    counted = Counted.of_cookie(memory)
    network = _network(request.remote_addr or "")
    # The memory is part of it: two browsers that remember different things are not one, and two
    # requests of one browser that cross (a double tap) are.
    alike = (network, request.headers.get("User-Agent", ""), kind, target, memory)
    cls = _reason_not_counted(kind, target, counted, seconds) or running.recent.classify(
        alike, network, running.monotonic()
    )
    event = log.Event(uuid.uuid4().hex, kind, target, place, cls, now)
    is_stored = running.writer.add(event)
    if cls != PERSON:
        return
    if is_stored:
        g.counted = counted.with_event(kind, target, seconds)
    else:
        running.recent.forget(alike, network)


def _reason_not_counted(kind: str, target: str, counted: Counted, seconds: int) -> str | None:
    """Why this request is not to be counted, as far as it shows that itself; or None."""
    if reason := agents.reason_not_person(request.headers):
        return reason
    if own_cookie_name(STAFF_COOKIE) in request.cookies:
        return "staff"
    return "repeat" if counted.has(kind, target, seconds) else None


def _network(address: str) -> str:
    """The network of an address: an IPv4 address, or the first 64 bits of an IPv6 one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False))


def own_cookie_name(name: str) -> str:
    """`__Host-` keeps other sites out, but needs https, which an office network may not have."""
    return f"__Host-{name}" if request.is_secure else name


def set_own_cookie(response: Response, name: str, value: str, max_age_s: int) -> None:
    """Set a cookie of ours, or take it away with an age of 0."""
    response.set_cookie(
        own_cookie_name(name),
        value,
        max_age=max_age_s,
        path="/",
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def remember(response: Response) -> Response:
    """Let the browser remember what it has just counted."""
    if counted := g.pop("counted", None):
        set_own_cookie(response, COUNTED_COOKIE, counted.cookie(), REPEAT_S)
    return response
