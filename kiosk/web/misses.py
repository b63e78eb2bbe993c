"""From a search without result to a note for staff."""

from flask import request

from kiosk import clock
from kiosk.events import misses
from kiosk.web import service
from kiosk.web.counting import UNCOUNTED
from kiosk.web.security import is_cross_site
from kiosk.web.visitor import Visitor


def record(query: str) -> None:
    """
    Note that a person's search for *query* had no result, by the rules of `events.misses`.

    Not the search of a staff device, nor one that another site sends: it could fill our list.
    """
    words = misses.words(query)
    if not words or request.method != "GET" or request.environ.get(UNCOUNTED) or is_cross_site():
        return
    visitor = Visitor.of(request.environ)
    if visitor.program or visitor.is_staff:
        return
    running = service.current()
    n = running.misses.count(words, visitor.network, visitor.agent, running.monotonic())
    if n:
        running.writer.add(misses.Miss(clock.local_day(running.now()), words, n))
