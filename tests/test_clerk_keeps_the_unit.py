"""A clerk fills in the unit in a real browser, looks at it, publishes it, and takes it back."""

from browsing import one_time_code, sign_in_with_code


def test_the_unit_is_filled_in_looked_at_published_and_taken_back(phone_page, address, folder):
    page = phone_page
    name = "don-vi-js" if page.scripted else "don-vi"
    page.goto(f"{address}/can-bo")
    sign_in_with_code(page, name, one_time_code(folder, name, "staff"))
    page.get_by_text("Danh mục công việc").click()
    page.get_by_role("link", name="Thông tin đơn vị").first.click()
    page.get_by_label("Thư điện tử", exact=True).fill(f"{name}@xa.example.vn")
    page.get_by_role("button", name="Xem thay đổi").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Những gì sẽ thay đổi"
    assert page.locator("ins").inner_text() == f"{name}@xa.example.vn"
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Xem trước: trang phản ánh").click()
    assert opened.value.get_by_text("Bản xem trước").is_visible()
    opened.value.close()
    page.get_by_role("button", name="Công khai thay đổi này").click()
    assert page.get_by_role("status").inner_text().startswith("Đã công khai")
    assert page.get_by_label("Thư điện tử", exact=True).input_value() == f"{name}@xa.example.vn"
    page.get_by_text("Danh mục công việc").click()
    page.get_by_role("link", name="Lịch sử công khai").first.click()
    page.get_by_role("link", name="Sửa thông tin đơn vị").first.click()
    page.get_by_role("button", name="Hoàn tác").click()
    assert page.get_by_role("status").inner_text().startswith("Đã hoàn tác")
    page.goto(f"{address}/can-bo/don-vi")
    assert page.get_by_label("Thư điện tử", exact=True).input_value() == ""
