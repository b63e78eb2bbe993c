"""The national workbook of a commune and the portal's list export, with the flaws they have."""

import csv
import io

import pytest
from catalog_files import TODAY, check, found_in, proposed, small
from conftest import load_catalog
from openpyxl import Workbook, load_workbook

from kiosk.catalog import document, foreign_cells

MAIN = (
    "STT,Mã TTHC,Tên TTHC,Link truy cập,Số quyết định,Ngày quyết định,Cơ quan ban hành,Lĩnh vực,"
    "Cấp thực hiện,Đối tượng thực hiện,Loại TTHC,Từ khóa,Địa chỉ tiếp nhận,Cơ quan thực hiện,"
    "Cơ quan có thẩm quyền,Cơ quan phối hợp,Cơ quan được ủy quyền,Mô tả,Trạng thái"
).split(",")
HEADS = {
    "Cách thức thực hiện": "Hình thức nộp,Thời gian,Phí; lệ phí,Mô tả",
    "Trình tự thực hiện": "Trường hợp xử lý,Mô tả chi tiết",
    "TPHS": "Mã TPHS,Tên giấy tờ,Loại giấy tờ,Cơ quan ban hành,Bản chính,Bản sao,BM điện tử",
    "KQTH": "Mã kết quả,Tên kết quả,Cơ quan ban hành,Mô tả",
    "CCPL": "Số ký hiệu,Trích yếu,Cơ quan ban hành,Ngày ban hành,Ngày hiệu lực,Địa chỉ truy cập",
}
BIRTH = "1.001193.000.00.00.H24"
COPY = "2.000815.000.00.00.H24"
NEW = "1.000894.000.00.00.H24"


def row(code, name, **cells):
    """A row of the main sheet; *cells* by heading with `_` for the spaces."""
    found = {"Mã TTHC": code, "Tên TTHC": name}
    found.update({name.replace("_", " "): value for name, value in cells.items()})
    assert found.keys() <= set(MAIN)
    return [found.get(heading) for heading in MAIN]


def national(path, rows, **sheets):
    """A national workbook: *rows* of the main sheet, and of the joined *sheets* by title."""
    book = Workbook()
    main = book.active
    main.title = "TTHC2-CAPXA"
    main.append(["DANH MỤC THỦ TỤC HÀNH CHÍNH CẤP XÃ"])
    main.merge_cells("A1:S1")
    main.append([])
    main.append(MAIN)
    for cells in rows:
        main.append(cells)
    for title, further in sheets.items():
        title = title.replace("_", " ")
        sheet = book.create_sheet(title)
        head = [part.replace(";", ",") for part in HEADS[title].split(",")]
        sheet.append(["STT", "Mã TTHC", "Tên TTHC", *head])
        for cells in further:
            sheet.append(cells)
    book.save(path)
    return path


def listed(path, rows, heading=("Mã số", "Tên", "Cơ quan ban hành", "Cơ quan thực hiện")):
    """A list export of the portal, as .xlsx or .csv by the name of *path*."""
    head = [*heading, "Lĩnh vực"]
    if path.suffix == ".csv":
        text = io.StringIO()
        csv.writer(text).writerows([["Cổng Dịch vụ công quốc gia"], head, *rows])
        path.write_text(text.getvalue(), encoding="utf-8-sig")
        return path
    book = Workbook()
    book.active.title = "Danh sách TTHC"
    book.active.append(["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"])
    book.active.merge_cells("A1:E1")
    for cells in [head, *rows]:
        book.active.append(cells)
    book.save(path)
    return path


@pytest.fixture
def small_db(tmp_path, empty_db):
    """A database with the small catalog: birth (Hộ tịch) and certified copies (Chứng thực)."""
    load_catalog(empty_db, small(tmp_path / "small"))
    return empty_db


def bodies(db, path):
    return {d.code: d.body for d in proposed(db, path).differences}


# The national workbook -------------------------------------------------------------------------


