"""Rounds of checking the codes, kept as evidence."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from board_photos import field_sheet, label_sheet
from conftest import NOW

from kiosk.accounts import audit
from kiosk.accounts.audit import Actor, Wanted
from kiosk.boards import rounds
from kiosk.boards.findings import Finding
from kiosk.boards.why import Why

LAN = Actor("lan")
SHEET = field_sheet("g01-1", "1.000001", "1.000002", "1.000003")
STICKER = label_sheet("1.000001")
HANGING = (SHEET, STICKER)


def found(target, state, is_wrong=False, sheet=SHEET, said="", why=""):
    return Finding(sheet.id, target, state, Why(why), said, "1", is_wrong, False)


OK = found("1.000001", "ok")
FOREIGN = found("1.000001", "foreign", is_wrong=True, said="https://evil.example/", why="foreign")
UNREAD = found("1.000001", "unread", why="poor")


@pytest.fixture
def round_id(empty_db):
    with empty_db.transaction():
        return rounds.begin(empty_db, LAN, NOW)


@pytest.fixture
def add(empty_db, round_id):
    def added(*findings, minutes=0, hanging=HANGING):
        now = NOW + timedelta(minutes=minutes)
        with empty_db.transaction():
            rounds.add(empty_db, round_id, hanging, findings, 1, LAN, now)
        return rounds.one(empty_db, round_id)

    return added


def state(found, target="1.000001", sheet=SHEET):
    return next(one.state for one in found.codes if (one.sheet, one.target) == (sheet.id, target))


def test_a_round_holds_what_hung_and_what_was_found(add):
    one = add(OK, found("1.000002", "missing", is_wrong=True, why="bare"))
    assert [(code.sheet, code.target, code.state) for code in one.codes] == [
        ("field-8/g01-1", "1.000001", "ok"),
        ("field-8/g01-1", "1.000002", "missing"),
        ("field-8/g01-1", "1.000003", "unseen"),
        ("label-60x70/1.000001", "1.000001", "unseen"),
    ]
    assert [(code.row, code.column) for code in one.codes] == [
        *((1, "left"), (1, "right"), (2, "left")),
        (0, ""),
    ]
    assert (one.who, one.day, one.n_photos) == ("lan", "2026-03-10", 1)
    assert (one.n_right_targets, one.n_targets) == (1, 3)


def test_what_no_photo_shows_is_asked_for_only_of_series_that_were_shot(add):
    assert [code.target for code in add(OK).unseen] == ["1.000002", "1.000003"]


@pytest.mark.parametrize(
    ("before", "after", "expected", "was_wrong"),
    [
        pytest.param(FOREIGN, OK, "ok", "foreign", id="put right"),
        pytest.param(OK, FOREIGN, "foreign", "", id="spoilt meanwhile"),
        pytest.param(FOREIGN, UNREAD, "foreign", "", id="a poor photo takes nothing back"),
        pytest.param(OK, UNREAD, "ok", "", id="a poor photo spoils nothing"),
        pytest.param(UNREAD, OK, "ok", "", id="a better photo"),
    ],
)
def test_what_was_last_read_counts(add, before, after, expected, was_wrong):
    add(before)
    one = add(after, minutes=5)
    assert (state(one), one.codes[0].was_wrong, one.n_photos) == (expected, was_wrong, 2)


def test_the_round_is_about_what_hangs_when_photos_are_added(add):
    add(FOREIGN)
    one = add(minutes=5, hanging=(STICKER,))
    assert [code.sheet for code in one.codes] == [STICKER.id]
    assert one.wrong == []


def test_a_code_beside_ours_is_told_once(add):
    beside = Finding("", "", "foreign", Why("resembles"), "https://evil.example/", "1", True, False)
    add(beside)
    assert add(replace(beside, photo="2"), minutes=5).others == (replace(beside, photo="2"),)


def test_rounds_of_a_period_are_those_that_began_in_it(empty_db, add):
    add(OK)
    day = date(2026, 3, 10)
    for since, until, n in (
        (day, day, 1),
        (date(2026, 3, 1), date(2026, 3, 31), 1),
        (date(2026, 3, 11), date(2026, 3, 31), 0),
        (date(2026, 1, 1), date(2026, 3, 9), 0),
    ):
        assert len(rounds.in_period(empty_db, since, until)) == n


def test_a_round_stands_in_the_audit_log(empty_db, add):
    add(OK, found("1.000002", "missing", is_wrong=True))
    (row,) = audit.rows(empty_db, Wanted())
    assert (row["what"], row["details"]) == (
        "board_audited",
        "Vòng 1: 1 mã đúng, 1 mã phải xử lý",
    )


def test_there_is_no_round_of_another_number(empty_db):
    assert rounds.one(empty_db, 99) is None
    assert rounds.latest(empty_db, 9) == []
