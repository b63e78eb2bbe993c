"""The pages for people who build other sites: how to call the API, and the list to embed."""

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html import unescape

import pytest
from browsing import PHONE
from serving import serving
from test_accessibility import violations, width_of
from werkzeug.wrappers import Request, Response

from kiosk.web.api.operations import OPERATIONS

HOME = "https://motcua.example.gov.vn"
LIST = "/nhung/danh-sach"


def page_of(client, path):
    return client.get(path).get_data(as_text=True)


def samples(html):
    """What is there to be copied."""
    return [unescape(one) for one in re.findall(r'<pre class="sample">(.*?)</pre>', html, re.S)]


def policy(client, path):
    return client.get(path).headers["Content-Security-Policy"]


# How to call the API ------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_page_tells_every_address_with_an_example_that_works(client, language):
    html = page_of(client, f"{language}/api")
    for one in OPERATIONS:
        assert f"GET /api/v1{one.path}" in html
        for parameter in one.parameters:
            assert f"<code>{parameter.name}</code>" in html
    examples = re.findall(rf'"({HOME}[^"]*)"', " ".join(samples(html)))
    assert len(examples) > len(OPERATIONS)
    for example in examples:
        needs_token = "/counts" in example
        assert client.get(example.removeprefix(HOME)).status_code == (401 if needs_token else 200)


def test_the_page_says_how_much_one_may_ask(client):
    html = page_of(client, "/api")
    assert "120 lần gọi một phút" in html and "600 lần cho mỗi khóa" in html
    assert "/can-bo/api" in html


# The list to embed --------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["", "?linh-vuc=ho-tich"])
def test_what_is_copied_leads_to_the_list(client, field):
    frame, links = samples(page_of(client, f"/nhung{field}"))
    address = re.search(r'src="([^"]*)"', frame)[1]
    assert address == f"{HOME}{LIST}{field}"
    assert client.get(address.removeprefix(HOME)).status_code == 200
    for target in re.findall(r'href="([^"]*)"', links):
        assert client.get(target.removeprefix(HOME)).status_code == 200
    assert links.count("<li>") == (1 if field else 34)


def test_the_list_holds_every_procedure_as_a_link_to_a_new_tab(client):
    html = page_of(client, LIST)
    links = re.findall(r"<a [^>]*>", html)
    assert len({link for link in links if "/thu-tuc/" in link}) == len(links) == 167
    assert all('target="_blank" rel="noopener"' in link for link in links)
    assert len(re.findall(r"<details>", html)) == 34
    only = page_of(client, f"{LIST}?linh-vuc=ho-tich")
    assert len(re.findall(r"<a ", only)) == 22
    assert "<h1>Hộ tịch</h1>" in only
    assert "<details>" not in only


def test_the_list_is_small_and_holds_nothing_but_links(client):
    answer = client.get(LIST, headers={"Accept-Encoding": "gzip"})
    assert len(answer.data) < 10 * 1024
    assert answer.headers.getlist("Set-Cookie") == []
    assert (
        re.findall(r"<(script|form|img|iframe|link rel=.stylesheet)\b", page_of(client, LIST)) == []
    )


def test_only_the_list_may_be_framed(app, client):
    allowed = policy(client, LIST)
    assert "frame-ancestors *" in allowed and "form-action 'none'" in allowed
    assert "script-src" not in allowed and "unsafe" not in allowed
    (style,) = re.findall(r"<style>(.*?)</style>", page_of(client, LIST), re.S)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in allowed
    assert "frame-ancestors *" in policy(client, f"/en{LIST}")
    others = [rule.rule for rule in app.url_map.iter_rules() if "GET" in rule.methods]
    others = [path for path in others if "<" not in path and path != LIST]
    assert len(others) > 20
    for path in [*others, "/khong-co", f"{LIST}/x"]:
        assert "frame-ancestors 'none'" in policy(client, path), path


def test_a_field_that_is_gone_says_so_inside_the_frame(client):
    for asked in ("khong-co", "' or 1=1 --", "<script>"):
        answer = client.get(LIST, query_string={"linh-vuc": asked})
        assert answer.status_code == 404
        html = answer.get_data(as_text=True)
        assert "Không có thủ tục nào ở lĩnh vực này." in html and "<script>" not in html
        assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert client.get(f"{LIST}?linh-vuc=").status_code == 200
    assert client.get("/nhung?linh-vuc=khong-co").status_code == 200


def test_a_hostile_name_stays_text_on_both_pages(app, client):
    running = app.extensions["kiosk"]
    shown = running.shelf.current(running.pool)
    first, *others = shown.fields
    named = replace(first, name='"><script>alert(1)</script>')
    running.shelf.current = lambda pool: replace(shown, fields=(named, *others))
    for path in (LIST, "/nhung", "/nhung?linh-vuc=ho-tich"):
        assert "<script>alert" not in page_of(client, path)
    frame, links = samples(page_of(client, "/nhung?linh-vuc=ho-tich"))
    # What is copied is HTML itself, so that there too the name must stay text.
    assert "<script>" not in frame and "<script>" not in links
    assert 'title="&#34;&gt;&lt;script&gt;' in frame


@pytest.fixture
def other_site(address):
    """The address of a site of somebody else that holds the frame."""
    html = f'<!doctype html><title>Xã</title><iframe src="{address}{LIST}"></iframe>'

    @Request.application
    def site(_):
        return Response(html, content_type="text/html; charset=utf-8")

    with serving(site) as found:
        yield found


@pytest.mark.parametrize("width", [320, 768])
def test_the_list_works_in_a_frame_of_another_site(chromium, address, other_site, width):
    viewport = {"width": width, "height": 600}
    with chromium.new_context(user_agent=PHONE, viewport=viewport) as context:
        page = context.new_page()
        said = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(other_site)
        frame = page.frame_locator("iframe")
        frame.locator("summary", has_text="Hộ tịch").click()
        with context.expect_page() as opened:
            frame.get_by_role("link", name="Đăng ký khai sinh", exact=True).click()
        opened.value.wait_for_load_state()
        assert opened.value.url == f"{address}/thu-tuc/1.001193"
        assert opened.value.evaluate("window.opener") is None
        assert said == []


@pytest.mark.parametrize("query", ["", "?linh-vuc=ho-tich", "?linh-vuc=khong-co"])
def test_axe_finds_nothing_in_the_list(chromium, address, query):
    with chromium.new_context(viewport={"width": 320, "height": 640}) as context:
        page = context.new_page()
        page.goto(f"{address}{LIST}{query}")
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert violations(page) == []
        assert width_of(page) == 320
