"""From a request to an event: whether it counts, and storing it before the answer."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import g, request
from werkzeug.http import dump_cookie
from werkzeug.wrappers import Response

from kiosk.events.kinds import PERSON, REPEAT_S
from kiosk.events.log import Event
from kiosk.events.memory import Counted
from kiosk.events.writer import Note
from kiosk.web import service
from kiosk.web.service import Service
from kiosk.web.visitor import COUNTED_COOKIE, Visitor, cookie_name

UNCOUNTED = "kiosk.uncounted"  # in the WSGI environment; no client can set it


def count(kind: str, target: str, place: str = "") -> None:
    """Store one event of the request that is answered; see `record`."""
    g.event = (kind, target, place)
    g.set_cookie = record(service.current(), request.environ, kind, target, place)


def record(
    running: Service, environ: dict[str, Any], kind: str, target: str, place: str
) -> str | None:
    """
    Store one event, counted or with the reason why not; the cookie to set, if any.

    HEAD is no event. A page never fails because counting fails: that is logged, and shown as a
    gap in reports.
    """
    return once(
        running,
        environ,
        kind,
        target,
        lambda cls, now: Event(uuid.uuid4().hex, kind, target, place, cls, now),
    )


def once(
    running: Service,
    environ: dict[str, Any],
    kind: str,
    target: str,
    counted_as: Callable[[str, datetime], Event | Note | None],
) -> str | None:
    """
    Store what *counted_as* makes of the class of the request and the time, if anything; the
    cookie to set, if any, so that the browser remembers *kind* and *target*.
    """
    if environ["REQUEST_METHOD"] not in ("GET", "POST") or environ.get(UNCOUNTED):
        return None
    visitor = Visitor.of(environ)
    now = running.now()
    seconds = int(now.timestamp())
    counted = Counted.of_cookie(visitor.memory)
    # The memory is part of it: two browsers that remember different things are not one, and two
    # requests of one browser that cross (a double tap) are.
    alike = (visitor.network, visitor.agent, kind, target, visitor.memory)
    if visitor.program:
        cls = visitor.program
    elif visitor.is_staff:
        cls = "staff"
    elif counted.has(kind, target, seconds):
        cls = "repeat"
    else:
        cls = running.recent.classify(alike, visitor.network, running.monotonic())
    item = counted_as(cls, now)
    is_stored = item is not None and running.writer.add(item)
    if cls != PERSON:
        return None
    if not is_stored:
        running.recent.forget(alike, visitor.network)
        return None
    memory = counted.with_event(kind, target, seconds).cookie()
    return own_cookie(COUNTED_COOKIE, memory, REPEAT_S, visitor.is_secure)


def own_cookie(name: str, value: str, max_age_s: int | None, is_secure: bool) -> str:
    """
    A `Set-Cookie` header of ours; an age of 0 takes the cookie away, None keeps it until the
    browser is closed.
    """
    return dump_cookie(
        cookie_name(name, is_secure),
        value,
        max_age=max_age_s,
        path="/",
        secure=is_secure,
        httponly=True,
        samesite="Lax",
        sync_expires=False,  # only browsers from before 2012 need it, and it costs every scan
    )


def remember(response: Response) -> Response:
    """Let the browser remember what it has just counted."""
    if cookie := g.pop("set_cookie", None):
        response.headers.add("Set-Cookie", cookie)
    return response
