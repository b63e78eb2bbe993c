"""Two changes of one procedure, joined."""

from kiosk.catalog.merging import merged

BASE = {"name": "A", "agency": "xã", "result": None, "documents": [{"name": "x", "position": 1}]}


def test_what_only_one_side_changed_is_taken():
    mine = {**BASE, "name": "B"}
    theirs = {**BASE, "agency": "phường", "documents": [{"name": "y", "position": 1}]}
    assert merged(BASE, mine, theirs) == ({**theirs, "name": "B"}, ())


def test_what_both_changed_otherwise_stays_mine_and_is_told():
    mine, theirs = {**BASE, "name": "B", "result": "r"}, {**BASE, "name": "C", "result": "r"}
    assert merged(BASE, mine, theirs) == (mine, ("name",))


def test_places_alone_are_no_change_of_rows():
    mine = {**BASE, "documents": [{"name": "x", "position": 7}]}
    theirs = {**BASE, "documents": [{"name": "y", "position": 1}]}
    assert merged(BASE, mine, theirs) == (theirs, ())


def test_what_was_cleared_stays_cleared():
    mine, theirs = {**BASE, "agency": None}, {**BASE, "name": "C"}
    assert merged(BASE, mine, theirs) == ({**theirs, "agency": None}, ())


def test_two_that_began_from_nothing_keep_mine_where_they_differ():
    assert merged(None, {"name": "A", "result": None}, {"name": "B", "result": "r"}) == (
        {"name": "A", "result": "r"},
        ("name",),
    )
