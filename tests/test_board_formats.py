"""The sheets of every format: what stands on them, and where."""

import os
import re
import subprocess
import sys

import pytest
from boards import ADDRESS, SERIES, codes, pdf, sheets, shown, texts
from catalog_files import SMALL, put, small
from conftest import CATALOG, ROOT, load_catalog

from kiosk import store
from kiosk.boards import readback
from kiosk.boards.layout import Area, Series
from kiosk.boards.letterhead import sheet_mark
from kiosk.codes.draw import QUIET_ZONE
from kiosk.errors import CodesError

NAMED = [pytest.param(series, id=series.name) for series in SERIES]
# Symbols of version 2 to 6.
ADDRESSES = [
    "http://a.vn",
    ADDRESS,
    "https://motcua.ubnd-xa-quang-nghiep.thanh-pho-hai-phong.gov.vn",
    "https://motcua.ubnd-xa-quang-nghiep.thanh-pho-hai-phong.cong-dich-vu.example.gov.vn",
]
FULL_UNIT = """\
name = "Ủy ban nhân dân xã Quang Nghiệp"
level = "commune"
one_stop_name = "Bộ phận Một cửa"
parent = "Ủy ban nhân dân thành phố Hải Phòng"
hours = "Thứ Hai đến thứ Sáu: 07h30 - 11h30, 13h30 - 17h00"
phone = "0220 3 123 456"

[portal]
hosts = ["dichvucong.gov.vn"]
"""


def overlap(one: Area, other: Area) -> bool:
    return (
        one.left < other.right - 1e-6
        and other.left < one.right - 1e-6
        and one.top < other.bottom - 1e-6
        and other.top < one.bottom - 1e-6
    )


@pytest.mark.parametrize("base_url", ADDRESSES)
@pytest.mark.parametrize("series", NAMED)
def test_symbols_are_large_enough_and_keep_their_quiet_zones(db, series, base_url):
    for one in sheets(shown(db, base_url), series):
        sheet = one.sheet
        zones = [cell.symbol.grown(QUIET_ZONE * cell.module_mm) for cell in sheet.cells]
        for n, (cell, zone) in enumerate(zip(sheet.cells, zones, strict=True)):
            assert cell.symbol.width == cell.symbol.height >= 30
            assert zone.left >= 0 and zone.top >= 0
            assert zone.right <= sheet.width and zone.bottom <= sheet.height
            assert not any(overlap(zone, other) for other in zones[n + 1 :]), sheet.id


@pytest.mark.parametrize("base_url", [ADDRESSES[0], ADDRESSES[-1]])
@pytest.mark.parametrize("series", NAMED)
def test_every_code_reads_back_at_any_length_of_the_address(db, series, base_url):
    what = shown(db, base_url)
    document, printed = pdf(what, sheets(what, series)[:9])
    assert readback.faults(document, printed) == []


@pytest.mark.parametrize("series", NAMED)
def test_every_code_of_a_format_reads_back(db, series):
    what = shown(db)
    planned = sheets(what, series)
    document, printed = pdf(what, planned)
    assert len(printed) == sum(len(one.sheet.cells) for one in planned)
    assert readback.faults(document, printed) == []


@pytest.mark.parametrize(
    ("series", "n_sheets", "n_codes"),
    [
        (Series("wall", "a1"), 1, 14),
        (Series("field", "8"), 26, 141),
        (Series("field", "12"), 17, 141),
        (Series("label", "60x70"), 191, 191),
        (Series("single"), 141, 141),
        (Series("guide"), 3, 3),
        (Series("card", place="d"), 13, 34),
        (Series("leaflet", place="l"), 1, 14),
    ],
)
def test_the_shipped_catalog_has_so_many_sheets(db, series, n_sheets, n_codes):
    planned = sheets(shown(db), series)
    assert (len(planned), sum(len(one.sheet.cells) for one in planned)) == (n_sheets, n_codes)


@pytest.mark.parametrize(
    ("series", "size", "side"),
    [
        (Series("wall", "a1"), (841, 594), 100),
        (Series("wall", "a2"), (594, 420), 70),
        (Series("field", "8"), (210, 297), 40),
        (Series("field", "12"), (210, 297), 30),
        (Series("single"), (210, 297), 50),
    ],
)
def test_the_formats_have_their_sizes(db, series, size, side):
    for one in sheets(shown(db), series):
        assert (one.sheet.width, one.sheet.height) == size
        assert {cell.symbol.width for cell in one.sheet.cells} == {side}


def test_the_place_stands_in_the_codes(db):
    (leaflet,) = sheets(shown(db), Series("leaflet", place="l"))
    payloads = [cell.payload for cell in leaflet.sheet.cells]
    assert payloads[:2] == [f"{ADDRESS}/q/l", f"{ADDRESS}/q/g01/l"]
    card = sheets(shown(db), Series("card", place="d"))[0]
    assert [cell.payload for cell in card.sheet.cells] == [f"{ADDRESS}/q/f01/d"]