def test_the_sheets_are_joined_by_code(tmp_path, small_db):
    path = national(
        tmp_path / "xa.xlsx",
        [
            row(
                NEW,
                "Thủ tục đăng ký kết hôn",
                Lĩnh_vực="HỘ TỊCH",
                Link_truy_cập="https://dichvucong.gov.vn/x",
                Số_quyết_định="163/QĐ-BTP",
                Đối_tượng_thực_hiện="Công dân Việt Nam; Doanh nghiệp",
                Cơ_quan_thực_hiện="Ủy ban nhân dân cấp xã\nCông an xã;",
                Mô_tả="Không phải tóm tắt của ta",
                Trạng_thái="Công khai",
            )
        ],
        Cách_thức_thực_hiện=[
            [1, NEW, "Kết hôn", "Trực tiếp", "05 Ngày làm việc", "8.000 đồng", None],
            [2, NEW, "Kết hôn", "Dịch vụ bưu chính", "Trong ngày", "Miễn phí", "Chỉ trong tỉnh"],
        ],
        Trình_tự_thực_hiện=[[1, NEW, "Kết hôn", "Trong nước", "Nộp hồ sơ"]],
        TPHS=[
            [1, NEW, "Kết hôn", "G1", "Tờ khai", "Bắt buộc", None, "Bản chính: 1", 0, "TK-01"],
            [2, NEW, "Kết hôn", "G2", "Căn cước", None, None, None, "1 hoặc 2"],
        ],
        KQTH=[[1, NEW, "Kết hôn", "K1", "Giấy chứng nhận kết hôn"]],
        CCPL=[[1, NEW, "Kết hôn", "60/2014/QH13", "Luật Hộ tịch", "Quốc hội"]],
    )
    body = bodies(small_db, path)["1.000894"]
    assert {name: value for name, value in body.items() if value} == {
        "code": "1.000894",
        "name": "Thủ tục đăng ký kết hôn",
        "field": "ho-tich",
        "sector": "commune",
        "audience": "individual;organization",
        "agency": "Ủy ban nhân dân cấp xã; Công an xã",
        "result": "Giấy chứng nhận kết hôn",
        "decision_no": "163/QĐ-BTP",
        "source_url": "https://dichvucong.gov.vn/x",
        "channels": [
            {
                **{"channel": "direct", "duration": 5, "duration_unit": "working_day"},
                **{"fee_vnd": 8000, "fee_note": None, "duration_note": None},
            },
            {
                **{"channel": "postal", "duration": None, "duration_unit": None, "fee_vnd": 0},
                **{"fee_note": "Miễn phí", "duration_note": "Trong ngày; Chỉ trong tỉnh"},
            },
        ],
        "documents": [
            {
                **{"case": None, "position": 1, "name": "Tờ khai"},
                **{"originals": 1, "copies": 0, "form": "TK-01"},
            },
            {
                **{"case": None, "position": 2, "name": "Căn cước"},
                **{"originals": None, "copies": None, "form": None},
            },
        ],
        "legal_bases": [{"number": "Luật Hộ tịch 60/2014/QH13"}],
        "steps": [{"case": "Trong nước", "position": 1, "title": None, "body": "Nộp hồ sơ"}],
    }


def test_a_list_of_names_erases_no_details(tmp_path, db):
    """Of all 167 procedures, the national file knows the name and nothing else."""
    before = {p["code"]: p for p in document.of_database(db, TODAY)["procedures"]}
    rows = [row(f"{code}.000.00.00.H24", p["name"]) for code, p in before.items()]
    path = national(tmp_path / "xa.xlsx", rows, Cách_thức_thực_hiện=[], CCPL=[])
    assert found_in(path, db) == []
    proposal = proposed(db, path)
    assert proposal.is_empty
    assert proposal.absent == []
    assert {d.code: d.body for d in proposal.differences} == before


def test_only_the_tables_that_say_something_of_a_procedure_replace_its_own(tmp_path, small_db):
    path = national(
        tmp_path / "xa.xlsx",
        [row(BIRTH, "Đăng ký khai sinh"), row(COPY, "Chứng thực bản sao")],
        CCPL=[[1, BIRTH, "Khai sinh", "1/2026/QH16"]],
    )
    proposal = proposed(small_db, path)
    (changed,) = [d for d in proposal.differences if d.kind != "unchanged"]
    assert [str(change) for change in changed.changes] == [
        "- legal_bases: 60/2014/QH13",
        "+ legal_bases: 1/2026/QH16",
    ]
    assert proposal.parts == {}


