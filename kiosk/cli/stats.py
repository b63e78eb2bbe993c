"""`kiosk stats`: counts as files."""

from pathlib import Path

import click

from kiosk import clock, config
from kiosk.cli.common import PATH, database, plural, today


@click.group()
def stats() -> None:
    """Usage counts."""


@stats.command("export")
@click.option("--period", "name", required=True, help="2026-W07, 2026-03, 2026-Q1, 2026-H1, …")
@click.option("--by", type=click.Choice(["procedure", "field", "day"]), default="procedure")
@click.option("--format", "form", type=click.Choice(["csv", "json"]), required=True)
@click.option(
    "--separator", type=click.Choice([",", ";"]), default=",", help="CSV; `;` for Vietnamese Excel."
)
@click.option("-o", "--output", type=PATH, help="File to write; default: standard output.")
@click.option("--calendar", "basis", flag_value="calendar", default=True, help="The default.")
@click.option("--report-cutoff", "basis", flag_value="report_cutoff", help="15th to 14th.")
def stats_export(
    name: str, by: str, form: str, separator: str, output: Path | None, basis: str
) -> None:
    """Write the counts of a period: every event whose request was answered."""
    from kiosk.catalog import published
    from kiosk.reports import counts, exports
    from kiosk.reports.periods import period

    settings = config.load()
    wanted = period(name, basis)
    with database(settings) as db:
        shown = published.load(db, today())
        found = counts.of_period(db, shown, wanted, clock.utc_now(), settings.excess_from, by)
    content = exports.to_csv(found, shown, separator) if form == "csv" else exports.to_json(found)
    if output is None or str(output) == "-":
        click.echo(content, nl=False)
        return
    output.write_bytes(content.encode("utf-8"))
    click.echo(f"Wrote {plural(len(found.rows), 'row')} to {output}.")