def test_sheets_say_who_speaks_and_what_we_never_ask(tmp_path):
    database = store.create(tmp_path / "kiosk.db")
    load_catalog(database, small(tmp_path / "small", **{"unit.toml": FULL_UNIT}))
    what = shown(database)
    for series in SERIES:
        if series.format == "label":
            continue
        page = " ".join(texts(pdf(what, sheets(what, series)[:1])[0])[0].split())
        for words in (
            "ỦY BAN NHÂN DÂN XÃ QUANG NGHIỆP",
            "BỘ PHẬN MỘT CỬA",
            "motcua.example.gov.vn",
            "Đường dây nóng: 0220 3 123 456",
            "Giờ làm việc: Thứ Hai đến thứ Sáu: 07h30 - 11h30, 13h30 - 17h00",
            "Chúng tôi không hỏi mật khẩu, OTP, tiền.",
        ):
            assert words in page, (series.name, words)
    database.close()


def test_a_single_sheet_has_the_papers_the_fee_and_the_time(db):
    what = shown(db)
    planned = sheets(what, Series("single"))
    (one,) = [one for one in planned if one.sheet.own_name == "2.000815"]
    page = " ".join("".join(texts(pdf(what, [one])[0])).split())
    procedure = what.published.procedures["2.000815"]
    assert procedure.name in page
    for document in procedure.documents:
        assert document.name in page
    for words in ("Giấy tờ cần chuẩn bị", "Thời hạn giải quyết", "Phí, lệ phí", "Mã: 2.000815"):
        assert words in page


def test_what_is_not_known_says_so(db):
    what = shown(db)
    (one,) = [s for s in sheets(what, Series("single")) if s.sheet.own_name == "2.002622"]
    page = " ".join(texts(pdf(what, [one])[0])[0].split())
    assert "Chưa xác minh Phí, lệ phí Chưa xác minh" in page
    assert "Giấy tờ cần chuẩn bị Chưa xác minh" in page


def catalog_of(tmp_path, **files):
    """A database with the small catalog, *files* in place of its own."""
    database = store.create(tmp_path / "kiosk.db")
    load_catalog(database, small(tmp_path / "small", **files))
    return database


def test_a_desk_that_the_catalog_names_has_a_card_of_its_own(tmp_path):
    database = catalog_of(
        tmp_path,
        fields="""\
slug,number,name,sector,desk
ho-tich,1,Hộ tịch,commune,Quầy số 2
chung-thuc,2,Chứng thực,commune,Quầy số 2
""",
    )
    (card,) = sheets(shown(database), Series("card", place="d"))
    assert (card.sheet.id, card.sheet.title) == ("card-d/quay-so-2-1", "Quầy số 2")
    assert [cell.target for cell in card.sheet.cells] == ["f01", "f02"]
    database.close()


LONG = "Xác nhận " + "rất dài, " * 44 + "hết"


def test_a_long_name_is_shortened_at_a_word_but_whole_on_its_own_sheet(tmp_path):
    database = catalog_of(
        tmp_path,
        procedures=f'code,name,field\n1.001193,"{LONG}",ho-tich\n2.000815,Chứng thực,chung-thuc\n',
    )
    assert len(LONG) == 408
    what = shown(database)
    for series in (Series("field", "8"), Series("field", "12"), Series("label", "60x70")):
        document, printed = pdf(what, sheets(what, series))
        assert readback.faults(document, printed) == []
        page = " ".join(texts(document)[0].split())
        assert re.search(r"rất( dài)?…", page), series.name
    page = " ".join(texts(pdf(what, sheets(what, Series("single")))[0])[0].split())
    assert LONG in page
    database.close()


def test_a_long_list_of_papers_continues_on_a_second_page(tmp_path):
    papers = "".join(
        f"1.001193,,{n},Giấy tờ thứ {n} trong một danh sách rất dài,1,0,\n" for n in range(1, 41)
    )
    database = catalog_of(
        tmp_path, documents=f"code,case,position,name,originals,copies,form\n{papers}"
    )
    what = shown(database)
    one = sheets(what, Series("single"))[0]
    document, printed = pdf(what, [one])
    pages = [" ".join(page.split()) for page in texts(document)]
    assert len(pages) == 2
    assert readback.faults(document, printed) == []
    assert "Giấy tờ thứ 1 trong" in pages[0] and "Trang 1/2" in pages[0]
    assert "Giấy tờ thứ 40 trong" in pages[1] and "Đăng ký khai sinh (tiếp theo)" in pages[1]
    assert all(sheet_mark(one.sheet) in page for page in pages)
    database.close()


def test_steps_and_conditions_of_several_lines_stand_on_the_single_sheet(tmp_path):
    database = catalog_of(
        tmp_path,
        procedures="""\
code,name,field,conditions
1.001193,Đăng ký khai sinh,ho-tich,"Cha mẹ có mặt
Trẻ đã sinh"
2.000815,Chứng thực bản sao,chung-thuc,
""",
        steps='code,case,position,title,body\n1.001193,,1,Nộp,"Đến quầy\nNhận giấy hẹn"\n',
    )
    what = shown(database)
    document, printed = pdf(what, sheets(what, Series("single"))[:1])
    page = " ".join(texts(document)[0].split())
    assert "Trình tự thực hiện • Nộp: Đến quầy Nhận giấy hẹn" in page
    assert "Cha mẹ có mặt" in page and "Trẻ đã sinh" in page
    assert readback.faults(document, printed) == []
    database.close()