def test_repeated_codes_are_one_procedure_and_warn(tmp_path, small_db):
    path = national(
        tmp_path / "xa.xlsx",
        [
            row(BIRTH, "Đăng ký khai sinh"),
            row("1.001193", "Đăng ký khai sinh (trùng)", Số_quyết_định="9/QĐ"),
            row(COPY, "Chứng thực bản sao"),
        ],
        CCPL=[[1, BIRTH, "", "1/2026"], [2, BIRTH, "", "1/2026"], [3, COPY, "", "1/2026"]],
    )
    assert found_in(path, small_db) == [
        "xa.xlsx[TTHC2-CAPXA]:5: Mã TTHC: warning: 1.001193 stands on line 4 already; taken as one"
    ]
    found = bodies(small_db, path)["1.001193"]
    assert (found["name"], found["decision_no"]) == ("Đăng ký khai sinh", "9/QĐ")
    assert found["legal_bases"] == [{"number": "1/2026"}]


def test_headings_that_repeat_titles_and_empty_rows_are_no_procedures(tmp_path, small_db):
    rows = [
        ["(1)", "(2)", "(3)", "(4)"],
        ["I. LĨNH VỰC HỘ TỊCH"],
        row(BIRTH, "Đăng ký khai sinh")[:3],
        MAIN,
        [None, "II. CHỨNG THỰC"],
        row(COPY, "Chứng thực bản sao")[:3],
        *([None] * 19 for _ in range(3000)),
        ["", " "],
    ]
    path = national(tmp_path / "xa.xlsx", rows)
    assert found_in(path, small_db) == []
    assert list(bodies(small_db, path)) == ["1.001193", "2.000815"]


def test_a_heading_over_two_rows_with_merged_cells_is_found(tmp_path, small_db):
    book = Workbook()
    sheet = book.active
    sheet.append(["Danh mục"])
    sheet.append(["STT", "Mã TTHC", "Tên TTHC", "Quyết định", None, "Lĩnh vực"])
    sheet.append([None, None, None, "Số quyết định", "Ngày quyết định", None])
    for place in ("A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:F3"):
        sheet.merge_cells(place)
    sheet.append([1, NEW, "Kết hôn", "163/QĐ-BTP", "01/02/2026", "Hộ tịch"])
    book.save(tmp_path / "xa.xlsx")
    body = bodies(small_db, tmp_path / "xa.xlsx")["1.000894"]
    assert (body["decision_no"], body["field"]) == ("163/QĐ-BTP", "ho-tich")


def test_rows_under_a_merged_code_belong_to_it(tmp_path, small_db):
    path = national(
        tmp_path / "xa.xlsx",
        [row(BIRTH, "Đăng ký khai sinh")],
        Trình_tự_thực_hiện=[
            [1, BIRTH, "Khai sinh", None, "Bước 1"],
            [None, None, None, None, "Bước 2"],
            [2, "1.009999", "Khác", None, "Bước của thủ tục khác"],
            [None, None, None, None, "Bước 2 của thủ tục khác"],
        ],
    )
    assert found_in(path, small_db) == [
        "xa.xlsx[Trình tự thực hiện]:4: Mã TTHC: warning: 2 rows from here on belong to procedures"
        " that are not in the list; ignored"
    ]
    steps = bodies(small_db, path)["1.001193"]["steps"]
    assert [step["body"] for step in steps] == ["Bước 1", "Bước 2"]


