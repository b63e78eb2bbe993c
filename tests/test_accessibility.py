"""Every kind of page for everybody: axe, keyboard, large type, forced colours, narrow screens."""

import io
import re
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from board_photos import glue, sheet_picture
from browsing import NO_TARGET, REPLACED, one_time_code
from PIL import Image
from serving import kiosk

from kiosk import store
from kiosk.boards import revisions
from kiosk.web.pages import STYLE

# One address of every kind of page that a citizen can meet.
PAGES = [
    "/",
    "/thu-tuc/1.001193",  # with cases
    "/thu-tuc/2.001944",  # without papers
    "/thu-tuc/1.013133",  # of the military line
    f"/thu-tuc/{NO_TARGET}",
    f"/thu-tuc/{REPLACED}",
    "/thu-tuc/9.999999",
    "/phieu/1.004222",
    "/linh-vuc/ho-tich",
    "/nhom/cu-tru-can-cuoc",
    "/su-kien/sinh-con",
    "/tim-kiem",
    "/tim-kiem?q=khai+tu",
    "/tim-kiem?q=xyzzyx",
    "/tim-kiem?q=000.00.53.H48-220921-0099",
    "/huong-dan/thanh-toan-phi",
    "/phan-anh-kien-nghi",
    "/an-toan",
    "/thay-doi",
    "/bao-sai/1.001193",
    "/bao-sai/1.001193/cam-on",
    "/api",
    "/nhung",
    "/khong-co",
    "/can-bo",
    "/can-bo/may-nay",
]
# One address of every kind of page of a signed-in administrator.
STAFF_PAGES = [
    "/can-bo/thu-tuc",
    "/can-bo/thu-tuc/1.000593",
    "/can-bo/thu-tuc/1.000593/lich-su",
    "/can-bo/thu-tuc/1.001193/sua",
    "/can-bo/thu-tuc/moi",
    "/can-bo/ban-nhap",
    "/can-bo/de-xuat",
    "/can-bo/thu-tuc/1.001193/viec/thay-the",
    "/can-bo",
    "/can-bo/mat-khau",
    "/can-bo/may-nay",
    "/can-bo/tai-khoan",
    "/can-bo/tai-khoan/1",
    "/can-bo/tai-khoan/2",
    "/can-bo/nhap",
    "/can-bo/nhat-ky",
    "/can-bo/api",
    "/can-bo/ra-soat",
    "/can-bo/ra-soat/kip-thoi",
    "/can-bo/ra-soat/lien-ket?loai=tat-ca",
    "/can-bo/ra-soat/nhat-ky",
    "/can-bo/ra-soat/bao-sai",
    "/can-bo/ra-soat/tim-khong-thay",
    "/can-bo/ra-soat/thieu?muc=fees_heading",
    "/bao-cao/chi-tieu?ky=2023-H1",
    "/can-bo/quay",
    "/can-bo/cong-bo",
    "/can-bo/cong-bo/2",
    "/bao-cao/chot?ky=2023-H1",
    "/bao-cao/loi-van?ky=2023-H1",
    "/can-bo/don-vi",
    "/can-bo/huong-dan",
    "/can-bo/huong-dan/thanh-toan-phi",
    "/can-bo/quay-linh-vuc",
    "/can-bo/bang",
    "/can-bo/bang/bo/guide",
    "/can-bo/bang/in",
    "/can-bo/bang/ra-ma",
    "/can-bo/bang/ra-ma/1?loi=1-no_code",
    "/can-bo/bang/doi-dia-chi?dia_chi=https://xa.example.vn",
    "/can-bo/bang/ma-qr?ma=1.001193",
]
STAFF_PAGES += [
    "/bao-cao",
    "/bao-cao?ky=2026-13",
    "/bao-cao/thu-tuc",
    "/bao-cao/thoi-gian?ky=2026&chot=1",
]
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}


@pytest.fixture(scope="session")
def colleague(folder, administrator):
    """Beside the administrator, whose account is the first, somebody with a code: the second."""
    return one_time_code(folder, "dong-nghiep", "leader")


@pytest.fixture(scope="session")
def printed_board(folder):
    """The sheets of guides, printed, and checked by a photo of one with a code glued over it."""
    kiosk("board", "build", "--format", "guide", cwd=folder)
    db = store.open_database(folder / "instance" / "kiosk.db")
    (guide, *_) = revisions.board_at(db)["guide"]
    db.close()
    page = sheet_picture(guide, 4)
    glue(page, replace(guide.cells[0].symbol, left=40, top=200), "http://qr.example/q/f07", 4)
    page.save(folder / "wall.png")
    kiosk("board", "audit", "wall.png", cwd=folder, expect=1)


