"""A frozen period gives the same figures for ever; what comes later stands apart."""

import json
import sqlite3
from dataclasses import replace
from datetime import date

import freezes
import pytest
import reporting
from catalog_files import edit, shipped
from conftest import NOW, load_catalog
from freezes import LATER, OVER, freeze

from kiosk.accounts import audit
from kiosk.reports import formats, freeze_checks, freezing, snapshot
from kiosk.reports.freezing import FreezeError
from kiosk.reports.periods import period

MARCH = period("2026-03")


@pytest.fixture
def busy(db):
    reporting.count_events(db)
    reporting.type_in(db)
    return db


def exported(db, now, form, by="procedure", name="2026-03", basis="calendar"):
    wanted = period(name, basis)
    return formats.of_report(form, freezing.report_of(db, wanted, freezes.source(db, now), by))


@pytest.mark.parametrize("by", ["procedure", "field", "day"])
@pytest.mark.parametrize("form", formats.ALL)
def test_a_frozen_period_gives_the_same_bytes_whatever_changes(busy, tmp_path, form, by):
    live = exported(busy, OVER, form, by)
    frozen = freeze(busy)
    before = exported(busy, OVER, form, by)
    freezes.change_everything(busy, tmp_path)
    assert exported(busy, LATER, form, by) == before
    assert before != live
    if form in ("csv", "json"):
        assert frozen.sha256 in before.decode("utf-8-sig")
        assert "Nguyễn Văn An" in before.decode("utf-8-sig")


def test_what_is_frozen_is_what_was_shown_but_for_the_line_that_says_so(busy):
    live = json.loads(exported(busy, OVER, "json"))
    frozen = freeze(busy)
    kept = json.loads(exported(busy, OVER, "json"))
    assert kept.pop("frozen") == {
        "number": 1,
        "at": "2026-04-10T03:00:00Z",
        "by": "Nguyễn Văn An",
        "sha256": frozen.sha256,
    }
    assert (kept, list(kept)) == (live, list(live))
    assert list(kept["rows"][0]) == list(live["rows"][0])


def test_a_snapshot_gives_the_same_report_again(busy):
    found = freezing.live_report(busy, MARCH, freezes.source(busy))
    body = snapshot.written(found)
    again = snapshot.read(body)
    assert snapshot.written(again) == body
    for form in formats.ALL:
        assert formats.of_report(form, again) == formats.of_report(form, found)


def test_a_snapshot_keeps_hours_places_and_reasons(busy, tmp_path):
    freeze(busy)
    freezes.change_everything(busy, tmp_path)
    kept = freezing.frozen_report(busy, MARCH).breakdown
    assert kept.heat == {(0, 10): 30, (1, 10): 26, (2, 10): 3, (3, 10): 8}
    assert kept.places == {"b": 57, "d": 0, "l": 0, "k": 0}
    assert kept.left_out["bot"] == 7
    live = freezing.live_report(busy, MARCH, freezes.source(busy, LATER)).breakdown
    assert live.places == {"b": 57, "d": 0, "l": 0, "k": 3}


def test_what_was_frozen_without_hours_and_places_is_still_read(busy):
    body = json.loads(snapshot.written(freezing.live_report(busy, MARCH, freezes.source(busy))))
    del body["breakdown"]
    again = snapshot.read(json.dumps({**body, "form": 1}))
    assert (again.breakdown, again.counts.totals["scan"]) == (None, 51)


def test_the_other_basis_and_other_days_stay_as_they_are_now(busy, tmp_path):
    freeze(busy)
    before = exported(busy, OVER, "json", basis="report_cutoff")
    freezes.change_everything(busy, tmp_path)
    assert exported(busy, OVER, "json", basis="report_cutoff") != before


def test_the_same_days_under_another_name_are_the_same_figures(busy, tmp_path):
    freeze(busy)
    before = exported(busy, OVER, "csv")
    freezes.change_everything(busy, tmp_path)
    assert exported(busy, LATER, "csv", name="2026-03-01..2026-03-31") == before


def test_freezing_again_needs_a_reason_and_keeps_the_old_version(busy, tmp_path):
    freeze(busy)
    first = exported(busy, OVER, "csv")
    freezes.change_everything(busy, tmp_path)
    with pytest.raises(FreezeError, match="is frozen. Give a reason"):
        freeze(busy, now=LATER, seen=1)
    freeze(busy, now=LATER, seen=1, reason="Máy tra cứu gửi chậm.")
    assert b"\r\n1,'1.001193" in (second := exported(busy, LATER, "csv"))
    assert second != first
    old = freezing.frozen_report(busy, MARCH, number=1)
    assert formats.of_report("csv", old) == first
    assert [
        (one.number, one.reason, is_true) for one, is_true in freezing.versions(busy, MARCH)
    ] == [
        (2, "Máy tra cứu gửi chậm.", True),
        (1, "", True),
    ]


def test_a_period_that_is_not_over_needs_a_reason(busy):
    with pytest.raises(FreezeError, match="is not over"):
        freeze(busy, now=NOW)
    assert freezing.latest(busy, MARCH) is None
    assert freeze(busy, now=NOW, reason="Nộp báo cáo sớm.").number == 1


def test_a_period_that_has_not_begun_cannot_be_frozen(busy):
    with pytest.raises(FreezeError, match="has not begun"):
        freeze(busy, name="2026-05", reason="Nộp báo cáo sớm.")
    assert freezing.latest(busy, period("2026-05")) is None


