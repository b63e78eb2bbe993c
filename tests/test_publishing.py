import json
import sqlite3
from datetime import date, timedelta

import pytest
from catalog_files import TODAY, changed, edit, proposed, put, rows, shipped, small, write
from conftest import NOW, load_catalog

from kiosk.catalog import publishing, versions
from kiosk.catalog.published import Shelf, load
from kiosk.clock import local_day
from kiosk.errors import CatalogError
from kiosk.store.pool import Pool

HEADING = "code,name,field,status,replaced_by,effective_from\n"
BIRTH = "1.001193,Đăng ký khai sinh,ho-tich"
COPY = "2.000815,Chứng thực bản sao,chung-thuc"
ONLY_BIRTHS = "slug,number,name,sector\nho-tich,1,Hộ tịch,commune\n"
NEXT_MONTH = date(2026, 4, 10)


@pytest.fixture
def folder(tmp_path, empty_db):
    """The small catalog, published as number 1."""
    path = small(tmp_path / "catalog")
    load_catalog(empty_db, path)
    return path


def procedures(folder, *lines):
    """Give *folder* these procedures."""
    put(folder, procedures=HEADING + "".join(f"{line}\n" for line in lines))


def without_copies(folder):
    """Take the second procedure out of every table of *folder*."""
    for path in folder.glob("*.csv"):
        found = rows(path)
        columns = list(found[0])
        write(path, columns, [row for row in found if row.get("code") != "2.000815"])


def publish(db, folder, now=NOW, decision="", **asked):
    """Publish *folder* at *now*; its number."""
    with db.transaction():
        proposal = proposed(db, folder, local_day(now), **asked)
        return publishing.publish(db, proposal, now, "tester", folder.name, decision)


def changes(proposal):
    return [str(change) for d in proposal.differences for change in d.changes]


def waiting(found):
    return [(version.code, version.starts_on) for version in found]


def history(db, code):
    return [(v.change, v.starts_on) for v in versions.history(db, code)]


# What changed ----------------------------------------------------------------------------------


def test_the_first_publication_makes_everything_new(folder, empty_db):
    assert versions.latest(empty_db) == 1
    assert history(empty_db, "1.001193") == [("new", "2026-03-10")]
    assert list(load(empty_db, TODAY).procedures) == ["1.001193", "2.000815"]


def test_publishing_twice_changes_nothing(db, tmp_path):
    proposal = proposed(db, shipped(tmp_path / "catalog"))
    assert proposal.is_empty
    assert publishing.publish(db, proposal, NOW, "tester", "again") is None
    assert versions.latest(db) == 1


def test_one_edited_fee_is_exactly_one_change(db, tmp_path):
    path = shipped(tmp_path / "catalog")
    edit(path / "channels.csv", 0, fee_vnd="8.000")
    proposal = proposed(db, path)
    assert changed(proposal) == [("1.001193", "amended")]
    assert changes(proposal) == ["~ channels: direct: fee_vnd: 0 -> 8000"]
    assert proposal.parts == {}
    assert publish(db, path) == 2
    assert proposed(db, path).is_empty
    assert load(db, TODAY).procedures["1.001193"].channels[0].fee_vnd == 8000


def test_papers_added_removed_and_changed_are_named_one_by_one(db, tmp_path):
    path = shipped(tmp_path / "catalog")
    found = rows(path / "documents.csv")
    first, second, third = found[:3]
    first["copies"] = "2"
    third = {**third, "case": "", "position": "9", "name": "Sổ hộ khẩu giấy"}
    write(path / "documents.csv", list(first), [first, *found[2:], third])
    proposal = proposed(db, path)
    assert changed(proposal) == [("1.001193", "amended")]
    assert sorted(changes(proposal)) == [
        "+ documents: Sổ hộ khẩu giấy",
        f"- documents: {second['name']}",
        f"~ documents: {first['name']}: copies: 0 -> 2",
    ]


