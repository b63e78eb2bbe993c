"""A table of the one-stop system, pasted: which of its numbers are which figures."""

import pytest

from kiosk.reports import indicator_paste
from kiosk.reports.indicator_paste import Found

# The form of official statistics: merged headings, a numbering, a row a field, a total.
OFFICIAL = """TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH
Đơn vị tính: Hồ sơ
STT|Lĩnh vực|Số hồ sơ tiếp nhận||||Số hồ sơ đã giải quyết||||Số hồ sơ đang giải quyết||
||Tổng số|Trong kỳ||Từ kỳ trước|Tổng số|Trước hạn|Đúng hạn|Quá hạn|Tổng số|Trong hạn|Quá hạn
|||Trực tuyến|Trực tiếp, dịch vụ bưu chính||||||||
(1)|(2)|(3)=(4)+(5)+(6)|(4)|(5)|(6)|(7)=(8)+(9)+(10)|(8)|(9)|(10)|(11)=(12)+(13)|(12)|(13)
1|Hộ tịch|649|641|8|0|648|600|48|0|1|1|0
2|Công thương|400|400|0|0|399|300|99|0|1|1|0
|Tổng cộng|1.049|1.041|8|0|1.047|900|147|0|02|2|0
""".replace("|", "\t")
NAMED = """Chỉ tiêu;Số lượng
Hồ sơ tiếp nhận;1.049
Đã giải quyết;1047
Đang giải quyết;02
Giải quyết trước và đúng hạn;1047
Hồ sơ nộp trực tuyến mức độ 3, 4;1041/1049
Chứng thực bản sao điện tử;369
Hướng dẫn tạo tài khoản DVC;109
Thư công vụ;21
"""


def test_the_official_table_is_read_by_its_headings_and_its_total():
    found = indicator_paste.read(OFFICIAL)
    assert found.faults == []
    assert found.boxes == {
        "received": "1.049",
        "online": "1.041",
        "online_whole": "1.049",
        "resolved": "1.047",
        "early": "900",
        "on_time": "147",
        "overdue": "0",
        "in_progress": "2",
    }
    unused = [one.heading for one in found.numbers if one.name is None]
    assert unused == [
        "Số hồ sơ tiếp nhận - Trong kỳ - Trực tiếp, dịch vụ bưu chính",
        "Số hồ sơ tiếp nhận - Từ kỳ trước",
        "Số hồ sơ đang giải quyết - Trong hạn",
        "Số hồ sơ đang giải quyết - Quá hạn",
    ]


def test_names_with_their_numbers_beside_them_are_read():
    found = indicator_paste.read(NAMED)
    assert found.faults == []
    assert found.boxes == {
        "received": "1.049",
        "resolved": "1047",
        "in_progress": "02",
        "in_time": "1047",
        "online": "1041",
        "online_whole": "1049",
        "e_certified": "369",
        "accounts": "109",
    }
    assert found.numbers[-1] == Found("Thư công vụ", "21", None)


def test_positions_and_percentages_beside_a_name_are_no_figures():
    table = "STT\tNội dung\tSố lượng\tTỷ lệ\n1\tHồ sơ tiếp nhận\t10\t100%\n2\tTrực tuyến\t9\t90%"
    found = indicator_paste.read(table)
    assert found.boxes == {"received": "10", "online": "9", "online_whole": "10"}


def test_rows_without_a_total_are_added_up():
    lines = [line for line in OFFICIAL.split("\n") if "Tổng cộng" not in line]
    found = indicator_paste.read("\n".join(lines))
    assert (found.boxes["received"], found.boxes["in_progress"]) == ("1.049", "2")


def test_a_total_that_is_not_the_sum_of_its_rows_is_told():
    found = indicator_paste.read(OFFICIAL.replace("Hộ tịch\t649", "Hộ tịch\t650"))
    assert found.boxes["received"] == "1.049"
    assert found.faults == [
        "Hồ sơ tiếp nhận: dòng tổng ghi 1.049, cộng các dòng được 1.050. Đã lấy dòng tổng."
    ]


def test_what_was_carried_over_is_no_part_of_the_whole_of_online():
    carried = OFFICIAL.replace("1.049\t1.041\t8\t0", "1.069\t1.041\t8\t20")
    found = indicator_paste.read(carried.replace("649\t641\t8\t0", "669\t641\t8\t20"))
    assert found.faults == []
    assert (found.boxes["received"], found.boxes["online_whole"]) == ("1.069", "1.049")


def test_a_dash_in_the_row_of_a_field_is_none_of_it():
    without_total = "\n".join(OFFICIAL.replace("400\t400\t0\t0", "400\t400\t-\t-").split("\n")[:-2])
    dashed = without_total.replace("648\t600\t48\t0", "648\t600\t48\t–")
    dashed = dashed.replace("399\t300\t99\t0", "399\t300\t-\t–")
    found = indicator_paste.read(dashed)
    assert found.faults == []
    assert (found.boxes["resolved"], found.boxes["on_time"]) == ("1.047", "48")
    assert "overdue" not in found.boxes  # nothing but dashes: nobody said nought


def test_a_number_that_can_be_read_in_two_ways_is_not_guessed():
    found = indicator_paste.read("Hồ sơ tiếp nhận;1,049\nĐã giải quyết;7")
    assert found.boxes == {"resolved": "7"}
    assert found.faults == [
        'Cột "Hồ sơ tiếp nhận": "1,049" không phải là số nguyên; chưa đọc số này.'
    ]


@pytest.mark.parametrize("pasted", ["", "xin chào", ";;\n;", "Hồ sơ tiếp nhận", "\t\n" * 9, '"'])
def test_what_holds_no_figure_says_so(pasted):
    found = indicator_paste.read(pasted)
    assert found.boxes == {}
    assert found.faults[-1].startswith("Không nhận ra số liệu nào.")


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Số hồ sơ nhận giải quyết", "received"),
        ("Đã giải quyết - Trước hạn", "early"),
        ("Trước hạn và đúng hạn", "in_time"),
        ("Đang giải quyết - Quá hạn", None),
        ("Chứng thực", None),
        ("Hồ sơ trực tuyến toàn trình", "online_full"),
        ("DVC một phần", "online_partial"),
        ("Thanh toán trực tuyến", None),
        ("Tỷ lệ hồ sơ trực tuyến", None),
        ("Số hóa hồ sơ", "digitised"),
        ("Công an", None),
    ],
)
def test_a_heading_names_a_figure_or_none(heading, name):
    assert indicator_paste.named(heading) == name
