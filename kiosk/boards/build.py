"""
From the published catalog to printed sheets: plan, draw, read back, record, release.

Nothing is released that was not read back, and what is recorded was released.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from kiosk import __version__
from kiosk.boards import changes, cover, files, formats, printing, readback, revisions
from kiosk.boards.changes import Changes
from kiosk.boards.layout import Series, Sheet
from kiosk.boards.shown import STYLE, Planned, Shown, Symbols
from kiosk.catalog.published import Published
from kiosk.codes import symbol, targets
from kiosk.errors import BoardError
from kiosk.store import Database

Progress = Callable[[str], Callable[[Iterable], Iterable]]
Board = dict[str, list[Planned]]
HUNG = "hung"  # the state of the board as it hangs


def plan(shown: Shown, series: Iterable[Series], before: Mapping[str, tuple[Sheet, ...]]) -> Board:
    """The sheets of each of *series*, by its name; codes keep the places they have in *before*."""
    return {one.name: formats.plan(shown, one, before.get(one.name, ())) for one in series}


def outdated(db: Database, base_url: str) -> list[Sheet]:
    """The sheets that should hang and carry codes of another base address."""
    return [
        sheet
        for sheet in revisions.hanging_sheets(db)
        if any(not cell.payload.startswith(f"{base_url}/q") for cell in sheet.cells)
    ]


def since(db: Database, state: str, board: Board) -> Changes:
    """
    From the board as it was at revision *state*, or as it hangs (`hung`), to *board*, for its
    series.

    Raises BoardError when there is no such revision.
    """
    if state == HUNG:
        before = [sheet for sheet in revisions.hanging_sheets(db) if sheet.series in board]
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

    Raises BoardError naming the cells that do not say what their caption says.
    """
    first = (lambda paper: cover.draw(paper, shown, listed)) if listed else None
    pdf, printed = printing.pdf(shown, sheets, first, progress("Drawing sheets"))
    faults = readback.faults(pdf, printed, progress("Reading them back"))
    if faults:
        more = f"\n... and {len(faults) - 10} more" if len(faults) > 10 else ""
        raise BoardError(
            "The sheets were read back, and are not right; nothing was written.\n"
            + "\n".join(faults[:10])
            + more
        )
    return pdf


def first_page(sheets: Sequence[Planned]) -> Sequence[Planned]:
    """So many of *sheets* as stand on the first page."""
    if sheets and sheets[0].series.format in formats.CUT:
        return sheets[: printing.on_page(sheets[0].sheet)]
    return sheets[:1]


def release(
    db: Database,
    shown: Shown,
    board: Board,
    pdf: bytes | None,
    path: Path,
    who: str,
    now: datetime,
) -> int | None:
    """
    Store the symbols, record *board* and write *pdf* (None: the file is there) to *path*, all or
    nothing.

    The number of the new revision, or None when the same was recorded before.
    """
    if isinstance(shown.symbols, Symbols):
        symbol.of_payloads(db, list(shown.symbols))
    with db.transaction():
        sheets = {name: tuple(one.sheet for one in held) for name, held in board.items()}
        revision = revisions.record(db, sheets, shown.base_url, who, now)
        if pdf is not None:
            files.write(path, pdf)
    return revision


def _below(published: Published, target: str) -> set[str]:
    """*target*, and what stands under it."""
    fields = [f for f in published.fields if f.target == target]
    for group in published.groups:
        if group.target == target:
            fields += published.by_group.get(group.slug, ())
    codes = {p.code for field in fields for p in published.by_field[field.slug]}
    return {target, *(field.target for field in fields), *codes}