def violations(page):
    """What axe finds on *page*: rule and place of each."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [(one["id"], node["target"], node["html"]) for one in found for node in one["nodes"]]


def width_of(page):
    """How wide a picture of the whole page is: as wide as what can be scrolled to."""
    return Image.open(io.BytesIO(page.screenshot(full_page=True))).width


@pytest.mark.parametrize("language", ["", "/en"], ids=["Vietnamese", "English"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(chromium, address, path, language):
    with chromium.new_context(viewport={"width": 360, "height": 640}) as context:
        page = context.new_page()
        page.goto(address + language + path)
        on_a_phone = violations(page)
        page.set_viewport_size({"width": 1280, "height": 800})
        assert (on_a_phone, violations(page)) == ([], [])
        assert page.locator("h1").count() == 1
        assert page.locator("main").count() == 1


@pytest.mark.parametrize("path", STAFF_PAGES)
@pytest.mark.usefixtures("colleague", "printed_board")
def test_axe_finds_nothing_on_pages_of_staff(chromium, address, administrator, path):
    with chromium.new_context(
        viewport={"width": 360, "height": 640}, storage_state=administrator
    ) as context:
        page = context.new_page()
        page.goto(address + path)
        assert page.get_by_role("button", name="Đăng xuất", exact=True).is_visible()
        on_a_phone = violations(page)
        page.set_viewport_size({"width": 1280, "height": 800})
        assert (on_a_phone, violations(page)) == ([], [])
        page.set_viewport_size({"width": 320, "height": 640})
        assert width_of(page) == 320
        page.locator("[data-large]").click()
        assert width_of(page) == 320


def test_axe_does_find_faults(chromium, address):
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(address)
        page.evaluate("document.querySelector('h1').innerHTML = '<img src=\"data:,\">'")
        assert {rule for rule, _, _ in violations(page)} == {"empty-heading", "image-alt"}


@pytest.mark.parametrize("path", PAGES)
def test_nothing_scrolls_sideways_on_320_px(chromium, address, path):
    """320 px is also a desktop window of 640 px at 200 % zoom."""
    with chromium.new_context(viewport={"width": 320, "height": 640}) as context:
        page = context.new_page()
        page.goto(address + path)
        as_set = width_of(page)
        page.locator("[data-large]").click()
        assert (as_set, width_of(page)) == (320, 320)


def test_large_type_stays_for_the_next_page_and_goes_again(open_page, address):
    page = open_page()
    page.goto(address)
    large = page.get_by_role("button", name="Chữ to hơn")
    size = "parseFloat(getComputedStyle(document.querySelector('h1')).fontSize)"
    before = page.evaluate(size)
    large.click()
    page.goto(address + "/thu-tuc/1.001193")
    assert large.get_attribute("aria-pressed") == "true"
    assert page.evaluate(size) > 1.2 * before
    large.click()
    assert page.evaluate(size) == before


def test_from_scan_to_hand_over_by_keyboard_alone(open_page, address):
    page = open_page(width=1280, height=800)
    page.goto(f"{address}/q/1001193")
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.innerText.trim()"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", seen[-1]
        inside = page.evaluate(
            "(() => { const r = document.activeElement.getBoundingClientRect();"
            " return r.bottom > 0 && r.top < innerHeight })()"
        )
        assert inside, seen[-1]
        if seen[-1] == "Nộp trực tuyến":
            break
    assert seen[0] == "Đi tới nội dung chính"
    page.keyboard.press("Enter")
    page.wait_for_url("https://dichvucong.gov.vn/**")


def test_a_fold_and_a_tick_answer_to_the_keyboard(open_page, address):
    page = open_page()
    page.goto(f"{address}/thu-tuc/1.001193")
    fold = page.locator("details.case", has_text="Mang thai hộ")
    assert fold.get_attribute("open") is None
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    assert fold.get_attribute("open") is not None
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert fold.get_by_role("checkbox").first.is_checked()


@pytest.mark.parametrize("path", ["/", "/thu-tuc/1.001193", "/tim-kiem?q=khai+tu"])
def test_forced_colours_leave_every_button_its_edge(open_page, address, path):
    page = open_page(forced_colors="active")
    page.goto(address + path)
    edges = page.eval_on_selector_all(
        "main button:not([hidden]), main .button:not([hidden])",
        "all => all.filter(one => !one.matches('.tools__one'))"
        ".map(one => [one.innerText, getComputedStyle(one).borderTopWidth])",
    )
    assert edges
    assert [name for name, width in edges if width == "0px"] == []


def test_nothing_moves():
    assert re.findall(r"animation|transition|scroll-behavior", STYLE) == []
