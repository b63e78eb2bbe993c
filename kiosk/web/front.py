"""
In front of Flask: an address that was answered before is answered again, from its ready bytes.

What is counted, checked and sent is the same as behind it; only the way there is shorter. Nearly
all requests of a day are scans of a few hundred addresses.
"""

from collections.abc import Callable, Iterable
from typing import Any

from kiosk.config import without_port
from kiosk.web import counting, language, pages, security
from kiosk.web.pages import Made
from kiosk.web.service import Service

Application = Callable[[dict[str, Any], Callable], Iterable[bytes]]


class Front:
    """A WSGI application around *inner*."""

    def __init__(self, inner: Application, running: Service):
        self._inner = inner
        self._running = running

    def __call__(self, environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        made, portal_hosts = self._made(environ)
        if made is None:
            language.enter(environ)
            return self._inner(environ, start_response)
        cookie = counting.record(self._running, environ, made.kind, made.target, made.place)
        encoding = pages.encoding_for(environ)
        body = made.page.bodies[encoding]
        is_secure = environ.get("wsgi.url_scheme") == "https"
        headers = [
            *made.page.headers(encoding, made.is_scan),
            *security.headers(portal_hosts, is_secure),
            ("Content-Length", str(len(body))),
        ]
        if cookie:
            headers.append(("Set-Cookie", cookie))
        start_response("200 OK", headers)
        return [body]

    def _made(self, environ: dict[str, Any]) -> tuple[Made | None, tuple[str, ...]]:
        """What the address is answered with, unless the request is out of the ordinary."""
        if environ["REQUEST_METHOD"] != "GET" or "HTTP_IF_NONE_MATCH" in environ:
            return None, ()
        if without_port(environ.get("HTTP_HOST", "")) not in self._running.hosts:
            return None, ()
        path = environ.get("PATH_INFO", "")
        try:
            published = self._running.shelf.current(self._running.pool)
        except Exception:
            return None, ()  # Flask knows how to say it
        return published.made.get(path), published.unit.portal_hosts
