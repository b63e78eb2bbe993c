"""A real browser on a small phone: from scan to hand-over under our own policy."""

import io
import ssl
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import trustme
from conftest import PHONE, ROOT
from PIL import Image
from playwright.sync_api import sync_playwright
from serving import kiosk, server

CHROMIUM = "/usr/bin/chromium"
ARTIFACTS = ROOT / "artifacts"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--no-first-run"]  # fmt: skip


class Portal(BaseHTTPRequestHandler):
    """Stands where the national portal stands: another origin, over https."""

    def do_GET(self):
        body = "<!doctype html><title>Cổng</title><h1>Cổng Dịch vụ công</h1>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def portal_port():
    certificate = trustme.CA().issue_cert("dichvucong.gov.vn")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    httpd = HTTPServer(("127.0.0.1", 0), Portal)
    httpd.socket = context.wrap_socket(httpd.socket, server_side=True)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield httpd.server_port
    httpd.shutdown()
    httpd.server_close()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("browser")
    kiosk("init", cwd=folder)
    with server(folder) as found:
        yield found


@pytest.fixture(scope="module")
def chromium(portal_port):
    with sync_playwright() as playwright:
        rules = f"--host-resolver-rules=MAP dichvucong.gov.vn:443 127.0.0.1:{portal_port}"
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, rules])
        yield browser
        browser.close()


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def phone(request, chromium):
    """A page of a 360 x 640 phone; what its console says must stay empty."""
    context = chromium.new_context(
        viewport={"width": 360, "height": 640},
        user_agent=PHONE,
        java_script_enabled=request.param,
        ignore_https_errors=True,
        locale="vi-VN",
    )
    page = context.new_page()
    page.scripted = request.param
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert said == []


def test_from_scan_to_hand_over(phone, address):
    asked = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.goto(f"{address}/q/1001193")
    assert phone.locator("h1").inner_text() == "Đăng ký khai sinh"
    assert phone.url == address + ("/thu-tuc/1.001193" if phone.scripted else "/q/1001193")
    assert asked == [f"{address}/q/1001193"]
    phone.get_by_role("button", name="Nộp trực tuyến").click()
    phone.wait_for_url("https://dichvucong.gov.vn/thu-tuc-hanh-chinh/**")
    assert phone.locator("h1").inner_text() == "Cổng Dịch vụ công"


@pytest.mark.parametrize(
    "path",
    ["/", "/thu-tuc/1.001193", "/thu-tuc/2.000815", "/tim-kiem?q=khai+tu", "/phieu/1.001193",
     "/linh-vuc/nguoi-co-cong", "/nhom/cu-tru-can-cuoc", "/su-kien/sinh-con",
     "/huong-dan/thanh-toan-phi", "/an-toan", "/can-bo/may-nay"],
)  # fmt: skip
@pytest.mark.parametrize("width", [320, 360])
def test_no_page_scrolls_sideways(phone, address, path, width):
    phone.set_viewport_size({"width": width, "height": 640})
    phone.goto(address + path)
    # A picture of the whole page is as wide as what can be scrolled to.
    picture = Image.open(io.BytesIO(phone.screenshot(full_page=True)))
    assert picture.width == width


def test_the_board_can_be_typed_from_paper_and_searched_without_marks(phone, address):
    phone.goto(address)
    phone.get_by_role("searchbox").fill("dang ky ket hon")
    phone.get_by_role("button", name="Tìm kiếm").click()
    phone.get_by_role("link", name="Đăng ký kết hôn", exact=True).click()
    assert phone.locator("h1").inner_text() == "Đăng ký kết hôn"
    ARTIFACTS.mkdir(exist_ok=True)
    phone.screenshot(path=ARTIFACTS / "lookup-360.png", full_page=True)
