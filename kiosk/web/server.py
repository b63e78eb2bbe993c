"""The server process: waitress with limits, a heartbeat of counting, an orderly end."""

import errno
import logging
import signal
import threading
from datetime import date

from flask import Flask
from waitress.server import create_server

from kiosk import clock
from kiosk.errors import SettingError
from kiosk.events import agents, reconciliation, runs
from kiosk.web import uploads
from kiosk.web.service import Service

# Slow and half-open clients must not stop others (reliability.md, section 3).
LIMITS = {
    "threads": 16,
    "connection_limit": 1000,
    "channel_timeout": 10,  # seconds
    "cleanup_interval": 2,  # seconds
    "max_request_header_size": 16 * 1024,  # bytes
    "max_request_body_size": uploads.ROOM,  # bytes; a view takes less
    "asyncore_use_poll": True,
    "ident": None,
}
BEAT_S = 60
_logger = logging.getLogger(__name__)
# "Task queue depth is 1" with every small crowd says nothing to an operator.
logging.getLogger("waitress.queue").setLevel(logging.ERROR)


def serve(app: Flask, host: str, port: int, say) -> None:
    """
    Serve until interrupted or terminated; *say* gets one line when the door is open.

    Raises SettingError when the address cannot be listened on.
    """
    running: Service = app.extensions["kiosk"]
    server = _listen(app, host, port, behind_proxy=running.settings.proxy_count > 0)
    agents.warm_up()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, _leave)
    beat = threading.Thread(target=_beat, args=(running, stop), daemon=True)
    beat.start()
    for address in _addresses(server):
        say(f"Serving on {address} (stop with Ctrl+C)")
    try:
        server.run()
    finally:
        running.writer.close()
        stop.set()
        beat.join(timeout=5)
        server.close()


def _listen(app: Flask, host: str, port: int, behind_proxy: bool):
    """The server, listening; SettingError in one line when it cannot."""
    try:
        return create_server(
            app, host=host, port=port, clear_untrusted_proxy_headers=not behind_proxy, **LIMITS
        )
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            reason = "another program listens there. Stop it, or give another --port"
        else:
            reason = f"{error.strerror or error}. Give another --host or --port"
    except ValueError:
        reason = "there is no such host on this machine. Give another --host"
    raise SettingError(f"Cannot listen on {host}:{port}: {reason}.")


def _addresses(server) -> list[str]:
    """Where *server* listens, as addresses for a browser; a name can stand for several."""
    pairs = getattr(server, "effective_listen", None) or [
        (server.effective_host, server.effective_port)
    ]
    return [
        f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        for host, port in pairs
    ]


def _reconcile(running: Service, today: date) -> None:
    """Compare the tallies of yesterday with the rows, which are the truth; say what differs."""
    for found in reconciliation.of_last_days(running.pool.db(), today, 1):
        _logger.error("%s", found)


def _leave(*_: object) -> None:
    raise SystemExit(0)


def _beat(running: Service, stop: threading.Event) -> None:
    """Note in the database, once a minute and at the end, that this server is counting."""
    run: runs.Run | None = None
    reconciled: date | None = None
    while True:
        ending = stop.is_set()
        now = running.now()
        try:
            run = runs.beat(running.pool.db(), run, now, running.writer.failed)
            if reconciled != clock.local_day(now):
                reconciled = clock.local_day(now)
                _reconcile(running, reconciled)
        except Exception:
            # The time without a beat then shows as a gap.
            _logger.exception("the heartbeat could not be stored")
        if ending:
            running.pool.drop()
            return
        stop.wait(BEAT_S)
