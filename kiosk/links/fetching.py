"""
Asking for a page elsewhere, politely and without danger.

Only listed hosts, only the ports of the web, and never an address inside our own network: a name
is resolved once, every address is looked at, and the connection goes to the one that was looked at.
Each redirect is checked like the first address, and one to another host is not followed.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_HOPS = 5
_CHUNK = 64 * 1024


@dataclass(frozen=True)
class Rules:
    """
    What may be asked for: *hosts* by name. *may_be_private*: also hosts inside our own network, and
    any port; for tests. *agent*: how we name ourselves.
    """

    hosts: tuple[str, ...]
    agent: str
    may_be_private: bool = False
    timeout_s: float = 10.0  # for one step: to connect, to get the next bytes
    deadline_s: float = 25.0  # for one address as a whole
    most_bytes: int = 2_000_000


@dataclass(frozen=True)
class Answer:
    """
    What came back. *fault*: why nothing usable did, else empty: `not_listed`, `private`,
    `no_host`, `timeout`, `unreachable`, `certificate`, `redirects`, `garbled`. *moved_to*: the
    other host to which a redirect leads. *type*: the media type; *body*: no more bytes than the
    rules allow.
    """

    fault: str = ""
    status: int = 0
    moved_to: str = ""
    type: str = ""
    charset: str = "utf-8"
    body: bytes = b""

    @property
    def text(self) -> str:
        try:
            return self.body.decode(self.charset, "replace")
        except (LookupError, ValueError):  # no charset, or one of names of hosts
            return self.body.decode("utf-8", "replace")


class _Refused(Exception):
    """Not asked for, or no answer; its argument is the fault."""


def fetch(address: str, rules: Rules) -> Answer:
    """The answer at *address*, redirects within its host followed. Never raises."""
    until = time.monotonic() + rules.deadline_s
    try:
        parts = _parts(address)
        for _ in range(_MOST_HOPS):
            answer, location = _ask(parts, rules, until - time.monotonic())
            if not location:
                return answer
            host, parts = parts.hostname, _parts(location, parts)
            if parts.hostname != host:
                return Answer(status=answer.status, moved_to=(parts.hostname or "")[:200])
    except _Refused as refused:
        return Answer(fault=str(refused))
    return Answer(fault="redirects")


def _parts(address: str, base: SplitResult | None = None) -> SplitResult:
    """The parts of *address*, which may be relative to *base*. Raises _Refused for none."""
    try:
        return urlsplit(urljoin(base.geturl(), address) if base else address)
    except ValueError:  # such as http://[x
        raise _Refused("garbled" if base else "not_listed") from None


def _ask(parts: SplitResult, rules: Rules, most_s: float) -> tuple[Answer, str]:
    """
    One request, of *most_s* seconds at most; its answer, and where it redirects to (else empty).
    """
    ip, port = _place(parts, rules)
    context = ssl.create_default_context() if parts.scheme == "https" else None
    connection = _Connection(parts.hostname or "", port, ip, context, rules.timeout_s)
    # A server that sends a byte now and then would never run into the timeout of a step.
    watch = threading.Timer(max(0.0, most_s), connection.cut)
    watch.daemon = True
    watch.start()
    try:
        found = _answer(connection, parts, rules)
        connection.check()  # what was cut may look like the end of a page
        return found
    except TimeoutError:
        raise _Refused("timeout") from None
    except ssl.SSLCertVerificationError:
        raise _Refused("certificate") from None
    except (OSError, http.client.HTTPException, zlib.error, ValueError) as error:
        if connection.is_over.is_set():
            raise _Refused("timeout") from None
        fault = "unreachable" if isinstance(error, OSError) else "garbled"
        raise _Refused(fault) from None
    finally:
        watch.cancel()
        connection.close()


def _place(parts: SplitResult, rules: Rules) -> tuple[str, int]:
    """The network address and port to connect to. Raises _Refused when the rules forbid it."""
    host = parts.hostname or ""
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise _Refused("not_listed") from None
    is_web = parts.scheme in ("http", "https") and parts.username is None
    if not is_web or host not in rules.hosts:
        raise _Refused("not_listed")
    if not rules.may_be_private and port not in (80, 443):
        raise _Refused("not_listed")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise _Refused("no_host") from None
    ips = [str(entry[4][0]) for entry in found]
    if not rules.may_be_private and not all(is_public(ip) for ip in ips):
        raise _Refused("private")
    return ips[0], port


def is_public(ip: str) -> bool:
    """Is it an address of the open Internet, not of our own machine or network?"""
    try:
        address = ipaddress.ip_address(ip.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None:
            return is_public(str(inner))
    return address.is_global and not address.is_multicast


class _Connection(http.client.HTTPConnection):
    """A connection to *ip*, whatever the name of the host means by now."""

    def __init__(
        self, host: str, port: int, ip: str, context: ssl.SSLContext | None, timeout_s: float
    ):
        super().__init__(host, port, timeout=timeout_s)
        self._ip, self._tls = ip, context
        # Its own: `sock` is given up as soon as an answer without a length begins.
        self._wire: socket.socket | None = None
        self.is_over = threading.Event()
        self.default_port = 443 if context else 80  # so that `Host` names no port of course

    def connect(self) -> None:
        self.sock = socket.create_connection((self._ip, self.port), self.timeout)
        if self._tls:
            self.sock = self._tls.wrap_socket(self.sock, server_hostname=self.host)
        self._wire = self.sock
        self.check()

    def check(self) -> None:
        """Raises TimeoutError when it was cut."""
        if self.is_over.is_set():
            raise TimeoutError

    def cut(self) -> None:
        """End it from another thread: what waits for bytes goes on at once."""
        self.is_over.set()
        if self._wire is not None:
            with suppress(OSError):
                self._wire.shutdown(socket.SHUT_RDWR)


def _answer(connection: _Connection, parts: SplitResult, rules: Rules) -> tuple[Answer, str]:
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    if parts.query:
        target += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    connection.request(
        "GET",
        target,
        headers={
            "User-Agent": rules.agent,
            "Accept": "text/html,*/*;q=0.5",
            "Accept-Language": "vi",
            "Accept-Encoding": "gzip",
        },
    )
    response = connection.getresponse()
    location = response.getheader("Location") or ""
    if response.status in _REDIRECTS and location:
        return Answer(status=response.status), location
    body = _body(response, rules.most_bytes)
    return (
        Answer(
            status=response.status,
            type=response.headers.get_content_type(),
            charset=response.headers.get_content_charset() or "utf-8",
            body=body,
        ),
        "",
    )


def _body(response: http.client.HTTPResponse, most: int) -> bytes:
    """
    The content, unpacked; what is beyond *most* bytes is not even asked for. Raises ValueError
    when it breaks off.
    """
    packed = (response.getheader("Content-Encoding") or "").strip().lower() in ("gzip", "x-gzip")
    unpack = zlib.decompressobj(wbits=31) if packed else None
    announced = response.length or 0
    found, received = bytearray(), 0
    while len(found) < most and (chunk := response.read1(_CHUNK)):
        room = most - len(found)
        received += len(chunk)
        found += unpack.decompress(chunk, room) if unpack else chunk[:room]
    is_whole = unpack.eof if unpack and received else received >= announced
    if len(found) < most and not is_whole:
        raise ValueError("the content breaks off")
    return bytes(found)
