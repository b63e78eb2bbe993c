"""`kiosk stats`: counts as files, and what citizens missed as plain tables."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk import clock, config
from kiosk.cli.common import PATH, database, plural, table, today

if TYPE_CHECKING:
    from kiosk.config import Settings
    from kiosk.reports.periods import Period
    from kiosk.reports.report import Report


# As `kiosk.reports.formats` has them, which is only loaded when it is needed.
FORMATS = ("csv", "json", "xlsx", "pdf", "docx")


@click.group()
def stats() -> None:
    """Usage counts."""


@stats.command("export")
@click.option("--period", "name", required=True, help="2026-W07, 2026-03, 2026-Q1, 2026-H1, …")
@click.option("--by", type=click.Choice(["procedure", "field", "day"]), default="procedure")
@click.option("--format", "form", type=click.Choice(FORMATS), required=True)
@click.option(
    "--separator", type=click.Choice([",", ";"]), default=",", help="CSV; `;` for Vietnamese Excel."
)
@click.option("-o", "--output", type=PATH, help="File to write; default: standard output.")
@click.option("--calendar", "basis", flag_value="calendar", default=True, help="The default.")
@click.option("--report-cutoff", "basis", flag_value="report_cutoff", help="15th to 14th.")
def stats_export(
    name: str, by: str, form: str, separator: str, output: Path | None, basis: str
) -> None:
    """
    Write the counts of a period: every event whose request was answered.

    A workbook, PDF or Word document is a whole report: posting coverage, changes and dossier
    figures of the period too, charts or the text of the report.
    """
    from kiosk.reports import formats
    from kiosk.reports.periods import period

    report = _report(config.load(), period(name, basis), by)
    content = formats.of_report(form, report, separator)
    if output is None or str(output) == "-":
        click.echo(content, nl=False)
        return
    output.write_bytes(content)
    click.echo(f"Wrote {plural(len(report.counts.rows), 'row')} to {output}.")


@stats.command("text")
@click.option("--period", "name", required=True, help="As in `stats export`.")
@click.option("--for", "reader", type=click.Choice(["report", "loudspeaker", "zalo"]))
@click.option("--calendar", "basis", flag_value="calendar", default=True, help="The default.")
@click.option("--report-cutoff", "basis", flag_value="report_cutoff", help="15th to 14th.")
def stats_text(name: str, reader: str | None, basis: str) -> None:
    """Print what the counts of a period say in Vietnamese: for the report, or a short text."""
    from kiosk.reports import narrative
    from kiosk.reports.periods import period

    write = {"loudspeaker": narrative.loudspeaker, "zalo": narrative.zalo}
    report = _report(config.load(), period(name, basis))
    click.echo(write.get(reader or "", narrative.plain)(report), nl=False)


@stats.command("searches")
@click.option("--period", "name", help="As in `stats export`; default: the last 30 days.")
def stats_searches(name: str | None) -> None:
    """
    List the searches without result, most frequent first.

    Without marks and with every digit as #; only words that at least 3 visitors searched for.
    """
    from kiosk.events import misses

    wanted = _period(name)
    with database(config.load()) as db:
        rows = [(str(row["n"]), row["words"]) for row in misses.totals(db, *_days(wanted))]
    _print(wanted, "searches without result", ("Times", "Words"), rows)


@stats.command("reports")
@click.option("--period", "name", help="As in `stats export`; default: the last 30 days.")
def stats_reports(name: str | None) -> None:
    """List what citizens report as wrong on the pages of procedures, most frequent first."""
    from kiosk.catalog import published
    from kiosk.events import error_reports
    from kiosk.texts import text

    wanted = _period(name)
    with database(config.load()) as db:
        shown = published.load(db, today())
        found = list(error_reports.totals(db, *_days(wanted)))
    rows = []
    for row in found:
        procedure = shown.find(row["code"])
        reason = text(f"report_reason_{row['reason']}")
        rows.append((str(row["n"]), row["code"], reason, procedure.name if procedure else ""))
    _print(wanted, "reports", ("Times", "Code", "What", "Procedure"), rows)


def _report(settings: "Settings", wanted: "Period", by: str = "procedure") -> "Report":
    from kiosk.catalog import published
    from kiosk.reports.report import collect

    with database(settings) as db:
        shown, now = published.load(db, today()), clock.utc_now()
        return collect(db, shown, wanted, now, settings.excess_from, settings.address.url, by)


def _period(name: str | None) -> "Period":
    from kiosk.reports import periods

    return periods.period(name) if name else periods.last_days(today(), 30)


def _days(period: "Period") -> tuple[date, date]:
    return period.first, period.last


def _print(period: "Period", what: str, heading: tuple[str, ...], rows: list[tuple]) -> None:
    """The rows of a period as a plain table."""
    days = f"{period.first} to {period.last}"
    if not rows:
        click.echo(f"No {what} from {days}.")
        return
    click.echo(f"{what.capitalize()} from {days}:")
    table(heading, rows)
