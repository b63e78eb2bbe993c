"""What the board shows, recorded, and which sheets hang."""

from dataclasses import replace
from datetime import date

import pytest
from conftest import NOW

from kiosk.boards import hangings, revisions
from kiosk.boards.layout import Area, Cell, Series, Sheet

ADDRESS = "https://motcua.example.gov.vn"
DAY = date(2026, 3, 10)


def cell(place, target, edition="11111111"):
    payload = f"{ADDRESS}/q/{target.replace('.', '')}"
    symbol = Area(20.0 + place, 60.0, 40.0, 40.0)
    return Cell(place, target, payload, "m" * 64, 29, symbol, f"Tên {target}", edition)


def sheet(own_name, *cells, series="field-8", edition="aaaaaaaa"):
    return Sheet(f"{series}/{own_name}", "Hộ tịch", 210.0, 297.0, cells, edition)


FIRST = sheet("g01-1", cell(0, "1.001193"), cell(3, "1.000894"))
SECOND = sheet("g02-1", cell(0, "2.000815"))
GUIDE = sheet("p1", series="guide")


@pytest.fixture
def record(empty_db):
    def recorded(*sheets, series="field-8"):
        with empty_db.transaction():
            return revisions.record(empty_db, {series: sheets}, ADDRESS, "lan", NOW)

    return recorded


def test_what_is_recorded_is_read_back(empty_db, record):
    assert record(FIRST, SECOND) == 1
    assert revisions.board_at(empty_db) == {"field-8": (FIRST, SECOND)}
    (revision,) = revisions.revisions(empty_db)
    assert (revision.id, revision.made_at, revision.who, revision.base_url) == (
        *(1, "2026-03-10T03:00:00Z", "lan"),
        ADDRESS,
    )


def test_the_same_again_is_no_new_revision(empty_db, record):
    record(FIRST, SECOND)
    assert record(FIRST, SECOND) is None
    assert len(revisions.revisions(empty_db)) == 1


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(replace(FIRST, edition="bbbbbbbb"), id="edition"),
        pytest.param(replace(FIRST, cells=(cell(0, "1.001193"), cell(4, "1.000894"))), id="place"),
        pytest.param(replace(FIRST, cells=FIRST.cells[:1]), id="a cell less"),
    ],
)
def test_a_difference_is_a_new_revision(empty_db, record, changed):
    record(FIRST, SECOND)
    assert record(changed, SECOND) == 2
    assert revisions.board_at(empty_db)["field-8"] == (changed, SECOND)
    assert revisions.board_at(empty_db, 1)["field-8"] == (FIRST, SECOND)


def test_each_series_is_as_it_was_last_recorded(empty_db, record):
    record(FIRST)
    record(GUIDE, series="guide")
    record(FIRST, SECOND)
    assert revisions.board_at(empty_db) == {"field-8": (FIRST, SECOND), "guide": (GUIDE,)}
    assert revisions.board_at(empty_db, 2) == {"field-8": (FIRST,), "guide": (GUIDE,)}
    assert revisions.board_at(empty_db, 1) == {"field-8": (FIRST,)}


def test_what_was_never_marked_hangs_as_last_recorded(empty_db, record):
    record(FIRST, SECOND)
    record(replace(FIRST, edition="bbbbbbbb"), SECOND)
    hanging = hangings.sheets(empty_db)
    assert [(s.id, s.edition) for s in hanging] == [
        ("field-8/g01-1", "bbbbbbbb"),
        ("field-8/g02-1", "aaaaaaaa"),
    ]


def test_a_marked_sheet_hangs_in_its_marked_edition_until_it_is_taken_down(empty_db, record):
    record(FIRST, SECOND)
    assert hangings.mark_hung(empty_db, [FIRST], DAY, "lan", NOW) == ["field-8/g01-1"]
    assert hangings.mark_hung(empty_db, [FIRST], DAY, "lan", NOW) == []
    record(replace(FIRST, edition="bbbbbbbb", cells=()), SECOND)
    assert hangings.sheets(empty_db) == (FIRST,)
    assert hangings.mark_taken_down(empty_db, [FIRST.id], DAY, "minh", NOW) == ["field-8/g01-1"]
    assert hangings.sheets(empty_db) == ()
    mark = hangings.last_marks(empty_db)["field-8/g01-1"]
    assert (mark.edition, mark.day, mark.who) == ("", "2026-03-10", "minh")


@pytest.mark.parametrize(
    "series",
    [
        Series("single"),
        Series("wall", "a1"),
        Series("card", place="d"),
        Series("label", "60x70", "l"),
    ],
)
def test_a_series_is_known_by_its_name(series):
    assert Series.named(series.name) == series
