"""Why a sheet must be printed again, in words."""

from dataclasses import replace
from datetime import timedelta

import pytest
from boards import ADDRESS, shown
from catalog_files import edit, rows, shipped
from conftest import NOW, load_catalog

from kiosk.boards import build, reasons, revisions
from kiosk.boards.changes import Change
from kiosk.boards.layout import Series
from kiosk.boards.reasons import Reason
from kiosk.clock import local_day

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def printed(db):
    """The sheets of groups and of procedures, printed at NOW."""
    board = build.plan(shown(db), [Series("field", "8"), Series("single")], {})
    sheets = {name: tuple(one.sheet for one in planned) for name, planned in board.items()}
    with db.transaction():
        revisions.record(db, sheets, ADDRESS, "lan", NOW)
    return sheets


def publish(db, folder, table, code, **values):
    """Publish the shipped catalog with one row of *table* changed."""
    catalog = shipped(folder)
    number = [row["code"] for row in rows(catalog / table)].index(code)
    edit(catalog / table, number, **values)
    load_catalog(db, catalog, LATER)


def told(db, base_url=ADDRESS):
    """What must be printed again, and why: sheet -> reasons."""
    past = reasons.Past(db, revisions.printed_at(db), local_day(NOW))
    found = build.status(db, shown(db, base_url))
    return {
        change.sheet.id: past.reasons(change)
        for changes in found.values()
        for change in changes.replaced
    }


def test_a_new_name_is_told_on_both_sheets_once(db, printed, tmp_path):
    publish(db, tmp_path / "catalog", "procedures.csv", "1.001193", name="Khai sinh")
    name = Reason("changes_name", "1.001193", "Đăng ký khai sinh", "Khai sinh")
    assert told(db) == {"field-8/g01-1": [name], "single/1.001193": [name]}


def test_a_fee_and_a_time_are_told_with_both_values(db, printed, tmp_path):
    catalog = shipped(tmp_path / "catalog")
    (number,) = [
        n for n, row in enumerate(rows(catalog / "channels.csv")) if row["code"] == "2.000815"
    ]
    edit(catalog / "channels.csv", number, fee_vnd="3000", fee_note="", duration="2",
         duration_unit="working_day", duration_note="")  # fmt: skip
    load_catalog(db, catalog, LATER)
    (found,) = told(db).values()
    assert [(one.key, one.after) for one in found] == [
        ("processing_time_heading", "2 ngày làm việc"),
        ("fees_heading", "3.000 đồng"),
    ]


def test_a_code_that_goes_is_told_with_its_name(db, printed, tmp_path):
    publish(db, tmp_path / "catalog", "procedures.csv", "1.000894", status="repealed")
    assert told(db) == {
        "field-8/g01-1": [Reason("board_reason_removed", "1.000894", "Đăng ký kết hôn", "")]
    }


def test_a_new_address_is_one_reason_a_sheet(db, printed):
    found = told(db, "https://xa.example.vn")
    assert len(found) == 167
    assert found["field-8/g01-1"] == [
        Reason("board_reason_address", "", ADDRESS, "https://xa.example.vn")
    ]


def test_what_no_row_tells_is_said_to_be_the_text(db, printed):
    sheet = printed["single"][0]
    past = reasons.Past(db, revisions.printed_at(db), local_day(NOW))
    other = Change(sheet, replace(sheet, edition="0" * 8))
    assert past.reasons(other) == [Reason("sheet_cover_text_changed")]


def test_a_new_sheet_needs_no_reason(db, printed):
    past = reasons.Past(db, revisions.printed_at(db), local_day(NOW))
    assert past.reasons(Change(None, printed["single"][0])) == []
