"""Searches without result: nothing rare, nobody's numbers, only what three visitors searched."""

from datetime import date

import pytest
from conftest import PHONE, phone

from kiosk.events import misses
from kiosk.events.misses import KEPT_S, Miss, Misses, words

DAY = date(2026, 3, 10)
MISSED = "/tim-kiem?q=Xýzzy+Wômbat"  # finds nothing in the shipped catalog


def kept(db):
    rows = db.query("select day, words, n from missed_search order by day, words")
    return [(row["day"], row["words"], row["n"]) for row in rows]


# Words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("  Giấy   phép XÂY dựng ", "giay phep xay dung"),
        ("giấy phép, xây-dựng?", "giay phep xay dung"),
        ("đổi CCCD 012345678901", "doi cccd ############"),
        ("sđt 0912.345.678", "sdt #### ### ###"),
        ("năm ٢٠٢٦ ²", "nam #### #"),
        ("a_b", "a b"),
        ("0912345678", ""),
        ("12/2026", ""),
        ("?!", ""),
        ("", ""),
        ("\ud800\x00<script>", "script"),
        ("ấ" * 300, "a" * 80),
        ("a" * 79 + " bcd", "a" * 79),
    ],
)
def test_words_are_kept_without_marks_and_without_numbers(query, expected):
    assert words(query) == expected


# The memory ---------------------------------------------------------------------------------


def counted(memory, *visits, searched="xay dung"):
    """What each visit, (agent, second), brings to write."""
    return [memory.count(searched, "10.0.0.1", agent, now) for agent, now in visits]


def test_the_third_visitor_brings_all_three_and_each_further_one_itself():
    assert counted(Misses(), *[(agent, 0) for agent in "abcde"]) == [0, 0, 3, 1, 1]


def test_one_visitor_is_never_three():
    assert counted(Misses(), *[("a", n * 1800) for n in range(9)]) == [0] * 9


def test_a_repeat_within_thirty_minutes_does_not_count():
    visits = [("a", 0), ("a", 1799), ("b", 0), ("c", 0), ("c", 1799), ("c", 1800)]
    assert counted(Misses(), *visits) == [0, 0, 0, 3, 0, 1]


def test_a_repeat_does_not_put_off_the_end_of_the_thirty_minutes():
    visits = [("a", 0), ("b", 0), ("c", 0), ("c", 1000), ("c", 2000)]
    assert counted(Misses(), *visits)[-1] == 1


def test_a_visitor_who_comes_back_later_is_held_back_with_the_others():
    assert counted(Misses(), ("a", 0), ("a", 1800), ("b", 2000), ("c", 2000)) == [0, 0, 0, 4]


def test_a_visitor_is_a_network_and_an_agent():
    memory = Misses()
    found = [memory.count("x", network, agent, 0) for network in "12" for agent in "ab"]
    assert found == [0, 0, 3, 1]


def test_other_words_are_another_search():
    memory = Misses()
    assert [counted(memory, (agent, 0), searched=agent) for agent in "abc"] == [[0], [0], [0]]


def test_memory_is_bounded_and_the_latest_stay(monkeypatch):
    monkeypatch.setattr(misses, "MOST_WORDS", 10)
    monkeypatch.setattr(misses, "MOST_VISITORS", 5)
    memory = Misses()
    counted(memory, ("a", 0), ("b", 0))
    for n in range(9):
        counted(memory, ("a", 0), searched=f"w{n}")
    counted(memory, ("a", 0), searched="xay dung")  # searched again, so not the oldest any more
    counted(memory, ("a", 0), searched="one more")
    assert len(memory._searched) == 10
    assert counted(memory, ("c", 0)) == [3]
    counted(memory, *[(str(n), 0) for n in range(20)])
    assert max(len(found.visitors) for found in memory._searched.values()) == 5


def test_nothing_is_remembered_longer_than_a_week():
    memory = Misses()
    counted(memory, ("a", 0), ("b", 0))
    salt = memory._salt
    assert counted(memory, ("c", KEPT_S)) == [0]
    assert memory._salt != salt


def test_the_memory_holds_neither_words_nor_visitors():
    memory = Misses()
    memory.count("nguyen van a", "203.0.113.7", PHONE, 0)
    assert not any(trace in repr(vars(memory)) for trace in ("nguyen", "203.0", "Mozilla"))


# The table ----------------------------------------------------------------------------------


