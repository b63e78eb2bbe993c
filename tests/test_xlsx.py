"""A report as a workbook, read back with openpyxl."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
import reporting
from catalog_files import edit, shipped
from conftest import NOW, load_catalog
from reporting import report
from test_exports import HEADINGS, PAYLOADS, happened

from kiosk.codes import symbol
from kiosk.codes.targets import path_of
from kiosk.reports.xlsx import to_xlsx

SHEETS = ["Số liệu", "Độ phủ niêm yết", "Thay đổi trong kỳ", "Cách tính"]


def book(db, **choice):
    return openpyxl.load_workbook(io.BytesIO(to_xlsx(report(db, **choice))))


def lines(sheet):
    """The rows below the headings, which are the fifth row."""
    return [list(row) for row in sheet.iter_rows(min_row=6, values_only=True)]


@pytest.fixture
def busy(db):
    reporting.count_events(db)
    reporting.type_in(db)
    return db


def test_the_sheets_come_in_the_promised_order(busy):
    assert book(busy).sheetnames == [
        *SHEETS,
        "Kết quả hồ sơ",
        "Mã khác",
        "Theo lĩnh vực",
        "Theo ngày",
        "Theo giờ",
        "Theo nơi dán mã",
        "Lượt không tính",
        "Biểu đồ",
    ]


def test_hours_places_and_reasons_are_those_of_the_pages(busy):
    found = book(busy)
    hours = {row[0]: row[1:] for row in lines(found["Theo giờ"])}
    assert list(hours) == [*(f"{hour:02}h" for hour in range(7, 18)), "Tổng cộng"]
    assert hours["10h"] == hours["Tổng cộng"] == [30, 26, 3, 8, 0, 0, 0, 67]
    assert lines(found["Theo nơi dán mã"]) == [
        ["Bảng niêm yết", 57],
        ["Quầy", 0],
        ["Tờ rơi", 0],
        ["Màn hình kiosk", 0],
        ["Tổng cộng", 57],
    ]
    left_out = dict(lines(found["Lượt không tính"]))
    assert (left_out["Chương trình tự động"], left_out["Tổng cộng"]) == (7, 7)


def test_counts_are_numbers_codes_are_text_and_days_are_days(busy, tmp_path):
    changed = shipped(tmp_path / "changed")
    edit(changed / "procedures.csv", 0, reviewed_on="2026-02-28")
    load_catalog(busy, changed)
    sheet = book(busy)["Số liệu"]
    assert [cell.value for cell in sheet[5]] == HEADINGS
    assert lines(sheet)[0] == [
        *[1, "1.001193", "Đăng ký khai sinh", "Hộ tịch"],
        *[42, 5, 0, 4, 0, 0, 7],
        *[datetime(2026, 2, 28), "Đang niêm yết"],
    ]
    assert [sheet.cell(6, at).number_format for at in (2, 5, 12)] == ["@", "#,##0", "dd/mm/yyyy"]
    assert lines(sheet)[1][11] == "Chưa xác minh"


def test_the_line_below_the_rows_is_their_total(busy):
    rows = lines(book(busy)["Số liệu"])
    assert rows[167] == [None, "Tổng cộng", None, None, *[51, 5, 3, 4, 2, 1, 7], None, None]
    assert len(rows) == 168


def test_each_sheet_names_the_unit_the_title_and_the_exact_days(busy):
    for sheet in book(busy, basis="report_cutoff").worksheets[:-1]:
        assert sheet["A1"].value == "ỦY BAN NHÂN DÂN XÃ"
        assert sheet["A2"].value
        assert sheet["A3"].value.startswith(
            "Kỳ báo cáo: từ ngày 15/02/2026 đến ngày 14/03/2026 (Tháng 3 năm 2026 - Theo kỳ báo cáo"
        )


def test_coverage_counts_what_is_posted_coded_reviewed_and_incomplete(db, tmp_path):
    changed = shipped(tmp_path / "changed")
    edit(changed / "procedures.csv", 0, reviewed_on="2025-12-10")  # 90 days before
    edit(changed / "procedures.csv", 1, reviewed_on="2025-12-09")
    load_catalog(db, changed)
    symbol.of_payloads(db, [f"{reporting.ADDRESS}{path_of('1.001193')}", "https://old/q/1000894"])
    rows = lines(book(db)["Độ phủ niêm yết"])
    assert [row[:6] for row in rows] == [
        ["Toàn bộ danh mục", 167, 141, "84,4%", 1, 1],
        ["Thuộc thẩm quyền cấp xã", 141, 141, "100%", 1, 1],
        ["Ngành dọc Quân sự", 14, 0, "0%", 0, 0],
        ["Ngành dọc Công an", 12, 0, "0%", 0, 0],
        ["Trong đó: liên thông theo danh mục của đơn vị", 17, 17, "100%", 0, 0],
        ["Trong đó: liên thông có nguồn xác nhận", 4, 4, "100%", 0, 0],
    ]
    incomplete = [row[6] for row in rows]
    assert incomplete[0] == sum(incomplete[1:4]) > 0


def test_a_procedure_that_loses_its_papers_is_incomplete(db, tmp_path):
    before = lines(book(db)["Độ phủ niêm yết"])[0][6]
    changed = shipped(tmp_path / "changed")
    papers = changed / "documents.csv"
    kept = [row for row in papers.read_text(encoding="utf-8").splitlines() if "1.001193" not in row]
    papers.write_text("\n".join(kept) + "\n", encoding="utf-8")
    load_catalog(db, changed)
    assert lines(book(db)["Độ phủ niêm yết"])[0][6] == before + 1


def test_changes_of_the_period_are_listed_with_their_day(db, tmp_path):
    changed = shipped(tmp_path / "changed")
    edit(changed / "procedures.csv", 0, result="Giấy khai sinh bản mới")
    edit(changed / "procedures.csv", 1, status="repealed")
    load_catalog(db, changed)
    rows = lines(book(db)["Thay đổi trong kỳ"])
    assert rows[0][:1] + rows[0][4:] == [1, "Công khai lần đầu 167 thủ tục", None]
    assert [row[1:5] for row in rows[1:]] == [
        [
            datetime(2026, 3, 10),
            "1.001193",
            "Đăng ký khai sinh",
            "Sửa đổi, bổ sung: Kết quả nhận được",
        ],
        [
            datetime(2026, 3, 10),
            "1.000894",
            "Đăng ký kết hôn",
            "Bãi bỏ từ ngày 10/03/2026",
        ],
    ]


def test_a_period_before_the_catalog_has_no_data_of_changes(db):
    assert lines(book(db, name="2026-02")["Thay đổi trong kỳ"])[0][0] == "Chưa có số liệu"


def test_a_day_to_come_is_a_dash_to_readers_and_a_number_to_formulas(busy):
    sheet = book(busy)["Theo ngày"]
    shown = {day: sheet.cell(5 + day, 3) for day in (1, 3, 31)}
    assert {day: cell.value for day, cell in shown.items()} == {1: 0, 3: 21, 31: 0}
    assert {day: cell.number_format for day, cell in shown.items()} == {
        1: '"–"',
        3: "#,##0",
        31: '"–"',
    }


def test_definitions_hold_the_exact_days_the_gaps_and_each_number(busy):
    found = {}
    for what, how in lines(book(busy)["Cách tính"]):
        found.setdefault(what, []).append(how)
    assert found["Từ ngày"] == [datetime(2026, 3, 1)]
    assert found["Đến ngày"] == [datetime(2026, 3, 31)]
    assert found["Thời gian số liệu không đầy đủ"][0] == "01/03/2026: chưa bắt đầu đếm"
    assert set(HEADINGS[4:11]) <= found.keys()
    assert "Không phải số hồ sơ đã nộp" in found['Lượt bấm "Nộp trực tuyến"'][0]


def test_figures_typed_in_stand_on_a_sheet_of_their_own(busy):
    rows = lines(book(busy)["Kết quả hồ sơ"])
    assert [1, "Hồ sơ tiếp nhận", 1049, None, None, None, None] in rows
    assert [
        *[6, "Hồ sơ nộp trực tuyến", 1041, 1049, "99,2%", "80%", "Đạt"],
    ] in rows
    assert "Kết quả hồ sơ" not in book(busy, name="2026-02").sheetnames


def test_headings_stay_in_sight_and_repeat_on_paper(busy):
    for sheet in book(busy).worksheets[:-1]:
        assert sheet.freeze_panes in ("A6", "D6")
        assert sheet.print_title_rows == "$5:$5"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


@pytest.mark.parametrize(
    ("sheet", "pages"),
    [
        pytest.param("Số liệu", 0, id="as many as it takes"),
        pytest.param("Theo lĩnh vực", None, id="one, which is the default"),
    ],
)
def test_a_short_table_is_printed_on_one_page(busy, sheet, pages):
    assert book(busy)[sheet].page_setup.fitToHeight == pages


def test_charts_are_native_and_draw_from_the_sheets(busy):
    (by_field, by_day) = book(busy)["Biểu đồ"]._charts
    assert by_field.series[0].val.numRef.f == "'Theo lĩnh vực'!$C$6:$C$39"
    assert by_day.series[1].val.numRef.f == "'Theo ngày'!$D$6:$D$36"
    assert by_field.series[0].dLbls.showVal and by_day.series[0].dLbls.showVal


@pytest.mark.parametrize(
    ("name", "sheet", "last", "first_row"),
    [
        ("2026", "Theo tháng", 17, ["Tháng 1/2026", "2026-01-01", "2026-01-31"]),
        ("2026-Q1", "Theo tuần", 19, ["01/01 - 04/01", "2026-01-01", "2026-01-04"]),
    ],
)
def test_a_long_period_is_drawn_by_week_or_month(busy, name, sheet, last, first_row):
    found = book(busy, name=name)
    (_, by_time) = found["Biểu đồ"]._charts
    assert by_time.series[0].val.numRef.f == f"'{sheet}'!$E$6:$E${last}"
    row = [found[sheet].cell(6, at).value for at in (2, 3, 4)]
    assert [row[0], *(str(day)[:10] for day in row[1:])] == first_row
    assert found[sheet].cell(last + 1, 5).value == 51


@pytest.mark.parametrize("payload", [text for text in PAYLOADS if "\0" not in text])
def test_text_never_runs(db, tmp_path, payload):
    happened(db, (payload, "scan", "person"))
    changed = shipped(tmp_path / "changed")
    edit(changed / "fields.csv", 0, name="=1+1")
    load_catalog(db, changed)
    content = to_xlsx(report(db))
    found = openpyxl.load_workbook(io.BytesIO(content))
    cell = found["Mã khác"]["A6"]
    assert (cell.data_type, cell.value.replace("_x000D_", "\r")) == ("s", payload)
    assert (found["Số liệu"]["D6"].data_type, found["Số liệu"]["D6"].value) == ("s", "=1+1")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not any(b"<f>" in parts.read(name) for name in sheets)


def test_the_same_report_gives_the_same_bytes(busy):
    assert to_xlsx(report(busy)) == to_xlsx(report(busy))


@pytest.mark.parametrize(("by", "rows"), [("field", 34), ("day", 31)])
def test_the_first_sheet_has_the_rows_asked_for(busy, by, rows):
    sheet = book(busy, by=by)["Số liệu"]
    assert len(lines(sheet)) == rows + 1
    assert lines(sheet)[-1][1:] == ["Tổng cộng", 51, 5, 3, 4, 2, 1, 7]


def test_the_day_of_the_report_bounds_what_changed(db, tmp_path):
    assert NOW.date() == date(2026, 3, 10)
    changed = shipped(tmp_path / "changed")
    edit(changed / "procedures.csv", 0, result="Mới", effective_from="2026-03-20")
    load_catalog(db, changed)
    assert len(lines(book(db)["Thay đổi trong kỳ"])) == 1
