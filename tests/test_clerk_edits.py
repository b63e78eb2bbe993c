"""A clerk changes procedures in a real browser, on a phone, with and without scripts."""

from urllib.parse import quote

import pytest
from browsing import one_time_code, sign_in_with_code
from filled_forms import sent
from payloads import PAYLOADS
from serving import kiosk, server

SIZE = {"width": 360, "height": 740}
# A procedure of its own for each way to work, so that the tests do not meet.
EDITED = {True: "1.000894", False: "1.000656"}
SHARED, RETIRED = "1.001022", "1.000689"
NAMES = {"1.000894": "Đăng ký kết hôn", "1.000656": "Đăng ký khai tử"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A commune of its own: what is published here stands in no other test's way."""
    folder = tmp_path_factory.mktemp("clerk")
    kiosk("init", cwd=folder)
    return folder


@pytest.fixture(scope="module")
def address(folder):
    with server(folder) as found:
        yield found


@pytest.fixture(scope="module")
def states(chromium, address, folder):
    """The cookies of two clerks who are signed in."""

    def state(name):
        with chromium.new_context() as context:
            page = context.new_page()
            page.goto(f"{address}/can-bo")
            sign_in_with_code(page, name, one_time_code(folder, name, "staff"))
            page.get_by_role("heading", level=1, name="Trang cán bộ").wait_for()
            return context.storage_state()

    return [state("anh-an"), state("chi-binh")]


@pytest.fixture
def clerks(chromium, states):
    """Opens a page of the first or second clerk."""
    contexts = []

    def opened(which, scripts=True):
        context = chromium.new_context(
            viewport=SIZE, storage_state=states[which], java_script_enabled=scripts
        )
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def fits(page):
    """Nothing of the page stands beside the phone."""
    width = page.evaluate("document.documentElement.scrollWidth")
    return width == SIZE["width"]


def opened(page, text):
    """Unfold the row or section of *text*, if it is folded."""
    summary = page.locator("summary", has_text=text).first
    if not summary.evaluate("e => e.parentElement.open"):
        summary.click()


def save(page):
    page.get_by_role("button", name="Lưu nháp").last.click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_fee_and_a_paper_go_from_the_form_to_citizens(clerks, address, scripts):
    code = EDITED[scripts]
    page = clerks(0, scripts)
    page.goto(f"{address}/can-bo/thu-tuc")
    page.get_by_label("Nhập tên hoặc mã").fill(NAMES[code])
    page.get_by_role("button", name="Tìm kiếm").click()
    page.get_by_role("link", name=NAMES[code], exact=True).click()
    page.get_by_role("link", name="Sửa thủ tục này").click()

    opened(page, "Cách nộp 1")
    page.locator("[name='channels.1.fee_vnd']").fill("tám nghìn")
    page.get_by_role("button", name="Thêm dòng: Giấy tờ").click()
    paper = page.locator("[name^='documents.'][name$='.name']").last
    paper.fill("Giấy ủy quyền có chứng thực")
    save(page)
    assert "không phải số nguyên" in page.get_by_role("alert").inner_text()
    assert fits(page)
    page.get_by_role("alert").get_by_role("link").first.click()
    fee = page.locator("[name='channels.1.fee_vnd']")
    assert fee.input_value() == "tám nghìn" and fee.get_attribute("aria-invalid") == "true"
    fee.fill("12.345")
    save(page)
    assert "Đã lưu nháp" in page.get_by_role("status").first.inner_text()
    assert page.get_by_text("12.345 đồng").count() > 0 and fits(page)

    page.get_by_role("link", name="Xem như người dân").click()
    assert page.get_by_text("Bản xem trước").is_visible()
    assert page.get_by_text("Giấy ủy quyền có chứng thực").count() > 0
    page.go_back()
    page.get_by_role("button", name="Gửi duyệt").click()
    assert page.get_by_role("status").first.inner_text() == "Đã gửi duyệt."

    citizen = clerks(0, scripts)
    citizen.goto(f"{address}/thu-tuc/{code}")
    assert citizen.get_by_text("12.345").count() == 0

    second = clerks(1, scripts)
    second.goto(f"{address}/can-bo")
    second.get_by_text("Danh mục công việc").click()
    second.get_by_role("link", name="Bản nháp và chờ duyệt").first.click()
    second.get_by_role("link", name=NAMES[code], exact=True).click()
    assert fits(second)
    second.get_by_label("Số quyết định").fill("12/QĐ-UBND")
    second.get_by_role("button", name="Duyệt và công khai").click()
    assert "Đã công khai" in second.get_by_role("status").first.inner_text()
    citizen.reload()
    assert citizen.get_by_text("12.345").count() > 0
    assert citizen.get_by_text("Giấy ủy quyền có chứng thực").count() > 0
    second.get_by_role("link", name="Lịch sử", exact=True).click()
    history = second.locator("main").inner_text()
    assert "anh-an" in history and "chi-binh" in history and "12/QĐ-UBND" in history


def test_rows_are_added_moved_and_taken_away_on_the_spot(clerks, address):
    page = clerks(0)
    page.goto(f"{address}/can-bo/thu-tuc/{SHARED}/sua")
    rows = page.locator("#giay-to [data-row]")
    before = rows.count()
    first = rows.nth(0).locator("textarea").input_value()
    page.get_by_role("button", name="Thêm dòng: Giấy tờ").click()
    assert rows.count() == before + 1
    assert page.evaluate("document.activeElement.name").startswith("documents.")
    opened(page, "Giấy tờ 1")
    rows.nth(0).get_by_role("button", name="Xuống").click()
    assert rows.nth(1).locator("textarea").input_value() == first
    assert rows.nth(1).locator("summary").inner_text().startswith("Giấy tờ 2")
    rows.nth(1).get_by_role("button", name="Xóa dòng").click()
    assert rows.count() == before
    assert fits(page)


def test_the_second_of_two_clerks_sees_both_versions(clerks, address):
    mine, theirs = clerks(0), clerks(1)
    for page in (mine, theirs):
        page.goto(f"{address}/can-bo/thu-tuc/{SHARED}/sua")
    theirs.get_by_label("Cơ quan thực hiện").fill("Cơ quan của chị Bình")
    save(theirs)
    mine.get_by_label("Kết quả").fill("Kết quả của anh An")
    save(mine)
    said = mine.get_by_role("alert").inner_text()
    assert "chi-binh đã lưu bản nháp này" in said and "Chưa có gì bị ghi đè" in said
    assert mine.get_by_role("cell", name="Cơ quan của chị Bình").is_visible() and fits(mine)
    mine.get_by_role("button", name="Ghép hai bản").click()
    assert "Đã ghép hai bản" in mine.get_by_role("alert").inner_text()
    save(mine)
    shown = mine.locator("main").inner_text()
    assert "Cơ quan của chị Bình" in shown and "Kết quả của anh An" in shown


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_procedure_is_repealed_and_restored(clerks, address, scripts):
    page = clerks(0, scripts)
    at = f"{address}/can-bo/thu-tuc/{RETIRED}"
    page.goto(at)
    page.get_by_role("link", name="Bãi bỏ").click()
    page.get_by_role("button", name="Xem trước khi làm").click()
    shown = page.locator("main").inner_text()
    assert "Mã này thuộc bản niêm yết cũ" in shown and "phải gỡ xuống" in shown and fits(page)
    page.get_by_role("button", name="Bãi bỏ").click()
    assert page.get_by_role("status").first.inner_text().startswith("Đã bãi bỏ")
    citizen = clerks(1, scripts)
    citizen.goto(f"{address}/q/{RETIRED}")
    assert citizen.get_by_text("Mã này thuộc bản niêm yết cũ").is_visible()
    page.get_by_role("link", name="Khôi phục").click()
    page.get_by_role("button", name="Xem trước khi làm").click()
    page.get_by_role("button", name="Khôi phục").click()
    assert page.get_by_role("status").first.inner_text().startswith("Đã khôi phục")
    citizen.reload()
    assert citizen.get_by_role("heading", name="Giấy tờ cần chuẩn bị").is_visible()


# Nothing that is typed runs ---------------------------------------------------------------------

WATCH = """
window.ran = []; window.refused = [];
window.alert = function (what) { window.ran.push(String(what)); };
document.addEventListener("securitypolicyviolation", function (event) {
  window.refused.push(event.violatedDirective + " " + event.blockedURI);
});
"""
INJECTED = """
() => [...document.querySelectorAll("*")].filter(e =>
  [...e.attributes].some(a => a.name.startsWith("on") ||
    (a.name !== "value" && /^\\s*javascript:/i.test(a.value))) ||
  ["IFRAME", "OBJECT", "EMBED", "MARQUEE", "BASE", "VIDEO", "AUDIO", "MATH"].includes(e.tagName)
).map(e => e.outerHTML.slice(0, 100))
"""
TEXTS = ("name", "agency", "result", "conditions", "summary", "keywords", "decision_no")
ROWS = {
    "documents": ("case", "name", "form"),
    "channels": ("fee_note", "duration_note"),
    "steps": ("case", "title", "body"),
    "forms": ("name", "number"),
    "legal_bases": ("number",),
    "provenance": ("source",),
}
EACH = 10  # payloads of one procedure


def poisoned(payloads):
    """A form with *payloads* in every text: all in each own column, one in each row."""
    data = {column: " ".join(payloads) for column in TEXTS}
    for table, columns in ROWS.items():
        for n, payload in enumerate(payloads, start=1):
            data.update({f"{table}.{n}.{column}": payload for column in columns})
            if table == "channels":
                data[f"channels.{n}.channel"] = ("direct", "online", "postal")[n % 3]
    return {**data, "field": "ho-tich", "ban": "0.0.0", "lam": "luu"}


def test_what_is_typed_into_a_form_never_runs(clerks, address):
    page = clerks(0)
    page.add_init_script(WATCH)
    page.on("dialog", lambda dialog: dialog.dismiss())
    said = []
    page.on("pageerror", lambda error: said.append(str(error)))
    own = {"Sec-Fetch-Site": "same-origin"}
    looked_at = 0

    def post(path, data):
        found = page.request.post(address + path, form=data, headers=own)
        assert found.status == 200, (path, found.status)

    def press(at, action):
        """Press the button of the form *action* on the page *at*."""
        fields = dict(sent(page.request.get(address + at).text(), action))
        post(at + action.removeprefix("/nhap"), fields)

    def look(path, expected=200):
        nonlocal looked_at
        answer = page.goto(address + path)
        assert answer.status == expected, (path, answer.status)
        found = page.evaluate("() => [window.ran, window.refused]") + [page.evaluate(INJECTED)]
        assert found == [[], [], []], path
        looked_at += 1

    for first in range(0, len(PAYLOADS), EACH):
        code = f"1.9{first:05}"
        data = poisoned(PAYLOADS[first : first + EACH])
        at = f"/can-bo/thu-tuc/{code}"
        post("/can-bo/thu-tuc/moi", {**data, "code": code})
        for path in (f"{at}/nhap", f"{at}/nhap/xem", f"{at}/sua"):
            look(path)
        press(f"{at}/nhap", "/nhap/gui")
        press(f"{at}/nhap", "/nhap/duyet")
        post(f"{at}/ghi-chu", {"loai": "proposal", "noi-dung": data["name"]})
        for path in (at, f"{at}/lich-su", f"{at}/viec/bai-bo", f"/thu-tuc/{code}",
                     f"/phieu/{code}", f"/q/{code}", f"/bao-sai/{code}"):  # fmt: skip
            look(path)
        # A form with a fault comes back with all that was typed.
        page.goto(f"{address}{at}/sua")
        page.get_by_label("Link nguồn").evaluate("e => { e.value = 'javascript:alert(1)'; }")
        save(page)
        assert "không phải địa chỉ web" in page.get_by_role("alert").inner_text()
        assert page.evaluate(f"() => [window.ran, window.refused, ({INJECTED})()]") == [
            [], [], [],
        ]  # fmt: skip
    for path in ("/can-bo/thu-tuc?trang=4", "/can-bo/thu-tuc?q=alert", "/can-bo/ban-nhap",
                 "/can-bo/de-xuat", "/tim-kiem?q=alert", "/linh-vuc/ho-tich", "/thay-doi",
                 "/can-bo/cong-bo", "/"):  # fmt: skip
        look(path)
    assert (said, looked_at) == ([], 6 * 10 + 9)


def test_what_is_typed_into_an_address_never_runs(clerks, address):
    page = clerks(0)
    page.add_init_script(WATCH)
    for payload in PAYLOADS:
        given = quote(payload, safe="")
        for path in (f"/tim-kiem?q={given}", f"/thu-tuc/{given}", f"/can-bo/thu-tuc?q={given}"):
            page.goto(address + path)
            found = page.evaluate(f"() => [window.ran, window.refused, ({INJECTED})()]")
            assert found == [[], [], []], path


def test_the_watch_sees_what_does_run(clerks, address):
    page = clerks(0)
    page.add_init_script(WATCH)
    page.goto(address)
    page.evaluate(
        """() => {
          document.querySelector("h1").innerHTML = '<img src="data:," onerror="alert(1)">';
          return new Promise(done => setTimeout(done, 300));
        }"""
    )
    assert page.evaluate("() => window.refused")[0].startswith("script-src-attr")
    assert len(page.evaluate(INJECTED)) == 1
