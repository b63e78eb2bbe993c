"""`kiosk stats`: counts as files, and what citizens missed as plain tables."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk import clock, config
from kiosk.cli.common import PATH, database, plural, table, today, who

if TYPE_CHECKING:
    from kiosk.config import Settings
    from kiosk.reports.freezing import Source
    from kiosk.reports.periods import Period
    from kiosk.reports.report import Report
    from kiosk.store import Database


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


@stats.command("freeze")
@click.option("--period", "name", required=True, help="As in `stats export`.")
@click.option("--reason", default="", help="Needed to freeze again, or before the period is over.")
@click.option("--calendar", "basis", flag_value="calendar", default=True, help="The default.")
@click.option("--report-cutoff", "basis", flag_value="report_cutoff", help="15th to 14th.")
def stats_freeze(name: str, reason: str, basis: str) -> None:
    """
    Keep the figures of a period: every later export of it is the same, whatever changes.

    Freezing again adds a version; the old ones stay.
    """
    from kiosk.accounts.audit import Actor
    from kiosk.reports import freeze_checks, freezing
    from kiosk.reports.periods import period

    settings, wanted, actor = config.load(), period(name, basis), Actor(who(), via="command")
    with database(settings) as db:
        source, before = _source(db, settings), freezing.latest(db, wanted)
        seen = before.number if before else 0
        frozen = freezing.freeze(db, wanted, source, seen, reason, actor, actor.name)
        kept = freezing.report_of(db, wanted, source)
    click.echo(f"Froze {wanted.first} to {wanted.last} as version {frozen.number}.")
    click.echo(f"SHA-256: {frozen.sha256}")
    for odd in freeze_checks.oddities(kept, today()):
        click.echo(f"Note: {odd}", err=True)


@stats.command("frozen")
def stats_frozen() -> None:
    """List the frozen periods; fails when one is no longer what was frozen."""
    from kiosk.reports import freezing
    from kiosk.reports.freezing import FreezeError
    from kiosk.reports.words import moment_text, range_text

    with database(config.load()) as db:
        found = freezing.everything(db)
    if not found:
        click.echo("No period is frozen. Freeze one: kiosk stats freeze --period 2026-Q1")
        return
    rows = [
        (one.name, f"{one.first}..{one.last}", str(frozen.number), moment_text(frozen.at),
         frozen.by, "yes" if is_true else "NO", frozen.sha256)
        for one, frozen, is_true in found
    ]  # fmt: skip
    table(("Period", "Days", "No.", "Frozen at", "By", "Whole", "SHA-256"), rows)
    for one, frozen, is_true in found:
        if not is_true:
            raise FreezeError("frozen_damaged", number=frozen.number, days=range_text(one))


@stats.command("evidence")
@click.option("--period", "name", required=True, help="As in `stats export`.")
@click.option("-o", "--output", type=PATH, required=True, help="File to write (.zip).")
@click.option("--calendar", "basis", flag_value="calendar", default=True, help="The default.")
@click.option("--report-cutoff", "basis", flag_value="report_cutoff", help="15th to 14th.")
def stats_evidence(name: str, output: Path, basis: str) -> None:
    """Write what was posted, reviewed, checked, changed and counted in a period, with digests."""
    from kiosk.reports import evidence, freezing
    from kiosk.reports.periods import period

    settings, wanted = config.load(), period(name, basis)
    with database(settings) as db, db.snapshot():
        report = freezing.report_of(db, wanted, _source(db, settings))
        output.write_bytes(evidence.to_zip(db, report))
    click.echo(f"Wrote {output}.")


@stats.command("register")
@click.option("--period", "name", required=True, help="As in `stats export`.")
@click.option("-o", "--output", type=PATH, required=True, help="File to write (.pdf).")
@click.option("--calendar", "basis", flag_value="calendar", default=True, help="The default.")
@click.option("--report-cutoff", "basis", flag_value="report_cutoff", help="15th to 14th.")
def stats_register(name: str, output: Path, basis: str) -> None:
    """Write the register of a period by day, to be printed, signed and filed."""
    from kiosk.reports import register
    from kiosk.reports.periods import period

    output.write_bytes(register.to_pdf(_report(config.load(), period(name, basis))))
    click.echo(f"Wrote {output}.")


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
    """The report of a period: as it was frozen, else as the figures are now."""
    from kiosk.reports import freezing

    with database(settings) as db:
        return freezing.report_of(db, wanted, _source(db, settings), by)


def _source(db: "Database", settings: "Settings") -> "Source":
    from kiosk.catalog import published
    from kiosk.reports.freezing import Source

    shown = published.load(db, today())
    return Source(shown, clock.utc_now(), settings.excess_from, settings.address.url)


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