def test_procedures_without_a_known_field_are_named(tmp_path, small_db):
    path = national(
        tmp_path / "xa.xlsx",
        [
            row(NEW, "Kết hôn"),
            row("1.004873", "Xác nhận hôn nhân", Lĩnh_vực="Hôn nhân"),
            row("1.004884", "Lại khai sinh", Lĩnh_vực="Hôn nhân"),
            row(BIRTH, "Đăng ký khai sinh", Lĩnh_vực="Tư pháp"),
            row("1.00119", "Mã thiếu số", Lĩnh_vực="Hộ tịch"),
            row(None, "Không mã", Lĩnh_vực="Hộ tịch"),
        ],
    )
    assert found_in(path, small_db) == [
        "xa.xlsx[TTHC2-CAPXA]:4: Lĩnh vực: 1.000894 (Kết hôn) names no field and is not in the"
        " catalog yet: write the name of a field",
        'xa.xlsx[TTHC2-CAPXA]:5: Lĩnh vực: The catalog has no field "Hôn nhân" (2 new procedures):'
        " add it to the catalog first, or correct the name",
        'xa.xlsx[TTHC2-CAPXA]:7: Lĩnh vực: warning: The catalog has no field "Tư pháp"; 1'
        " procedures keep the field they have",
        'xa.xlsx[TTHC2-CAPXA]:8: Mã TTHC: "1.00119" is not a procedure code, such as 1.001193',
        "xa.xlsx[TTHC2-CAPXA]:9: Mã TTHC: Must not be empty",
    ]


def test_conditions_come_from_the_list_of_the_whole_country(tmp_path, small_db):
    path = national(tmp_path / "xa.xlsx", [row(BIRTH, "Đăng ký khai sinh")])
    book = load_workbook(path)
    sheet = book.create_sheet("TTHC")
    sheet.append(["STT", "Mã TTHC", "Tên TTHC", "Lĩnh vực", "Yêu cầu, điều kiện thực hiện"])
    sheet.append([1, "1.001193", "Khai sinh", "Hộ tịch", "Trong 60 ngày"])
    sheet.append([2, "1.009999", "Khác", "Khác", "Không"])
    book.save(path)
    assert found_in(path, small_db) == []
    found = bodies(small_db, path)
    assert list(found) == ["1.001193"]
    assert found["1.001193"]["conditions"] == "Trong 60 ngày"


def test_a_dead_link_does_not_take_the_place_of_a_good_one(tmp_path, small_db):
    dead = "https://dichvucong.gov.vn/p/home/dvc-chi-tiet-thu-tuc-hanh-chinh.html?ma_thu_tuc=1"
    path = national(
        tmp_path / "xa.xlsx",
        [
            row(BIRTH, "Đăng ký khai sinh", Link_truy_cập=dead),
            row(COPY, "Chứng thực bản sao", Link_truy_cập="Xem chi tiết"),
        ],
    )
    assert proposed(small_db, path).is_empty


def test_a_procedure_that_was_repealed_nationally_is_repealed(tmp_path, small_db):
    path = national(tmp_path / "xa.xlsx", [row(BIRTH, "Khai sinh", Trạng_thái="Bị bãi bỏ")])
    assert [d.kind for d in proposed(small_db, path).differences] == ["repealed"]


def test_a_way_to_file_that_is_not_known_is_a_warning(tmp_path, small_db):
    path = national(
        tmp_path / "xa.xlsx",
        [row(BIRTH, "Đăng ký khai sinh")],
        Cách_thức_thực_hiện=[
            [1, BIRTH, "", "Chim bồ câu", "1 ngày", None, None],
            [2, BIRTH, "", "Trực tiếp, trực tuyến", "1 ngày", None, None],
        ],
    )
    assert found_in(path, small_db) == [
        "xa.xlsx[Cách thức thực hiện]:2: Hình thức nộp: warning: The way to file"
        ' "Chim bồ câu" is not known; the row is ignored'
    ]
    ways = bodies(small_db, path)["1.001193"]["channels"]
    assert [way["channel"] for way in ways] == ["direct", "online"]