def test_the_same_words_are_one_row_a_day(empty_db):
    for day, n in ((DAY, 3), (DAY, 1), (date(2026, 3, 11), 3)):
        Miss(day, "xay dung", n).add_to(empty_db)
    assert kept(empty_db) == [("2026-03-10", "xay dung", 4), ("2026-03-11", "xay dung", 3)]


def test_a_full_day_takes_no_new_words_and_counts_the_known(empty_db, monkeypatch):
    monkeypatch.setattr(misses, "MOST_A_DAY", 2)
    for searched in ("a", "b", "c", "a"):
        Miss(DAY, searched, 3).add_to(empty_db)
    Miss(date(2026, 3, 11), "c", 3).add_to(empty_db)
    assert kept(empty_db) == [
        ("2026-03-10", "a", 6),
        ("2026-03-10", "b", 3),
        ("2026-03-11", "c", 3),
    ]


def test_totals_are_of_the_days_asked_for_most_frequent_first(empty_db):
    for day, searched, n in ((9, "a", 9), (10, "a", 3), (11, "b", 4), (12, "c", 3), (13, "a", 9)):
        Miss(date(2026, 3, day), searched, n).add_to(empty_db)
    found = list(misses.totals(empty_db, DAY, date(2026, 3, 12)))
    assert found == [
        {"words": "b", "n": 4},
        {"words": "a", "n": 3},
        {"words": "c", "n": 3},
    ]


# Requests -----------------------------------------------------------------------------------


def search(app, n, path=MISSED, method="GET", headers=None, agent=PHONE, is_staff=False):
    """One search by each of *n* phones at addresses of their own."""
    for number in range(n):
        browser = phone(app, agent, f"10.0.0.{number}")
        if is_staff:
            browser.set_cookie("staff_device", "1")
        assert browser.open(path, method=method, headers=headers).status_code == 200


def test_three_visitors_make_a_note_and_two_leave_no_trace(app, db):
    search(app, 2)
    assert kept(db) == []
    db.utils.execute("pragma wal_checkpoint(truncate)")
    assert "xyzzy" not in "\n".join(db.utils.conn.iterdump())
    search(app, 4)
    assert kept(db) == [("2026-03-10", "xyzzy wombat", 4)]


def test_a_note_is_of_the_local_day_and_no_event(app, db, clock):
    clock.advance(14.5 * 3600)  # half past midnight in Viet Nam
    search(app, 3)
    assert kept(db) == [("2026-03-11", "xyzzy wombat", 3)]
    assert list(db.query("select 1 from event")) == []


@pytest.mark.parametrize(
    "path",
    [
        "/tim-kiem?q=khai+sinh",
        "/tim-kiem?q=",
        "/tim-kiem",
        "/tim-kiem?q=0912345678999",
        "/tim-kiem?q=000.00.53.H48-220921-0099",
    ],
)
def test_what_was_found_or_is_no_search_is_not_noted(app, db, path):
    search(app, 3, path)
    assert kept(db) == []


@pytest.mark.parametrize(
    ("method", "headers", "agent"),
    [
        pytest.param("HEAD", {}, PHONE, id="link checker"),
        pytest.param("GET", {"Sec-Purpose": "prefetch"}, PHONE, id="prefetch"),
        pytest.param("GET", {"Sec-Fetch-Site": "cross-site"}, PHONE, id="another site"),
        pytest.param("GET", {}, "curl/8.5.0", id="program"),
        pytest.param("GET", {}, "facebookexternalhit/1.1", id="preview"),
    ],
)
def test_who_is_no_citizen_is_not_noted(app, db, method, headers, agent):
    search(app, 5, method=method, headers=headers, agent=agent)
    assert kept(db) == []


def test_a_staff_device_is_not_noted(app, db):
    search(app, 5, is_staff=True)
    assert kept(db) == []


def test_an_english_search_is_noted_with_the_others(app, db):
    search(app, 2)
    phone(app, address="10.0.0.9").get(f"/en{MISSED}")
    assert kept(db) == [("2026-03-10", "xyzzy wombat", 3)]


def test_a_note_that_cannot_be_stored_stops_no_page_and_no_count(app, db):
    db.execute(
        "create trigger no before insert on missed_search begin select raise(abort, ''); end"
    )
    search(app, 4)
    assert kept(db) == []
    assert app.extensions["kiosk"].writer.failed == 0
    phone(app).get("/q/1001193")
    assert [row["class"] for row in db.query("select class from event")] == ["person"]
