"""`kiosk board`: print the wall board, say what must be reprinted, mark what hangs."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk import clock, config
from kiosk.cli.board_audit import audit
from kiosk.cli.common import PATH, actor, address, database, plural, progress, today
from kiosk.errors import BoardError

if TYPE_CHECKING:
    from kiosk.boards.changes import Change, Changes
    from kiosk.boards.layout import Series, Sheet
    from kiosk.boards.shown import Planned, Shown
    from kiosk.store import Database

CODES = Path("qr_out")
FOLDER = CODES / "board"
_FORMATS = ("wall", "field", "label", "single", "guide")
_OF_PLACE = {"b": "field", "d": "card", "l": "leaflet"}


@click.group()
def board() -> None:
    """Print the wall board; say what to reprint and to take down; mark what hangs; check photos."""


board.add_command(audit)


@board.command("build")
@click.option(
    "--format",
    "format_",
    type=click.Choice(_FORMATS),
    help="What to print; default: field, or what belongs to --place.",
)
@click.option(
    "--place",
    type=click.Choice(list(_OF_PLACE)),
    default="b",
    help="Place in the codes: b board, d desk (without --format: desk cards), l leaflet.",
)
@click.option("--paper", type=click.Choice(["a1", "a2"]), default="a1", help="Of wall.")
@click.option("--cells", type=click.Choice(["8", "12"]), default="8", help="A sheet of field.")
@click.option("--label", default="60x70", show_default=True, help="Size of a label in mm.")
@click.option("--only", multiple=True, metavar="CODE", help="Only the sheets that show this code.")
@click.option(
    "--changed-since",
    metavar="REVISION",
    help='Only what changed since then, after a list of what to do; "hung": since what hangs.',
)
@click.option("-o", "--output", type=PATH, help="PDF file to write; default: in qr_out/board.")
@click.option("--preview", type=PATH, help="PNG of the first page; without -o nothing else.")
@click.option("--yes", is_flag=True, help="Do not ask when the base address changed.")
def board_build(
    format_: str | None,
    place: str,
    paper: str,
    cells: str,
    label: str,
    only: tuple[str, ...],
    changed_since: str | None,
    output: Path | None,
    preview: Path | None,
    yes: bool,
) -> None:
    """Print sheets as a PDF that was read back, and record what they show."""
    from kiosk.boards import build, revisions
    from kiosk.boards import preview as previews
    from kiosk.boards.layout import Series

    settings = config.load()
    url = address(settings, None)
    format_or_place = format_ or _OF_PLACE[place]
    variants = {"wall": paper, "field": cells, "label": label}
    asked = Series(format_or_place, variants.get(format_or_place, ""), place)
    with database(settings) as db:
        shown = _shown(db, url)
        held = revisions.board_at(db)
        series = [asked]
        if changed_since is not None and format_ is None and place == "b":
            series = [Series.named(name) for name in held] or [asked]
        planned = build.plan(shown, series, held)
        chosen, listed = build.choose(db, shown.published, planned, only, changed_since)
        if not chosen and (listed is None or listed.is_none):
            click.echo("Nothing to print: nothing changed." if listed else "Nothing to print.")
            return
        _warn_of_gaps(shown, series)
        if preview:
            first = build.drawn(shown, build.first_page(chosen), listed, progress)
            previews.write(first, preview)
            click.echo(f"Preview of {asked.name}: {preview}")
            if not output:
                return
        _say_outdated(db, url, series, yes)
        path = output or FOLDER / _file_name(asked, bool(only), changed_since is not None)
        sheets = build.to_record(held, planned, chosen, bool(only))
        _release(db, shown, sheets, chosen, listed, path, output is None)
        _clean_up(db, shown)


def _shown(db: "Database", url: str) -> "Shown":
    from kiosk.boards.shown import Shown, Symbols
    from kiosk.catalog import published

    return Shown(published.load(db, today()), url, Symbols(db))


def _release(
    db: "Database",
    shown: "Shown",
    sheets: "Mapping[str, tuple[Sheet, ...]]",
    chosen: list["Planned"],
    listed: "Changes | None",
    path: Path,
    is_ours: bool,
) -> None:
    from kiosk.boards import build, files, revisions

    inputs = build.inputs_of(chosen, listed)
    is_current = is_ours and files.is_current(FOLDER, path, inputs)
    pdf = None if is_current else build.drawn(shown, chosen, listed, progress)
    if pdf is not None:
        _warn_of_signs(chosen)
    revision = build.release(
        db, shown, sheets, {} if pdf is None else {path: pdf}, actor(), clock.utc_now()
    )
    if pdf is not None:
        files.remember(FOLDER, path, shown.base_url, inputs)
    n_codes = sum(len(sheet.sheet.cells) for sheet in chosen)
    done = "unchanged" if is_current else "all read back"
    click.echo(f"{plural(len(chosen), 'sheet')}, {plural(n_codes, 'code')}, {done}: {path}")
    if listed:
        click.echo(
            f"replace {len(listed.replaced)}, hang {len(listed.new)} new, "
            f"take down {len(listed.gone)}, {listed.n_same} stay"
        )
    if revision:
        click.echo(f"Recorded as board revision {revision}.")
    elif sheets:
        click.echo(f"The board is as in revision {revisions.latest(db)}.")


def _file_name(series: "Series", is_part: bool, is_reprint: bool) -> str:
    return "reprint.pdf" if is_reprint else f"{series.name}{'-part' if is_part else ''}.pdf"


def _say_outdated(db: "Database", url: str, series: Sequence["Series"], yes: bool) -> None:
    """How much of the board a new base address makes outdated, before anything is done."""
    from kiosk.boards import build

    old = build.outdated(db, url)
    if not old:
        return
    hosts = sorted({cell.payload.rsplit("/q", 1)[0] for sheet in old for cell in sheet.cells})
    n_codes = sum(len(sheet.cells) for sheet in old)
    click.echo(
        f"The base address is now {url}. {plural(len(old), 'sheet')} on the board with "
        f"{plural(n_codes, 'code')} for {', '.join(hosts)} are outdated and must be replaced. "
        "Old codes go on working as long as their host leads to this server."
    )
    names = {one.name for one in series}
    if not yes and sys.stdin.isatty() and any(sheet.series in names for sheet in old):
        click.confirm("Print anew?", abort=True)


def _clean_up(db: "Database", shown: "Shown") -> None:
    """After a change of the base address no file of ours keeps the old one."""
    from kiosk.codes import build, targets

    remove_outdated(CODES, shown.base_url)
    if not (CODES / build.MANIFEST).exists():
        return
    if build.read_manifest(CODES)["base_url"] != shown.base_url:
        wanted = targets.all_targets(shown.published)
        done = build.build(db, wanted, shown.base_url, CODES, False, progress("Drawing codes"))
        click.echo(f"{CODES}: {plural(len(done.updated), 'code')} drawn anew")


def remove_outdated(codes: Path, base_url: str) -> None:
    """Remove the sheets in the folder *codes* whose base address is an old one; name others."""
    from kiosk.boards import files

    removed, elsewhere = files.remove_outdated(codes / FOLDER.name, base_url)
    for path in removed:
        click.echo(f"removed {path}: its codes had an old address")
    for path in elsewhere:
        click.echo(f"{path} still has codes with an old address: delete it, or print it anew.")


def _warn_of_gaps(shown: "Shown", series: Sequence["Series"]) -> None:
    """What the unit's profile lacks, and paper will lack."""
    unit = shown.published.unit
    missing = [name for name in ("phone", "hours") if not getattr(unit, name)]
    if missing:
        click.echo(
            f"Warning: unit.toml has no {' and no '.join(missing)}; the sheets leave it out.",
            err=True,
        )
    if any(one.format == "guide" for one in series):
        lacking = [f"petition.{name}" for name, value in unit.petition.items() if not value]
        if lacking:
            click.echo(
                f'Warning: unit.toml has no {", ".join(lacking)}; the guide says "Chưa xác minh".',
                err=True,
            )


