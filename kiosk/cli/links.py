"""`kiosk links`: do the outgoing links open what they should?"""

import click

from kiosk import clock, config
from kiosk.cli.common import database, plural, progress, table, today, who
from kiosk.errors import LinksError


@click.group()
def links() -> None:
    """Links that lead to the portal and to other sources."""


@links.command("check")
@click.option("--all", "every", is_flag=True, help="Also what was found right in the last 7 days.")
def links_check(every: bool) -> None:
    """
    Open the outgoing links, one after the other: each page must show its procedure.

    Lists what is broken, wrong, moved or needs a person. Only hosts of `portal.hosts` are asked.
    """
    from kiosk import __version__
    from kiosk.catalog import published
    from kiosk.links import addresses, fetching, runs, states

    settings = config.load()
    with database(settings) as db:
        shown = published.load(db, today())
        every_link = addresses.of_catalog(shown)
        known = states.everything(db)
        wanted = every_link if every else runs.due(every_link, known, clock.utc_now())
        run = runs.begin(db, who(), len(wanted), clock.utc_now())
        if run is None:
            raise LinksError("Links are being checked already. Wait until that has ended.")
        rules = fetching.Rules(
            hosts=shown.unit.portal_hosts,
            agent=f"kiosk/{__version__} link check (+{settings.address.url})",
        )
        checking = runs.check(db, run, wanted, rules, clock.utc_now)
        for _ in progress("Checking links", len(wanted))(checking):
            pass
        known = states.everything(db)
    found = [(link, states.of(known, link.address)) for link in every_link]
    rows = [
        (state.name, state.verdict.reason if state.verdict else "", link.address)
        for link, state in sorted(found, key=lambda one: states.STATES.index(one[1].name))
        if not state.is_good and state.name != "unchecked"
    ]
    if rows:
        table(("State", "Why", "Address"), rows)
    good = sum(state.is_good for _, state in found)
    click.echo(f"Checked {plural(len(wanted), 'link')}; {good} of {len(found)} open rightly.")
    failed = sum(state.is_failed for _, state in found)
    if failed:
        raise LinksError(
            f"{plural(failed, 'link')} failed. Mend or confirm them at /can-bo/ra-soat/lien-ket."
        )
