"""Counts as CSV that a spreadsheet opens rightly, and as JSON of a fixed form."""

import csv
import io
import json
from datetime import date

import pytest
from catalog_files import edit, shipped
from conftest import NOW, load_catalog

from kiosk.catalog import published
from kiosk.events import log, runs
from kiosk.reports import exports
from kiosk.reports.periods import REPORT_CUTOFF, period
from kiosk.reports.report import collect
from kiosk.texts import text

TODAY = date(2026, 3, 10)
HEADINGS = [
    "STT",
    "Mã TTHC",
    "Tên TTHC",
    "Lĩnh vực",
    "Lượt quét QR",
    "Lượt xem (web)",
    "Lượt tra cứu tại kiosk",
    'Lượt bấm "Nộp trực tuyến"',
    "Lượt tải biểu mẫu",
    "Lượt in phiếu",
    "Lượt không tính",
    "Lần rà soát gần nhất",
    "Trạng thái",
]
NUMBERS = [
    "scan",
    "view",
    "terminal_view",
    "submit",
    "form_download",
    "checklist_print",
    "excluded",
]
# What spreadsheets would run, from public lists of CSV injection.
PAYLOADS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://example.com","Bấm vào đây")',
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\0=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
]


def happened(db, *events):
    """Store *events*: (target, kind, class)."""
    for n, (target, kind, cls) in enumerate(events):
        log.add_all(db, [log.Event(f"u{n}", kind, target, "b", cls, NOW)])


def counted(db, by="procedure", basis="calendar", name="2026-03"):
    shown = published.load(db, TODAY)
    return collect(db, shown, period(name, basis), NOW, 600, "https://motcua.example.gov.vn", by)


def as_json(db, **choice):
    return json.loads(exports.to_json(counted(db, **choice)))


def as_csv(db, **choice):
    return exports.to_csv(counted(db, **choice))


def lines(text):
    """The cells of a CSV export, read back."""
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


@pytest.fixture
def busy(db):
    """A database in which a little of everything was counted."""
    happened(
        db,
        ("1.001193", "scan", "person"),
        ("1.001193", "scan", "person"),
        ("1.001193", "scan", "bot"),
        ("1.001193", "submit", "person"),
        ("1.000894", "view", "person"),
        ("f01", "scan", "person"),
        ("9.999999", "scan", "person"),
    )
    return db


# JSON ---------------------------------------------------------------------------------------


def test_json_has_its_fixed_form(busy):
    runs.beat(busy, None, NOW, failed=3)
    found = as_json(busy)
    assert list(found) == [
        "unit",
        "period",
        "definition",
        "rows",
        "totals",
        "other_targets",
        "gaps",
    ]
    assert found["unit"] == "Ủy ban nhân dân xã"
    assert found["period"] == {
        "name": "2026-03",
        "from": "2026-03-01",
        "to": "2026-03-31",
        "basis": "calendar",
    }
    assert len(found["rows"]) == 167
    assert list(found["rows"][0]) == ["code", "name", "field", *NUMBERS]
    assert found["rows"][0] == {
        "code": "1.001193",
        "name": "Đăng ký khai sinh",
        "field": "Hộ tịch",
        "scan": 2,
        "view": 0,
        "terminal_view": 0,
        "submit": 1,
        "form_download": 0,
        "checklist_print": 0,
        "excluded": 1,
    }
    assert found["totals"] == {
        "scan": 2,
        "view": 1,
        "terminal_view": 0,
        "submit": 1,
        "form_download": 0,
        "checklist_print": 0,
        "excluded": 1,
    }
    assert [(r["target"], r["kind"], r["scan"]) for r in found["other_targets"]] == [
        ("9.999999", "unknown", 1),
        ("f01", "field", 1),
    ]
    assert found["gaps"] == [
        {
            "from": "2026-03-01",
            "to": "2026-03-09",
            "reason": "before_start",
            "lost": 0,
            "minutes": 0,
        },
        {"from": "2026-03-10", "to": "2026-03-10", "reason": "failed", "lost": 3, "minutes": 0},
        {"from": "2026-03-11", "to": "2026-03-31", "reason": "not_yet", "lost": 0, "minutes": 0},
    ]


def test_json_states_the_days_of_the_other_basis(db):
    assert as_json(db, basis=REPORT_CUTOFF)["period"] == {
        "name": "2026-03",
        "from": "2026-02-15",
        "to": "2026-03-14",
        "basis": "report_cutoff",
    }


def test_json_shows_accents_as_they_are(db):
    assert '"Đăng ký khai sinh"' in exports.to_json(counted(db))


def test_both_formats_are_the_same_when_made_twice(busy):
    assert exports.to_json(counted(busy)) == exports.to_json(counted(busy))
    assert as_csv(busy) == as_csv(busy)


# CSV ----------------------------------------------------------------------------------------


def test_csv_begins_with_a_mark_and_ends_lines_as_excel_expects(busy):
    text = as_csv(busy)
    assert text.encode("utf-8").startswith(b"\xef\xbb\xbfSTT,")
    assert text.count("\n") == text.count("\r\n") > 167


def test_csv_has_the_headings_of_the_official_table(db):
    assert lines(as_csv(db))[0] == HEADINGS