def test_a_sign_that_the_font_lacks_does_not_stop_the_board(tmp_path):
    database = catalog_of(
        tmp_path,
        procedures="""\
code,name,field
1.001193,Đăng ký → khai sinh,ho-tich
2.000815,Chứng thực 日本,chung-thuc
""",
    )
    what = shown(database)
    document, printed = pdf(what, sheets(what, Series("field", "8")))
    assert readback.faults(document, printed) == []
    assert "Đăng ký ? khai" in texts(document)[0]
    database.close()


def test_a_catalog_without_groups_has_its_fields_on_the_board(tmp_path):
    database = catalog_of(tmp_path)
    what = shown(database)
    (board,) = sheets(what, Series("wall", "a1"))
    assert [cell.target for cell in board.sheet.cells] == ["master", "f01", "f02"]
    (sheet,) = sheets(what, Series("field", "8"))
    assert sheet.sheet.id == "field-8/g00-1"
    assert [cell.target for cell in sheet.sheet.cells] == ["1.001193", "2.000815"]
    document, _ = pdf(what, [sheet])
    assert "Hộ tịch" in texts(document)[0] and "Chứng thực" in texts(document)[0]
    database.close()


def test_a_board_of_many_groups_goes_on_on_a_second_sheet(tmp_path):
    groups = "".join(f"nhom-{n},{n},Nhóm {n},,\n" for n in range(1, 21))
    database = catalog_of(tmp_path, groups=f"slug,number,name,icon,status\n{groups}")
    what = shown(database)
    boards = sheets(what, Series("wall", "a1"))
    assert [len(one.sheet.cells) for one in boards] == [15, 8]
    document, printed = pdf(what, boards)
    assert readback.faults(document, printed) == []
    database.close()


@pytest.mark.parametrize("size", ["40x40", "20x90", "300x70", "60", "60x", "axb", "210x298"])
def test_a_label_that_cannot_be_is_refused(db, size):
    with pytest.raises(CodesError, match=f"A label of .{{0,6}}{size}"):
        sheets(shown(db), Series("label", size))


@pytest.mark.parametrize(("size", "on_first_page"), [("60x70", 12), ("100x140", 4), ("210x297", 1)])
def test_labels_share_pages(db, size, on_first_page):
    what = shown(db)
    document, printed = pdf(what, sheets(what, Series("label", size))[:13])
    assert sum(1 for one in printed if one.page == 0) == on_first_page
    assert readback.faults(document, printed) == []


def test_a_pdf_is_vector_with_embedded_fonts_only(db):
    what = shown(db)
    document, _ = pdf(what, sheets(what, Series("field", "8"))[:2])
    assert document.count(b"/FontFile2") == 2
    assert b"BeVietnamPro" in document
    assert b"Helvetica" not in document and b"/Subtype /Image" not in document
    assert b"/CreationDate (D:2000" in document  # of reportlab's `invariant`: it never changes


DRAW = """
import sys
sys.path.insert(0, "tests")
from pathlib import Path
from boards import SERIES, pdf, shown, sheets
from hashlib import sha256
from kiosk import store
what = shown(store.open_database(Path(sys.argv[1])))
for series in SERIES:
    print(series.name, sha256(pdf(what, sheets(what, series)[:8])[0]).hexdigest())
"""


def test_the_same_input_gives_the_same_bytes(database_path):
    found = set()
    for seed, zone in (("0", "UTC"), ("1", "Asia/Ho_Chi_Minh")):
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        command = [sys.executable, "-c", DRAW, str(database_path)]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        found.add(done.stdout)
    assert len(found) == 1
    assert found.pop().count("\n") == len(SERIES)


def test_names_in_separate_signs_are_drawn_composed(tmp_path):
    import unicodedata

    database = store.create(tmp_path / "kiosk.db")
    folder = small(tmp_path / "small")
    put(folder, **{n: unicodedata.normalize("NFD", t) for n, t in SMALL.items()})
    load_catalog(database, folder)
    what = shown(database)
    page = texts(pdf(what, sheets(what, Series("field", "8")))[0])[0]
    assert "Đăng ký khai sinh" in page
    database.close()


def test_the_shipped_catalog_needs_no_sign_that_the_fonts_lack():
    from kiosk.boards import words

    for path in sorted(CATALOG.rglob("*.csv")) + sorted(CATALOG.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        lacking = {a for a, b in zip(text, words.printable(text), strict=True) if a != b}
        assert lacking <= {"\ufeff", "\n"}, path


def test_a_phone_reads_what_hangs(db):
    what = shown(db)
    (sheet, *_) = sheets(what, Series("field", "8"))
    assert codes(pdf(what, [sheet])[0]) == [sorted(cell.payload for cell in sheet.sheet.cells)]
