"""
What the board shows, recorded: every state that was printed.

A revision holds whole series. The board at a revision is, for each series, its last record up to
then. Revisions are for staff and programs: paper carries editions, never revisions.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from kiosk import clock
from kiosk.boards.layout import Area, Cell, Sheet
from kiosk.store import Database

_LATEST = 2**62


@dataclass(frozen=True)
class Revision:
    """One recorded state; *made_at* is UTC."""

    id: int
    made_at: str
    who: str
    base_url: str


def revisions(db: Database) -> list[Revision]:
    """Every revision, oldest first."""
    rows = db.query(
        """
        select id, made_at, who, base_url
        from board_revision
        where unit_id = :unit
        order by id
        """
    )
    return [Revision(**row) for row in rows]


def series_of(db: Database, revision: int) -> list[str]:
    """The series that *revision* recorded anew."""
    rows = db.query(
        """
        select series
        from board_series
        where unit_id = :unit and revision_id = :revision
        order by series
        """,
        {"revision": revision},
    )
    return [row["series"] for row in rows]


def latest(db: Database) -> int:
    """The number of the last revision; 0 when there is none."""
    (row,) = db.query("select max(id) as id from board_revision where unit_id = :unit")
    return row["id"] or 0


def record(
    db: Database,
    board: Mapping[str, tuple[Sheet, ...]],
    base_url: str,
    who: str,
    now: datetime,
) -> int | None:
    """
    Record the series of *board* that differ from their last record, all in one new revision.

    The number of the revision, or None when nothing differs. Part of the caller's transaction.
    """
    known = digests(db)
    changed = {
        series: sheets for series, sheets in board.items() if known.get(series) != _digest(sheets)
    }
    if not changed:
        return None
    (row,) = db.query(
        """
        insert into board_revision (unit_id, made_at, who, base_url)
        values (:unit, :made_at, :who, :base_url)
        returning id
        """,
        {"made_at": clock.stamp(now), "who": who, "base_url": base_url},
    )
    for series, sheets in changed.items():
        _add_series(db, row["id"], series, sheets)
    return row["id"]


def digests(db: Database) -> dict[str, str]:
    """The digest of each series as last recorded."""
    rows = db.query(
        """
        select series, digest
        from board_series s
        where unit_id = :unit
          and revision_id = (
              select max(revision_id)
              from board_series last
              where last.unit_id = s.unit_id and last.series = s.series
          )
        order by series
        """
    )
    return {row["series"]: row["digest"] for row in rows}


def board_at(db: Database, revision: int | None = None) -> dict[str, tuple[Sheet, ...]]:
    """
    The sheets of each series as they were at *revision*, included; None: as last recorded.

    Sheets are in the order of their series, cells in the order of their places.
    """
    rows = db.query(
        """
        select s.series, s.sheet, s.title, s.width_mm, s.height_mm, s.edition,
               c.place, c.target, c.payload, c.matrix, c.modules,
               c.left_mm, c.top_mm, c.side_mm, c.name, c.edition as cell_edition
        from (
            select series, max(revision_id) as revision_id
            from board_series
            where unit_id = :unit and revision_id <= :revision
            group by series
        ) held
        join board_sheet s
          on s.unit_id = :unit and s.revision_id = held.revision_id and s.series = held.series
        left join board_cell c
          on c.unit_id = :unit and c.revision_id = s.revision_id and c.sheet = s.sheet
        order by s.series, s.position, c.place
        """,
        {"revision": _LATEST if revision is None else revision},
    )
    board: dict[str, tuple[Sheet, ...]] = {}
    for sheet in _sheets(rows):
        board[sheet.series] = (*board.get(sheet.series, ()), sheet)
    return board


def printed_at(db: Database) -> dict[tuple[str, str], str]:
    """When each edition of each sheet was last recorded: (sheet, edition) -> UTC stamp."""
    rows = db.query(
        """
        select s.sheet, s.edition, max(r.made_at) as made_at
        from board_sheet s
        join board_revision r on r.id = s.revision_id
        where s.unit_id = :unit
        group by s.sheet, s.edition
        """
    )
    return {(row["sheet"], row["edition"]): row["made_at"] for row in rows}


@dataclass(frozen=True)
class Codes:
    """How many recorded codes are as they should be, and how many are not, by what is wrong."""

    same: int
    renamed: int
    readdressed: int
    gone: int


def compare_codes(db: Database, names: Mapping[str, str], base_url: str) -> Codes:
    """
    Compare every code of the last records with what is published: *names* by target. One look at
    each record, without laying out a sheet.
    """
    same = renamed = readdressed = gone = 0
    begin = f"{base_url}/q"
    for row in db.query(
        """
        select c.target, c.payload, c.name
        from (
            select series, max(revision_id) as revision_id
            from board_series
            where unit_id = :unit
            group by series
        ) held
        join board_cell c
          on c.unit_id = :unit
         and c.revision_id = held.revision_id
         and substr(c.sheet, 1, length(held.series) + 1) = held.series || '/'
        """
    ):
        name = names.get(row["target"])
        if name == row["name"] and row["payload"].startswith(begin):
            same += 1
        elif name is None:
            gone += 1
        elif not row["payload"].startswith(begin):
            readdressed += 1
        else:
            renamed += 1
    return Codes(same, renamed, readdressed, gone)


def printed(db: Database, sheet: str, edition: str) -> Sheet | None:
    """The *sheet* (its id) in this *edition*, as it was last recorded; None: it never was."""
    rows = db.query(
        """
        select s.series, s.sheet, s.title, s.width_mm, s.height_mm, s.edition,
               c.place, c.target, c.payload, c.matrix, c.modules,
               c.left_mm, c.top_mm, c.side_mm, c.name, c.edition as cell_edition
        from board_sheet s
        left join board_cell c
          on c.unit_id = :unit and c.revision_id = s.revision_id and c.sheet = s.sheet
        where s.unit_id = :unit
          and s.sheet = :sheet
          and s.edition = :edition
          and s.revision_id = (
              select max(revision_id)
              from board_sheet
              where unit_id = :unit and sheet = :sheet and edition = :edition
          )
        order by c.place
        """,
        {"sheet": sheet, "edition": edition},
    )
    found = _sheets(rows)
    return found[0] if found else None


def _sheets(rows: Iterable[dict[str, Any]]) -> list[Sheet]:
    """Sheets from rows of sheet and cell, the cells of a sheet one after the other."""
    heads: dict[str, dict[str, Any]] = {}
    cells: dict[str, list[Cell]] = {}
    for row in rows:
        heads.setdefault(row["sheet"], row)
        held = cells.setdefault(row["sheet"], [])
        if row["place"] is not None:
            held.append(_cell(row))
    return [
        Sheet(
            head["sheet"],
            head["title"],
            head["width_mm"],
            head["height_mm"],
            tuple(cells[sheet]),
            head["edition"],
        )
        for sheet, head in heads.items()
    ]


def _cell(row: dict[str, Any]) -> Cell:
    return Cell(
        place=row["place"],
        target=row["target"],
        payload=row["payload"],
        matrix=row["matrix"],
        modules=row["modules"],
        symbol=Area(row["left_mm"], row["top_mm"], row["side_mm"], row["side_mm"]),
        name=row["name"],
        edition=row["cell_edition"],
    )


def _add_series(db: Database, revision: int, series: str, sheets: tuple[Sheet, ...]) -> None:
    db.execute(
        """
        insert into board_series (unit_id, revision_id, series, digest)
        values (:unit, :revision, :series, :digest)
        """,
        {"revision": revision, "series": series, "digest": _digest(sheets)},
    )
    db.execute_many(
        """
        insert into board_sheet (
            unit_id, revision_id, series, sheet, position, title, width_mm, height_mm, edition
        )
        values (
            :unit, :revision, :series, :sheet, :position, :title, :width, :height, :edition
        )
        """,
        [
            {
                "revision": revision,
                "series": series,
                "sheet": sheet.id,
                "position": position,
                "title": sheet.title,
                "width": sheet.width,
                "height": sheet.height,
                "edition": sheet.edition,
            }
            for position, sheet in enumerate(sheets)
        ],
    )
    db.execute_many(
        """
        insert into board_cell (
            unit_id, revision_id, sheet, place, target, payload, matrix, modules,
            left_mm, top_mm, side_mm, name, edition
        )
        values (
            :unit, :revision, :sheet, :place, :target, :payload, :matrix, :modules,
            :left, :top, :side, :name, :edition
        )
        """,
        [
            {
                "revision": revision,
                "sheet": sheet.id,
                "place": cell.place,
                "target": cell.target,
                "payload": cell.payload,
                "matrix": cell.matrix,
                "modules": cell.modules,
                "left": cell.symbol.left,
                "top": cell.symbol.top,
                "side": cell.symbol.width,
                "name": cell.name,
                "edition": cell.edition,
            }
            for sheet in sheets
            for cell in sheet.cells
        ],
    )


def _digest(sheets: tuple[Sheet, ...]) -> str:
    """A digest of a whole series: what its sheets show, and where."""
    shown = [
        (sheet.id, sheet.title, sheet.width, sheet.height, sheet.edition)
        + tuple((cell.place, cell.target, cell.edition, cell.symbol) for cell in sheet.cells)
        for sheet in sheets
    ]
    return sha256(repr(shown).encode("utf-8")).hexdigest()