def _warn_of_signs(sheets: Iterable["Planned"]) -> None:
    """What the font cannot show in names."""
    from kiosk.boards.words import printable

    names = {cell.target: cell.name for sheet in sheets for cell in sheet.sheet.cells}
    for target, name in names.items():
        lacking = {a for a, b in zip(name, printable(name), strict=True) if a != b}
        if lacking:
            signs = " ".join(sorted(lacking))
            click.echo(f"Warning: {target}: the font has no {signs}; it reads ? there.", err=True)


@board.command("status")
def board_status() -> None:
    """Compare what hangs, or was printed last, with what is published now."""
    from kiosk.boards import build, revisions
    from kiosk.codes import targets

    settings = config.load()
    url = address(settings, None)
    with database(settings) as db:
        if not revisions.latest(db):
            click.echo("No board was printed yet. Run `kiosk board build`.")
            return
        shown = _shown(db, url)
        names = {target.id: target.name for target in targets.all_targets(shown.published)}
        codes = revisions.compare_codes(db, names, url)
        click.echo(
            f"{plural(codes.same, 'code')} as printed, {codes.renamed} renamed, "
            f"{codes.readdressed} with an old address, {codes.gone} no longer posted"
        )
        found = build.status(db, shown)
        n_changes = sum([_say_status(name, of_series) for name, of_series in found.items()])
        if old := build.outdated(db, url):
            click.echo(f"{plural(len(old), 'sheet')} with codes of an old base address.")
    if n_changes:
        click.echo(f"Print what changed: kiosk board build --changed-since {build.HUNG}")