def test_a_row_of_csv(busy, tmp_path):
    changed = shipped(tmp_path / "changed")
    edit(changed / "procedures.csv", 0, reviewed_on="2026-02-28", posted="0")
    load_catalog(busy, changed)
    rows = lines(as_csv(busy))
    numbers = ["2", "0", "0", "1", "0", "0", "1"]
    assert rows[1] == [
        "1",
        "'1.001193",
        "Đăng ký khai sinh",
        "Hộ tịch",
        *numbers,
        "28/02/2026",
        "Công khai, không dán mã",
    ]
    assert rows[2][-2:] == ["Chưa xác minh", "Đang niêm yết"]


def test_the_line_below_the_rows_is_their_total(busy):
    assert lines(as_csv(busy))[168] == [
        *["", "Tổng cộng", "", ""],
        *["2", "1", "0", "1", "0", "0", "1"],
    ]


def test_csv_read_back_is_the_json(busy):
    document = as_json(busy)
    rows = lines(as_csv(busy))
    read_back = [
        {
            "code": row[1].removeprefix("'"),
            "name": row[2],
            "field": row[3],
            **dict(zip(NUMBERS, map(int, row[4:11]), strict=True)),
        }
        for row in rows[1:168]
    ]
    assert read_back == document["rows"]
    totals = dict(zip(NUMBERS, map(int, rows[168][4:]), strict=True))
    assert totals == document["totals"]


def test_other_targets_stand_below_the_total(busy):
    rows = lines(as_csv(busy))
    assert rows[169:174] == [
        [],
        ["Các mã khác (không cộng vào tổng trên)"],
        ["Mã", "Loại", "Tên", *HEADINGS[4:11]],
        ["'9.999999", "Mã không có trong danh mục", "", "1", *["0"] * 6],
        ["f01", "Lĩnh vực", "Hộ tịch", "1", *["0"] * 6],
    ]


def test_csv_says_what_was_counted_when_and_with_which_gaps(db):
    runs.beat(db, None, NOW, failed=3)
    found = lines(as_csv(db, basis=REPORT_CUTOFF))
    assert found[-8:] == [
        ["Đơn vị báo cáo", "Ủy ban nhân dân xã"],
        ["Kỳ báo cáo", "Tháng 3 năm 2026 - Theo kỳ báo cáo (ngày 15 tháng trước đến ngày 14)"],
        ["Kỳ báo cáo: từ ngày 15/02/2026 đến ngày 14/03/2026"],
        ["Cách tính các con số", counted(db).counts.definition],
        ["Chưa có số liệu", text("no_data_sign_means")],
        [
            "Thời gian số liệu không đầy đủ",
            "15/02/2026 - 09/03/2026: chưa bắt đầu đếm",
        ],
        ["Thời gian số liệu không đầy đủ", "10/03/2026: 3 lượt không ghi được"],
        ["Thời gian số liệu không đầy đủ", "11/03/2026 - 14/03/2026: chưa đến ngày"],
    ]


def test_csv_says_when_there_are_no_gaps(db):
    runs.beat(db, None, NOW, 0)
    found = lines(as_csv(db, name="2026-03-10..2026-03-10"))
    assert found[-1] == ["Thời gian số liệu không đầy đủ", "Không có"]


def test_csv_by_field(busy):
    rows = lines(as_csv(busy, by="field"))
    assert rows[0] == ["STT", "Lĩnh vực", *HEADINGS[4:11]]
    assert rows[1] == ["1", "Hộ tịch", "2", "1", "0", "1", "0", "0", "1"]
    assert rows[35] == ["", "Tổng cộng", "2", "1", "0", "1", "0", "0", "1"]


def test_csv_by_day(busy):
    rows = lines(as_csv(busy, by="day"))
    assert rows[0] == ["STT", "Ngày", *HEADINGS[4:11]]
    assert rows[10] == ["10", "10/03/2026", "2", "1", "0", "1", "0", "0", "1"]
    assert rows[32] == ["", "Tổng cộng", "2", "1", "0", "1", "0", "0", "1"]


# Cells --------------------------------------------------------------------------------------


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_that_would_run_is_kept_as_text(payload):
    assert exports.cell(payload) == f"'{payload}"


@pytest.mark.parametrize(
    "code", ["1.001193", "01234", "10/03/2026", "2026-03-10", "1 049", "1,5", "2E10", "7e3"]
)
def test_text_that_would_become_a_number_or_a_date_is_kept_as_text(code):
    assert exports.cell(code) == f"'{code}"


@pytest.mark.parametrize(
    "value", ["Đăng ký khai sinh", "a=1", "f01", "C08_XPHCDB", "", "2026-Q1", 0, 12, -3, None]
)
def test_other_values_stay_as_they_are(value):
    assert exports.cell(value) == value


@pytest.mark.parametrize("payload", ["=1+1", "@SUM(1+1)", "+84 123", '-"a";b,c'])
def test_a_name_of_the_catalog_cannot_run_in_a_spreadsheet(db, tmp_path, payload):
    changed = shipped(tmp_path / "changed")
    edit(changed / "procedures.csv", 0, name=payload)
    load_catalog(db, changed)
    assert as_json(db)["rows"][0]["name"] == payload
    cells = [cell for row in lines(as_csv(db)) for cell in row]
    assert f"'{payload}" in cells
    assert [cell for cell in cells if cell[:1] in "=+-@\t\r\n" and cell] == []


def test_an_unknown_code_cannot_run_in_a_spreadsheet(db):
    happened(db, ("=1+1", "scan", "person"))
    assert ["'=1+1", "Mã không có trong danh mục", ""] in [row[:3] for row in lines(as_csv(db))]
