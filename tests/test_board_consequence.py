"""What a change would do to the board that hangs."""

from dataclasses import replace

import pytest
from boards import ADDRESS, shown
from conftest import NOW

from kiosk.boards import build, consequence, revisions
from kiosk.boards.layout import Series
from kiosk.catalog import published
from kiosk.clock import local_day

NEW = "https://xa.example.vn"


@pytest.fixture
def catalog(db):
    return published.load(db, local_day(NOW))


def printed(db, *series):
    """Print *series* at the address of the tests; their sheets."""
    board = build.plan(shown(db), series, {})
    sheets = {name: tuple(one.sheet for one in planned) for name, planned in board.items()}
    with db.transaction():
        revisions.record(db, sheets, ADDRESS, "lan", NOW)
    return [sheet for of_series in sheets.values() for sheet in of_series]


def with_procedure(catalog, code, **values):
    """The catalog with one procedure changed."""
    changed = replace(catalog.procedures[code], **values)
    return replace(catalog, procedures={**catalog.procedures, code: changed})


def test_nothing_hangs_so_nothing_is_outdated(db, catalog):
    found = consequence.of_address(db, catalog, ADDRESS, NEW)
    assert (found.n_sheets, found.n_codes, found.already, found.kept) == (0, 0, 0, 0)


def test_a_new_address_makes_every_sheet_outdated(db, catalog):
    printed(db, Series("field", "8"), Series("wall", "a1"), Series("guide"))
    found = consequence.of_address(db, catalog, ADDRESS, NEW)
    assert (found.n_sheets, found.n_codes, found.new_codes) == (30, 158, 158)
    assert found.by_series == {"field-8": 26, "guide": 3, "wall-a1": 1}
    assert (found.already, found.kept, found.added) == (0, 0, 0)


def test_the_same_address_changes_nothing(db, catalog):
    printed(db, Series("guide"))
    found = consequence.of_address(db, catalog, ADDRESS, ADDRESS)
    assert (found.n_sheets, found.kept) == (0, 3)


def test_a_new_name_of_the_unit_changes_words_but_no_code(db, catalog):
    printed(db, Series("field", "8"))
    unit = replace(catalog.unit, name="UBND phường Mới")
    found = consequence.of_unit(db, catalog, unit, ADDRESS)
    assert (found.n_sheets, found.n_codes, found.new_codes) == (26, 141, 0)


def test_what_stands_on_no_sheet_changes_none(db, catalog):
    printed(db, Series("field", "8"))
    unit = replace(catalog.unit, email="motcua@example.gov.vn")
    assert consequence.of_unit(db, catalog, unit, ADDRESS).n_sheets == 0


def test_what_is_wrong_already_is_told_apart(db, catalog):
    sheets = printed(db, Series("field", "8"))
    old = replace(sheets[0], edition="0" * 8)
    with db.transaction():
        revisions.record(db, {"field-8": (old, *sheets[1:])}, ADDRESS, "lan", NOW)
    found = consequence.of_address(db, catalog, ADDRESS, NEW)
    assert (found.n_sheets, found.already) == (25, 1)


def test_a_changed_procedure_touches_its_own_sheet_alone(db, catalog):
    printed(db, Series("single"), Series("field", "8"))
    then = with_procedure(catalog, "1.001193", conditions="Một điều kiện mới")
    found = consequence.of_catalog(db, catalog, then, ADDRESS)
    assert [sheet.id for sheet in found.outdated] == ["single/1.001193"]
    assert (found.new_codes, found.kept) == (0, 166)


def test_a_procedure_taken_off_the_board_leaves_a_sheet_to_take_down(db, catalog):
    printed(db, Series("single"))
    then = with_procedure(catalog, "1.001193", posted=False)
    found = consequence.of_catalog(db, catalog, then, ADDRESS)
    assert [sheet.id for sheet in found.outdated] == ["single/1.001193"]
    assert (found.new_codes, found.added) == (1, 0)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://qr.vn", (23, 3, 29)),
        ("https://qn.haiduong.gov.vn", (36, 4, 33)),
        (ADDRESS, (39, 4, 33)),
    ],
)
def test_the_length_of_an_address_decides_how_fine_its_codes_are(catalog, address, expected):
    found = consequence.printed_as(catalog, address)
    assert (found.signs, found.version, found.modules) == expected
