"""Taking a publication back gives what was there before, whatever happened in between."""

from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp

import pytest
from catalog_files import edit, shipped
from conftest import NOW, load_catalog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk import store
from kiosk.catalog import changelog, document, part_edits, publications, publishing, undo, versions
from kiosk.clock import local_day

TODAY = local_day(NOW)
CODES = ["1.001193", "2.000635", "1.004222"]


def state(db, day=TODAY):
    """All that is in force on *day* and all that waits, without when and by whom it came."""
    held = {code: (v.body, v.starts_on > day.isoformat()) for code, v in _all(db, day)}
    return held, document.of_database(db, day)


def _all(db, day):
    yield from versions.in_force(db, day).items()
    for code, version in versions.upcoming(db, day).items():
        yield f"{code} waits", version


def put(db, rows, now=NOW, **parts):
    """Publish *rows*, values by code, over what is in force; the number."""
    day = local_day(now)
    held = {code: version.body for code, version in versions.in_force(db, day).items()}
    # A new procedure begins as a copy of one that is there.
    bodies = {code: held.get(code) or {**held[CODES[1]], "name": "Thủ tục mới"} for code in rows}
    drafts = {code: {**bodies[code], **row, "code": code} for code, row in rows.items()}
    checked = publishing.CheckedCatalog(drafts, parts)
    with db.transaction():
        return publishing.publish(db, publishing.propose(db, checked, day), now, "lan", "test")


def back(db, number, now=NOW):
    with db.transaction():
        return undo.undo(db, number, now, "lan", "Hoàn tác")


def test_an_amendment_is_taken_back_at_once_and_without_a_trace_for_citizens(db):
    before, told = state(db), changelog.page(db, TODAY, 99, 1)
    number = put(db, {CODES[0]: {"name": "Tên sai"}})
    assert state(db) != before
    back(db, number)
    assert state(db) == before
    assert changelog.page(db, TODAY, 99, 1) == told


def test_days_later_what_held_meanwhile_stays_in_the_history(db):
    before = state(db)
    number = put(db, {CODES[0]: {"name": "Tên sai"}})
    later = NOW + timedelta(days=5)
    back(db, number, later)
    assert state(db, local_day(later)) == before
    assert versions.in_force(db, TODAY)[CODES[0]].body["name"] == "Tên sai"
    assert [v.change for v in versions.history(db, CODES[0])] == ["new", "amended", "amended"]


def test_what_was_new_is_there_no_more(db):
    before = state(db)
    number = put(db, {"9.000001": {}})
    back(db, number, NOW + timedelta(days=2))
    assert state(db) == before


def test_a_repealed_procedure_is_restored(db):
    number = put(db, {CODES[0]: {"status": "repealed"}})
    later = NOW + timedelta(days=3)
    back(db, number, later)
    found = versions.in_force(db, local_day(later))[CODES[0]]
    assert (found.change, found.body["status"]) == ("restored", None)


def test_a_plan_that_was_withdrawn_waits_again(db):
    put(db, {CODES[0]: {"name": "Từ tháng sau", "effective_from": "2026-04-01"}})
    before = state(db)
    number = put(db, {CODES[0]: {"status": "repealed", "effective_from": None}})
    assert f"{CODES[0]} waits" not in state(db)[0]
    back(db, number)
    assert state(db) == before
    assert f"{CODES[0]} waits" in before[0]


def test_an_undo_is_undone(db):
    put(db, {CODES[0]: {"name": "Một"}})
    number = put(db, {CODES[0]: {"name": "Hai"}, "9.000001": {}})
    after = state(db)
    again = back(db, number, NOW + timedelta(days=1))
    back(db, again, NOW + timedelta(days=1))
    assert state(db, TODAY + timedelta(days=1)) == after
    assert publications.one(db, number).undone_by is None


def test_a_later_change_of_the_same_procedure_stands_in_the_way_until_it_is_undone(db):
    first = put(db, {CODES[0]: {"name": "Một"}, CODES[1]: {"name": "Hai"}})
    other = put(db, {CODES[2]: {"name": "Khác"}})
    second = put(db, {CODES[0]: {"name": "Ba"}})
    (found,) = undo.obstacles(db, first)
    assert (found.publication.id, found.codes, found.parts) == (second, (CODES[0],), ())
    with pytest.raises(ValueError, match="cannot be undone"):
        back(db, first)
    back(db, second)
    back(db, first)
    names = {code: v.body["name"] for code, v in versions.in_force(db, TODAY).items()}
    assert names[CODES[2]] == "Khác" and names[CODES[0]] not in ("Một", "Ba")
    assert publications.one(db, other).undone_by is None


def test_parts_are_taken_back_and_stand_in_the_way(db):
    def phone(number):
        edit_ = part_edits.of_unit(db, TODAY, {"phone": number})
        with db.transaction():
            return publishing.publish(db, edit_.proposal, NOW, "lan", "test")

    before = state(db)
    first, second = phone("111"), phone("222")
    (found,) = undo.obstacles(db, first)
    assert (found.publication.id, found.parts) == (second, ("unit",))
    back(db, second)
    assert versions.parts(db)["unit"]["phone"] == "111"
    back(db, first)
    assert state(db) == before


