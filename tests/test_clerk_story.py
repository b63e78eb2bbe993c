"""
The whole day of a clerk, in a real browser on a fresh installation: a national workbook with all
its flaws, published, the sheets that it makes outdated printed anew and hung, then all taken back.
"""

import national_workbook
from boards import codes
from browsing import one_time_code, sign_in_with_code
from national_workbook import AMENDED, NEW_PAPER
from serving import kiosk, server
from test_clerk_boards import ADDRESS, downloaded, print_series, tiles
from test_clerk_imports import choose_fields, exported, figures

SINGLE = "Tờ A4 từng thủ tục"
POSTED, AMENDED_SHEETS = 141, 1
# 146 are new; five of them stand in fields of the police and military lines: not on the board.
NEW_SHEETS = 146 - 5


def hang_first_board(page, address):
    assert len(codes(print_series(page, address, SINGLE))) >= POSTED
    page.goto(f"{address}/can-bo/bang")
    page.get_by_role("checkbox", name=SINGLE).check()
    page.get_by_role("button", name="Đã treo các bộ đã chọn").click()
    assert tiles(page) == ["0 tờ phải in", "0 tờ phải gỡ", f"{POSTED} tờ đúng"]


def import_and_publish(page, address, workbook):
    page.goto(f"{address}/can-bo/nhap")
    page.get_by_label("Kéo tệp vào đây hoặc bấm để chọn").set_input_files(workbook)
    page.get_by_role("button", name="Xem tệp có gì").click()
    assert (figures(page)["hàng thủ tục"], figures(page)["mã khác nhau"]) == ("400", "313")
    choose_fields(page)
    page.get_by_label("Số quyết định").fill("12/QĐ-UBND")
    page.get_by_role("button", name="Công khai các thay đổi này").click()
    assert page.get_by_role("status").inner_text().startswith("Đã công khai.")


def reprint(page):
    """From the page of what was published to the sheets in hand; the addresses in their codes."""
    page.get_by_role("link", name="Xem tờ cần in lại").click()
    to_print = AMENDED_SHEETS + NEW_SHEETS
    assert tiles(page)[:2] == [f"{to_print} tờ phải in", f"{AMENDED_SHEETS} tờ phải gỡ"]
    pages = codes(downloaded(page, f"Tải PDF để in: {to_print} tờ"))
    page.get_by_role("button", name="Đã treo tờ mới, đã gỡ tờ cũ").click()
    assert tiles(page)[:2] == ["0 tờ phải in", "0 tờ phải gỡ"]
    return {address for found in pages for address in found}


def test_from_the_workbook_to_the_wall_and_back(open_page, tmp_path):
    kiosk("init", cwd=tmp_path)
    workbook = national_workbook.write(tmp_path / "tthc-cap-xa.xlsx")
    before = exported(tmp_path, "truoc.json")
    with server(tmp_path, base_url=ADDRESS) as address:
        page = open_page(1280, 800, accept_downloads=True)
        page.goto(f"{address}/can-bo")
        sign_in_with_code(page, "can-bo", one_time_code(tmp_path, "can-bo", "staff"))
        hang_first_board(page, address)
        import_and_publish(page, address, workbook)
        done = page.url
        printed = reprint(page)
        assert f"{ADDRESS}/q/{AMENDED.replace('.', '')}" in printed
        assert len(printed) == AMENDED_SHEETS + NEW_SHEETS

        page.goto(f"{address}/thu-tuc/{AMENDED}")
        assert NEW_PAPER in page.locator("main").inner_text()

        page.goto(done)
        page.get_by_role("button", name="Hoàn tác").click()
        assert page.get_by_role("status").inner_text().startswith("Đã hoàn tác.")
        page.goto(f"{address}/can-bo/bang")
        to_take_down = AMENDED_SHEETS + NEW_SHEETS
        assert tiles(page)[:2] == [
            f"{AMENDED_SHEETS} tờ phải in",
            f"{to_take_down} tờ phải gỡ",
        ]
        assert exported(tmp_path, "sau.json") == before
