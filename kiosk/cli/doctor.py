"""`kiosk doctor`: what is unsafe, broken or worth knowing."""

import click

from kiosk import clock, config
from kiosk.errors import SettingError


@click.command()
def doctor() -> None:
    """Check settings, versions, disk, clock and database; exit code 1 when something is bad."""
    from kiosk.doctor import of_database, of_machine, of_settings
    from kiosk.doctor.findings import BAD, WARNING, bad

    settings, now = config.load(), clock.utc_now()
    found = list(of_settings.check(settings))
    try:
        path = settings.database_path
    except SettingError as error:
        found.append(bad("database", str(error)))
    else:
        found += of_machine.check(path, now)
        found += of_database.check(path, now)
    for finding in found:
        click.echo(str(finding))
    n_bad = sum(1 for finding in found if finding.level == BAD)
    n_warnings = sum(1 for finding in found if finding.level == WARNING)
    click.echo(f"{n_bad} bad, {n_warnings} to know.")
    if n_bad:
        raise SystemExit(1)
