"""`kiosk board audit`: what photos of the real board show."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk import clock, config
from kiosk.cli.common import PATH, actor, database, plural, progress, today
from kiosk.errors import BoardError, PhotoError

if TYPE_CHECKING:
    from kiosk.boards.audit import Report
    from kiosk.boards.layout import Sheet


@click.command("audit")
@click.argument("photos", nargs=-1, required=True, type=PATH, metavar="PHOTO...")
@click.option("--json", "as_json", is_flag=True, help="The whole report as JSON.")
@click.option("--base-url", help="Scheme and host that codes should have; default: KIOSK_BASE_URL.")
def audit(photos: tuple[Path, ...], as_json: bool, base_url: str | None) -> None:
    """
    Check photos of the board: JPEG, PNG, WebP or HEIC, of one sheet, of several, or of all.

    Each code is found to be ok, unread (take another photo), outdated, foreign, in the wrong place
    or missing. Photos of one run are judged together. No address in a photo is opened. What was
    found is kept as a round, which the page /can-bo/bang/ra-ma shows; the photos are not kept.

    Exit code 0: every code of the sheets that the photos show was read and is ok. Exit code 1: a
    code is wrong, or was not read, or a photo shows no code of the board.
    """
    from kiosk.boards import audit_words
    from kiosk.boards.audit import Audit
    from kiosk.boards.looking import look
    from kiosk.boards.photo import read_photo

    sheets, addresses = _expected(base_url)
    run, problems = Audit(sheets, addresses), {}
    for path in progress("Looking at photos")(photos):
        try:
            view = look(read_photo(path), sheets, addresses)
        except PhotoError as error:
            problems[str(path)] = str(error)
            continue
        if problem := audit_words.nothing_of_ours(str(path), view, addresses):
            problems[str(path)] = problem
        run.add(str(path), view)
    report = run.report()
    _store(sheets, report, [str(path) for path in photos], len(photos) - len(problems))
    if as_json:
        data = audit_words.to_data(report, [str(path) for path in photos], problems)
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
    else:
        for line in audit_words.lines(report, problems):
            click.echo(line)
    if faults := _faults(report.wrong, report.counts["unread"], len(problems)):
        raise BoardError(faults)


def _store(
    sheets: "Sequence[Sheet]", report: "Report", photos: Sequence[str], n_photos: int
) -> None:
    """Keep what was found as a round of its own, as the page does; nothing found is no round."""
    from kiosk.boards import findings, rounds

    # By its number, as on the page: the name of a file can tell of a person.
    numbers = {name: str(n) for n, name in enumerate(photos, 1)}
    found = [replace(one, photo=numbers[one.photo]) for one in findings.of(report)]
    if not found:
        return
    with database(config.load()) as db, db.transaction():
        now = clock.utc_now()
        rounds.add(db, rounds.begin(db, actor(), now), sheets, found, n_photos, actor(), now)


def _expected(base_url: str | None):
    """The sheets that should hang, and which addresses are ours."""
    from kiosk.boards import expected
    from kiosk.catalog import published

    settings = config.load()
    url = (config.base_address(base_url) if base_url else settings.address).url
    with database(settings) as db:
        sheets, ours = expected.of(db, published.load(db, today()), url, settings.hosts)
    if not any(sheet.cells for sheet in sheets):
        raise BoardError(
            "No sheet with codes is recorded as hanging. Run `kiosk board build`, or mark what "
            "hangs with `kiosk board hung`."
        )
    return sheets, ours


def _faults(wrong: int, unread: int, photos: int) -> str:
    """What keeps the board from being proven, in one line; empty when all is well."""
    found = [
        f"{plural(wrong, 'code')} wrong" if wrong else "",
        f"{plural(unread, 'code')} not read" if unread else "",
        f"{plural(photos, 'photo')} without a code of the board" if photos else "",
    ]
    told = ", ".join(part for part in found if part)
    return f"The board is not proven: {told}." if told else ""
