"""
The national workbook of a commune as staff download it, with all its flaws (400 rows, 313 codes).

It lists the shipped procedures under their real names; what else it needs has made-up codes, for
the file must be as long as the real ones.
"""

from dataclasses import dataclass

from catalog_files import rows as table
from conftest import CATALOG
from openpyxl import Workbook

ROWS, CODES, WITHOUT_FIELD, LONGEST_NAME = 400, 313, 7, 409
EMPTY_ROWS = 3000
UNKNOWN_FIELD = "Hôn nhân và gia đình"
HEADING = (
    "STT,Mã TTHC,Tên TTHC,Link truy cập,Số quyết định,Ngày quyết định,Cơ quan ban hành,Lĩnh vực,"
    "Cấp thực hiện,Đối tượng thực hiện,Loại TTHC,Từ khóa,Địa chỉ tiếp nhận,Cơ quan thực hiện,"
    "Cơ quan có thẩm quyền,Cơ quan phối hợp,Cơ quan được ủy quyền,Mô tả,Trạng thái"
).split(",")
CHANNELS = ["STT", "Mã TTHC", "Tên TTHC", "Hình thức nộp", "Thời gian", "Phí, lệ phí", "Mô tả"]
DOCUMENTS = (
    "STT,Mã TTHC,Tên TTHC,Mã TPHS,Tên giấy tờ,Loại giấy tờ,Cơ quan ban hành,Bản chính,Bản sao"
)
# What the decision changes: birth registration is no longer free of charge and needs a paper more.
AMENDED = "1.001193"
NEW_FEE, NEW_PAPER = "8.000 đồng", "Giấy tờ chứng minh nơi cư trú"
N_AMENDED = 1


@dataclass(frozen=True)
class Entry:
    """One procedure of the list."""

    code: str
    name: str
    field: str

    def cells(self, number):
        """Its row of the main sheet; short, as many are."""
        found = {
            "STT": number,
            "Mã TTHC": f"{self.code}.000.00.00.H24",
            "Tên TTHC": self.name,
            "Lĩnh vực": self.field,
            "Cấp thực hiện": "Cấp Xã",
            "Trạng thái": "Công khai",
        }
        cells = [found.get(heading) for heading in HEADING]
        return cells[: max(i for i, cell in enumerate(cells) if cell is not None) + 1]


def entries():
    """The 313 procedures: those we have, then new ones of which 7 have no field."""
    fields = {row["slug"]: row["name"] for row in table(CATALOG / "fields.csv")}
    known = [
        Entry(row["code"], row["name"], fields[row["field"]].upper())
        for row in table(CATALOG / "procedures.csv")
    ]
    n_new = CODES - len(known)
    new = [
        Entry(f"3.{900000 + n}", f"{known[n].name} (thủ tục mới số {n + 1})", known[n].field)
        for n in range(n_new)
    ]
    for n in range(WITHOUT_FIELD):
        new[n] = Entry(new[n].code, new[n].name, "")
    for n in range(WITHOUT_FIELD, WITHOUT_FIELD + 3):
        new[n] = Entry(new[n].code, new[n].name, UNKNOWN_FIELD)
    long = new[-1]
    new[-1] = Entry(long.code, (f"{long.name}, " * 9)[: LONGEST_NAME - 1] + ".", long.field)
    return [*known, *new]


def write(path):
    """The workbook at *path*."""
    book = Workbook()
    _main(book.active)
    _channels(book.create_sheet("Cách thức thực hiện"))
    _documents(book.create_sheet("TPHS"))
    # The sheets of steps, results and legal bases are missing, as they often are.
    book.save(path)
    return path


def _main(sheet):
    sheet.title = "TTHC2-CAPXA"
    sheet.append(["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"])
    sheet.merge_cells("A1:S1")
    sheet.append(["DANH MỤC THỦ TỤC HÀNH CHÍNH THUỘC THẨM QUYỀN CẤP XÃ"])
    sheet.merge_cells("A2:S2")
    sheet.append(HEADING)
    sheet.append([f"({n})" for n in range(1, len(HEADING) + 1)])
    found = entries()
    listed = [*found, *found[: ROWS - CODES]]  # many stand there twice
    for number, entry in enumerate(listed, start=1):
        if number % 100 == 0:
            sheet.append(HEADING)  # the heading of the next printed page
        sheet.append(entry.cells(number))
    for _ in range(EMPTY_ROWS):
        sheet.append([None] * 3 + [" "])


def _channels(sheet):
    sheet.append(CHANNELS)
    for number, way in enumerate(("Trực tiếp", "Trực tuyến", "Dịch vụ bưu chính"), start=1):
        cells = [number, AMENDED, "Đăng ký khai sinh"] if number == 1 else [None] * 3
        sheet.append([*cells, way, "Trong ngày", NEW_FEE])
    # Merged over the ways to file of one procedure.
    sheet.merge_cells("B2:B4")
    other = entries()[-2]
    sheet.append(
        [4, other.code, other.name, "Trực tiếp", "03 Ngày làm việc", "0 đồng", "Theo biên lai"]
    )
    sheet.append(
        [5, other.code, other.name, "Trực tuyến", "03 Ngày", "5.000 đồng/bản, tối đa 15.000"]
    )
    sheet.append([6, other.code, other.name, "Qua đường hàng không", "01 Ngày"])
    sheet.append([7, "1.999999", "Thủ tục không có trong danh sách", "Trực tiếp", "01 Ngày"])


def _documents(sheet):
    sheet.append(DOCUMENTS.split(","))
    papers = [row["name"] for row in table(CATALOG / "documents.csv") if row["code"] == AMENDED]
    for number, paper in enumerate([*papers, NEW_PAPER], start=1):
        sheet.append([number, AMENDED, "", f"TP{number}", paper, "Bắt buộc", "", "1", "0"])
