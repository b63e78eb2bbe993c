"""
From the published catalog to printed sheets: plan, draw, read back, record, release.

Nothing is released that was not read back, and what is recorded was released.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from kiosk import __version__
from kiosk.accounts import audit
from kiosk.accounts.audit import Actor
from kiosk.boards import changes, cover, files, formats, hangings, printing, readback, revisions
from kiosk.boards.changes import Changes
from kiosk.boards.layout import Series, Sheet
from kiosk.boards.shown import STYLE, Planned, Shown, Symbols
from kiosk.catalog.published import Published
from kiosk.codes import symbol, targets
from kiosk.errors import BoardError, ReadBackError
from kiosk.store import Database

Progress = Callable[[str], Callable[[Iterable], Iterable]]
Board = dict[str, list[Planned]]
HUNG = "hung"  # the state of the board as it hangs


def plan(shown: Shown, series: Iterable[Series], before: Mapping[str, tuple[Sheet, ...]]) -> Board:
    """The sheets of each of *series*, by its name; codes keep the places they have in *before*."""
    return {one.name: formats.plan(shown, one, before.get(one.name, ())) for one in series}


def status(db: Database, shown: Shown) -> dict[str, Changes]:
    """
    What must be done at the wall, by the name of each series that was ever recorded: from what
    hangs, or was printed last, to what is published now.
    """
    with db.snapshot():
        held, hanging = revisions.board_at(db), hangings.sheets(db)
    planned = plan(shown, [Series.named(name) for name in held], held)
    return {
        name: changes.compare(
            [sheet for sheet in hanging if sheet.series == name], [one.sheet for one in sheets]
        )
        for name, sheets in planned.items()
    }


def outdated(db: Database, base_url: str) -> list[Sheet]:
    """The sheets that should hang and carry codes of another base address."""
    return [
        sheet
        for sheet in hangings.sheets(db)
        if any(not cell.payload.startswith(f"{base_url}/q") for cell in sheet.cells)
    ]


def since(db: Database, state: str, board: Board) -> Changes:
    """
    From the board as it was at revision *state*, or as it hangs (`hung`), to *board*, for its
    series.

    Raises BoardError when there is no such revision.
    """
    if state == HUNG:
        before = [sheet for sheet in hangings.sheets(db) if sheet.series in board]
    else:
        then = revisions.board_at(db, _revision(db, state))
        before = [sheet for name in board for sheet in then.get(name, ())]
    return changes.compare(before, [one.sheet for sheets in board.values() for one in sheets])


def _revision(db: Database, state: str) -> int:
    known = [one.id for one in revisions.revisions(db)]
    number = int(state) if re.fullmatch(r"[0-9]{1,9}", state) else 0
    if number not in known:
        last = f"the last is {known[-1]}" if known else "nothing was built yet"
        raise BoardError(f"There is no board revision {state!r}; {last}. Or write {HUNG}.")
    return number


def choose(
    db: Database, published: Published, board: Board, only: Sequence[str], state: str | None
) -> tuple[list[Planned], Changes | None]:
    """
    The sheets of *board* to print: those that show one of the codes *only* (none: all), and those
    that changed since *state* (None: all), with the list of these changes.
    """
    chosen = [sheet for sheets in board.values() for sheet in sheets]
    if only:
        chosen = showing(published, board, only)
    if state is None:
        return chosen, None
    listed = since(db, state, board)
    return [sheet for sheet in chosen if sheet.sheet.id in listed.to_print], listed


def showing(published: Published, board: Board, codes: Sequence[str]) -> list[Planned]:
    """
    The sheets of *board* that show one of *codes*: of a field also its procedures, of a group also
    its fields and theirs.

    Raises BoardError for a code that is none, or that is on no sheet.
    """
    found: dict[str, Planned] = {}
    for code in codes:
        target = targets.named(published, code)
        if target is None:
            raise BoardError(f"There is no code {code!r}. Write it as 1.001193, f07, g03 or p1.")
        wanted = _below(published, target)
        shown = [
            one
            for sheets in board.values()
            for one in sheets
            if any(cell.target in wanted for cell in one.sheet.cells)
        ]
        if not shown:
            raise BoardError(f"No sheet of {', '.join(board)} shows {code}.")
        found |= {one.sheet.id: one for one in shown}
    order = [one.sheet.id for sheets in board.values() for one in sheets]
    return [found[id_] for id_ in order if id_ in found]


def inputs_of(sheets: Iterable[Planned], listed: Changes | None) -> str:
    """A digest of all that a PDF of *sheets* is made from."""
    editions = "".join(f"{one.sheet.id} {one.sheet.edition}\n" for one in sheets)
    parts = f"{__version__} {STYLE}\n{editions}{cover.blocks(listed) if listed else ''}"
    return sha256(parts.encode("utf-8")).hexdigest()


def drawn(
    shown: Shown, sheets: Sequence[Planned], listed: Changes | None, progress: Progress
) -> bytes:
    """
    The PDF of *sheets*, read back; before them the list of changes, if *listed*.

    Raises ReadBackError naming the cells that do not say what their caption says.
    """
    first = (lambda paper: cover.draw(paper, shown, listed)) if listed else None
    pdf, printed = printing.pdf(shown, sheets, first, progress("Drawing sheets"))
    faults = readback.faults(pdf, printed, progress("Reading them back"))
    if faults:
        more = f"\n... and {len(faults) - 10} more" if len(faults) > 10 else ""
        raise ReadBackError(
            "The sheets were read back, and are not right; nothing was written.\n"
            + "\n".join(faults[:10])
            + more,
            faults,
        )
    return pdf


def first_page(sheets: Sequence[Planned]) -> Sequence[Planned]:
    """So many of *sheets* as stand on the first page."""
    if sheets and sheets[0].series.format in formats.CUT:
        return sheets[: printing.on_page(sheets[0].sheet)]
    return sheets[:1]


def to_record(
    held: Mapping[str, tuple[Sheet, ...]], board: Board, chosen: Iterable[Planned], is_part: bool
) -> dict[str, tuple[Sheet, ...]]:
    """
    What each series holds once *chosen* sheets of *board* are printed.

    A whole series is recorded as planned. Of a part, only the printed sheets are new: the others
    stay as *held*; and a series of which nothing is held is no board yet, so a part of it is an
    extra copy, and not recorded.
    """
    if not is_part:
        return {name: tuple(one.sheet for one in sheets) for name, sheets in board.items()}
    printed = {one.sheet.id for one in chosen}
    return {
        name: _mixed(held[name], [one.sheet for one in sheets], printed)
        for name, sheets in board.items()
        if name in held
    }


def _mixed(
    held: tuple[Sheet, ...], planned: list[Sheet], printed: Collection[str]
) -> tuple[Sheet, ...]:
    """The *printed* ones of *planned*, the others as *held*."""
    known = {sheet.id: sheet.edition for sheet in held}
    if all(known.get(sheet.id) == sheet.edition for sheet in planned if sheet.id in printed):
        return held
    old = {sheet.id: sheet for sheet in held}
    new = {sheet.id: sheet for sheet in planned if sheet.id in printed}
    return tuple({**old, **new}.values())


def release(
    db: Database,
    shown: Shown,
    sheets: Mapping[str, tuple[Sheet, ...]],
    files_: Mapping[Path, bytes],
    actor: Actor,
    now: datetime,
) -> int | None:
    """
    Store the symbols, record *sheets*, by series, and write *files_* with what was drawn of them,
    all or nothing. *actor* is who prints.

    The number of the new revision, or None when the same was recorded before.
    """
    if isinstance(shown.symbols, Symbols):
        symbol.of_payloads(db, list(shown.symbols))
    with db.transaction():
        revision = revisions.record(db, sheets, shown.base_url, actor.name, now)
        if revision is not None:
            named = ", ".join(revisions.series_of(db, revision))
            audit.add(db, actor, now, "board_printed", f"{revision}: {named}")
        for path, content in files_.items():
            files.write(path, content)
    return revision


def _below(published: Published, target: str) -> set[str]:
    """*target*, and what stands under it."""
    fields = [f for f in published.fields if f.target == target]
    for group in published.groups:
        if group.target == target:
            fields += published.by_group.get(group.slug, ())
    codes = {p.code for field in fields for p in published.by_field[field.slug]}
    return {target, *(field.target for field in fields), *codes}
