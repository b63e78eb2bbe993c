"""A real browser on a small phone: from scan to hand-over, and what scripts add to a page."""

import pytest
from browsing import ARTIFACTS, NO_TARGET
from conftest import PHONE

ZALO = PHONE + " Zalo android/24101 ZaloTheme/light ZaloLanguage/vn"
# What the browser offers is not ours: a share sheet, and a voice that tells what it was given.
SHARE = "navigator.share = data => { window.shared = data; return Promise.resolve() }"
VOICE = """
window.spoken = [];
Object.defineProperty(window, 'speechSynthesis', { value: {
  getVoices: () => [{ lang: '%s', name: 'voice' }],
  speak: said => window.spoken.push(said.text),
  cancel: () => { window.cancelled = true },
  addEventListener: () => {},
}});
window.SpeechSynthesisUtterance = function (text) { this.text = text };
"""


def test_from_scan_to_hand_over(phone_page, address):
    page, asked = phone_page, []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/q/1001193")
    assert page.locator("h1").inner_text() == "Đăng ký khai sinh"
    assert page.url == address + ("/thu-tuc/1.001193" if page.scripted else "/q/1001193")
    assert asked == [f"{address}/q/1001193"]
    page.get_by_role("button", name="Nộp trực tuyến").click()
    page.wait_for_url("https://dichvucong.gov.vn/thu-tuc-hanh-chinh/**")
    assert page.locator("h1").inner_text() == "Cổng Dịch vụ công"


def test_a_procedure_is_found_without_marks(phone_page, address):
    page = phone_page
    page.goto(address)
    page.locator("[name=q]").fill("dang ky ket hon")
    page.get_by_role("button", name="Tìm kiếm").click()
    page.locator("main a[href^='/thu-tuc/']").first.click()
    assert page.locator("h1").inner_text() == "Đăng ký kết hôn"


def test_suggestions_are_chosen_by_keyboard(open_page, address):
    page = open_page()
    page.goto(address)
    box = page.get_by_role("combobox")
    box.press_sequentially("khai s")
    page.get_by_role("option").first.wait_for()
    names = page.get_by_role("option").all_inner_texts()
    assert names[0] == "Đăng ký khai sinh"
    assert box.get_attribute("aria-expanded") == "true"
    assert page.get_by_text(f"{len(names)} gợi ý").count() == 1
    page.keyboard.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    box.press_sequentially("i")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    chosen = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    assert chosen.inner_text() == "Đăng ký khai sinh"
    page.keyboard.press("Enter")
    page.wait_for_url("**/thu-tuc/1.001193")


def test_a_suggestion_is_chosen_by_touch(open_page, address):
    page = open_page(has_touch=True)
    page.goto(f"{address}/en/")
    page.locator("[name=q]").press_sequentially("ket hon")
    page.get_by_role("option", name="Đăng ký kết hôn", exact=True).tap()
    page.wait_for_url("**/en/thu-tuc/1.000894")


def test_an_answer_that_comes_too_late_is_dropped(open_page, address):
    page, held = open_page(), []
    page.route("**/goi-y?q=khai", lambda route: held.append(route))
    page.goto(address)
    box = page.locator("[name=q]")
    with page.expect_request("**/goi-y?q=khai"):
        box.press_sequentially("khai")
    box.press_sequentially(" t")
    page.get_by_role("option").first.wait_for()
    names = page.get_by_role("option").all_inner_texts()
    held[0].fulfill(json=[{"code": "1.000001", "name": "Quá muộn"}])
    page.wait_for_timeout(300)
    assert page.get_by_role("option").all_inner_texts() == names


def test_nothing_opens_after_the_box_was_left(open_page, address):
    page, held = open_page(), []
    page.route("**/goi-y?*", lambda route: held.append(route))
    page.goto(address)
    with page.expect_request("**/goi-y?*"):
        page.locator("[name=q]").press_sequentially("khai")
    page.keyboard.press("Tab")
    held[0].fulfill(json=[{"code": "1.000001", "name": "Quá muộn"}])
    page.wait_for_timeout(300)
    assert page.get_by_role("option").count() == 0


def test_typed_signs_stay_text(open_page, address):
    page = open_page()
    page.goto(f"{address}/tim-kiem?q=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E+khai+sinh")
    assert page.locator("main img").count() == 0
    assert page.locator("mark").first.inner_text() == "khai sinh"


def test_a_failed_suggestion_leaves_the_form_as_it_is(open_page, address):
    page = open_page()
    page.route("**/goi-y?*", lambda route: route.fulfill(status=204))
    page.goto(address)
    page.locator("[name=q]").press_sequentially("khai sinh")
    page.wait_for_timeout(500)
    assert page.get_by_role("option").count() == 0
    page.keyboard.press("Enter")
    page.wait_for_url("**/tim-kiem?q=khai+sinh")


def test_where_there_is_no_portal_page_the_page_says_what_to_do(phone_page, address):
    page = phone_page
    page.goto(f"{address}/thu-tuc/{NO_TARGET}")
    assert page.locator("form[action^='/nop/']").count() == 0
    assert "Hãy nộp trực tiếp hoặc hỏi cán bộ tại quầy" in page.locator("main").inner_text()


