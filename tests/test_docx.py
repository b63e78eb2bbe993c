"""A report as a Word document: its form, and who signs it."""

import io
import zipfile

import docx
import pytest
import reporting
from catalog_files import shipped
from conftest import load_catalog
from docx.enum.section import WD_ORIENT
from reporting import report
from test_exports import happened

from kiosk.reports.docx import to_docx


@pytest.fixture
def busy(db):
    reporting.count_events(db)
    reporting.type_in(db)
    return db


def document(db, **choice):
    return docx.Document(io.BytesIO(to_docx(report(db, **choice))))


def words(found):
    return [paragraph.text for paragraph in found.paragraphs]


def cells(table):
    return [[tc.xpath("string(.)") for tc in row.tc_lst] for row in table._tbl.tr_lst]


def test_pages_are_a4_with_the_margins_of_decree_30(busy):
    letter, appendix = document(busy).sections
    assert [round(n.mm) for n in (letter.page_width, letter.page_height)] == [210, 297]
    margins = letter.top_margin, letter.bottom_margin, letter.left_margin, letter.right_margin
    assert [round(margin.mm) for margin in margins] == [20, 20, 30, 20]
    assert appendix.orientation == WD_ORIENT.LANDSCAPE
    assert [round(n.mm) for n in (appendix.page_width, appendix.page_height)] == [297, 210]


def test_letters_are_those_of_decree_30(busy):
    font = document(busy).styles["Normal"].font
    assert (font.name, font.size.pt) == ("Times New Roman", 14)


def test_the_head_names_the_state_and_the_unit_and_leaves_the_number_open(busy):
    assert cells(document(busy).tables[0]) == [
        ["…………", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["ỦY BAN NHÂN DÂN XÃ", "Độc lập - Tự do - Hạnh phúc"],
        ["Số: ……/BC-……", "…………, ngày …… tháng …… năm 2026"],
    ]


def test_the_title_names_the_period_its_days_and_their_basis(busy):
    assert words(document(busy, basis="report_cutoff"))[:4] == [
        "BÁO CÁO",
        "Kết quả niêm yết, tra cứu thủ tục hành chính bằng mã QR",
        "Tháng 3 năm 2026",
        "(từ ngày 15/02/2026 đến ngày 14/03/2026; theo kỳ báo cáo (ngày 15 tháng trước đến ngày "
        "14))",
    ]


def test_the_sentences_of_the_report_stand_in_it(busy):
    found = words(document(busy))
    assert "I. CÔNG TÁC NIÊM YẾT, CÔNG KHAI THỦ TỤC HÀNH CHÍNH" in found
    assert "Nộp trực tuyến 1.041/1.049 hồ sơ, đạt 99,2% (chỉ tiêu 80%, đạt)." in found


def test_the_signature_never_stands_alone_on_a_page(busy):
    found = document(busy)
    body = list(found.element.body)
    signed = next(n for n, one in enumerate(body) if "TM. ỦY BAN" in one.xpath("string(.)"))
    for before in body[signed - 2 : signed]:
        assert before.xpath("./w:pPr/w:keepNext")
    assert "không phải số hồ sơ đã nộp" in body[signed - 2].xpath("string(.)")


def test_without_settings_dots_wait_for_the_signature(busy):
    assert cells(document(busy).tables[-3]) == [
        ["Nơi nhận:- …………;- Lưu: VT, …", "TM. ỦY BAN NHÂN DÂN…………" + "…………"]
    ]


def test_the_unit_says_who_receives_and_who_signs(busy, tmp_path):
    changed = shipped(tmp_path / "changed")
    with (changed / "unit.toml").open("w", encoding="utf-8") as file:
        file.write(
            '[report]\nplace = "Thạnh Hóa"\nrecipients = "UBND tỉnh; Lưu: VT"\n'
            'authority = "KT. CHỦ TỊCH"\nposition = "PHÓ CHỦ TỊCH"\nsignatory = "Nguyễn Văn A"\n'
        )
    load_catalog(busy, changed)
    found = document(busy)
    assert cells(found.tables[0])[2][1] == "Thạnh Hóa, ngày …… tháng …… năm 2026"
    assert cells(found.tables[-3]) == [
        ["Nơi nhận:- UBND tỉnh;- Lưu: VT.", "KT. CHỦ TỊCHPHÓ CHỦ TỊCHNguyễn Văn A"]
    ]


def test_headings_of_tables_repeat_and_rows_are_not_parted(busy):
    table = document(busy).tables[-2]
    first, second = table._tbl.tr_lst[:2]
    assert first.xpath("w:trPr/w:tblHeader") and second.xpath("w:trPr/w:cantSplit")


def test_no_part_tells_when_it_was_written(busy):
    with zipfile.ZipFile(io.BytesIO(to_docx(report(busy)))) as parts:
        assert {about.date_time for about in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z" in parts.read("docProps/core.xml")


@pytest.mark.parametrize("sign", ["<b>&amp;</b>", "]]>"])
def test_signs_of_a_note_stay_words(db, sign):
    reporting.type_in(db, "received=1", note=f"Ghi chú {sign}")
    assert any(line.startswith("Giải trình: Ghi chú ") for line in words(document(db)))


def test_a_code_that_no_document_can_hold_is_still_listed(db):
    happened(db, ("a\x0bb\x00", "scan", "person"))
    assert cells(document(db).tables[-1])[1][:2] == ["a?b?", "Mã không có trong danh mục"]
