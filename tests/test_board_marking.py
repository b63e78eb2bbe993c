"""Marking what hangs, and taking a wrong mark back."""

from datetime import date, timedelta

from conftest import NOW
from test_board_revisions import ADDRESS, FIRST, SECOND

from kiosk.accounts import audit
from kiosk.accounts.audit import Actor, Wanted
from kiosk.boards import hangings, marking, revisions

LAN = Actor("lan")
DAY = date(2026, 3, 9)


def recorded(db):
    with db.transaction():
        revisions.record(db, {"field-8": (FIRST, SECOND)}, ADDRESS, "lan", NOW)


def hang(db, *sheets, now=NOW):
    with db.transaction():
        return marking.hang(db, sheets, DAY, LAN, now)


def take_back(db, key):
    with db.transaction():
        return marking.take_back(db, key, LAN, NOW)


def logged(db):
    return [(row["what"], row["details"]) for row in audit.rows(db, Wanted())]


def test_what_is_marked_together_is_one_marking(empty_db):
    recorded(empty_db)
    hang(empty_db, FIRST)
    hang(empty_db, SECOND, now=NOW + timedelta(hours=1))
    with empty_db.transaction():
        marking.take_down(empty_db, [FIRST.id], DAY, LAN, NOW + timedelta(hours=2))
    found = [(one.sheets, one.is_taken_down, one.day) for one in hangings.markings(empty_db)]
    assert found == [
        ((FIRST.id,), True, "2026-03-09"),
        ((SECOND.id,), False, "2026-03-09"),
    ]


def test_a_wrong_mark_is_taken_back_and_what_was_before_counts_again(empty_db):
    recorded(empty_db)
    hang(empty_db, FIRST, SECOND)
    with empty_db.transaction():
        marking.take_down(empty_db, [FIRST.id], DAY, LAN, NOW + timedelta(hours=1))
    assert hangings.sheets(empty_db) == (SECOND,)
    newest, older = hangings.markings(empty_db)
    assert take_back(empty_db, newest.key).sheets == (FIRST.id,)
    assert hangings.sheets(empty_db) == (FIRST, SECOND)
    assert take_back(empty_db, newest.key) is None
    assert take_back(empty_db, hangings.markings(empty_db)[0].key)
    assert hangings.last_marks(empty_db) == {}
    assert logged(empty_db)[0] == (
        "board_mark_taken_back",
        "2: field-8/g01-1, field-8/g02-1; 09/03/2026",
    )
    assert older.key == hangings.Marking(older.marked_at, "lan", "2026-03-09", False, ()).key


def test_nothing_marked_is_nothing_noted(empty_db):
    recorded(empty_db)
    hang(empty_db, FIRST)
    assert hang(empty_db, FIRST) == []
    assert logged(empty_db) == [("board_hung", "1: field-8/g01-1; 09/03/2026")]


def test_who_hung_them_stands_in_the_log(empty_db):
    with empty_db.transaction():
        marking.take_down(empty_db, [], DAY, LAN, NOW)
        hangings.mark_hung(empty_db, [FIRST, SECOND], DAY, "lan", NOW)
        marking.take_down(empty_db, [FIRST.id, SECOND.id], DAY, LAN, NOW, by="Chị Minh")
    assert logged(empty_db) == [
        ("board_taken_down", "2: field-8/g01-1, field-8/g02-1; 09/03/2026 Chị Minh")
    ]
