"""What an audit compares photos with: the sheets that should hang, and the addresses of ours."""

from collections.abc import Iterable

from kiosk.boards import hangings, meaning, revisions
from kiosk.boards.layout import Sheet
from kiosk.boards.meaning import Addresses
from kiosk.catalog.published import Published
from kiosk.codes import symbol, targets
from kiosk.store import Database


def of(
    db: Database, published: Published, base_url: str, hosts: Iterable[str]
) -> tuple[tuple[Sheet, ...], Addresses]:
    """
    The sheets that should hang, and which addresses are ours: *base_url*, those that were ever
    printed, and those of other *hosts* that the server answers to.
    """
    with db.snapshot():
        sheets = hangings.sheets(db)
        former = {revision.base_url for revision in revisions.revisions(db)}
        former |= meaning.bases_of(symbol.payloads(db))
    posted = targets.all_targets(published)
    paths = {targets.path_of(one.id, place) for one in posted for place in targets.PLACES}
    return sheets, Addresses(base_url, frozenset(former), frozenset(hosts), frozenset(paths))
