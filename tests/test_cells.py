import pytest

from kiosk.catalog import cells
from kiosk.catalog.cells import BadCell


@pytest.mark.parametrize(
    ("read", "cell", "value"),
    [
        (cells.text, "007\nhai dòng", "007\nhai dòng"),
        (cells.line, "Giấy  chứng\n sinh", "Giấy chứng sinh"),
        (cells.line, "007", "007"),
        (cells.flag, "0", False),
        (cells.flag, "1", True),
        (cells.number, "0", 0),
        (cells.number, "007", 7),
        (cells.number, "8000", 8000),
        (cells.number, "8.000", 8000),
        (cells.number, "1.250.000", 1250000),
        (cells.whole_date, "2026-03-01", "2026-03-01"),
        (cells.whole_date, "1/3/2026", "2026-03-01"),
        (cells.whole_date, "29/02/2028", "2028-02-29"),
        (cells.part_date, "2026", "2026"),
        (cells.part_date, "2026-07", "2026-07"),
        (cells.part_date, "2026-07-31", "2026-07-31"),
        (cells.part_date, "31/07/2026", "2026-07-31"),
        (cells.code, "1.001193.000.00.00.H23", "1.001193"),
        (cells.code, "c08_xphcdb", "C08_XPHCDB"),
        (cells.slug, "ho-tich", "ho-tich"),
        (cells.web_address, "https://dichvucong.gov.vn/a?b=c", "https://dichvucong.gov.vn/a?b=c"),
        (cells.file_name, "Tờ khai (mẫu 1).docx", "Tờ khai (mẫu 1).docx"),
        (cells.file_name, "TK.PDF", "TK.PDF"),
        (cells.choice("a", "b"), "b", "b"),
        (cells.choices("a", "b", "c"), " c;a ; a;", "a;c"),
    ],
)
def test_a_cell_becomes_its_value(read, cell, value):
    found = read(cell)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("read", "cell", "key"),
    [
        (cells.flag, "có", "bad_flag"),
        (cells.flag, "2", "bad_flag"),
        (cells.number, "-1", "bad_number"),
        (cells.number, "1,5", "bad_number"),
        (cells.number, "8.00", "bad_number"),
        (cells.number, "8.000đ", "bad_number"),
        (cells.number, "٣", "bad_number"),
        (cells.number, "1" * 13, "bad_number"),
        (cells.whole_date, "2026-02-30", "bad_date"),
        (cells.whole_date, "30/02/2026", "bad_date"),
        (cells.whole_date, "2026-3-1", "bad_date"),
        (cells.whole_date, "03-01-2026", "bad_date"),
        (cells.whole_date, "0000-01-01", "bad_date"),
        (cells.whole_date, "2026", "bad_date"),
        (cells.part_date, "2026-13", "bad_date"),
        (cells.part_date, "tháng 7", "bad_date"),
        (cells.code, "1,001193", "bad_code"),
        (cells.code, "f07", "bad_code"),
        (cells.slug, "Hộ tịch", "bad_slug"),
        (cells.slug, "ho--tich", "bad_slug"),
        (cells.slug, "../x", "bad_slug"),
        (cells.web_address, "dichvucong.gov.vn", "bad_address"),
        (cells.web_address, "javascript:alert(1)", "bad_address"),
        (cells.web_address, "https://", "bad_address"),
        (cells.web_address, "https://a.vn/x y", "bad_address"),
        (cells.web_address, "https://[a", "bad_address"),
        (cells.file_name, "../to-khai.pdf", "bad_file_name"),
        (cells.file_name, "to-khai.exe", "bad_file_name"),
        (cells.file_name, ".pdf", "bad_file_name"),
        (cells.choice("a", "b"), "c", "bad_choice"),
        (cells.choices("a", "b"), "a;d;c", "bad_choice"),
    ],
)
def test_a_cell_that_cannot_be_read_says_why(read, cell, key):
    with pytest.raises(BadCell) as caught:
        read(cell)
    assert caught.value.key == key


def test_all_wrong_choices_are_named_at_once():
    with pytest.raises(BadCell) as caught:
        cells.choices("a", "b")("a;d;c")
    assert caught.value.values == {"cell": "c; d", "allowed": "a, b"}
