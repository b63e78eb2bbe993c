"""A real Chromium, a real server of a commune that filled in its profile, and a second origin."""

import re
import ssl
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import trustme
from catalog_files import edit, put, rows, shipped
from conftest import PHONE, ROOT
from playwright.sync_api import sync_playwright
from serving import kiosk, server

CHROMIUM = "/usr/bin/chromium"
ARTIFACTS = ROOT / "artifacts"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--no-first-run"]  # fmt: skip
REPLACED, SUCCESSOR = "1.000593", "1.001022"
NO_TARGET = "2.001909"


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


@pytest.fixture(scope="session")
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


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """
    Where the server of `address` runs: the real catalog, a filled-in profile, a replaced procedure,
    and one that leads nowhere.
    """
    folder = tmp_path_factory.mktemp("browser")
    kiosk("init", cwd=folder)
    catalog = shipped(folder / "catalog")
    text = (catalog / "unit.toml").read_text(encoding="utf-8")
    text = text.replace('phone = ""', 'phone = "0220 3123 456"', 1)
    text = text.replace('hours = ""', 'hours = "Thứ Hai đến thứ Sáu: 07h30 - 11h30"', 1)
    text = text.replace("tim-kiem-thu-tuc-hanh-chinh?keyword={code}", "")
    text = text.replace('search_template = "https://dichvucong.gov.vn/"', 'search_template = ""')
    put(catalog, **{"unit.toml": text})
    numbers = {row["code"]: n for n, row in enumerate(rows(catalog / "procedures.csv"))}
    edit(catalog / "procedures.csv", numbers[REPLACED], status="replaced", replaced_by=SUCCESSOR)
    edit(catalog / "procedures.csv", numbers[NO_TARGET], source_url="")
    edit(catalog / "fields.csv", 0, desk="Quầy 2")
    kiosk("catalog", "import", catalog, "--decision", "12/QĐ-UBND", cwd=folder)
    return folder


@pytest.fixture(scope="session")
def address(folder):
    """The address of a server in `folder`."""
    with server(folder) as found:
        yield found


@pytest.fixture(scope="session")
def chromium(portal_port):
    with sync_playwright() as playwright:
        rules = f"--host-resolver-rules=MAP dichvucong.gov.vn:443 127.0.0.1:{portal_port}"
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, rules])
        yield browser
        browser.close()


PASSWORD = "ba con vit qua song"


def one_time_code(folder, name, role):
    """Make an account at the server in *folder*; its code."""
    said = kiosk("user", "add", name, "--role", role, "--full-name", "Nguyễn Văn An", cwd=folder)
    return re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", said)[0]


def sign_in_with_code(page, name, code):
    """From the page to sign in to a password of one's own, as a clerk does it."""
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu hoặc mã dùng một lần").fill(code)
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_label("Mật khẩu mới", exact=True).fill(PASSWORD)
    page.get_by_label("Nhập lại mật khẩu mới").fill(PASSWORD)
    page.get_by_role("button", name="Lưu mật khẩu").click()


@pytest.fixture(scope="session")
def administrator(chromium, address, folder):
    """The cookies of a browser in which an administrator is signed in."""
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}/can-bo")
        sign_in_with_code(page, "quan-tri", one_time_code(folder, "quan-tri", "admin"))
        return context.storage_state()


@pytest.fixture
def open_page(chromium):
    """
    Opens pages of a phone, or what the options say; what their consoles say must stay empty.
    """
    contexts, said = [], []

    def opened(width=360, height=640, agent=PHONE, **options):
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            user_agent=agent,
            ignore_https_errors=True,
            locale="vi-VN",
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert said == []


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def phone_page(request, open_page):
    """A page of a 360 x 640 phone, with and without JavaScript."""
    page = open_page(java_script_enabled=request.param)
    page.scripted = request.param
    return page