# Cells -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "is_noted", "expected"),
    [
        ("", False, ("", "")),
        ("8.000 đồng", False, ("8000", "")),
        ("8,000đ", False, ("8000", "")),
        ("Lệ phí: 15000 VNĐ", False, ("15000", "")),
        ("8000", False, ("8000", "")),
        ("2.000 đồng/trang", False, ("2000", "2.000 đồng/trang")),
        ("0", False, ("0", "")),
        ("0 đồng", False, ("0", "")),
        ("0", True, ("", "0")),
        ("0 Đồng (theo nghị quyết của tỉnh)", False, ("", "0 Đồng (theo nghị quyết của tỉnh)")),
        ("Miễn phí", False, ("0", "Miễn phí")),
        ("8.000 đồng\n15.000 đồng", False, ("", "8.000 đồng\n15.000 đồng")),
        ("Không quá 8.000 đồng", False, ("", "Không quá 8.000 đồng")),
        ("Theo Thông tư 281/2016/TT-BTC", False, ("", "Theo Thông tư 281/2016/TT-BTC")),
    ],
)
def test_a_fee_is_an_amount_only_where_it_is_one(text, is_noted, expected):
    assert foreign_cells.fee(text, is_noted) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("05 Ngày làm việc", ("5", "working_day", "")),
        ("3 ngày", ("3", "day", "")),
        ("Trong thời hạn 24 giờ", ("24", "hour", "")),
        ("1 tháng.", ("1", "month", "")),
        ("Ngay trong ngày", ("", "", "Ngay trong ngày")),
        ("5 ngày; 10 ngày khi phải xác minh", ("", "", "5 ngày; 10 ngày khi phải xác minh")),
        ("", ("", "", "")),
    ],
)
def test_a_time_is_a_number_only_where_it_is_one(text, expected):
    assert foreign_cells.duration(text) == expected


# The list export of the portal -----------------------------------------------------------------


@pytest.mark.parametrize("name", ["ds.xlsx", "ds.csv"])
def test_a_list_export_adds_names_and_leaves_details_alone(tmp_path, small_db, name):
    path = listed(
        tmp_path / name,
        [
            ["1.001193", "Đăng ký khai sinh", "Bộ Tư pháp", "", "Hộ tịch"],
            ["1.000894", "Đăng ký kết hôn", "Bộ Tư pháp", "UBND cấp xã\nUBND cấp xã", "Hộ tịch"],
            ["2.000815", "Chứng thực bản sao", "Bộ Tư pháp"],
        ],
    )
    assert found_in(path, small_db) == []
    proposal = proposed(small_db, path)
    assert [(d.code, d.kind) for d in proposal.differences] == [
        ("1.001193", "unchanged"),
        ("1.000894", "new"),
        ("2.000815", "unchanged"),
    ]
    assert proposal.differences[1].body["agency"] == "UBND cấp xã"
    assert proposal.parts == {}


def test_a_list_with_further_columns_in_another_order_is_read(tmp_path, small_db):
    path = tmp_path / "ds.csv"
    path.write_text(
        "Tên TTHC;URL;STT;Lĩnh vực;Mã TTHC;Tình trạng\n"
        "Đăng ký kết hôn;https://dichvucong.gov.vn/a;1;Hộ tịch;1.000894;Công khai\n",
        encoding="utf-16",
    )
    body = bodies(small_db, path)["1.000894"]
    assert (body["source_url"], body["field"]) == ("https://dichvucong.gov.vn/a", "ho-tich")


def test_the_list_of_the_whole_country_is_read(tmp_path, small_db):
    rows = [[f"1.{n:06}", f"Thủ tục {n}", "Bộ", "UBND", "Hộ tịch"] for n in range(100000, 105600)]
    checked, problems = check(listed(tmp_path / "ds.xlsx", rows), small_db)
    assert problems == []
    assert len(checked.drafts) == 5600


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("Họ,Tên\nA,B\n".encode(), "ds.csv:1: -: No table of procedures was found"),
        (b"", "ds.csv:1: -: No table of procedures was found"),
        ('Mã số,Tên\n1.000894,"Kết hôn\n'.encode(), "ds.csv:2: -: This row cannot be read"),
        ("Mã số,Tên\n1.000894,Đăng ký".encode("cp1258", "replace"), "in Windows-1258"),
    ],
)
def test_a_csv_that_is_no_list_is_refused(tmp_path, small_db, content, problem):
    (tmp_path / "ds.csv").write_bytes(content)
    assert problem in found_in(tmp_path / "ds.csv", small_db)[0]