def test_a_field_whose_code_was_made_stays_retired(db, tmp_path):
    fields = versions.parts(db)["fields"]
    new = {**fields[0], "slug": "moi", "number": 99, "name": "Mới", "desk": None}
    number = put(db, {}, fields=[*fields, new])
    db.execute(
        """
        insert into symbol (unit_id, payload, level, version, mask, modules, digest, made_at)
        values (:unit, 'https://x.vn/q/f99', 'Q', 2, 0, '', '', '')
        """
    )
    back(db, number)
    assert versions.parts(db)["fields"] == [*fields, {**new, "status": "retired"}]


def test_the_first_of_all_and_what_is_undone_already_cannot_be_taken_back(db):
    number = put(db, {CODES[0]: {"name": "Một"}})
    back(db, number)
    for one in (1, number, 77):
        with pytest.raises(ValueError, match="cannot be undone"):
            back(db, one)


def test_a_whole_import_is_taken_back(db, tmp_path):
    before = state(db)
    folder = shipped(tmp_path / "catalog")
    for row in range(0, 160, 7):
        edit(
            folder / "procedures.csv", row, name=f"Tên {row}", status="repealed" if row % 2 else ""
        )
    edit(folder / "fields.csv", 0, desk="Quầy 1")
    number = load_catalog(db, folder)
    assert len(undo.obstacles(db, number)) == 0
    back(db, number)
    assert state(db) == before


CHANGE = st.tuples(
    st.sampled_from([*CODES, "9.000001", "9.000002"]),
    st.fixed_dictionaries(
        {},
        optional={
            "name": st.sampled_from(["Một", "Hai", "Ba"]),
            "status": st.sampled_from([None, "repealed"]),
            "effective_from": st.sampled_from([None, "2026-03-12", "2026-03-20"]),
        },
    ),
)
STEP = st.one_of(
    st.tuples(st.just("put"), st.lists(CHANGE, min_size=1, max_size=3), st.integers(0, 4)),
    st.tuples(st.just("back"), st.integers(0, 30), st.integers(0, 4)),
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(STEP, min_size=2, max_size=8))
def test_whatever_was_done_each_undo_gives_the_state_before(
    loaded_database, tmp_path_factory, steps
):
    path = tmp_path_factory.mktemp("undo") / "kiosk.db"
    path.write_bytes(loaded_database.read_bytes())
    db = store.open_database(path)
    now = NOW
    try:
        for what, given_, days in steps:
            now += timedelta(days=days)
            day = local_day(now)
            if what == "put":
                number = put(db, dict(given_), now)
                if number is None:
                    continue
                before = state_before(db, number, day)
                redo = back(db, number, now)
                assert state(db, day) == before
                back(db, redo, now)
            else:
                able = [p for p in publications.everything(db) if undo.can_be_undone(db, p)]
                if able:
                    chosen = able[given_ % len(able)]
                    after = state(db, day)
                    redo = back(db, chosen.id, now)
                    back(db, redo, now)
                    assert state(db, day) == after
                    back(db, chosen.id, now)
    finally:
        db.close()


def state_before(db, number, day):
    """The state on *day* as the publications before *number* would give it."""
    copy = store.open_database(_copy_of(db))
    of_number = {"n": number}
    copy.execute(
        """
        update procedure_version
        set withdrawn_by = null
        where unit_id = :unit and withdrawn_by = :n
        """,
        of_number,
    )
    for table in ("procedure_version", "catalog_part"):
        copy.execute(
            f"delete from {table} where unit_id = :unit and publication_id = :n", of_number
        )
    try:
        return state(copy, day)
    finally:
        copy.close()


def _copy_of(db):
    path = Path(mkdtemp()) / "copy.db"
    db.utils.execute("vacuum into ?", [str(path)])
    return path


def test_what_was_put_into_a_new_field_meanwhile_stands_in_the_way(db):
    """Else a procedure would be left in a field that is no more."""
    fields = versions.parts(db)["fields"]
    added = {**fields[0], "slug": "moi", "number": 99, "name": "Lĩnh vực mới"}
    first = put(db, {"9.000001": {"field": "moi"}}, fields=[*fields, added])
    second = put(db, {CODES[0]: {"field": "moi"}})
    (found,) = undo.obstacles(db, first)
    assert (found.publication.id, found.codes, found.parts) == (second, (CODES[0],), ())
    back(db, second)
    back(db, first)
    assert versions.parts(db)["fields"] == fields


def test_a_new_procedure_that_replaces_another_meanwhile_is_not_taken_back(db):
    first = put(db, {"9.000001": {}})
    put(db, {CODES[0]: {"status": "replaced", "replaced_by": "9.000001"}})
    (found,) = undo.obstacles(db, first)
    assert found.codes == (CODES[0],)
