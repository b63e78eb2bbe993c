"""A clerk with ten minutes: what is to do, reviews, what is missing, links, what citizens say."""

import re

import pytest
from browsing import one_time_code, sign_in_with_code
from catalog_files import edit, put, shipped
from serving import kiosk, server

BIRTH, MARRIAGE = "1.001193", "1.000894"
REASON = "Thời hạn giải quyết"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Where a server runs whose only links lead to this machine: nothing outside is asked."""
    folder = tmp_path_factory.mktemp("care")
    catalog = shipped(folder / "catalog")
    text = (catalog / "unit.toml").read_text(encoding="utf-8")
    text = re.sub("^hosts = .*$", 'hosts = ["127.0.0.1"]', text, flags=re.M)
    text = re.sub("^search_template = .*$", 'search_template = ""', text, flags=re.M)
    put(catalog, **{"unit.toml": text})
    for n in range(167):
        edit(catalog / "procedures.csv", n, source_url="https://127.0.0.1/x" if n < 2 else "")
    edit(catalog / "procedures.csv", 1, source_url="https://127.0.0.1/y")
    kiosk("init", cwd=folder, catalog=str(catalog))
    return folder


@pytest.fixture(scope="module")
def site(place):
    with server(place) as found:
        yield found


def count(page, words):
    """The number before *words* among what is to do; 0 when it is not there."""
    task = page.locator(".tasks a", has_text=words)
    return int(re.match("[0-9]+", task.inner_text())[0]) if task.count() else 0


def home(page):
    page.get_by_role("link", name="Trang cán bộ").click()


@pytest.mark.parametrize(
    ("width", "scripts"), [(360, False), (1280, True)], ids=["phone without scripts", "desktop"]
)
def test_a_clerk_cares_for_the_catalog(open_page, site, place, width, scripts):
    name = f"cham-soc-{width}"
    code = one_time_code(place, name, "staff")
    citizen = open_page(java_script_enabled=scripts)
    page = open_page(width, 700, java_script_enabled=scripts)
    page.goto(f"{site}/can-bo")
    sign_in_with_code(page, name, code)

    # How the catalog stands, and what is to do.
    assert page.get_by_text("141 cấp xã + 14 Quân sự + 12 Công an = 167 thủ tục.").is_visible()
    assert page.get_by_text("Khớp", exact=True).is_visible()
    due = count(page, "đến hạn rà soát")

    # Reviews: one by mistake, taken back; then two at once.
    page.get_by_role("link", name="thủ tục đến hạn rà soát").click()
    page.locator("button[name=mot]").first.click()
    assert "cho 1 thủ tục" in page.get_by_role("status").inner_text()
    page.get_by_role("button", name="Hoàn tác").click()
    assert page.get_by_role("status").inner_text().startswith("Đã hoàn tác")
    page.get_by_label("Lĩnh vực").select_option(label=page.locator("option").nth(2).inner_text())
    page.get_by_role("button", name="Lọc").click()
    boxes = page.get_by_role("checkbox")
    assert 2 <= boxes.count() < 50
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_role("button", name="Đã rà soát các thủ tục đã chọn").click()
    assert "cho 2 thủ tục" in page.get_by_role("status").inner_text()
    page.get_by_role("main").get_by_role("link", name="Nhật ký rà soát").last.click()
    assert page.get_by_text(name).count() >= 3
    home(page)
    assert count(page, "đến hạn rà soát") == due - 2

    # What is missing.
    page.get_by_role("link", name="thủ tục còn thiếu nội dung").click()
    page.get_by_role("link", name="Phí, lệ phí").click()
    assert page.get_by_role("heading", name=re.compile("Thiếu “Phí, lệ phí”: 26")).is_visible()

    # Links: checked beside the server, then two of them judged by eye.
    page.goto(f"{site}/can-bo/ra-soat/lien-ket")
    page.get_by_role("button", name="Kiểm tra lại cả 2 liên kết").click()
    for _ in range(100):  # the whole check takes the time of two pages
        if page.get_by_text("Đang kiểm tra:").count():
            page.get_by_role("link", name="Xem lại tiến độ").click()
    page.get_by_role("link", name="Tất cả (2)").click()
    assert page.get_by_text("Địa chỉ nội bộ").count() == 2
    page.get_by_role("button", name="Tôi đã mở và thấy đúng: Đăng ký khai sinh").click()
    page.get_by_role("button", name="Tôi đã mở: trang hỏng hoặc sai: Đăng ký kết hôn").click()
    assert page.get_by_text("Cán bộ xác nhận đúng").is_visible()
    home(page)
    assert count(page, "liên kết hỏng hoặc sai") == 1
    citizen.goto(f"{site}/thu-tuc/{MARRIAGE}")
    assert citizen.get_by_text("mời bạn nộp tại quầy").is_visible()
    assert (
        citizen.get_by_role("button", name="Xem trên Cổng")
        .or_(citizen.get_by_role("button", name="Nộp trực tuyến"))
        .first.is_visible()
    )

    # What a citizen reports is handled, and gone from what is to do.
    citizen.goto(f"{site}/bao-sai/{BIRTH}")
    citizen.get_by_label(REASON).check()
    citizen.get_by_role("main").get_by_role("button").last.click()
    page.reload()
    page.get_by_role("link", name="mục bị người dân báo sai").click()
    assert page.get_by_role("link", name="Sửa", exact=True).is_visible()
    page.get_by_role("button", name=f"Đã xử lý: {REASON}, Đăng ký khai sinh").click()
    assert "Đã ghi là đã xử lý" in page.get_by_role("status").inner_text()
    home(page)
    assert count(page, "mục bị người dân báo sai") == 0

    # The next clerk begins anew.
    page.goto(f"{site}/can-bo/ra-soat/lien-ket?loai=tat-ca")
    for _ in range(2):
        page.get_by_role("button", name="Bỏ xác nhận").first.click()
    page.get_by_role("button", name="Đăng xuất", exact=True).click()