def test_a_change_of_the_unit_is_shown(folder, empty_db):
    text = (folder / "unit.toml").read_text(encoding="utf-8")
    text = text.replace("dichvucong.gov.vn", "dichvucong.example.vn")
    (folder / "unit.toml").write_text('phone = "02033 123 456"\n' + text, encoding="utf-8")
    proposal = proposed(empty_db, folder)
    assert [str(change) for change in proposal.part_changes] == [
        "~ unit: phone: (empty) -> 02033 123 456",
        "~ unit: portal.hosts: dichvucong.gov.vn -> dichvucong.example.vn",
    ]
    assert publish(empty_db, folder) == 2
    assert load(empty_db, TODAY).unit.phone == "02033 123 456"


def test_changes_of_the_other_tables_are_shown(tmp_path, empty_db):
    path = small(
        tmp_path / "catalog",
        groups="slug,number,name,icon\ngiay-to,1,Giấy tờ,stamp\n",
        synonyms="term,expansion\ncccd,căn cước\ngks,giấy khai sinh\n",
    )
    load_catalog(empty_db, path)
    put(
        path,
        groups="slug,number,name,icon\ngiay-to,1,Giấy tờ tùy thân,stamp\n",
        synonyms="term,expansion\ncccd,căn cước\nkt3,tạm trú\n",
    )
    assert [str(change) for change in proposed(empty_db, path).part_changes] == [
        "~ groups: giay-to: name: Giấy tờ -> Giấy tờ tùy thân",
        "- synonyms: gks",
        "+ synonyms: kt3",
    ]


# The life of a procedure -----------------------------------------------------------------------


def test_a_new_procedure_joins_the_others(folder, empty_db):
    procedures(folder, f"{BIRTH},,,", f"{COPY},,,", "1.000894,Đăng ký kết hôn,ho-tich,,,")
    assert changed(proposed(empty_db, folder)) == [("1.000894", "new")]
    publish(empty_db, folder)
    shown = load(empty_db, TODAY)
    assert list(shown.procedures) == ["1.001193", "2.000815", "1.000894"]
    assert shown.procedures["1.000894"].sector == "commune"


def test_a_replaced_procedure_names_its_successor(folder, empty_db):
    procedures(folder, f"{BIRTH},replaced,2.000815,", f"{COPY},,,")
    assert changed(proposed(empty_db, folder)) == [("1.001193", "replaced")]
    publish(empty_db, folder)
    shown = load(empty_db, TODAY)
    assert list(shown.procedures) == ["2.000815"]
    assert shown.retired["1.001193"].replaced_by == "2.000815"
    assert shown.find("1001193") is shown.retired["1.001193"]


def test_a_repealed_procedure_can_be_restored(folder, empty_db):
    procedures(folder, f"{BIRTH},repealed,,", f"{COPY},,,")
    publish(empty_db, folder)
    assert list(load(empty_db, TODAY).retired) == ["1.001193"]
    procedures(folder, f"{BIRTH},,,", f"{COPY},,,")
    assert changed(proposed(empty_db, folder)) == [("1.001193", "restored")]
    publish(empty_db, folder)
    assert list(load(empty_db, TODAY).retired) == []
    assert history(empty_db, "1.001193") == [
        ("new", "2026-03-10"),
        ("repealed", "2026-03-10"),
        ("restored", "2026-03-10"),
    ]


def test_a_future_procedure_is_hidden_until_its_day(folder, empty_db):
    procedures(folder, f"{BIRTH},,,", f"{COPY},,,", "1.000894,Kết hôn,ho-tich,,,10/04/2026")
    (difference,) = [d for d in proposed(empty_db, folder).differences if d.kind == "new"]
    assert difference.starts_on == "2026-04-10"
    publish(empty_db, folder)
    day_before = load(empty_db, NEXT_MONTH - timedelta(days=1))
    assert day_before.find("1.000894") is None
    assert "1.000894" in load(empty_db, NEXT_MONTH).procedures
    assert proposed(empty_db, folder).is_empty
    assert proposed(empty_db, folder, NEXT_MONTH).is_empty


