"""What a new base address would do, told before anybody sets it. It stays a setting."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request

from kiosk import config
from kiosk.boards import consequence
from kiosk.boards.consequence import Consequence, Print
from kiosk.boards.layout import Series
from kiosk.config import LOOPBACK_HOSTS, BaseAddress
from kiosk.errors import SettingError
from kiosk.web import access, boards, service
from kiosk.web.language import text

bp = Blueprint("board_address", __name__)
USUAL_MM = 40.0  # a symbol on the sheets of a group


@dataclass(frozen=True)
class Proposed:
    """A new address: how its codes are drawn, what it does to the board, what to set."""

    address: BaseAddress
    drawn: Print
    found: Consequence
    lines: tuple[str, ...]

    @property
    def series(self) -> list[tuple[Series, int]]:
        """How many sheets of each series become outdated."""
        named = [(Series.named(name), n) for name, n in self.found.by_series.items()]
        return sorted(named, key=lambda one: boards.order(one[0]))


@bp.get("/can-bo/bang/doi-dia-chi")
@access.needs("leader")
def page():
    """Type a new address, see what follows, take the lines for whoever runs the server."""
    given = request.args.get("dia_chi", "").strip()
    try:
        proposed = _proposed(given) if given else None
    except SettingError:
        return _page(given, None, text("board_address_bad", address=given)), 400
    return _page(given, proposed)


def _page(given: str, proposed: Proposed | None, message: str = "") -> str:
    running = service.current()
    return render_template(
        "staff/board_address.html",
        canonical="",
        given=given,
        message=message,
        proposed=proposed,
        drawn=consequence.printed_as(service.published(), running.base_url),
        warning=running.settings.address.warning,
        module_mm=lambda found: f"{USUAL_MM / found.modules:.1f}".replace(".", ","),
    )


def _proposed(given: str) -> Proposed:
    """Raises SettingError for an address that phones cannot use."""
    running = service.current()
    address = config.base_address(given if "://" in given else f"https://{given}")
    published = service.published()
    return Proposed(
        address,
        consequence.printed_as(published, address.url),
        consequence.of_address(running.pool.db(), published, running.base_url, address.url),
        _lines(address),
    )


def _lines(address: BaseAddress) -> tuple[str, ...]:
    """The settings: the new address, and every name under which printed codes must still open."""
    settings = service.current().settings
    listed = [name.strip() for name in settings.trusted_hosts.split(",") if name.strip()]
    old = settings.address.host
    names = dict.fromkeys([old, *listed])
    kept = [name for name in names if name not in (*LOOPBACK_HOSTS, address.host)]
    lines = [f"KIOSK_BASE_URL={address.url}"]
    if kept:
        lines.append(f"KIOSK_TRUSTED_HOSTS={','.join(kept)}")
    return tuple(lines)
