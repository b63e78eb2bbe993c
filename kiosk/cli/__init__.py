"""The command `kiosk`: parse, call, print. Failure is one readable line and exit code 1."""

import sys

import click

from kiosk import __version__, config
from kiosk.cli.board import board
from kiosk.cli.catalog import catalog, init
from kiosk.cli.codes import codes
from kiosk.cli.doctor import doctor
from kiosk.cli.indicators import indicators
from kiosk.cli.links import links
from kiosk.cli.serve import serve
from kiosk.cli.stats import stats
from kiosk.cli.user import user
from kiosk.errors import KioskError


class _Commands(click.Group):
    """Turns the failures we expect into one line."""

    def invoke(self, ctx: click.Context):
        try:
            return super().invoke(ctx)
        except KioskError as error:
            raise click.ClickException(str(error)) from None
        except UnicodeEncodeError as error:
            if error.reason != "surrogates not allowed":
                raise
            # Bytes of the command line that are no UTF-8; what is kept must be text.
            raise click.ClickException(
                f"{error.object!r} is not text in UTF-8. Write it anew, or rename the file."
            ) from None
        except OSError as error:
            if error.strerror is None or isinstance(error, BrokenPipeError):
                raise  # no failure of the system, or one that click knows: nobody reads on
            place = f"{error.filename}: " if error.filename is not None else ""
            raise click.ClickException(f"{place}{error.strerror}.") from None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kiosk")
def cli() -> None:
    """QR notice board, lookup and counting of administrative procedures."""
    for name in config.unknown_names():
        click.echo(f"Warning: {name} is not a setting; it is ignored.", err=True)


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        # Vietnamese names must come out whole on a terminal of any encoding.
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    cli(prog_name="kiosk")


for command in (init, catalog, codes, board, stats, indicators, links, user, doctor, serve):
    cli.add_command(command)