def test_a_future_change_holds_from_its_day(folder, empty_db):
    procedures(folder, "1.001193,Khai sinh mới,ho-tich,,,2026-04-10", f"{COPY},,,")
    publish(empty_db, folder)
    names = [
        load(empty_db, day).procedures["1.001193"].name
        for day in (TODAY, NEXT_MONTH - timedelta(days=1), NEXT_MONTH, date(2027, 1, 1))
    ]
    assert names == ["Đăng ký khai sinh", "Đăng ký khai sinh", "Khai sinh mới", "Khai sinh mới"]
    assert proposed(empty_db, folder).is_empty
    assert proposed(empty_db, folder, date(2026, 5, 1)).is_empty


def test_a_future_repeal_holds_from_its_day(folder, empty_db):
    procedures(folder, f"{BIRTH},repealed,,2026-04-10", f"{COPY},,,")
    publish(empty_db, folder)
    assert "1.001193" in load(empty_db, NEXT_MONTH - timedelta(days=1)).procedures
    assert "1.001193" in load(empty_db, NEXT_MONTH).retired


def test_a_past_effective_date_holds_from_the_day_of_publishing(folder, empty_db):
    procedures(folder, "1.001193,Khai sinh mới,ho-tich,,,2026-01-01", f"{COPY},,,")
    publish(empty_db, folder)
    assert versions.history(empty_db, "1.001193")[-1].starts_on == "2026-03-10"
    assert load(empty_db, TODAY).procedures["1.001193"].effective_from == "2026-01-01"


def test_what_the_file_leaves_out_is_listed_and_not_repealed(folder, empty_db):
    without_copies(folder)
    proposal = proposed(empty_db, folder)
    assert proposal.absent == [("2.000815", "Chứng thực bản sao")]
    assert proposal.is_empty
    assert "2.000815" in load(empty_db, TODAY).procedures


def test_what_the_file_leaves_out_is_repealed_when_asked(folder, empty_db):
    without_copies(folder)
    publish(empty_db, folder, repeal_absent=True, decision="12/QĐ-UBND")
    shown = load(empty_db, TODAY)
    assert list(shown.procedures) == ["1.001193"]
    assert shown.retired["2.000815"].effective_from == "2026-03-10"
    assert history(empty_db, "2.000815")[-1] == ("repealed", "2026-03-10")
    again = proposed(empty_db, folder, repeal_absent=True)
    assert (again.is_empty, again.absent) == (True, [])


# What is kept ----------------------------------------------------------------------------------


def test_every_version_is_kept_with_its_decision_and_who_brought_it(folder, empty_db):
    edit(folder / "channels.csv", 0, fee_vnd="8000")
    publish(empty_db, folder, NOW + timedelta(days=1), decision="163/QĐ-BTP")
    edit(folder / "channels.csv", 0, fee_vnd="9000")
    publish(empty_db, folder, NOW + timedelta(days=2), decision="200/QĐ-BTP")
    assert [
        (v.change, v.starts_on, v.decision, v.at, v.who, v.body["channels"][0]["fee_vnd"])
        for v in versions.history(empty_db, "1.001193")
    ] == [
        ("new", "2026-03-10", "", "2026-03-10T03:00:00Z", "tester", 0),
        ("amended", "2026-03-11", "163/QĐ-BTP", "2026-03-11T03:00:00Z", "tester", 8000),
        ("amended", "2026-03-12", "200/QĐ-BTP", "2026-03-12T03:00:00Z", "tester", 9000),
    ]
    assert versions.in_force(empty_db, date(2026, 3, 11))["1.001193"].decision == "163/QĐ-BTP"
    assert history(empty_db, "2.000815") == [("new", "2026-03-10")]


