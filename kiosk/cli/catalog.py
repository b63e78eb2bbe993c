"""`kiosk init` and `kiosk catalog`: the way of a catalog into the database and out of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from kiosk import clock, config, store
from kiosk.accounts import audit
from kiosk.catalog import document, publications, publishing
from kiosk.catalog.checks import CheckedCatalog
from kiosk.catalog.problems import in_order
from kiosk.catalog.publishing import Proposal
from kiosk.cli.common import PATH, database, plural, today, warn_about, who
from kiosk.config import Settings
from kiosk.errors import CatalogError
from kiosk.store import Database

KINDS_OF_CHANGE = ("new", "amended", "replaced", "repealed", "restored", "unchanged", "absent")


@click.command()
def init() -> None:
    """Create the database and the secret key, and load the catalog; safe to repeat."""
    settings = config.load()
    warn_about(settings)
    path, source = settings.database_path, settings.catalog_path
    # Read before the database is made: a bad catalog must not leave an empty one behind.
    checked = None if path.exists() else _startable(source)
    db = store.create(path)
    try:
        loaded = _load_first(db, source, checked)
    finally:
        db.close()
    if config.make_secret(settings):
        click.echo(f"Made the secret key {settings.secret_path}.")
    click.echo(
        f"{path} has its catalog already; nothing was changed."
        if loaded is None
        else f"Loaded {plural(loaded, 'procedure')} from {source} into {path}."
    )


def _startable(source: Path) -> CheckedCatalog:
    """The catalog at *source*, with all that a new database needs."""
    checked = _read_checked(source, None)
    if "unit" not in checked.parts:
        raise CatalogError(f"{source} cannot start a database: it has no unit.")
    return checked


def _load_first(db: Database, source: Path, checked: CheckedCatalog | None) -> int | None:
    """
    Publish the catalog at *source* (*checked*, when that is done); the number of procedures.

    None when something was published before: then nobody minds what stands in *source* now.
    """
    from kiosk.catalog import versions

    if versions.latest(db):
        return None
    checked = checked or _startable(source)
    with db.transaction():
        if versions.latest(db):  # another `init` was faster
            return None
        proposal = publishing.propose(db, checked, today())
        publishing.publish(db, proposal, clock.utc_now(), who(), source.name)
    return len(checked.drafts)


@click.group()
def catalog() -> None:
    """Check, compare, import and export the catalog of procedures."""


@catalog.command("check")
@click.argument("path", type=PATH)
def catalog_check(path: Path) -> None:
    """List every problem of the catalog at PATH (a folder, an .xlsx or a .json file)."""
    with _database_if_there(config.load()) as db:
        checked = _read_checked(path, db)
    click.echo(f"{path}: {plural(len(checked.drafts), 'procedure')}, no errors.")


@catalog.command("diff")
@click.argument("path", type=PATH)
def catalog_diff(path: Path) -> None:
    """Compare the catalog at PATH with what is published; changes nothing."""
    with database(config.load()) as db:
        _show(publishing.propose(db, _read_checked(path, db), today()))


@catalog.command("import")
@click.argument("path", type=PATH)
@click.option("--decision", default="", help="Number and date of the decision behind the change.")
@click.option("--repeal-absent", is_flag=True, help="Repeal what the file leaves out.")
@click.option(
    "--withdraw-waiting",
    is_flag=True,
    help="Withdraw what waits for its day, for the procedures of the file.",
)
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
def catalog_import(
    path: Path, decision: str, repeal_absent: bool, withdraw_waiting: bool, dry_run: bool
) -> None:
    """Publish the catalog at PATH: all of it or nothing."""
    with database(config.load()) as db:
        checked = _read_checked(path, db)
        # Nothing is printed meanwhile: a slow reader of the output must not keep the lock.
        with db.transaction():
            proposal = publishing.propose(db, checked, today(), repeal_absent, withdraw_waiting)
            number = None if dry_run else _publish(db, proposal, path.name, decision.strip())
    _show(proposal)
    if dry_run:
        click.echo("Nothing was changed (dry run).")
    elif number is None:
        click.echo("Nothing to change: all of it is published already.")
    else:
        click.echo(f"Published as number {number}.")


def _publish(db: Database, proposal: Proposal, name: str, decision: str) -> int | None:
    """Publish and note *proposal*, of the file *name*; its number, None when it is empty."""
    now, account = clock.utc_now(), who()
    number = publishing.publish(db, proposal, now, account, name, decision)
    if number is not None:
        actor = audit.Actor(account, via="command")
        audit.add(db, actor, now, "catalog_imported", publications.in_words(number, name))
    return number


@catalog.command("export")
@click.argument("path", type=PATH)
def catalog_export(path: Path) -> None:
    """Write the published catalog to PATH: a folder, or a file that ends in .xlsx or .json."""
    with database(config.load()) as db:
        n = document.export(db, path, today())
    click.echo(f"Wrote {plural(n, 'procedure')} to {path}.")


def _show(proposal: Proposal) -> None:
    """The differences, a line each, and how many there are of each kind."""
    counts = dict.fromkeys(KINDS_OF_CHANGE, 0)
    for difference in proposal.differences:
        counts[difference.kind] += 1
        if difference.kind == "unchanged":
            continue
        later = difference.starts_on > proposal.today.isoformat()
        since = f" from {difference.starts_on}" if later else ""
        by = difference.body["replaced_by"]
        by = f" by {by}" if difference.kind == "replaced" else ""
        click.echo(f"{difference.kind}{by}{since} {difference.code} {difference.name}")
        for change in difference.changes:
            click.echo(f"    {change}")
    repealed = {difference.code for difference in proposal.repealed}
    for code, name in proposal.absent:
        kind = "repealed" if code in repealed else "absent"
        counts[kind] += 1
        click.echo(f"{kind} {code} {name}")
    for difference in proposal.still_retired:
        status = difference.body["status"]
        click.echo(f"still {status} {difference.code} {difference.name}")
    for version in proposal.withdrawn:
        click.echo(f"withdrawn {version.code}: what was to hold from {version.starts_on}")
    for version in proposal.waiting:
        click.echo(f"waiting {version.code} from {version.starts_on} {version.body['name']}")
    for change in proposal.part_changes:
        click.echo(str(change))
    click.echo(", ".join(f"{kind} {n}" for kind, n in counts.items()))


def _read_checked(path: Path, db: Database | None) -> CheckedCatalog:
    """The catalog at *path*; prints its problems, and raises CatalogError when it has errors."""
    if not path.exists():
        raise CatalogError(
            f"There is nothing at {path}. Give a catalog folder, an .xlsx or a .json file."
        )
    checked, problems = publishing.check(path, db, today())
    for problem in in_order(problems):
        click.echo(str(problem))
    if checked is None:
        n = sum(1 for problem in problems if not problem.is_warning)
        raise CatalogError(f"{path}: {plural(n, 'error')}; nothing was changed.")
    return checked


@contextmanager
def _database_if_there(settings: Settings) -> Iterator[Database | None]:
    """The database when it exists: a file can be checked before there is one."""
    if not settings.database_path.exists():
        yield None
        return
    with database(settings) as db:
        yield db
