"""Usage counts of a period: a row a published procedure, and whatever else was counted apart."""

from datetime import date, datetime, timedelta
from itertools import count

import pytest
from catalog_files import edit, shipped
from conftest import NOW, load_catalog

from kiosk.catalog import published
from kiosk.events import log, runs
from kiosk.events.runs import Gap
from kiosk.reports import counts
from kiosk.reports.periods import period

TODAY = date(2026, 3, 10)
NUMBERS = {
    "scan": 0,
    "view": 0,
    "terminal_view": 0,
    "submit": 0,
    "form_download": 0,
    "checklist_print": 0,
    "excluded": 0,
}
_uids = count()


def happened(db, target="1.001193", kind="scan", cls="person", at=NOW, times=1):
    """Store *times* like events."""
    for _ in range(times):
        log.add_all(db, [log.Event(f"u{next(_uids)}", kind, target, "b", cls, at)])


def counted(db, name="2026-03", by="procedure", now=NOW):
    return counts.of_period(db, published.load(db, TODAY), period(name), now, 600, by)


def row(found, **wanted):
    """The one row of *found* that holds *wanted*."""
    (only,) = [r for r in found.rows if wanted.items() <= r.items()]
    return only


def test_each_published_procedure_has_a_row_of_zeros(db):
    found = counted(db)
    assert len(found.rows) == 167
    assert found.rows[0] == {
        "code": "1.001193",
        "name": "Đăng ký khai sinh",
        "field": "Hộ tịch",
        **NUMBERS,
    }
    assert len({r["code"] for r in found.rows}) == 167
    assert all(NUMBERS.items() <= r.items() for r in found.rows)
    assert found.totals == NUMBERS
    assert found.other_targets == []


def test_persons_count_by_kind_and_the_others_as_left_out(db):
    for n, kind in enumerate(["scan", "view", "terminal_view", "submit"], 1):
        happened(db, kind=kind, times=n)
    happened(db, kind="form_download", times=5)
    happened(db, kind="checklist_print", times=6)
    for cls in ("bot", "preview", "prefetch", "repeat", "staff", "excess"):
        happened(db, kind="view", cls=cls)
    assert row(counted(db), code="1.001193") == {
        "code": "1.001193",
        "name": "Đăng ký khai sinh",
        "field": "Hộ tịch",
        "scan": 1,
        "view": 2,
        "terminal_view": 3,
        "submit": 4,
        "form_download": 5,
        "checklist_print": 6,
        "excluded": 6,
    }


def test_totals_are_the_sums_of_the_rows(db):
    happened(db, "1.001193", times=3)
    happened(db, "1.000894", times=4)
    happened(db, "1.000894", kind="submit", times=2)
    happened(db, "f01", times=50)
    happened(db, "unknown", cls="bot", times=60)
    assert counted(db).totals == {**NUMBERS, "scan": 7, "submit": 2}


def test_what_is_no_published_procedure_stands_apart(db):
    for target in ("f01", "g01", "p1", "p2", "master", "unknown", "9.999999"):
        happened(db, target)
    happened(db, "unknown", kind="view", cls="bot", times=2)
    one = {**NUMBERS, "scan": 1}
    names = [(r["target"], r["kind"], r["name"]) for r in counted(db).other_targets]
    assert names == [
        ("9.999999", "unknown", ""),
        ("f01", "field", "Hộ tịch"),
        ("g01", "group", "Khai sinh, kết hôn, khai tử"),
        ("master", "master", "Tra cứu thủ tục hành chính"),
        ("p1", "page", "Phản ánh, kiến nghị về quy định hành chính"),
        ("p2", "page", "Quét mã QR an toàn"),
        ("unknown", "unknown", ""),
    ]
    assert counted(db).other_targets[0] == {
        "target": "9.999999",
        "kind": "unknown",
        "name": "",
        **one,
    }
    assert counted(db).other_targets[-1]["excluded"] == 2


def test_a_retired_procedure_leaves_the_rows_and_keeps_its_counts(db, tmp_path):
    happened(db, "1.001193", times=2)
    changed = shipped(tmp_path / "changed")
    edit(changed / "procedures.csv", 0, status="repealed")
    load_catalog(db, changed)
    found = counted(db)
    assert len(found.rows) == 166
    assert found.totals == NUMBERS
    assert found.other_targets == [
        {
            "target": "1.001193",
            "kind": "retired",
            "name": "Đăng ký khai sinh",
            **NUMBERS,
            "scan": 2,
        }
    ]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-02-28T16:59:59+00:00", 0),
        ("2026-02-28T17:00:00+00:00", 1),
        ("2026-03-31T16:59:59+00:00", 1),
        ("2026-03-31T17:00:00+00:00", 0),
    ],
)
def test_a_month_begins_and_ends_at_midnight_in_viet_nam(db, at, expected):
    happened(db, at=datetime.fromisoformat(at))
    assert counted(db).totals["scan"] == expected


def test_fields_are_the_sums_of_their_procedures(db):
    happened(db, "1.001193", times=2)
    happened(db, "1.000894", cls="bot")
    happened(db, "2.000815", kind="view")
    happened(db, "f01", times=9)
    found = counted(db, by="field")
    assert len(found.rows) == 34
    assert row(found, slug="ho-tich") == {
        "field": "Hộ tịch",
        "slug": "ho-tich",
        **NUMBERS,
        "scan": 2,
        "excluded": 1,
    }
    assert row(found, slug="chung-thuc")["view"] == 1
    assert found.totals == counted(db).totals
    assert [r["target"] for r in found.other_targets] == ["f01"]


def test_days_are_all_the_days_of_the_period(db):
    happened(db, times=2)
    happened(db, at=NOW + timedelta(days=1), cls="bot")
    happened(db, "f01", times=9)
    found = counted(db, "2026-03-09..2026-03-12", by="day")
    assert found.rows == [
        {"day": "2026-03-09", **NUMBERS},
        {"day": "2026-03-10", **NUMBERS, "scan": 2},
        {"day": "2026-03-11", **NUMBERS, "excluded": 1},
        {"day": "2026-03-12", **NUMBERS},
    ]
    assert found.totals == {**NUMBERS, "scan": 2, "excluded": 1}


def test_the_definition_states_the_limit_of_a_network(db):
    shown = published.load(db, TODAY)
    found = counts.of_period(db, shown, period("2026-03"), NOW, 42)
    assert "phần vượt 42 lượt của một mạng trong 10 phút" in found.definition
    assert "không phải số hồ sơ đã nộp" in found.definition


def test_gaps_tell_where_the_numbers_are_not_whole(db):
    runs.beat(db, None, NOW, 0)
    found = counted(db)
    assert found.gaps == [
        Gap(date(2026, 3, 1), date(2026, 3, 9), "before_start"),
        Gap(date(2026, 3, 11), date(2026, 3, 31), "not_yet"),
    ]
    assert counts.gap_rows(found)[0] == {
        "from": "2026-03-01",
        "to": "2026-03-09",
        "reason": "before_start",
        "lost": 0,
        "minutes": 0,
    }
