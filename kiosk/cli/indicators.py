"""`kiosk indicators`: dossier figures that staff type in, never among the counts."""

from typing import TYPE_CHECKING

import click

from kiosk import clock, config
from kiosk.cli.common import database, plural, table, who
from kiosk.errors import IndicatorError

if TYPE_CHECKING:
    from kiosk.reports.indicators import Figure, Indicators
    from kiosk.reports.periods import Period


@click.group()
def indicators() -> None:
    """Dossier figures typed in by staff, never mixed with scans."""


@indicators.command("set")
@click.option("--period", "name", required=True, help="As in `stats export`.")
@click.option("--calendar", "basis", flag_value="calendar", default=True, help="The default.")
@click.option("--report-cutoff", "basis", flag_value="report_cutoff", help="15th to 14th.")
@click.option("--note", help='Explains sums that disagree; "" takes it back.')
@click.argument("values", nargs=-1, metavar="NAME=VALUE...")
def indicators_set(name: str, basis: str, note: str | None, values: tuple[str, ...]) -> None:
    """
    Enter figures of a period, such as received=1049 online=1041/1049 target_online=80%.

    An empty value takes a figure back. Sums that disagree are a warning.
    """
    from kiosk.accounts.audit import Actor
    from kiosk.reports import indicator_entries, periods

    period = periods.period(name, basis)
    figures = dict(_figure(value) for value in values)
    if not figures and note is None:
        raise click.UsageError("Give at least one NAME=VALUE, or --note.")
    if note is not None and not note.replace("\n", " ").isprintable():
        raise IndicatorError(
            "The note holds a sign that cannot be printed. Write it as plain text."
        )
    with database(config.load()) as db:
        actor = Actor(who(), via="command")
        entered = indicator_entries.add(db, period, figures, note, actor, clock.utc_now())
        found = indicator_entries.of_period(db, period)
    click.echo(f"Entered {plural(entered, 'figure')} for {_days(period)}.")
    _warn(found)


@indicators.command("show")
@click.option("--period", "name", required=True, help="As in `stats export`.")
@click.option("--calendar", "basis", flag_value="calendar", default=True, help="The default.")
@click.option("--report-cutoff", "basis", flag_value="report_cutoff", help="15th to 14th.")
def indicators_show(name: str, basis: str) -> None:
    """List the figures of a period, their percentages and targets."""
    from kiosk.reports import indicator_entries, periods
    from kiosk.reports import indicators as figures

    period = periods.period(name, basis)
    with database(config.load()) as db:
        found = indicator_entries.of_period(db, period)
    rows = figures.rows(found, "en")
    if not rows:
        click.echo(f"No figures for {_days(period)}.")
        return
    click.echo(f"Figures for {_days(period)}:")
    cells = [(r.name, r.value, r.rate, r.target, r.reached, r.label) for r in rows]
    table(("Name", "Value", "Share", "Target", "", "Meaning"), cells)
    if found.note:
        click.echo(f"Note: {found.note}")
    _warn(found)


def _figure(value: str) -> "tuple[str, Figure | None]":
    from kiosk.reports.indicators import check_name, parse

    name, is_given, written = (part.strip() for part in value.partition("="))
    if not is_given:
        raise IndicatorError(f"{value!r} is not NAME=VALUE, such as received=1049.")
    check_name(name)
    return name, parse(name, written) if written else None


def _days(period: "Period") -> str:
    return f"{period.first} to {period.last}"


def _warn(found: "Indicators") -> None:
    from kiosk.reports.indicators import warnings

    for warning in warnings(found, "en"):
        explained = "" if found.note else " Correct the figures, or explain them with --note."
        click.echo(f"Warning: {warning}{explained}", err=True)