def test_two_who_freeze_at_once_make_one_version(busy):
    freeze(busy)
    with pytest.raises(FreezeError, match="Somebody froze version 1 meanwhile"):
        freeze(busy, reason="Bấm hai lần.")
    assert len(freezing.versions(busy, MARCH)) == 1


@pytest.mark.parametrize(
    "statement", ["update frozen_period set body = '{}'", "delete from frozen_period"]
)
def test_the_database_refuses_to_change_what_is_frozen(busy, statement):
    freeze(busy)
    with pytest.raises(sqlite3.IntegrityError, match="never"):
        busy.execute(statement)


def test_frozen_figures_that_were_changed_past_us_are_refused(busy):
    freeze(busy)
    busy.execute("drop trigger frozen_period_is_never_changed")
    busy.execute("update frozen_period set body = replace(body, '1047', '1048')")
    with pytest.raises(FreezeError, match="does not match its digest"):
        exported(busy, OVER, "csv")
    assert [is_true for _, is_true in freezing.versions(busy, MARCH)] == [False]


def test_freezing_stands_in_the_log(busy):
    frozen = freeze(busy)
    (row,) = [row for row in audit.rows(busy, audit.Wanted()) if row["what"] == "period_frozen"]
    assert row["who"] == "tester"
    assert row["details"] == (f"từ ngày 01/03/2026 đến ngày 31/03/2026, 1: {frozen.sha256[:16]}")


def test_what_came_later_is_told_apart(busy, tmp_path):
    freeze(busy)
    kept = freezing.frozen_report(busy, MARCH)
    live = freezing.live_report(busy, MARCH, freezes.source(busy, OVER))
    assert freeze_checks.differences(kept, live) == []
    freezes.change_everything(busy, tmp_path)
    live = freezing.live_report(busy, MARCH, freezes.source(busy, LATER))
    found = {one.what: (one.frozen, one.now) for one in freeze_checks.differences(kept, live)}
    assert found["Tổng cộng: Lượt quét QR"] == ("51", "54")
    assert found["1.001193: Lượt quét QR"] == ("42", "45")
    assert found["Hồ sơ tiếp nhận"] == ("1.049", "7")
    assert found["Hồ sơ nộp trực tuyến"] == ("1.041/1.049", "1/7")
    assert found["Giải trình"] == ("", "Sửa sau khi chốt.")
    assert "1.000894: Lượt quét QR" not in found


def test_a_procedure_in_another_field_changes_the_sums_of_both(busy, tmp_path):
    freeze(busy)
    kept = freezing.frozen_report(busy, MARCH)
    folder = shipped(tmp_path / "moved")
    edit(folder / "procedures.csv", 0, field="chung-thuc")
    load_catalog(busy, folder, OVER)
    live = freezing.live_report(busy, MARCH, freezes.source(busy, OVER))
    found = {one.what: (one.frozen, one.now) for one in freeze_checks.differences(kept, live)}
    assert found["Lĩnh vực Hộ tịch: Lượt quét QR"] == ("51", "9")
    assert found["Lĩnh vực Chứng thực: Lượt quét QR"] == ("0", "42")


def test_a_change_that_was_taken_back_is_told_though_as_many_are_left(busy):
    kept = freezing.live_report(busy, MARCH, freezes.source(busy))
    (row,) = kept.changes_table.rows
    other = (*row[:2], "1.001193", "Đăng ký khai sinh", "Mới ban hành", None)
    live = replace(kept, changes_table=replace(kept.changes_table, rows=[other]))
    found = [(one.what, one.frozen, one.now) for one in freeze_checks.differences(kept, live)]
    assert found == [
        ("Thay đổi của danh mục trong kỳ: 10/03/2026", row[4], "–"),
        ("Thay đổi của danh mục trong kỳ: 10/03/2026 1.001193", "–", "Mới ban hành"),
    ]


def test_a_gap_that_was_closed_is_told(busy):
    early = freezing.live_report(busy, MARCH, freezes.source(busy, NOW))
    late = freezing.live_report(busy, MARCH, freezes.source(busy, OVER))
    found = {one.what: (one.frozen, one.now) for one in freeze_checks.differences(early, late)}
    before, now = found["Thời gian số liệu không đầy đủ"]
    assert "11/03/2026 - 31/03/2026: chưa đến ngày" in before
    assert "chưa đến ngày" not in now


def test_what_is_odd_is_told_before(db):
    reporting.type_in(db, "received=10 resolved=8 in_progress=1")
    live = freezing.live_report(db, MARCH, freezes.source(db, NOW))
    assert list(freeze_checks.oddities(live, date(2026, 3, 10))) == [
        "Kỳ chưa kết thúc: đến hết ngày 31/03/2026 còn 22 ngày. Chốt bây giờ phải ghi lý do.",
        "Số liệu không đầy đủ: 01/03/2026 - 10/03/2026: chưa bắt đầu đếm",
        "Tổng không khớp: Hồ sơ đã giải quyết 08 + Hồ sơ đang giải quyết 01 khác Hồ sơ tiếp nhận "
        "10.",
    ]


def test_a_period_without_dossier_figures_is_odd(db):
    live = freezing.live_report(db, MARCH, freezes.source(db, OVER))
    assert any(
        "Chưa nhập chỉ tiêu hồ sơ" in odd for odd in freeze_checks.oddities(live, date(2026, 4, 10))
    )


def test_frozen_periods_are_of_one_unit(busy):
    freeze(busy)
    busy.execute("insert into unit (id, created_at) values (2, '2026-03-10T03:00:00Z')")
    busy.unit_id = 2
    assert (freezing.everything(busy), freezing.versions(busy, MARCH)) == ([], [])
