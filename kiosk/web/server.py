"""The server process: waitress with limits, a heartbeat of counting, an orderly end."""

import errno
import logging
import signal
import threading
from datetime import datetime

from flask import Flask
from waitress.server import create_server

from kiosk.errors import SettingError
from kiosk.events import runs
from kiosk.web.service import Service

# Slow and half-open clients must not stop others (reliability.md, section 3).
LIMITS = {
    "threads": 16,
    "connection_limit": 1000,
    "channel_timeout": 10,  # seconds
    "cleanup_interval": 2,  # seconds
    "max_request_header_size": 16 * 1024,  # bytes
    "max_request_body_size": 6 * 1024 * 1024,  # bytes
    "asyncore_use_poll": True,
    "ident": None,
}
BEAT_S = 60
_logger = logging.getLogger(__name__)


def serve(app: Flask, host: str, port: int, say) -> None:
    """
    Serve until interrupted or terminated; *say* gets one line when the door is open.

    Raises SettingError when the address cannot be listened on.
    """
    try:
        server = create_server(app, host=host, port=port, **LIMITS)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            reason = "another program listens there. Stop it, or give another --port"
        else:
            reason = f"{error.strerror or error}. Give another --host or --port"
        raise SettingError(f"Cannot listen on {host}:{port}: {reason}.") from None
    running: Service = app.extensions["kiosk"]
    stop = threading.Event()
    signal.signal(signal.SIGTERM, _leave)
    beat = threading.Thread(target=_beat, args=(running, stop), daemon=True)
    beat.start()
    say(f"Serving on http://{host}:{server.effective_port} (stop with Ctrl+C)")
    try:
        server.run()
    finally:
        stop.set()
        beat.join(timeout=5)
        server.close()


def _leave(*_: object) -> None:
    raise SystemExit(0)


def _beat(running: Service, stop: threading.Event) -> None:
    """Note in the database, once a minute and at the end, that this server is counting."""
    run = None
    while True:
        ending = stop.is_set()
        now: datetime = running.now()
        try:
            with running.writing:
                if run is None:
                    run = runs.start(running.pool.db(), now)
                runs.beat(running.pool.db(), run, now, running.failed)
        except Exception:
            _logger.exception("the heartbeat could not be stored")
            running.pool.drop()
        if ending:
            running.pool.drop()
            return
        stop.wait(BEAT_S)
