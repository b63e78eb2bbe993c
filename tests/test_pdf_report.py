"""A report as a PDF: its pages, its charts as vectors, its fonts."""

import re

import pypdfium2
import pypdfium2.raw
import pytest
import reporting
from reporting import report

from kiosk.reports.pdf import to_pdf


@pytest.fixture
def busy(db):
    reporting.count_events(db)
    return db


def opened(db, **choice):
    return pypdfium2.PdfDocument(to_pdf(report(db, **choice)))


def words(page):
    return " ".join(page.get_textpage().get_text_bounded().split())


def test_each_page_says_which_of_how_many_it_is(busy):
    document = opened(busy)
    assert [re.findall(r"Trang \S+", words(page)) for page in document] == [
        [f"Trang {n}/{len(document)}"] for n in range(1, len(document) + 1)
    ]


def test_the_letter_stands_upright_and_the_appendix_across(busy):
    document = opened(busy)
    sizes = [tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in document]
    assert (sizes[0], sizes[-1]) == ((210, 297), (297, 210))


def test_headings_stand_on_every_page_of_the_appendix(busy):
    pages = [words(page) for page in opened(busy)]
    appendix = next(n for n, page in enumerate(pages) if "PHỤ LỤC" in page)
    assert all("Lượt quét QR" in page for page in pages[appendix:])


def test_charts_are_vectors_with_their_numbers(busy):
    document = opened(busy)
    shown = " ".join(words(page) for page in document)
    assert "Lượt quét QR và lượt xem theo lĩnh vực Hộ tịch 51 + 5" in shown
    assert "Lượt quét QR và lượt xem theo ngày 1 30 2 26 3 4 5 6" in shown
    images = [
        shape
        for page in document
        for shape in page.get_objects()
        if shape.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE
    ]
    assert images == []


def test_a_period_without_counts_has_no_charts(db):
    shown = " ".join(words(page) for page in opened(db, name="2025-12"))
    assert "Lượt quét QR và lượt xem theo" not in shown
    assert "Chưa có số liệu: lượt quét, lượt tra cứu trong kỳ." in shown
    assert "chưa bắt đầu đếm" in shown


def test_a_year_has_a_column_a_month(busy):
    shown = " ".join(words(page) for page in opened(busy, name="2026"))
    assert "Lượt quét QR và lượt xem theo tháng 1/2026 2/2026 56 3/2026 4/2026" in shown


def test_months_of_a_year_are_those_of_its_basis(busy):
    busy.execute("delete from day_tally where day < '2026-03-03'")
    shown = " ".join(words(page) for page in opened(busy, name="2026", basis="report_cutoff"))
    assert "lượt xem theo tháng 1/2026 2/2026 26 3/2026 4/2026" in shown


def test_a_quarter_has_a_column_a_week(busy):
    shown = " ".join(words(page) for page in opened(busy, name="2026-Q1"))
    assert "Lượt quét QR và lượt xem theo tuần 1/1 5/1 12/1" in shown
    assert "56 2/3" in shown or "2/3 56" in shown


def test_only_fonts_of_ours_are_in_it_and_each_is_embedded(busy):
    content = to_pdf(report(busy))
    names = set(re.findall(rb"/BaseFont /(\S+)", content))
    assert names and all(b"BeVietnamPro" in name for name in names)


def test_no_part_tells_when_it_was_written(busy):
    content = to_pdf(report(busy))
    assert re.findall(rb"/CreationDate \((.*?)\)", content) == [b"D:20000101000000+00'00'"]