def test_a_failure_midway_leaves_nothing_behind(folder, empty_db):
    procedures(folder, "1.001193,Một,ho-tich,,,", "2.000815,Hai,chung-thuc,,,")
    put(folder, groups="slug,number,name,icon\ngiay-to,1,Giấy tờ,\n")
    empty_db.execute(
        """
        create trigger refuse before insert on procedure_version when new.code = '2.000815'
        begin select raise(abort, 'no room'); end
        """
    )
    with pytest.raises(sqlite3.IntegrityError, match="no room"):
        publish(empty_db, folder)
    assert versions.latest(empty_db) == 1
    assert history(empty_db, "1.001193") == [("new", "2026-03-10")]
    assert "groups" not in versions.parts(empty_db)
    empty_db.execute("drop trigger refuse")
    assert publish(empty_db, folder) == 2


def test_a_field_that_leaves_the_file_is_retired_with_its_number(folder, empty_db):
    without_copies(folder)
    put(folder, fields=ONLY_BIRTHS)
    publish(empty_db, folder, repeal_absent=True)
    fields = load(empty_db, TODAY).fields
    assert [(f.slug, f.number, f.is_retired) for f in fields] == [
        ("ho-tich", 1, False),
        ("chung-thuc", 2, True),
    ]
    assert proposed(empty_db, folder).is_empty


def test_a_field_stays_open_while_a_procedure_that_is_only_absent_needs_it(folder, empty_db):
    without_copies(folder)
    put(folder, fields=ONLY_BIRTHS)
    publish(empty_db, folder)
    assert [f.is_retired for f in load(empty_db, TODAY).fields] == [False, False]


def test_a_group_that_leaves_the_file_is_retired_with_its_number(tmp_path, empty_db):
    groups = "slug,number,name,icon\ngiay-to,1,Giấy tờ,\nnha-dat,2,Nhà đất,\n"
    folder = small(tmp_path / "catalog", groups=groups)
    load_catalog(empty_db, folder)
    publish(empty_db, put(folder, groups=groups.replace("giay-to,1,Giấy tờ,\n", "")))
    shown = load(empty_db, TODAY)
    assert [group.slug for group in shown.open_groups] == ["nha-dat"]
    assert [(g.slug, g.number) for g in shown.groups] == [("nha-dat", 2), ("giay-to", 1)]


# What is shown ---------------------------------------------------------------------------------


def test_without_any_publication_there_is_nothing_to_show(empty_db):
    with pytest.raises(CatalogError, match="Run `kiosk init`"):
        load(empty_db, TODAY)


def test_the_shelf_is_filled_anew_by_a_publication_and_by_a_new_day(folder, empty_db):
    today = [TODAY]
    shelf = Shelf(lambda: today[0])

    pool = Pool(lambda: empty_db)
    first = shelf.current(pool)
    assert shelf.current(pool) is first
    procedures(folder, "1.001193,Khai sinh mới,ho-tich,,,2026-04-10", f"{COPY},,,")
    publish(empty_db, folder)
    assert shelf.current(pool).version == 2
    assert shelf.current(pool).procedures["1.001193"].name == "Đăng ký khai sinh"
    today[0] = NEXT_MONTH
    assert shelf.current(pool).procedures["1.001193"].name == "Khai sinh mới"


def test_a_waiting_change_can_be_postponed_or_brought_forward(folder, empty_db):
    for day in ("2026-06-01", "2026-07-01", "2026-05-01"):
        procedures(folder, f"1.001193,Khai sinh từ {day},ho-tich,,,{day}", COPY + ",,,")
        withdrawn = proposed(empty_db, folder).withdrawn
        publish(empty_db, folder)
    assert waiting(withdrawn) == [("1.001193", "2026-07-01")]
    assert len(history(empty_db, "1.001193")) == 4
    names = {
        day: versions.in_force(empty_db, date.fromisoformat(day))["1.001193"].body["name"]
        for day in ("2026-04-30", "2026-05-01", "2026-06-01", "2026-08-01")
    }
    assert names == {
        "2026-04-30": "Đăng ký khai sinh",
        "2026-05-01": "Khai sinh từ 2026-05-01",
        "2026-06-01": "Khai sinh từ 2026-05-01",
        "2026-08-01": "Khai sinh từ 2026-05-01",
    }


