"""The command `kiosk`: parse, call, print. Failure is one readable line and exit code 1."""

import getpass
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click

from kiosk import __version__, clock, config, store
from kiosk.catalog import document, publishing
from kiosk.catalog.checks import CheckedCatalog
from kiosk.catalog.problems import in_order
from kiosk.catalog.publishing import Proposal
from kiosk.config import Settings
from kiosk.errors import CatalogError, CodesError, KioskError
from kiosk.store import Database

PATH = click.Path(path_type=Path)
KINDS_OF_CHANGE = ("new", "amended", "replaced", "repealed", "restored", "unchanged", "absent")


class _Commands(click.Group):
    """Turns the failures we expect into one line."""

    def invoke(self, ctx: click.Context):
        try:
            return super().invoke(ctx)
        except KioskError as error:
            raise click.ClickException(str(error)) from None
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


def _progress(label: str) -> Callable[[Iterable], Iterator]:
    """A progress bar on a terminal; nothing elsewhere."""

    def shown(items: Iterable) -> Iterator:
        if not sys.stderr.isatty():
            yield from items
            return
        with click.progressbar(items, label=label, file=sys.stderr) as bar:
            yield from bar

    return shown


@contextmanager
def _database(settings: Settings) -> Iterator[Database]:
    db = store.open_database(settings.database_path)
    try:
        yield db
    finally:
        db.close()


def _today() -> date:
    return clock.local_day(clock.utc_now())


