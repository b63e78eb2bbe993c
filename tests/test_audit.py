"""The log of staff: only added to, found again by word, person and day."""

import sqlite3
from datetime import UTC, date, datetime

import pytest
from conftest import NOW

from kiosk.accounts import audit
from kiosk.accounts.audit import Actor, Wanted

AN, BINH = Actor("an"), Actor("binh")


def numbers(db, **wanted):
    return [row["number"] for row in audit.rows(db, Wanted(**wanted))]


@pytest.fixture
def entries(db):
    """Three rows, the last one just after midnight in Viet Nam."""
    audit.add(db, AN, datetime(2026, 3, 9, 16, 59, 59, tzinfo=UTC), "signed_in")
    audit.add(db, AN, datetime(2026, 3, 9, 17, 0, tzinfo=UTC), "account_added", "đạt_100%: Cán bộ")
    audit.add(db, BINH, NOW, "signed_in")


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_entry set who = 'nobody'",
        "update audit_entry set number = 9 where number = 3",
        "delete from audit_entry",
        "delete from audit_entry where number = 1",
        "insert or replace into audit_entry select * from audit_entry where number = 2",
        "replace into audit_entry select unit_id, 1, at, 'x', via, what, details, folded "
        "from audit_entry where number = 2",
    ],
)
def test_no_statement_changes_what_was_noted(db, entries, statement):
    before = list(audit.rows(db, Wanted()))
    with pytest.raises(sqlite3.IntegrityError, match="the audit log is"):
        db.execute(statement)
    assert list(audit.rows(db, Wanted())) == before
    assert audit.missing(db) == 0


def test_rows_that_were_taken_out_past_us_are_missed(db, entries):
    db.execute("drop trigger audit_entry_is_never_deleted")
    db.execute("delete from audit_entry where number in (1, 2)")
    assert audit.missing(db) == 2


def test_only_known_kinds_are_noted(db):
    with pytest.raises(ValueError, match="coffee"):
        audit.add(db, AN, NOW, "coffee")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, [3, 2, 1]),
        ({"words": "đăng nhập"}, [3, 1]),
        ({"words": "DANG NHAP"}, [3, 1]),
        ({"words": "dat_100%"}, [2]),
        ({"words": "_"}, [2]),
        ({"words": "%"}, [2]),
        ({"words": "!"}, []),
        ({"words": "' or 1=1 --"}, []),
        ({"person": "an"}, [2, 1]),
        ({"person": "a"}, []),
        ({"first": date(2026, 3, 10)}, [3, 2]),
        ({"last": date(2026, 3, 9)}, [1]),
        ({"first": date(2026, 3, 9), "last": date(2026, 3, 10)}, [3, 2, 1]),
        ({"first": date(2026, 3, 11)}, []),
        ({"last": date.max}, [3, 2, 1]),
        ({"first": date.min}, [3, 2, 1]),
        ({"person": "an", "words": "them"}, [2]),
    ],
)
def test_rows_are_found_by_word_person_and_local_day(db, entries, wanted, found):
    assert numbers(db, **wanted) == found
    assert audit.page(db, Wanted(**wanted), 1).total == len(found)


def test_the_log_is_read_a_page_at_a_time(db):
    for _ in range(101):
        audit.add(db, AN, NOW, "signed_in")
    pages = [audit.page(db, Wanted(), number) for number in (1, 2, 3)]
    assert [(page.rows[0]["number"], len(page.rows)) for page in pages] == [
        (101, 50), (51, 50), (1, 1)
    ]  # fmt: skip
    assert {page.pages for page in pages} == {3}
    assert audit.page(db, Wanted(), 4) is None
    assert audit.page(db, Wanted(words="khong co"), 1).rows == []


def test_each_name_is_listed_once(db, entries):
    audit.add(db, audit.NOBODY, NOW, "sign_in_unknown")
    assert audit.people(db) == ["an", "binh"]