def test_a_procedure_that_waits_can_start_at_once(folder, empty_db):
    waiting = "2.000635,Bản sao trích lục,ho-tich,,,"
    procedures(folder, BIRTH + ",,,", COPY + ",,,", waiting + "2026-06-01")
    publish(empty_db, folder)
    procedures(folder, BIRTH + ",,,", COPY + ",,,", waiting)
    publish(empty_db, folder)
    assert "2.000635" in load(empty_db, TODAY).procedures
    assert versions.upcoming(empty_db, TODAY) == {}


# What waits ------------------------------------------------------------------------------------

PLAN = "1.001193,Khai sinh mới,ho-tich,,,2026-04-10"


@pytest.fixture
def planned(folder, empty_db):
    """The small catalog, and a change of its first procedure that waits for next month."""
    procedures(folder, PLAN, f"{COPY},,,")
    publish(empty_db, folder)
    return folder


def test_what_waits_is_shown_while_it_stays(planned, empty_db):
    procedures(planned, f"{BIRTH},,,", "2.000815,Bản sao,chung-thuc,,,")
    proposal = proposed(empty_db, planned)
    assert waiting(proposal.waiting) == [("1.001193", "2026-04-10")]
    assert proposal.withdrawn == []
    assert publish(empty_db, planned) == 3
    assert load(empty_db, NEXT_MONTH).procedures["1.001193"].name == "Khai sinh mới"


def test_the_file_that_brought_a_plan_shows_it_as_waiting(planned, empty_db):
    proposal = proposed(empty_db, planned)
    assert proposal.is_empty
    assert waiting(proposal.waiting) == [("1.001193", "2026-04-10")]


def test_a_plan_that_is_stated_anew_for_its_day_is_no_longer_waiting(planned, empty_db):
    procedures(planned, "1.001193,Khai sinh khác,ho-tich,,,2026-04-10", f"{COPY},,,")
    proposal = proposed(empty_db, planned)
    assert (proposal.waiting, proposal.withdrawn) == ([], [])
    publish(empty_db, planned)
    assert load(empty_db, NEXT_MONTH).procedures["1.001193"].name == "Khai sinh khác"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(f"{BIRTH},repealed,,", id="repealed"),
        pytest.param(f"{BIRTH},replaced,2.000815,", id="replaced"),
        pytest.param("1.001193,Khai sinh mới,ho-tich,,,2026-03-10", id="brought forward"),
        pytest.param("1.001193,Khai sinh mới,ho-tich,,,2026-06-01", id="postponed"),
    ],
)
def test_a_plan_is_withdrawn_by_what_takes_its_place(planned, empty_db, line):
    procedures(planned, line, f"{COPY},,,")
    proposal = proposed(empty_db, planned)
    assert waiting(proposal.withdrawn) == [("1.001193", "2026-04-10")]
    assert proposal.waiting == []
    publish(empty_db, planned)
    before, after = (
        versions.in_force(empty_db, day)["1.001193"] for day in (TODAY, date(2026, 5, 1))
    )
    assert before == after


def test_a_correction_of_what_is_in_force_leaves_a_plan_as_it_is(folder, empty_db):
    since = "1.001193,Đăng ký khai sinh,ho-tich,,,2026-01-01"
    procedures(folder, since, f"{COPY},,,")
    publish(empty_db, folder)
    procedures(folder, PLAN, f"{COPY},,,")
    publish(empty_db, folder)
    procedures(folder, since.replace("Đăng ký", "Việc"), f"{COPY},,,")
    proposal = proposed(empty_db, folder)
    assert changed(proposal) == [("1.001193", "amended")]
    assert waiting(proposal.waiting) == [("1.001193", "2026-04-10")]


