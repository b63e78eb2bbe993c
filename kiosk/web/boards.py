"""What must be done at the wall: print, take down, mark as hung. And every sheet by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, abort, redirect, render_template, request, url_for

from kiosk import clock
from kiosk.accounts import audit
from kiosk.boards import build, hangings, letterhead, marking, reasons, revisions
from kiosk.boards.changes import Change, Changes
from kiosk.boards.hangings import Hanging, Marking
from kiosk.boards.layout import FORMATS, Series, Sheet
from kiosk.boards.reasons import Reason
from kiosk.boards.revisions import Revision
from kiosk.boards.shown import Shown, Symbols
from kiosk.reports.words import day_text
from kiosk.store import Database
from kiosk.web import access, service, uploads
from kiosk.web.language import text

bp = Blueprint("boards", __name__)
_LATEST = 5  # prints and markings that are listed
# A board of thousands of sheets names each of them in the form that marks them.
_FORM_BYTES = uploads.MEGABYTE


@dataclass(frozen=True)
class ToDo:
    """One sheet to print or to take down, why, and the mark of what hangs of it now."""

    change: Change
    reasons: list[Reason]
    mark: Hanging | None

    @property
    def series(self) -> Series:
        return Series.named(self.sheet.series)

    @property
    def sheet(self) -> Sheet:
        return self.change.sheet

    @property
    def value(self) -> str:
        """How a form names the sheet in this edition."""
        return f"{self.sheet.id}@{self.sheet.edition}"


@dataclass(frozen=True)
class State:
    """One series: its *changes*, when it was last printed, and the last mark of any sheet of it."""

    series: Series
    changes: Changes
    printed_at: str
    marked: Hanging | None

    @property
    def n_now(self) -> int:
        """How many sheets there should be."""
        return self.changes.n_same + len(self.changes.replaced) + len(self.changes.new)


def shown() -> Shown:
    """What sheets would show now."""
    running = service.current()
    return Shown(service.published(), running.base_url, Symbols(running.pool.db()))


def series_name(series: Series) -> str:
    """The name of a series as a clerk knows it."""
    variant = series.variant.upper() if series.format == "wall" else series.variant
    name = text(f"board_series_{series.format}", variant=variant.replace("x", " × "))
    is_usual = series.place == {"card": "d", "leaflet": "l"}.get(series.format, "b")
    return name if is_usual else f"{name} ({text(f'board_place_{series.place}')})"


def order(series: Series) -> tuple[int, str]:
    """Where a series stands in lists."""
    return FORMATS.index(series.format), series.name


def sheet_name(sheet: Sheet) -> str:
    """The name of a sheet as a clerk knows it: `Tờ G05-1`."""
    return letterhead.sheet_mark(sheet)


def sheets_of_paper(series: Series) -> str:
    """The paper that a series is printed on."""
    return series.variant if series.format == "wall" else "a4"


@bp.app_context_processor
def _words() -> dict:
    return {"series_name": series_name, "sheet_name": sheet_name}


@bp.get("/can-bo/bang")
@access.needs("leader")
def page():
    """What to print, to take down, and what is up to date."""
    return _page()


def _page(message: str = ""):
    running = service.current()
    db = running.pool.db()
    what = shown()
    states = _states(db, build.status(db, what))
    markings = hangings.markings(db)
    marks = hangings.last_marks(db)
    past = reasons.Past(db, revisions.printed_at(db), what.published.day)
    to_print = [
        ToDo(change, past.reasons(change), marks.get(change.sheet.id))
        for state in states
        for change in (*state.changes.replaced, *state.changes.new)
    ]
    gone = [
        ToDo(change, [], marks.get(change.sheet.id))
        for state in states
        for change in state.changes.gone
    ]
    return render_template(
        "staff/board.html",
        canonical="",
        message=message,
        states=states,
        to_print=to_print,
        gone=gone,
        by_paper=_by_paper(states),
        n_same=sum(state.changes.n_same for state in states),
        unmarked=[state for state in states if state.marked is None],
        outdated=build.outdated(db, running.base_url),
        warning=running.settings.address.warning,
        revisions=_last_revisions(db),
        markings=markings[:_LATEST],
        done=_done(markings),
        not_printed=[name for name in request.args.getlist("chua_in") if "/" in name],
        today=today().isoformat(),
        given=request.form,
    )


def _states(db: Database, found: dict[str, Changes]) -> list[State]:
    """The state of each recorded series, in the order of formats."""
    printed_at = _printed_at(db)
    marks: dict[str, Hanging] = {}
    for mark in hangings.last_marks(db).values():
        known = marks.get(mark.series)
        marks[mark.series] = mark if known is None or mark.day >= known.day else known
    named = sorted((Series.named(name) for name in found), key=order)
    return [
        State(one, found[one.name], printed_at.get(one.name, ""), marks.get(one.name))
        for one in named
    ]


def _printed_at(db: Database) -> dict[str, str]:
    """When each series was last printed, by its name."""
    found: dict[str, str] = {}
    for (sheet, _), stamp in revisions.printed_at(db).items():
        name = sheet.split("/", 1)[0]
        found[name] = max(found.get(name, ""), stamp)
    return found


def _by_paper(states: Iterable[State]) -> list[tuple[str, list[str], int]]:
    """(paper, the series to print on it, how many sheets): a wall and A4 go to other printers."""
    found: dict[str, tuple[list[str], int]] = {}
    for state in states:
        n = len(state.changes.to_print)
        if n:
            paper = sheets_of_paper(state.series)
            names, total = found.get(paper, ([], 0))
            found[paper] = ([*names, state.series.name], total + n)
    return [(paper, names, n) for paper, (names, n) in sorted(found.items(), reverse=True)]


def _last_revisions(db: Database) -> list[tuple[Revision, list[Series], str]]:
    """
    The last prints, newest first, with the series that each printed anew, and the state before it:
    what was printed then is what changed since.
    """
    known = revisions.revisions(db)
    before = ["", *(str(one.id) for one in known)]
    last = list(zip(known, before, strict=False))[-_LATEST:]
    return [
        (one, sorted(map(Series.named, revisions.series_of(db, one.id)), key=order), state)
        for one, state in reversed(last)
    ]


def _done(markings: list[Marking]) -> list[Marking]:
    """The markings that the form before this page made, to be told, and taken back if wrong."""
    keys = request.args.getlist("da_danh_dau")
    return [one for one in markings if one.key in keys]


def today() -> date:
    return clock.local_day(service.current().now())


@bp.get("/can-bo/bang/bo/<name>")
@access.needs("leader")
def series(name: str):
    """Every sheet of a series: its edition, and since when it hangs."""
    db = service.current().pool.db()
    found = build.status(db, shown())
    if name not in found:
        abort(404)
    (state,) = _states(db, {name: found[name]})
    changed = {c.sheet.id: c for c in (*state.changes.replaced, *state.changes.new)}
    gone = {c.sheet.id for c in state.changes.gone}
    hanging = {sheet.id: sheet for sheet in hangings.sheets(db)}
    printed = {sheet.id: sheet for sheet in revisions.board_at(db).get(name, ())}
    sheets = {id_: sheet for id_, sheet in hanging.items() if sheet.series == name}
    sheets |= printed | {id_: change.sheet for id_, change in changed.items()}
    return render_template(
        "staff/board_series.html",
        canonical="",
        state=state,
        sheets=sheets.values(),
        changed=changed,
        gone=gone,
        hanging=hanging,
        marks=hangings.last_marks(db),
        today=today().isoformat(),
        given=request.form,
        message="",
    )


@bp.post("/can-bo/bang/treo")
@access.needs("staff")
@uploads.takes(_FORM_BYTES)
def mark():
    """
    Mark sheets as hung (`to`, each with its edition, or a whole series `bo` as printed last) and as
    taken down (`go`), since a day.
    """
    day = _day()
    if day is None:
        return _page(text("board_bad_day", today=day_text(today()))), 400
    running = service.current()
    db, actor, now = running.pool.db(), access.me().actor, running.now()
    with db.transaction():
        hung, not_printed = _named(db)
        marking.hang(db, hung, day, actor, now)
        hanging = {sheet.id for sheet in hangings.sheets(db)}
        down = [sheet for sheet in request.form.getlist("go") if sheet in hanging]
        marking.take_down(db, down, day, actor, now)
        keys = [
            one.key
            for one in hangings.markings(db)
            if one.marked_at == clock.stamp(now) and one.who == actor.name
        ]
    back = url_for("boards.page", da_danh_dau=keys, chua_in=not_printed[:10])
    return redirect(back, 303)


def _day() -> date | None:
    """The day of the form; None when it is none, or is still to come."""
    try:
        given = date.fromisoformat(request.form.get("ngay", ""))
    except ValueError:
        return None
    return given if given <= today() else None


def _named(db: Database) -> tuple[list[Sheet], list[str]]:
    """The printed sheets that the form names, and the ids of those never printed so."""
    board = revisions.board_at(db)
    found = [sheet for name in request.form.getlist("bo") for sheet in board.get(name, ())]
    not_printed = []
    for value in request.form.getlist("to"):
        id_, _, edition = value.partition("@")
        sheet = revisions.printed(db, id_, edition)
        if sheet:
            found.append(sheet)
        elif "/" in id_:
            not_printed.append(id_[:60])
    return found, not_printed


@bp.post("/can-bo/bang/bo-danh-dau")
@access.needs("staff")
def take_back():
    """Take back a wrong marking: what was marked before it counts again."""
    running = service.current()
    db = running.pool.db()
    with db.transaction():
        found = marking.take_back(db, request.form.get("lan", ""), access.me().actor, running.now())
    if found is None:
        return _page(text("board_mark_gone")), 400
    return redirect(url_for("boards.page", da_bo=len(found.sheets)), 303)


@bp.post("/can-bo/bang/bo/<name>/thoi")
@access.needs("staff")
def end_series(name: str):
    """A series hangs nowhere and is no part of the board any more; printed again, it is."""
    running = service.current()
    db, actor, now = running.pool.db(), access.me().actor, running.now()
    with db.transaction():
        ended = hangings.end_series(db, name, running.base_url, actor.name, now)
        if ended is not None:
            audit.add(db, actor, now, "board_series_ended", name)
    if ended is None:
        abort(404)
    return redirect(url_for("boards.page", da_thoi=1), 303)
