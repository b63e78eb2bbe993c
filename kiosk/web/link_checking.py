"""Links that lead away from here: how each stands, checking them, and what staff say of them."""

from collections import Counter

from flask import Blueprint, redirect, render_template, request, url_for

from kiosk import __version__
from kiosk.accounts import audit
from kiosk.links import addresses, runs, states
from kiosk.links.addresses import Link
from kiosk.links.fetching import Rules
from kiosk.links.states import State
from kiosk.web import access, service
from kiosk.web.language import text

bp = Blueprint("link_checking", __name__)
_SAID = {"dung": "right", "hong": "dead", "bo": "nothing"}
# What the list can be narrowed to, and which states that are.
_WANTED = {
    "can-xu-ly": (*states.FAILED, "person"),
    "hong": states.FAILED,
    "can-xem": ("person",),
    "chua-kiem-tra": ("unchecked",),
    "dung": states.GOOD,
    "tat-ca": states.STATES,
}


@bp.get("/can-bo/ra-soat/lien-ket")
@access.needs("leader")
def page():
    """How every link stands; what needs somebody first."""
    return _page()


def _page(message: str = ""):
    running = service.current()
    db = running.pool.db()
    found = _links()
    counts = Counter(state.name for _, state in found)
    wanted = request.values.get("loai", "")
    wanted = wanted if wanted in _WANTED else "can-xu-ly"
    return render_template(
        "staff/links.html",
        canonical="",
        message=message,
        counts={name: sum(counts[s] for s in of) for name, of in _WANTED.items()},
        wanted=wanted,
        rows=sorted(
            (row for row in found if row[1].name in _WANTED[wanted]),
            key=lambda row: states.STATES.index(row[1].name),
        ),
        run=runs.last(db),
        is_going_on=runs.going_on(db, running.now()) is not None,
        due=len(_due()),
        said=request.args.get("da", "") in _SAID,
    )


def _links() -> list[tuple[Link, State]]:
    """Every link with its state."""
    known = states.everything(service.current().pool.db())
    every = addresses.of_catalog(service.published())
    return [(link, states.of(known, link.address)) for link in every]


def _due() -> list[Link]:
    running = service.current()
    known = states.everything(running.pool.db())
    return runs.due(addresses.of_catalog(service.published()), known, running.now())


@bp.post("/can-bo/ra-soat/lien-ket")
@access.needs("staff")
def start():
    """Begin to check what is due, or everything; it goes on beside the server."""
    running, published, actor = service.current(), service.published(), access.me().actor
    db = running.pool.db()
    links = addresses.of_catalog(published) if "tat_ca" in request.form else _due()
    rules = Rules(
        hosts=published.unit.portal_hosts,
        agent=f"kiosk/{__version__} link check (+{running.base_url})",
        may_be_private=running.checker.may_be_private,
    )
    if not running.checker.start(db, links, rules, actor.name):
        return _page(text("links_going_on")), 409
    with db.transaction():
        audit.add(db, actor, running.now(), "links_checked", text("links_n", n=len(links)))
    return redirect(url_for("link_checking.page"), 303)


@bp.post("/can-bo/ra-soat/lien-ket/xac-nhan")
@access.needs("staff")
def say():
    """Keep what a member of staff saw who opened a link."""
    running, actor = service.current(), access.me().actor
    db, now = running.pool.db(), running.now()
    name = next((name for name in _SAID if name in request.form), "")
    address = request.form.get(name, "")
    if address not in {link.address for link, _ in _links()}:
        return _page(text("link_is_gone")), 400
    with db.transaction():
        states.say(db, address, _SAID[name], now, actor.name)
        audit.add(db, actor, now, f"link_{_SAID[name]}", address)
    return redirect(
        url_for("link_checking.page", loai=request.form.get("loai") or None, da=name), 303
    )