def test_what_waits_is_withdrawn_when_asked(planned, empty_db):
    procedures(planned, f"{BIRTH},,,", f"{COPY},,,")
    proposal = proposed(empty_db, planned, withdraw_waiting=True)
    assert changed(proposal) == []
    assert waiting(proposal.withdrawn) == [("1.001193", "2026-04-10")]
    assert publish(empty_db, planned, withdraw_waiting=True) == 3
    assert versions.upcoming(empty_db, TODAY) == {}
    assert publish(empty_db, planned, withdraw_waiting=True) is None


def test_withdrawing_spares_what_the_file_states_and_what_it_leaves_out(planned, empty_db):
    assert proposed(empty_db, planned, withdraw_waiting=True).is_empty
    for path in planned.glob("*.csv"):
        found = rows(path)
        write(path, list(found[0]), [row for row in found if row.get("code") != "1.001193"])
    proposal = proposed(empty_db, planned, withdraw_waiting=True)
    assert waiting(proposal.waiting) == [("1.001193", "2026-04-10")]


def test_a_repeal_of_what_is_absent_withdraws_what_waits_for_it(folder, empty_db):
    procedures(folder, f"{BIRTH},,,", "2.000815,Bản sao mới,chung-thuc,,,2026-04-10")
    publish(empty_db, folder)
    without_copies(folder)
    proposal = proposed(empty_db, folder, repeal_absent=True)
    assert [d.code for d in proposal.repealed] == ["2.000815"]
    assert waiting(proposal.withdrawn) == [("2.000815", "2026-04-10")]
    publish(empty_db, folder, repeal_absent=True)
    assert list(load(empty_db, NEXT_MONTH).retired) == ["2.000815"]


def test_a_procedure_that_only_waits_can_be_absent_too(folder, empty_db):
    both = (f"{BIRTH},,,", f"{COPY},,,")
    procedures(folder, *both, "1.000894,Kết hôn,ho-tich,,,2026-04-10")
    publish(empty_db, folder)
    procedures(folder, *both)
    proposal = proposed(empty_db, folder)
    assert proposal.absent == [("1.000894", "Kết hôn")]
    assert waiting(proposal.waiting) == [("1.000894", "2026-04-10")]
    assert proposal.is_empty
    assert publish(empty_db, folder, repeal_absent=True) == 3
    assert "1.000894" not in load(empty_db, NEXT_MONTH).procedures
    assert proposed(empty_db, folder, repeal_absent=True).is_empty


def test_a_field_stays_open_for_a_procedure_that_waits(folder, empty_db):
    procedures(folder, f"{BIRTH},,,", "2.000815,Bản sao,ho-tich,,,2026-04-10")
    publish(empty_db, folder)
    put(folder, fields=ONLY_BIRTHS)
    # Until its day the second procedure is of the old field, which must not retire under it.
    assert proposed(empty_db, folder).parts == {}
    put(folder, fields=ONLY_BIRTHS + "chung-thuc,2,Chứng thực,commune\n")
    procedures(folder, f"{BIRTH},,,", f"{COPY},,,", "1.000894,Kết hôn,chung-thuc,,,2026-04-10")
    publish(empty_db, folder, withdraw_waiting=True)
    put(folder, fields=ONLY_BIRTHS)
    procedures(folder, f"{BIRTH},,,", "2.000815,Chứng thực bản sao,ho-tich,,,")
    assert proposed(empty_db, folder).parts == {}
    assert "fields" in proposed(empty_db, folder, repeal_absent=True).parts


def test_a_retired_procedure_listed_without_a_status_is_named(folder, empty_db):
    procedures(folder, f"{BIRTH},repealed,,", f"{COPY},,,")
    publish(empty_db, folder)
    assert proposed(empty_db, folder).still_retired == []
    put(folder, procedures=f"code,name,field\n{BIRTH}\n{COPY}\n")
    proposal = proposed(empty_db, folder)
    assert proposal.is_empty
    assert [d.code for d in proposal.still_retired] == ["1.001193"]


# The tables kept whole -------------------------------------------------------------------------


def part_lines(db, folder):
    return [str(change) for change in proposed(db, folder).part_changes]


