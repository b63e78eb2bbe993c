"""A clerk in a real browser, from a national workbook with all its flaws to what citizens read."""

import national_workbook
import pytest
from browsing import one_time_code, sign_in_with_code
from national_workbook import AMENDED, NEW_PAPER, UNKNOWN_FIELD
from serving import kiosk, server
from test_accessibility import violations, width_of

FIGURES = {
    "hàng thủ tục": "400",
    "mã khác nhau": "313",
    "hàng lặp lại mã đã có": "87",
    "thủ tục không ghi lĩnh vực": "7",
    "tên lĩnh vực chưa có": "1",
    "tên rất dài": "9",
    "giá trị đáng ngờ": "1",
    "hàng chi tiết bị bỏ qua": "2",
    "hàng tiêu đề lặp, đánh số": "5",
}
OLD_FEE, NEW_FEE = "Không thu phí", "8.000 đồng"


@pytest.fixture
def commune(tmp_path):
    """A fresh installation: its folder, and the address of its server."""
    kiosk("init", cwd=tmp_path)
    with server(tmp_path) as address:
        yield tmp_path, address


def figures(page):
    """The numbers on the page by what they count."""
    found = (tile.inner_text().split("\n") for tile in page.locator(".tile").all())
    return {what: n for n, what in found}


def drop(page, path):
    """Let go of a file, dragged from the desktop, over the box; no script of the page helps."""
    box = page.get_by_label("Kéo tệp vào đây hoặc bấm để chọn").bounding_box()
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
    session = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, **place, "data": data})


def choose_fields(page):
    """Answer what the file leaves open: one unknown name, and procedures without a field."""
    asked = page.get_by_role("group", name=f"Danh mục chưa có lĩnh vực “{UNKNOWN_FIELD}”")
    asked.get_by_label("Đưa vào lĩnh vực").select_option(
        label=f"Tạo lĩnh vực mới “{UNKNOWN_FIELD}”"
    )
    asked.get_by_label("Nếu tạo mới: thuộc nhóm").select_option(index=1)
    for entry in national_workbook.entries():
        if not entry.field:
            page.get_by_label(f"{entry.name} ({entry.code})").select_option(label="Hộ tịch")
    page.get_by_role("button", name="Lưu lựa chọn và xem lại").first.click()


def assert_usable(page):
    """Nothing for axe to find, and nothing wider than the narrowest screen."""
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert violations(page) == []
        assert width_of(page) == width
    page.set_viewport_size({"width": 1280, "height": 800})


def exported(folder, name):
    kiosk("catalog", "export", name, cwd=folder)
    return (folder / name).read_bytes()


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_clerk_imports_publishes_and_takes_back(open_page, commune, scripts):
    folder, address = commune
    workbook = national_workbook.write(folder / "tthc-cap-xa.xlsx")
    before = exported(folder, "truoc.json")
    page = open_page(1280, 800, java_script_enabled=scripts)
    page.goto(f"{address}/can-bo")
    sign_in_with_code(page, "can-bo", one_time_code(folder, "can-bo", "staff"))

    # The file goes in, and the report says what it holds.
    page.get_by_role("link", name="Nhập từ Excel").last.click()
    drop(page, workbook)
    page.get_by_role("button", name="Xem tệp có gì").click()
    assert page.get_by_role("heading", level=1).inner_text() == "tthc-cap-xa.xlsx"
    assert figures(page) == FIGURES
    assert page.get_by_role("button", name="Công khai các thay đổi này").count() == 0

    # It can be left, and found again.
    page.get_by_role("link", name="Nhập từ Excel").last.click()
    page.get_by_role("link", name="tthc-cap-xa.xlsx").click()
    choose_fields(page)
    found = figures(page)
    kinds = ("Mới ban hành", "Sửa đổi, bổ sung", "Bãi bỏ", "Không thay đổi", "Không có trong tệp")
    assert [found[kind] for kind in kinds] == ["146", "1", "0", "166", "0"]

    # Old and new stand side by side, and the page is looked at as citizens will see it.
    page.locator("summary", has_text=f"Đăng ký khai sinh ({AMENDED})").click()
    row = page.get_by_role("row", name="Trực tiếp").first
    assert OLD_FEE in row.locator("del").inner_text()
    assert NEW_FEE in row.locator("ins").inner_text()
    with page.expect_popup() as popup:
        page.get_by_role("link", name="Xem như người dân Đăng ký khai sinh", exact=True).click()
    assert NEW_PAPER in popup.value.locator("main").inner_text()
    popup.value.close()

    if scripts:
        assert_usable(page)

    # Published, citizens read it.
    page.get_by_label("Số quyết định").fill("12/QĐ-UBND")
    page.get_by_role("button", name="Công khai các thay đổi này").click()
    assert page.get_by_role("status").inner_text().startswith("Đã công khai.")
    assert page.get_by_role("link", name="Xem tờ cần in lại").is_visible()
    done = page.url
    page.goto(f"{address}/thu-tuc/{AMENDED}")
    assert NEW_PAPER in page.locator("main").inner_text()
    page.goto(f"{address}/thay-doi")
    assert "12/QĐ-UBND" in page.locator("main").inner_text()

    # Taken back, everything is as it was.
    page.goto(done)
    page.get_by_role("button", name="Hoàn tác").click()
    assert page.get_by_role("status").inner_text().startswith("Đã hoàn tác.")
    page.goto(f"{address}/thu-tuc/{AMENDED}")
    assert NEW_PAPER not in page.locator("main").inner_text()
    assert exported(folder, "sau.json") == before


def test_a_clerk_on_a_phone_is_told_what_is_wrong_with_a_file(chromium, commune):
    folder, address = commune
    (folder / "danh-sach.csv").write_text("Mã số,Tên\n01234,Khai sinh\n", encoding="utf-8")
    with chromium.new_context(viewport={"width": 360, "height": 640}) as context:
        page = context.new_page()
        page.goto(f"{address}/can-bo")
        sign_in_with_code(page, "can-bo", one_time_code(folder, "can-bo", "staff"))
        page.goto(f"{address}/can-bo/nhap")
        box = page.get_by_label("Kéo tệp vào đây hoặc bấm để chọn")
        box.set_input_files(folder / "danh-sach.csv")
        page.get_by_role("button", name="Xem tệp có gì").click()
        assert "Danh mục không thay đổi" in page.get_by_role("alert").inner_text()
        assert "danh-sach.csv, dòng 2 · Mã TTHC" in page.locator("main").inner_text()
        assert violations(page) == []
