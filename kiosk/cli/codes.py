"""`kiosk codes`: build the codes, check them, draw a label."""

from pathlib import Path

import click

from kiosk import config
from kiosk.cli.board import remove_outdated
from kiosk.cli.common import PATH, address, database, plural, progress, today
from kiosk.errors import CodesError


@click.group()
def codes() -> None:
    """Build the QR codes, and check that each opens its page."""


@codes.command("build")
@click.option("--out", type=PATH, default=Path("qr_out"), show_default=True)
@click.option("--base-url", help="Scheme and host to print; default: KIOSK_BASE_URL.")
@click.option("--force", is_flag=True, help="Write every file anew; stored symbols stay.")
def codes_build(out: Path, base_url: str | None, force: bool) -> None:
    """Make a PNG and an SVG for everything that has a code; writes only what changed."""
    from kiosk.catalog import published
    from kiosk.codes import build, targets

    settings = config.load()
    url = address(settings, base_url)
    with database(settings) as db:
        wanted = targets.all_targets(published.load(db, today()))
        done = build.build(db, wanted, url, out, force, progress("Drawing codes"))
    remove_outdated(out, url)
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
        out, wanted, settings.address.url, open_page, progress("Checking codes")
    )
    for fault in faults:
        click.echo(fault)
    if faults:
        raise CodesError(f"{out}: {plural(len(faults), 'fault')} in {pictures} pictures.")
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
    url = address(settings, base_url)
    with database(settings) as db:
        shown = published.load(db, today())
        target = targets.named(shown, code)
        if target is None:
            raise CodesError(f"There is no code {code!r}. Write it as 1.001193, f07, g03 or p1.")
        (drawn,) = symbol.of_payloads(db, [url + targets.path_of(target)])
        name = targets.name_of(shown, target)
    output = output or Path(f"{target}.png")
    output.write_bytes(label.label(drawn, name, target))
    click.echo(f"Wrote {output}: {drawn.payload}")
