"""What the reports of a request are made from."""

from kiosk.reports.freezing import Source
from kiosk.web import service


def now() -> Source:
    """The published catalog, the moment, and the settings that a report states."""
    running = service.current()
    return Source(
        service.published(), running.now(), running.settings.excess_from, running.base_url
    )
