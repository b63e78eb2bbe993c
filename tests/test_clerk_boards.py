"""A clerk at the wall, in a real browser: print, hang, change a fee, print anew, check by photo."""

import io

import pypdfium2
import pytest
from board_photos import Camera, glue, shoot
from boards import codes
from browsing import one_time_code, sign_in_with_code
from catalog_files import edit, rows, shipped
from serving import kiosk, server

from kiosk import store
from kiosk.boards import revisions

ADDRESS = "https://motcua.example.gov.vn"
PX = 6  # a millimetre
RUNS = [
    pytest.param(360, 740, True, id="phone"),
    pytest.param(360, 740, False, id="phone without JavaScript"),
    pytest.param(1280, 800, True, id="desktop"),
]


@pytest.fixture
def folder(tmp_path):
    """A commune of its own, not yet with a board."""
    kiosk("init", cwd=tmp_path)
    return tmp_path


@pytest.fixture
def address(folder):
    with server(folder, base_url=ADDRESS) as found:
        yield found


def publish_another_fee(folder):
    catalog = shipped(folder / "catalog")
    number = [row["code"] for row in rows(catalog / "channels.csv")].index("2.000815")
    edit(catalog / "channels.csv", number, fee_vnd="3000", fee_note="")
    kiosk("catalog", "import", catalog, "--decision", "15/QĐ-UBND", cwd=folder)


def downloaded(page, button):
    """The file that the button named *button* gives."""
    with page.expect_download() as found:
        page.get_by_role("button", name=button).click()
    with open(found.value.path(), "rb") as file:
        return file.read()


def print_series(page, address, name):
    page.goto(f"{address}/can-bo/bang/in")
    page.get_by_role("radio", name=name).check()
    return downloaded(page, "Tải PDF")


def tiles(page):
    return [" ".join(one.split()) for one in page.locator(".tile").all_inner_texts()]


def photo(picture):
    return shoot(picture, Camera(megapixels=2.5, tilt=15, blur=0.7), 1).jpeg(92)


def first_page(pdf):
    """The first sheet as a picture."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    picture = document[0].render(scale=PX * 25.4 / 72, grayscale=True).to_pil().convert("L")
    document.close()
    return picture


def spoilt(picture, folder):
    """The same with another code glued over its second one."""
    db = store.open_database(folder / "instance" / "kiosk.db")
    sheet = revisions.board_at(db)["field-8"][0]
    db.close()
    page = picture.copy()
    glue(page, sheet.cells[1].symbol, "https://evil.example/qua-tang", PX)
    return page, sheet.cells[1]


def send(page, name, content):
    page.get_by_label("Hoặc chọn ảnh đã chụp").set_input_files(
        {"name": name, "mimeType": "image/jpeg", "buffer": content}
    )
    page.get_by_role("button", name="Rà").click()


@pytest.mark.parametrize(("width", "height", "scripts"), RUNS)
def test_from_the_first_print_to_a_checked_board(
    open_page, address, folder, width, height, scripts
):
    page = open_page(width, height, java_script_enabled=scripts, accept_downloads=True)
    page.goto(f"{address}/can-bo")
    sign_in_with_code(page, "chi-lan", one_time_code(folder, "chi-lan", "staff"))
    page.goto(f"{address}/can-bo/bang")
    page.get_by_role("link", name="In bộ bảng lần đầu").click()
    sheets = print_series(page, address, "Tờ A4 theo nhóm, 8 mã một tờ")
    assert sum(len(found) for found in codes(sheets)) == 141
    assert print_series(page, address, "Tờ A4 từng thủ tục").startswith(b"%PDF")

    page.goto(f"{address}/can-bo/bang")
    page.get_by_role("checkbox", name="Tờ A4 theo nhóm").check()
    page.get_by_role("checkbox", name="Tờ A4 từng thủ tục").check()
    page.get_by_role("button", name="Đã treo các bộ đã chọn").click()
    assert page.get_by_role("status").first.inner_text().startswith("Đã treo 167 tờ từ ngày")
    assert tiles(page) == ["0 tờ phải in", "0 tờ phải gỡ", "167 tờ đúng"]

    publish_another_fee(folder)
    page.goto(f"{address}/can-bo/bang")
    assert tiles(page) == ["1 tờ phải in", "1 tờ phải gỡ", "166 tờ đúng"]
    (told,) = page.locator(".reasons").all_inner_texts()
    assert told.startswith("Phí, lệ phí: ") and told.endswith("→ 3.000 đồng")
    cover, *printed = codes(downloaded(page, "Tải PDF để in: 1 tờ, khổ A4"))
    assert (cover, printed) == ([], [[f"{ADDRESS}/q/2000815"]])
    page.get_by_role("button", name="Đã treo tờ mới, đã gỡ tờ cũ").click()
    assert page.get_by_role("status").first.inner_text().startswith("Đã treo 1 tờ từ ngày")
    assert tiles(page) == ["0 tờ phải in", "0 tờ phải gỡ", "167 tờ đúng"]

    page.get_by_role("link", name="Rà mã trên bảng").last.click()
    picture = first_page(sheets)
    wrong, cell = spoilt(picture, folder)
    send(page, "anh-1.jpg", photo(wrong))
    assert tiles(page)[1] == "1 phải xử lý"
    red = page.locator(".sheets__one", has_text="Mã lạ").inner_text()
    assert f"{cell.code} {cell.name}" in red
    assert "Gỡ mã lạ ra" in red and "https://evil.example/qua-tang" in red
    send(page, "anh-2.jpg", photo(picture))
    assert tiles(page)[:3] == ["8 mã đúng", "0 phải xử lý", "0 chưa đọc được"]
    page.get_by_text("Tờ G01-1").last.click()
    assert page.get_by_text("lúc đầu: Mã lạ, đã sửa").is_visible()
    assert page.get_by_role("heading", name="Phải xử lý").count() == 0


def test_photos_that_are_too_large_are_told_before_they_are_sent(open_page, address, folder):
    kiosk("board", "build", "--format", "guide", cwd=folder, base_url=ADDRESS)
    page = open_page()
    page.goto(f"{address}/can-bo")
    sign_in_with_code(page, "anh-an", one_time_code(folder, "anh-an", "staff"))
    page.goto(f"{address}/can-bo/bang/ra-ma")
    photo_ = {"name": "1.jpg", "mimeType": "image/jpeg", "buffer": bytes(5_000_000)}
    large = [{**photo_, "name": f"{n}.jpg"} for n in range(5)]
    box = page.get_by_label("Hoặc chọn ảnh đã chụp")
    box.set_input_files(large)
    assert "Chọn ít ảnh hơn" in page.get_by_role("alert").inner_text()
    assert page.get_by_role("button", name="Rà các ảnh này").is_disabled()
    box.set_input_files(large[:1])
    assert page.get_by_role("alert").count() == 0
    assert page.get_by_role("button", name="Rà các ảnh này").is_enabled()
