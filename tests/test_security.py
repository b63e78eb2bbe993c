"""Headers and hosts, on every answer."""

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

import pytest
from conftest import ROOT

from kiosk import config, create_app
from kiosk.errors import SettingError, StoreError
from kiosk.web.pages import SCRIPTS

EVERY_ANSWER = ["/", "/q/1001193", "/q/9999999", "/xyz", "/healthz", "/ma-qr/1.001193.png",
                "/tim-kiem?q=a", "/nop/1.001193"]  # fmt: skip


@pytest.mark.parametrize("path", EVERY_ANSWER)
def test_every_answer_carries_the_security_headers(client, path):
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "Strict-Transport-Security" not in headers


def test_the_policy_allows_just_the_inline_code_of_our_pages(client):
    inline = {"style": set(), "script": set()}
    for path in ("/", "/thu-tuc/1.001193", "/tim-kiem", "/phieu/1.001193", "/can-bo"):
        answer = client.get(path)
        html, policy = answer.get_data(as_text=True), answer.headers["Content-Security-Policy"]
        for tag, found in inline.items():
            for code in re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.S):
                found.add(source(code))
    assert "unsafe" not in policy
    templates = "".join(path.read_text("utf-8") for path in (ROOT / "templates").rglob("*.html"))
    for_staff = re.findall(r"{{ scripts\.(\w+) }}", templates)
    inline["script"] |= {source(SCRIPTS[name]) for name in for_staff}
    for tag, found in inline.items():
        allowed = re.search(rf"{tag}-src ([^;]*);", policy)[1]
        assert set(allowed.split()) == found


def source(code):
    """The CSP source of inline *code*."""
    return f"'sha256-{b64encode(sha256(code.encode()).digest()).decode()}'"


def test_no_page_has_inline_handlers_or_styles(client):
    for path in ("/", "/thu-tuc/1.001193", "/phieu/1.001193", "/tim-kiem?q=khai", "/can-bo"):
        html = client.get(path).get_data(as_text=True)
        assert re.findall(r'\son[a-z]+="|\sstyle="', html) == []


def test_forms_may_lead_to_the_portal_hosts_only(client):
    policy = client.get("/").headers["Content-Security-Policy"]
    (allowed,) = re.findall(r"form-action ([^;]+)", policy)
    assert allowed.split() == [
        "'self'",
        "https://dichvucong.gov.vn",
        "https://lienthong.dichvucong.gov.vn",
        "https://dichvucong.bocongan.gov.vn",
    ]


def test_over_https_the_browser_is_told_to_stay_there(client):
    answer = client.get("/q/1001193", base_url="https://motcua.example.gov.vn")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-counted=")
    assert "Secure" in cookie and "HttpOnly" in cookie and "SameSite=Lax" in cookie


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("motcua.example.gov.vn", 200),
        ("motcua.example.gov.vn:8080", 200),
        ("localhost:8000", 200),
        ("127.0.0.1", 200),
        ("[::1]:8000", 200),
        ("MOTCUA.EXAMPLE.GOV.VN", 200),
        ("evil.example", 400),
        ("motcua.example.gov.vn.evil.example", 400),
    ],
)
def test_only_known_hosts_are_answered(client, host, status):
    assert client.get("/", headers={"Host": host}).status_code == status


def test_further_hosts_are_a_setting_and_ports_are_ignored(settings):
    more = replace(settings, trusted_hosts="may-quay.lan:8000, 192.168.1.5")
    client = create_app(more).test_client()
    assert client.get("/healthz", headers={"Host": "may-quay.lan"}).status_code == 200
    assert client.get("/healthz", headers={"Host": "192.168.1.5:9"}).status_code == 200
    assert client.get("/healthz", headers={"Host": "192.168.1.6"}).status_code == 400


def test_a_foreign_host_never_reaches_a_printed_address(client):
    answer = client.get("/thu-tuc/1.001193", headers={"Host": "localhost"})
    assert "https://motcua.example.gov.vn/thu-tuc/1.001193" in answer.get_data(as_text=True)


def test_forwarded_headers_are_believed_only_when_a_proxy_is_declared(settings):
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
    plain = create_app(settings).test_client()
    assert "Strict-Transport-Security" not in plain.get("/", headers=forwarded).headers
    behind = create_app(replace(settings, proxies="1")).test_client()
    assert "Strict-Transport-Security" in behind.get("/", headers=forwarded).headers


def test_an_application_without_database_or_secret_does_not_start(settings, tmp_path):
    with pytest.raises(StoreError, match="kiosk init"):
        create_app(config.Settings(database=str(tmp_path / "no.db"), secret_key="k"))
    with pytest.raises(SettingError, match="secret"):
        create_app(config.Settings(database=str(tmp_path / "no.db")))


def test_a_bug_shows_an_apology_and_no_trace(app, client, db):
    app.extensions["kiosk"].shelf.current = lambda pool: 1 / 0
    answer = client.get("/")
    assert answer.status_code == 500
    assert answer.get_data(as_text=True).startswith("Hệ thống đang gặp sự cố")
    assert "ZeroDivisionError" not in answer.get_data(as_text=True)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
