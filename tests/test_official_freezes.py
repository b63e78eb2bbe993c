"""An official reports a period in a real browser: types in, reads, freezes, and it stays."""

import re

import pytest
from browsing import one_time_code, sign_in_with_code
from serving import kiosk

PERIOD = "ky=2023-H1"
REFERENCE = {
    "Hồ sơ tiếp nhận": "1049",
    "Hồ sơ đã giải quyết": "1047",
    "Hồ sơ giải quyết trước và đúng hạn": "1047",
    "Hồ sơ giải quyết quá hạn": "0",
    "Hồ sơ đang giải quyết": "02",
    "Hồ sơ nộp trực tuyến": "1041",
    "Hồ sơ chứng thực bản sao điện tử": "369",
    "Tài khoản tạo cho người dân": "109",
}
SENTENCES = (
    "tiếp nhận 1.049 hồ sơ; đã giải quyết 1.047 hồ sơ; đang giải quyết 02 hồ sơ.",
    "Giải quyết trước và đúng hạn 1.047 hồ sơ, đạt 100%; không phát sinh hồ sơ giải quyết quá hạn.",
    "Nộp trực tuyến 1.041/1.049 hồ sơ, đạt 99,2%.",
    "Chứng thực bản sao điện tử 369 hồ sơ; hướng dẫn tạo 109 tài khoản cho người dân.",
)


def type_in(page, figures):
    for name, number in figures.items():
        page.get_by_role("textbox", name=f"{name} Số lượng", exact=True).fill(number)
    page.get_by_role("textbox", name="Hồ sơ nộp trực tuyến Trên tổng số").fill("1.049")
    page.get_by_role("button", name="Lưu số liệu").click()


def content_of(page, link):
    """The bytes of the file behind *link*, as the browser of the official gets them."""
    with page.expect_download() as found:
        link.click()
    return found.value.path().read_bytes()


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_an_official_types_in_reads_freezes_and_the_report_stays(
    open_page, address, folder, scripts
):
    period = PERIOD if scripts else "ky=2022-H1"
    name = f"bao-cao-{'co' if scripts else 'khong'}"
    page = open_page(1280, 800, java_script_enabled=scripts)
    page.goto(f"{address}/can-bo")
    sign_in_with_code(page, name, one_time_code(folder, name, "staff"))

    page.goto(f"{address}/bao-cao/chi-tieu?{period}")
    type_in(page, REFERENCE)
    assert page.get_by_role("status").first.inner_text() == "Đã lưu 8 số liệu."
    assert "99,2%" in page.get_by_role("row", name="Hồ sơ nộp trực tuyến").inner_text()

    page.goto(f"{address}/bao-cao/loi-van?{period}")
    whole = page.get_by_label("Cả báo cáo").input_value()
    for sentence in SENTENCES:
        assert sentence in whole

    page.goto(f"{address}/bao-cao/chot?{period}")
    page.get_by_role("button", name="Chốt số liệu kỳ").click()
    assert "Đã chốt bản số 1. Mã băm:" in page.get_by_role("status").first.inner_text()
    assert page.get_by_text("Đã tính lại: khớp").is_visible()
    forms = ("CSV", "JSON", "XLSX", "PDF", "DOCX")
    link = {form: page.get_by_role("link", name=form, exact=True) for form in forms}
    before = {form: content_of(page, link[form]) for form in forms}

    page.goto(f"{address}/bao-cao/chi-tieu?{period}")
    type_in(page, {"Hồ sơ tiếp nhận": "2000", "Tài khoản tạo cho người dân": "0"})
    assert page.get_by_text("Tổng chưa khớp").is_visible()
    page.goto(f"{address}/bao-cao/chot?{period}")
    later = page.get_by_role("row", name=re.compile("^Hồ sơ tiếp nhận")).inner_text()
    assert later.split("\t") == ["Hồ sơ tiếp nhận", "1.049", "2.000"]
    assert {form: content_of(page, link[form]) for form in forms} == before
    by_command = folder / f"{name}.csv"
    named = period.removeprefix("ky=")
    kiosk("stats", "export", "--period", named, "--format", "csv", "-o", by_command, cwd=folder)
    assert by_command.read_bytes() == before["CSV"]


def test_a_clerk_taps_with_one_hand_and_takes_a_slip_back(open_page, address, folder):
    page = open_page(360, 640)
    page.goto(f"{address}/can-bo")
    sign_in_with_code(page, "ban-tay", one_time_code(folder, "ban-tay", "staff"))
    page.goto(f"{address}/can-bo/quay")
    account = page.get_by_role("button", name="Đã hướng dẫn tạo tài khoản")
    box = account.bounding_box()
    assert box["height"] >= 120
    assert box["width"] >= 300
    account.dblclick()
    page.wait_for_url("**/can-bo/quay?vua=*")
    assert "hôm nay: 1" in account.inner_text()
    assert account.bounding_box() == box  # nothing moved away under the thumb
    page.get_by_role("button", name="Bấm nhầm? Bỏ lượt này").click()
    assert page.get_by_text("Đã bỏ lượt vừa bấm.").is_visible()
    assert "hôm nay: 0" in account.inner_text()


def test_a_text_is_copied_by_a_button(open_page, address, administrator):
    page = open_page(storage_state=administrator, permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{address}/bao-cao/loi-van?ky=2021")
    page.get_by_role("button", name=re.compile("Sao chép.*Tin Zalo")).click()
    page.get_by_role("button", name="Đã sao chép").wait_for()
    assert "mã QR" in page.evaluate("navigator.clipboard.readText()")
