"""Every setting, once: name, default, meaning. No other module reads the environment."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

from kiosk.errors import SettingError

_PACKAGE = Path(__file__).parent
# In a checkout `templates/` and `catalog/` stand beside the package; a wheel carries them inside.
_SHIPPED = _PACKAGE / "shipped" if (_PACKAGE / "shipped").is_dir() else _PACKAGE.parent
TEMPLATES = _SHIPPED / "templates"
SHIPPED_CATALOG = _SHIPPED / "catalog"
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "[::1]")
# A registered name or an address: dots and hyphens inside, never at an end; or [IPv6].
LONGEST_HOST = 253  # signs, RFC 1035
_HOST = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:.]+\]"
)


def _setting(default: str, meaning: str):
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True)
class Settings:
    """All settings as text, as the environment gives them; properties give them their types."""

    database: str = _setting("instance/kiosk.db", "SQLite file of the unit")
    base_url: str = _setting(
        "http://127.0.0.1:8000", "the only source of printed addresses: scheme and host"
    )
    trusted_hosts: str = _setting(
        "", "further host names the server answers to, separated by commas; ports are ignored"
    )
    secret_key: str = _setting("", "signing key; empty: the file secret.key beside the database")
    catalog: str = _setting("", "catalog folder that `init` loads; empty: the shipped one")
    proxies: str = _setting("0", "reverse proxies in front whose forwarded headers are believed")
    excess_limit: str = _setting(
        "600", "person events of one network in 10 minutes; what follows is classed `excess`"
    )

    @property
    def database_path(self) -> Path:
        """The SQLite file. Raises SettingError for an engine that is not there."""
        if "://" in self.database:
            raise SettingError(
                f"KIOSK_DATABASE={self.database.split('://')[0]}://… : only a SQLite file is "
                "supported in this version. Give a path such as instance/kiosk.db."
            )
        return Path(self.database)

    @property
    def secret_path(self) -> Path:
        return self.database_path.parent / "secret.key"

    @property
    def catalog_path(self) -> Path:
        return Path(self.catalog) if self.catalog else SHIPPED_CATALOG

    @property
    def address(self) -> "BaseAddress":
        return base_address(self.base_url)

    @property
    def hosts(self) -> frozenset[str]:
        """
        Hosts the server answers to: loopback, the base URL's, and the listed ones.

        Raises SettingError for one that no request can name, such as a whole address.
        """
        named = [host.strip() for host in self.trusted_hosts.split(",") if host.strip()]
        for host in named:
            if not is_host(without_port(host)):
                raise SettingError(
                    f"KIOSK_TRUSTED_HOSTS names {host!r}, which is not a host name. "
                    "Write names only, such as motcua.example.gov.vn, separated by commas."
                )
        return frozenset([*LOOPBACK_HOSTS, self.address.host, *map(without_port, named)])

    @property
    def proxy_count(self) -> int:
        return _whole_number("proxies", self.proxies)

    @property
    def excess_from(self) -> int:
        return _whole_number("excess_limit", self.excess_limit)


def is_host(host: str) -> bool:
    """Is this a host name or an address, in lower case and without a port?"""
    return len(host) <= LONGEST_HOST and _HOST.fullmatch(host) is not None


def without_port(host: str) -> str:
    """The host of `host:port` or `[IPv6]:port`, in lower case."""
    return re.sub(r":[0-9]+$", "", host.lower())


def _whole_number(name: str, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text.strip()):
        raise SettingError(f"KIOSK_{name.upper()}={text!r} is not a whole number.")
    return int(text)


def load(environ: Mapping[str, str] | None = None, **overrides: str) -> Settings:
    """
    Settings from, strongest first: *overrides*, the environment `KIOSK_*`, the file `.env`.
    """
    environ = os.environ if environ is None else environ
    known = {f"KIOSK_{f.name.upper()}": f.name for f in fields(Settings)}
    given = {**_dotenv(), **environ}
    values = {known[name]: value for name, value in given.items() if name in known and value}
    return Settings(**{**values, **overrides})


def _dotenv() -> dict[str, str | None]:
    try:
        return dotenv_values(".env")
    except UnicodeDecodeError:
        raise SettingError("The file .env is not UTF-8 text. Save it again as UTF-8.") from None


def unknown_names(environ: Mapping[str, str] | None = None) -> list[str]:
    """`KIOSK_*` names that are no setting: most likely misspelt."""
    environ = os.environ if environ is None else environ
    known = {f"KIOSK_{f.name.upper()}" for f in fields(Settings)}
    given = {*_dotenv(), *environ}
    return sorted(name for name in given if name.startswith("KIOSK_") and name not in known)


@dataclass(frozen=True)
class BaseAddress:
    """The scheme and host printed in codes, and what to warn about (empty: nothing)."""

    url: str
    host: str
    warning: str


def base_address(text: str) -> BaseAddress:
    """
    The base address in its printed form: lower case, no closing slash.

    Raises SettingError when phones cannot use it.
    """
    if re.search(r"\s", text):
        raise SettingError(f"The base address {text!r} holds a space. Remove it.")
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or ""), parts.port
    except ValueError as error:
        raise SettingError(f"The base address {text!r} cannot be read: {error}.") from None
    if parts.scheme.lower() not in ("http", "https") or not host:
        raise SettingError(
            f"The base address {text!r} must begin with http:// or https:// and a host name, "
            "such as https://motcua.example.gov.vn"
        )
    if parts.username is not None or parts.query or parts.fragment or parts.path not in ("", "/"):
        raise SettingError(
            f"The base address {text!r} must be only a scheme and a host, "
            "such as https://motcua.example.gov.vn"
        )
    host = f"[{host}]" if ":" in host else host
    if not host.isascii():
        raise SettingError(
            f"The host of the base address {text!r} holds letters outside a-z, 0-9: many phones "
            "do not open it. Use its xn-- form."
        )
    if not is_host(host):
        raise SettingError(f"The host of the base address {text!r} is not a valid host name.")
    if host in ("0.0.0.0", "[::]"):
        raise SettingError(
            f"The base address {text!r} is where a server listens, not where a phone can go. "
            "Give the host name or the address of this machine in the network."
        )
    url = f"{parts.scheme.lower()}://{host}" + (f":{port}" if port else "")
    return BaseAddress(url, host, _warning(url, host))


def _warning(url: str, host: str) -> str:
    if host in LOOPBACK_HOSTS or host.startswith("127."):
        return f"{url} is this machine only: no phone can open it. Set KIOSK_BASE_URL before print."
    if "." not in host and ":" not in host:
        return f"{url} has no domain: phones outside this network will not find it."
    return ""


def secret_key(settings: Settings) -> str:
    """The signing key. Raises SettingError when there is none, naming the next step."""
    if settings.secret_key:
        return settings.secret_key
    try:
        key = settings.secret_path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeError):
        key = ""
    if not key:
        raise SettingError(
            f"There is no secret key: {settings.secret_path} is missing or cannot be read. "
            "Run `kiosk init`, or set KIOSK_SECRET_KEY."
        )
    return key


def make_secret(settings: Settings) -> bool:
    """Write a new secret key beside the database, mode 0600; False when one is there already."""
    if settings.secret_key or settings.secret_path.exists():
        return False
    settings.secret_path.parent.mkdir(parents=True, exist_ok=True)
    try:
        # Opened with its mode, so that others can never read the key, not even for a moment.
        handle = os.open(settings.secret_path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another `init` was faster
        return False
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(32) + "\n")
    return True
