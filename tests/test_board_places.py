"""A code keeps its place; what is new takes a free one; a change touches one sheet."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.boards.places import Grid, in_order, of_fields

GRID = Grid(2, 4)


def codes(field, n):
    return [f"{field}{i}" for i in range(n)]


def sheets_of(places):
    return {sheet for sheet, _ in places.values()}


def test_a_field_of_several_begins_a_row():
    found = of_fields([("a", codes("a", 3)), ("b", codes("b", 2)), ("c", ["c0"])], {}, GRID)
    assert [found[code] for code in ("a0", "a1", "a2")] == [(1, 0), (1, 1), (1, 2)]
    assert [found[code] for code in ("b0", "b1", "c0")] == [(1, 4), (1, 5), (1, 6)]


def test_fields_of_one_share_rows():
    found = of_fields([(field, [field]) for field in "abc"], {}, GRID)
    assert found == {"a": (1, 0), "b": (1, 1), "c": (1, 2)}


def test_a_field_that_fits_on_a_sheet_is_not_torn_apart():
    found = of_fields([("a", codes("a", 5)), ("b", codes("b", 4))], {}, GRID)
    assert [found[code][0] for code in codes("a", 5)] == [1] * 5
    assert [found[code] for code in codes("b", 4)] == [(2, 0), (2, 1), (2, 2), (2, 3)]


def test_a_group_that_would_fill_its_sheets_gets_room():
    found = of_fields([("a", codes("a", 8))], {}, GRID)
    assert sorted(found.values()) == [(1, 0), (1, 1), (1, 2), (1, 3)] + [
        *((2, 0), (2, 1), (2, 2), (2, 3))
    ]


def test_a_new_code_takes_the_place_of_one_that_is_gone():
    before = of_fields([("a", codes("a", 5))], {}, GRID)
    after = of_fields([("a", ["a0", "a2", "a3", "a4", "new"])], before, GRID)
    assert after == {**{c: before[c] for c in ("a0", "a2", "a3", "a4")}, "new": before["a1"]}


def test_a_new_code_stands_beside_its_field_else_in_an_empty_row_else_anywhere():
    before = {"a0": (1, 0), "a1": (1, 1), "b0": (1, 2)}
    fields = [("a", ["a0", "a1", "a2", "a3"]), ("b", ["b0", "b1"])]
    assert of_fields(fields, before, GRID) == {
        **before,
        **{"a2": (1, 4), "a3": (1, 5), "b1": (1, 3)},
    }
    full = {f"a{n}": (1, n) for n in (0, 1, 2, 3, 4, 5, 6)}
    assert of_fields([("a", codes("a", 7)), ("b", ["b0"])], full, GRID)["b0"] == (1, 7)


def test_a_new_code_of_full_sheets_begins_a_new_sheet():
    before = {f"a{n}": (1, n) for n in range(8)}
    assert of_fields([("a", codes("a", 9))], before, GRID)["a8"] == (2, 0)


def test_the_number_of_a_sheet_that_is_gone_is_used_again():
    before = {f"a{n}": (2, n) for n in range(8)}
    assert of_fields([("a", codes("a", 9))], before, GRID)["a8"] == (1, 0)


def test_codes_without_fields_keep_their_places_too():
    assert in_order(["a", "b", "c"], {}, 2) == {"a": (1, 0), "b": (1, 1), "c": (2, 0)}
    assert in_order(["c", "d"], {"a": (1, 0), "c": (1, 1)}, 2) == {"c": (1, 1), "d": (1, 0)}


@st.composite
def groups(draw):
    sizes = draw(st.lists(st.integers(1, 30), min_size=1, max_size=7))
    return [(f"f{n}", [f"f{n}-{i}" for i in range(size)]) for n, size in enumerate(sizes)]


@settings(deadline=None)
@given(groups(), st.sampled_from([Grid(2, 4), Grid(3, 4)]))
def test_every_field_finds_room_for_one_more_on_the_sheets_there_are(fields, grid):
    before = of_fields(fields, {}, grid)
    assert len(set(before.values())) == len(before) == sum(len(c) for _, c in fields)
    assert all(0 <= place < grid.places for _, place in before.values())
    for field, _ in fields:
        more = [(f, [*c, "new"] if f == field else c) for f, c in fields]
        after = of_fields(more, before, grid)
        assert {code: after[code] for code in before} == before
        assert after["new"][0] in sheets_of(before)


@settings(deadline=None)
@given(groups(), st.data())
def test_what_stays_keeps_its_place_and_no_place_has_two(fields, data):
    before = of_fields(fields, {}, GRID)
    kept = [
        (field, [c for c in codes if data.draw(st.booleans())] + [f"{field}-new"])
        for field, codes in fields
    ]
    after = of_fields(kept, before, GRID)
    assert len(set(after.values())) == len(after) == sum(len(shown) for _, shown in kept)
    if any(code in before for _, shown in kept for code in shown):
        assert {c: at for c, at in after.items() if c in before} == {
            c: before[c] for c in after if c in before
        }