def test_the_order_of_the_fields_is_a_change_that_is_shown(folder, empty_db):
    found = rows(folder / "fields.csv")
    write(folder / "fields.csv", list(found[0]), found[::-1])
    assert part_lines(empty_db, folder) == ["~ fields: order changed"]
    assert publish(empty_db, folder) == 2
    assert [field.slug for field in load(empty_db, TODAY).fields] == ["chung-thuc", "ho-tich"]
    assert proposed(empty_db, folder).is_empty


def test_the_first_rows_of_a_table_are_shown(folder, empty_db):
    put(folder, groups="slug,number,name,icon\ngiay-to,1,Giấy tờ,\n")
    put(folder, field_groups="field_slug,group_slug\nho-tich,giay-to\n")
    assert part_lines(empty_db, folder) == ["+ groups: giay-to", "+ field_groups: ho-tich"]


def test_a_field_that_retires_changes_no_order(folder, empty_db):
    without_copies(folder)
    put(folder, fields=ONLY_BIRTHS.replace("ho-tich", "dat-dai,3,Đất đai,commune\nho-tich"))
    lines = [str(c) for c in proposed(empty_db, folder, repeal_absent=True).part_changes]
    assert lines == ["~ fields: chung-thuc: status: (empty) -> retired", "+ fields: dat-dai"]


def test_a_part_of_the_unit_leaves_the_rest_as_it_is(folder, empty_db):
    put(folder, **{"unit.toml": 'phone = "115"\n\n[petition]\nagency = "Sở Tư pháp"\n'})
    assert part_lines(empty_db, folder) == [
        "~ unit: phone: (empty) -> 115",
        "~ unit: petition.agency: (empty) -> Sở Tư pháp",
    ]
    publish(empty_db, folder)
    unit = load(empty_db, TODAY).unit
    assert (unit.name, unit.phone, unit.portal_hosts) == (
        *("Ủy ban nhân dân xã", "115"),
        ("dichvucong.gov.vn",),
    )
    put(folder, **{"unit.toml": "[petition]\nphone = '1900'\n"})
    publish(empty_db, folder)
    assert load(empty_db, TODAY).unit.petition["agency"] == "Sở Tư pháp"


def test_a_column_that_came_later_is_unknown_in_what_was_stored_before(db):
    rows = versions.parts(db)["fields"]
    for row in rows:
        del row["desk"]
    db.execute(
        "update catalog_part set body = :body where unit_id = :unit and kind = 'fields'",
        {"body": json.dumps(rows)},
    )
    assert {row["desk"] for row in versions.parts(db)["fields"]} == {None}


def test_a_desk_is_shown_and_a_file_without_its_column_keeps_it(tmp_path, db):
    folder = shipped(tmp_path / "catalog")
    edit(folder / "fields.csv", 0, desk="Quầy 2")
    load_catalog(db, folder)
    assert load(db, TODAY).field_of["ho-tich"].desk == "Quầy 2"
    found = [{k: v for k, v in row.items() if k != "desk"} for row in rows(folder / "fields.csv")]
    write(folder / "fields.csv", list(found[0]), found)
    assert proposed(db, folder).is_empty


def test_a_unit_stored_before_reports_were_signed_has_empty_words_for_it(empty_db, tmp_path):
    load_catalog(empty_db, small(tmp_path / "catalog"))
    (row,) = empty_db.query("select id, body from catalog_part where kind = 'unit'")
    body = {k: v for k, v in json.loads(row["body"]).items() if k != "report"}
    empty_db.execute(
        "update catalog_part set body = :body where kind = 'unit'", {"body": json.dumps(body)}
    )
    assert set(load(empty_db, TODAY).unit.report.values()) == {""}
    put(tmp_path / "catalog", **{"unit.toml": '[report]\nplace = "Thạnh Hóa"\n'})
    load_catalog(empty_db, tmp_path / "catalog")
    assert load(empty_db, TODAY).unit.report["place"] == "Thạnh Hóa"
