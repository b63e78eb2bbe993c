"""A clerk at work in a real browser."""

import pytest
from browsing import PASSWORD, one_time_code, sign_in_with_code
from test_accessibility import violations

SIZES = [(360, 640), (1280, 800)]


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
@pytest.mark.parametrize("size", SIZES, ids=["phone", "desktop"])
def test_a_clerk_signs_in_with_a_code_and_comes_back(open_page, address, folder, size, scripts):
    name = f"can-bo-{size[0]}{'' if scripts else '-x'}"
    code = one_time_code(folder, name, "staff")
    page = open_page(*size, java_script_enabled=scripts)
    page.goto(f"{address}/can-bo")
    sign_in_with_code(page, name, code)
    assert page.get_by_role("heading", level=1).inner_text() == "Trang cán bộ"
    assert page.get_by_role("status").inner_text().startswith("Đã lưu mật khẩu mới")
    assert page.get_by_text("Nguyễn Văn An · Cán bộ").is_visible()
    assert page.get_by_role("link", name="Nhật ký", exact=True).count() == 0
    page.get_by_role("button", name="Đăng xuất", exact=True).click()
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu hoặc mã dùng một lần").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Đổi mật khẩu").click()
    page.get_by_role("link", name="Trang cán bộ").click()
    page.get_by_role("button", name="Đăng xuất khỏi mọi máy").click()
    assert page.get_by_role("status").inner_text() == "Bạn đã đăng xuất."
    page.go_back()
    assert page.get_by_role("button", name="Đăng nhập").is_visible()


def test_a_wrong_password_is_told_where_a_screen_reader_hears_it(chromium, address):
    with chromium.new_context(viewport={"width": 360, "height": 640}) as context:
        page = context.new_page()
        page.goto(f"{address}/can-bo")
        page.get_by_label("Tên đăng nhập").fill("khong-co-ai")
        page.get_by_label("Mật khẩu hoặc mã dùng một lần").fill("khong phai the nay")
        page.keyboard.press("Enter")
        assert "Thử lại sau 1 giây" in page.get_by_role("alert").inner_text()
        assert page.get_by_label("Tên đăng nhập").input_value() == "khong-co-ai"
        assert page.get_by_label("Mật khẩu hoặc mã dùng một lần").input_value() == ""


def test_a_form_whose_session_ended_is_offered_again_to_everybody(chromium, folder, address):
    code = one_time_code(folder, "goi-di", "staff")
    with chromium.new_context(viewport={"width": 360, "height": 640}) as context:
        page = context.new_page()
        page.goto(f"{address}/can-bo/thu-tuc/1.001193/sua")
        sign_in_with_code(page, "goi-di", code)
        page.goto(f"{address}/can-bo/thu-tuc/1.001193/sua")
        page.get_by_label("Kết quả").first.fill("Giấy khai sinh (bản chính)")
        with chromium.new_context(storage_state=context.storage_state()) as elsewhere:
            other = elsewhere.new_page()
            other.goto(f"{address}/can-bo")
            other.get_by_role("button", name="Đăng xuất khỏi mọi máy").click()
        page.get_by_role("button", name="Lưu nháp").last.click()
        assert violations(page) == []
        page.get_by_label("Tên đăng nhập").fill("goi-di")
        page.get_by_label("Mật khẩu hoặc mã dùng một lần").fill(PASSWORD)
        page.keyboard.press("Enter")
        again = page.get_by_role("button", name="Gửi lại")
        again.wait_for()
        on_a_phone = violations(page)
        page.set_viewport_size({"width": 1280, "height": 800})
        assert (on_a_phone, violations(page)) == ([], [])
        again.click()
        assert page.get_by_text("Giấy khai sinh (bản chính)").first.is_visible()