def _say_status(name: str, found: "Changes") -> int:
    """Tell the state of one series; how many changes there are."""
    click.echo(
        f"{name}: {found.n_same} up to date, {len(found.replaced)} to reprint, "
        f"{len(found.new)} to hang, {len(found.gone)} to take down"
    )
    for word, part in (
        ("reprint", found.replaced),
        ("hang", found.new),
        ("take down", found.gone),
    ):
        for change in part:
            click.echo(f"  {word} {change.sheet.id}: {change.sheet.title}{_codes(change)}")
    return len(found.replaced) + len(found.new) + len(found.gone)


def _codes(change: "Change") -> str:
    """What comes and goes on a sheet that is replaced."""
    if not (change.before and change.after):
        return ""
    come = [f"+{cell.code}" for cell in change.added]
    go = [f"-{cell.code}" for cell in change.removed]
    other = [cell.code for cell in change.amended]
    return f" ({', '.join([*come, *go, *other])})" if come or go or other else ""


@board.command("hung")
@click.argument("sheets", nargs=-1, metavar="[SHEET]...")
@click.option("--all", "all_", is_flag=True, help="Every sheet that was printed last.")
@click.option("--taken-down", is_flag=True, help="These sheets hang no more.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Day; default: today.")
@click.option("--by", help="Who hung them; default: this account.")
def board_hung(
    sheets: tuple[str, ...], all_: bool, taken_down: bool, on: date | None, by: str | None
) -> None:
    """Mark that each SHEET (such as field-8/g05-1, or a whole series such as field-8) hangs."""
    from kiosk.boards import hangings, marking

    if bool(sheets) == all_:
        raise click.UsageError("Name the sheets, or give --all.")
    with database(config.load()) as db, db.transaction():
        known = hangings.sheets(db) if taken_down else _printed(db)
        named = list(known) if all_ else _named(sheets, known)
        day = date(on.year, on.month, on.day) if on else today()
        if taken_down:
            ids = [sheet.id for sheet in named]
            done = marking.take_down(db, ids, day, actor(), clock.utc_now(), by or "")
        else:
            done = marking.hang(db, named, day, actor(), clock.utc_now(), by or "")
    word = "taken down" if taken_down else "hung"
    click.echo(f"{plural(len(done), 'sheet')} marked as {word} on {day.isoformat()}.")


def _printed(db: "Database") -> list["Sheet"]:
    from kiosk.boards import revisions

    return [sheet for sheets in revisions.board_at(db).values() for sheet in sheets]


def _named(names: Sequence[str], known: Iterable["Sheet"]) -> list["Sheet"]:
    """The sheets that *names* mean. Raises BoardError for a name that is none of *known*."""
    found: list[Sheet] = []
    for name in names:
        wanted = name.lower()
        meant = [s for s in known if wanted in (s.id.lower(), s.series, s.own_name.lower())]
        if not meant:
            raise BoardError(f"There is no sheet {name!r}. `kiosk board status` lists them.")
        if len({sheet.series for sheet in meant}) > 1:
            ids = ", ".join(sheet.id for sheet in meant)
            raise BoardError(f"{name!r} could be {ids}. Write one of them.")
        found += meant
    return found
