"""What the commands share: the database they work on, and how they speak."""

import getpass
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk import clock, config, store
from kiosk.config import Settings
from kiosk.store import Database

if TYPE_CHECKING:
    from kiosk.accounts.audit import Actor

PATH = click.Path(path_type=Path)


def progress(label: str, length: int | None = None) -> Callable[[Iterable], Iterator]:
    """
    A progress bar on a terminal; nothing elsewhere. *length*: of what does not know its own.
    """

    def shown(items: Iterable) -> Iterator:
        if not sys.stderr.isatty():
            yield from items
            return
        with click.progressbar(items, length, label=label, file=sys.stderr) as bar:
            yield from bar

    return shown


@contextmanager
def database(settings: Settings) -> Iterator[Database]:
    path = settings.database_path
    db = store.open_database(path)
    try:
        with store.damage_told(path):
            yield db
    finally:
        db.close()


def today() -> date:
    return clock.local_day(clock.utc_now())


def who() -> str:
    """The account that runs the command, for the record of a publication."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "command line"


def actor() -> "Actor":
    """Who acts, for the audit log."""
    from kiosk.accounts.audit import Actor

    return Actor(who(), via="command")


def plural(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def warn_about(settings: Settings) -> None:
    if settings.address.warning:
        click.echo(f"Warning: {settings.address.warning}", err=True)


def address(settings: Settings, given: str | None) -> str:
    """The base address for printing; a warning for one that no phone can open."""
    address = config.base_address(given) if given else settings.address
    if address.warning:
        click.echo(f"Warning: {address.warning}", err=True)
    return address.url


def table(heading: tuple[str, ...], rows: list[tuple]) -> None:
    """Print a plain table, its columns as wide as needed; the last one as long as it is."""
    widths = [max(len(cell) for cell in column) for column in zip(heading, *rows, strict=True)]
    for row in (heading, *rows):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        click.echo("  ".join(cells).rstrip())