def test_the_desk_and_the_phone_of_the_unit_are_there(phone_page, address):
    page = phone_page
    page.goto(f"{address}/thu-tuc/1.001193")
    assert "Quầy: Quầy 2" in page.locator("main").inner_text()
    call = page.get_by_role("link", name="Gọi 0220 3123 456")
    assert call.get_attribute("href") == "tel:02203123456"


def test_cases_are_open_without_a_script_and_folded_with_one(phone_page, address):
    page = phone_page
    page.goto(f"{address}/thu-tuc/1.004222")
    rent = page.get_by_text("Hợp đồng, văn bản cho thuê, cho mượn, cho ở nhờ")
    assert rent.is_visible() is not page.scripted
    if page.scripted:
        page.get_by_text("Chỗ ở thuê, mượn, ở nhờ").click()
        assert rent.is_visible()
        assert not page.get_by_text("Giấy tờ chứng minh quan hệ nhân thân").is_visible()


def test_the_cases_of_a_way_to_file_stay_open(open_page, address):
    page = open_page()
    page.goto(f"{address}/thu-tuc/1.001193")
    assert page.get_by_text("Tờ khai đăng ký khai sinh theo mẫu").is_visible()
    assert not page.get_by_text("Biên bản về việc trẻ bị bỏ rơi").is_visible()


def test_what_needs_a_script_is_not_there_without_one(phone_page, address):
    page = phone_page
    page.goto(f"{address}/thu-tuc/1.001193")
    for words in ("Sao chép liên kết", "Chữ to hơn"):
        assert page.get_by_role("button", name=words).is_visible() is page.scripted


def test_ticks_stay_on_this_phone_only(open_page, address):
    page, asked = open_page(), []
    page.goto(f"{address}/thu-tuc/1.001193")
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_label("Giấy tờ tùy thân còn giá trị sử dụng").check()
    assert page.get_by_text("Đã có 1/4.").is_visible()
    assert asked == []
    page.reload()
    assert page.get_by_label("Giấy tờ tùy thân còn giá trị sử dụng").is_checked()
    assert not page.get_by_label("Giấy chứng sinh").is_checked()
    another = open_page()
    another.goto(f"{address}/thu-tuc/1.001193")
    assert another.locator("input:checked").count() == 0


def test_the_link_is_shared_and_copied_as_the_lasting_address(open_page, address):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.add_init_script(SHARE)
    page.goto(f"{address}/q/1001193")
    lasting = page.locator("link[rel=canonical]").get_attribute("href")
    assert lasting.endswith("/thu-tuc/1.001193")
    page.get_by_role("button", name="Lưu, gửi cho người thân").click()
    assert page.evaluate("shared") == {"title": "Đăng ký khai sinh", "url": lasting}
    page.get_by_role("button", name="Sao chép liên kết").click()
    page.get_by_text(f"Đã sao chép liên kết: {lasting}").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == lasting


def test_sharing_is_hidden_where_the_phone_cannot(open_page, address):
    page = open_page()
    page.add_init_script("navigator.share = undefined")
    page.goto(f"{address}/thu-tuc/1.001193")
    assert not page.get_by_role("button", name="Lưu, gửi cho người thân").is_visible()


@pytest.mark.parametrize(("language", "is_offered"), [("vi-VN", True), ("en-US", False)])
def test_reading_aloud_needs_a_vietnamese_voice(open_page, address, language, is_offered):
    page = open_page()
    page.add_init_script(VOICE % language)
    page.goto(f"{address}/thu-tuc/1.001193")
    aloud = page.get_by_role("button", name="Đọc to")
    assert aloud.is_visible() is is_offered
    if is_offered:
        aloud.click()
        spoken = page.evaluate("spoken")
        assert spoken[0] == "Đăng ký khai sinh"
        assert "Giấy tờ cần chuẩn bị" in spoken
        assert "Không thu phí" in spoken
        page.get_by_role("button", name="Dừng đọc").click()
        assert page.evaluate("cancelled")


def test_inside_zalo_the_page_says_how_to_leave_it(open_page, address):
    for agent, is_shown in ((ZALO, True), (PHONE, False)):
        page = open_page(agent=agent)
        page.goto(f"{address}/thu-tuc/1.001193")
        assert page.get_by_text("Mở bằng trình duyệt").is_visible() is is_shown


def test_the_checklist_of_the_longest_procedure_is_one_sheet(open_page, address, tmp_path):
    import pypdfium2

    page = open_page()
    page.goto(f"{address}/phieu/1.004222")
    pdf = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    try:
        assert len(pdf) == 1
        width, height = pdf[0].get_size()  # points
        assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (210, 297)
    finally:
        pdf.close()


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("home", "/"),
        ("lookup-with-cases", "/thu-tuc/1.004222"),
        ("lookup-long-name", "/thu-tuc/2.000815"),
        ("search", "/tim-kiem?q=khai+tu"),
        ("search-without-result", "/tim-kiem?q=xyzzyx"),
        ("checklist", "/phieu/1.001193"),
        ("changes", "/thay-doi"),
        ("lookup-english", "/en/thu-tuc/1.001193"),
    ],
)
def test_screenshots_are_kept_to_be_looked_at(open_page, address, name, path):
    page = open_page()
    page.goto(address + path)
    ARTIFACTS.mkdir(exist_ok=True)
    kept = ARTIFACTS / f"{name}-360.png"
    page.screenshot(path=kept, full_page=True)
    assert kept.stat().st_size > 10_000