def _who() -> str:
    """The account that runs the command, for the record of a publication."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "command line"


# kiosk init ---------------------------------------------------------------------------------


@cli.command()
def init() -> None:
    """Create the database and the secret key, and load the catalog; safe to repeat."""
    settings = config.load()
    _warn_about(settings)
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
        else f"Loaded {_plural(loaded, 'procedure')} from {source} into {path}."
    )


def _startable(source: Path) -> CheckedCatalog:
    """The catalog at *source*, with all that a new database needs."""
    checked = _checked(source, None)
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
        proposal = publishing.propose(db, checked, _today())
        publishing.publish(db, proposal, clock.utc_now(), _who(), source.name)
    return len(checked.drafts)


def _warn_about(settings: Settings) -> None:
    if settings.address.warning:
        click.echo(f"Warning: {settings.address.warning}", err=True)


# kiosk catalog ------------------------------------------------------------------------------


@cli.group()
def catalog() -> None:
    """Check, compare, import and export the catalog of procedures."""


def _checked(path: Path, db: Database | None) -> CheckedCatalog:
    """The catalog at *path*; prints its problems, and raises CatalogError when it has errors."""
    if not path.exists():
        raise CatalogError(f"There is nothing at {path}. Give a catalog folder or a .json file.")
    checked, problems = publishing.check(path, db, _today())
    for problem in in_order(problems):
        click.echo(str(problem))
    if checked is None:
        n = sum(1 for problem in problems if not problem.is_warning)
        raise CatalogError(f"{path}: {_plural(n, 'error')}; nothing was changed.")
    return checked


def _plural(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


@contextmanager
def _database_if_there(settings: Settings) -> Iterator[Database | None]:
    """The database when it exists: a file can be checked before there is one."""
    if not settings.database_path.exists():
        yield None
        return
    with _database(settings) as db:
        yield db


@catalog.command("check")
@click.argument("path", type=PATH)
def catalog_check(path: Path) -> None:
    """List every problem of the catalog at PATH (a folder or a .json file)."""
    with _database_if_there(config.load()) as db:
        checked = _checked(path, db)
    click.echo(f"{path}: {_plural(len(checked.drafts), 'procedure')}, no errors.")


@catalog.command("diff")
@click.argument("path", type=PATH)
def catalog_diff(path: Path) -> None:
    """Compare the catalog at PATH with what is published; changes nothing."""
    with _database(config.load()) as db:
        _show(publishing.propose(db, _checked(path, db), _today()))


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
    with _database(config.load()) as db:
        checked = _checked(path, db)
        # Nothing is printed meanwhile: a slow reader of the output must not keep the lock.
        with db.transaction():
            proposal = publishing.propose(db, checked, _today(), repeal_absent, withdraw_waiting)
            number = None
            if not dry_run:
                now, who = clock.utc_now(), _who()
                number = publishing.publish(db, proposal, now, who, path.name, decision.strip())
    _show(proposal)
    if dry_run:
        click.echo("Nothing was changed (dry run).")
    elif number is None:
        click.echo("Nothing to change: all of it is published already.")
    else:
        click.echo(f"Published as number {number}.")


@catalog.command("export")
@click.argument("path", type=PATH)
def catalog_export(path: Path) -> None:
    """Write the published catalog to PATH: a folder, or a file that ends in .json."""
    with _database(config.load()) as db:
        n = document.export(db, path, _today())
    click.echo(f"Wrote {_plural(n, 'procedure')} to {path}.")


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


# kiosk codes --------------------------------------------------------------------------------


@cli.group()
def codes() -> None:
    """Build the QR codes, and check that each opens its page."""


def _address(settings: Settings, given: str | None) -> str:
    """The base address for printing; a warning for one that no phone can open."""
    address = config.base_address(given) if given else settings.address
    if address.warning:
        click.echo(f"Warning: {address.warning}", err=True)
    return address.url


@codes.command("build")
@click.option("--out", type=PATH, default=Path("qr_out"), show_default=True)
@click.option("--base-url", help="Scheme and host to print; default: KIOSK_BASE_URL.")
@click.option("--force", is_flag=True, help="Write every file anew; stored symbols stay.")
def codes_build(out: Path, base_url: str | None, force: bool) -> None:
    """Make a PNG and an SVG for everything that has a code; writes only what changed."""
    from kiosk.catalog import published
    from kiosk.codes import build, targets

    settings = config.load()
    url = _address(settings, base_url)
    with _database(settings) as db:
        wanted = targets.all_targets(published.load(db, _today()))
        done = build.build(db, wanted, url, out, force, _progress("Drawing codes"))
    for target in done.removed:
        click.echo(f"removed {target}")
    click.echo(
        f"created {len(done.created)}, updated {len(done.updated)}, "
        f"unchanged {len(done.unchanged)}, removed {len(done.removed)}"
    )
    click.echo(f"{out / build.MANIFEST}: codes for {url}")


@codes.command("check")
@click.option("--out", type=PATH, default=Path("qr_out"), show_default=True)
def codes_check(out: Path) -> None:
    """Read every picture back; its address must open the page that shows its code and name."""
    from kiosk import create_app
    from kiosk.codes import check, targets
    from kiosk.web.counting import UNCOUNTED

    settings = config.load()
    app = create_app(settings)
    running = app.extensions["kiosk"]
    wanted = targets.all_targets(running.shelf.current(running.pool))
    client = app.test_client()

    def open_page(path: str) -> tuple[int, str]:
        answer = client.get(path, base_url=settings.address.url, environ_base={UNCOUNTED: True})
        return answer.status_code, answer.get_data(as_text=True)

    pictures, faults = check.faults(
        out, wanted, settings.address.url, open_page, _progress("Checking codes")
    )
    for fault in faults:
        click.echo(fault)
    if faults:
        raise CodesError(f"{out}: {_plural(len(faults), 'fault')} in {pictures} pictures.")
    click.echo(f"{out}: all {pictures} pictures were read, and open the page of their caption.")


@codes.command("label")
@click.argument("code")
@click.option("-o", "--output", type=PATH, help="PNG file to write; default: CODE.png.")
@click.option("--base-url", help="Scheme and host to print; default: KIOSK_BASE_URL.")
def codes_label(code: str, output: Path | None, base_url: str | None) -> None:
    """Draw the code of CODE (1.001193, f07, g03, p1, master) with its words, 60 x 70 mm."""
    from kiosk.catalog import published
    from kiosk.codes import label, symbol, targets

    settings = config.load()
    url = _address(settings, base_url)
    with _database(settings) as db:
        shown = published.load(db, _today())
        target = targets.named(shown, code)
        if target is None:
            raise CodesError(f"There is no code {code!r}. Write it as 1.001193, f07, g03 or p1.")
        (drawn,) = symbol.of_payloads(db, [url + targets.path_of(target)])
        name = targets.name_of(shown, target)
    output = output or Path(f"{target}.png")
    output.write_bytes(label.label(drawn, name, target))
    click.echo(f"Wrote {output}: {drawn.payload}")


# kiosk stats --------------------------------------------------------------------------------


@cli.group()
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
    with _database(settings) as db:
        shown = published.load(db, _today())
        found = counts.of_period(db, shown, wanted, clock.utc_now(), settings.excess_from, by)
    content = exports.to_csv(found, shown, separator) if form == "csv" else exports.to_json(found)
    if output is None or str(output) == "-":
        click.echo(content, nl=False)
        return
    output.write_bytes(content.encode("utf-8"))
    click.echo(f"Wrote {_plural(len(found.rows), 'row')} to {output}.")


# kiosk serve --------------------------------------------------------------------------------


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
def serve(host: str, port: int) -> None:
    """Serve the pages and count."""
    from kiosk import create_app
    from kiosk.web import server

    settings = config.load()
    app = create_app(settings)
    _warn_about(settings)
    server.serve(app, host, port, click.echo)
