"""The page of links: a check from the browser, what staff say, what citizens then see."""

import re

import pytest
from catalog_files import edit, exported
from conftest import load_catalog
from elsewhere import elsewhere
from staff_browser import signed_in

from kiosk.accounts import audit
from kiosk.accounts.audit import Wanted
from kiosk.links import runs

LINKS = "/can-bo/ra-soat/lien-ket"
BIRTH, MARRIAGE = "1.001193", "1.000894"
OWN = "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/019d2bfd-3fe0-70ac-b9d6-5e9e20d6eef7"


@pytest.fixture
def running(app):
    return app.extensions["kiosk"]


@pytest.fixture
def clerk(app):
    return signed_in(app, "staff")


@pytest.fixture
def host(running, tmp_path):
    """A host elsewhere that the unit lists, to which two sources lead; the rest leads nowhere."""
    with elsewhere() as server:
        db = running.pool.db()
        folder = exported(db, tmp_path / "out")
        unit = (folder / "unit.toml").read_text(encoding="utf-8")
        unit = re.sub("^hosts = .*$", 'hosts = ["127.0.0.1"]', unit, flags=re.M)
        unit = re.sub("^search_template = .*$", 'search_template = ""', unit, flags=re.M)
        (folder / "unit.toml").write_text(unit, encoding="utf-8")
        for n in range(167):
            path = {0: "/dung", 1: "/trong"}.get(n)
            edit(folder / "procedures.csv", n, source_url=server.address + path if path else "")
        load_catalog(db, folder)
        running.checker.may_be_private, running.checker.pause_s = True, 0
        yield server


def rows(page):
    """State by address of what is listed."""
    found = re.findall(r'class="address" href="([^"]+)".*?class="mark[^>]*>([^<]+)<', page, re.S)
    return dict(found)


def test_a_check_from_the_browser_ends_with_a_list_of_what_failed(app, running, clerk, host):
    assert "Kiểm tra 2 liên kết đến hạn" in clerk.get(LINKS).text
    assert clerk.post(LINKS).status_code == 303
    running.checker.wait()
    page = clerk.get(LINKS).text
    assert rows(page) == {f"{host.address}/trong": "Trang trống"}
    assert rows(clerk.get(f"{LINKS}?loai=dung").text) == {f"{host.address}/dung": "Mở đúng"}
    assert "Kiểm tra 1 liên kết đến hạn" in page and "2/2 liên kết" in page
    home = clerk.get("/can-bo").text
    assert re.search(r'tasks__n">1</span>liên kết hỏng hoặc sai', home)
    reviews = clerk.get("/can-bo/ra-soat").text
    assert reviews.count("Mở đúng") == 1 and reviews.count("Trang trống") == 1
    assert host.asked[0][1] == "kiosk/0.1.0 link check (+https://motcua.example.gov.vn)"
    assert next(audit.rows(running.pool.db(), Wanted()))["what"] == "links_checked"


def test_a_second_check_is_refused_while_one_goes_on(running, clerk):
    runs.begin(running.pool.db(), "an", 167, running.now())
    page = clerk.get(LINKS).text
    assert "Đang kiểm tra: 0/167 liên kết" in page and "đến hạn" not in page
    answer = clerk.post(LINKS)
    assert answer.status_code == 409 and "Đang có một lần kiểm tra khác" in answer.text


def test_what_a_clerk_saw_counts_and_is_taken_back(running, clerk):
    said = clerk.post(f"{LINKS}/xac-nhan", data={"dung": OWN, "loai": "tat-ca"})
    assert said.status_code == 303 and "loai=tat-ca" in said.location
    assert rows(clerk.get(f"{LINKS}?loai=dung").text) == {OWN: "Cán bộ xác nhận đúng"}
    assert "mot-staff" in clerk.get(f"{LINKS}?loai=dung").text
    clerk.post(f"{LINKS}/xac-nhan", data={"bo": OWN})
    assert rows(clerk.get(f"{LINKS}?loai=dung").text) == {}
    told = [row["what"] for row in audit.rows(running.pool.db(), Wanted())][:2]
    assert told == ["link_nothing", "link_right"]


def test_a_target_that_staff_found_dead_gives_way_to_the_next(clerk, client):
    assert client.post(f"/nop/{BIRTH}").location == OWN
    assert "Trang riêng" not in client.get(f"/thu-tuc/{BIRTH}").text
    clerk.post(f"{LINKS}/xac-nhan", data={"hong": OWN})
    page = client.get(f"/thu-tuc/{BIRTH}").text
    assert "Trang riêng của thủ tục này trên Cổng không mở được" in page
    assert "10/03/2026" in page and "Nộp trực tuyến" in page
    assert "tim-kiem-thu-tuc-hanh-chinh" in client.post(f"/nop/{BIRTH}").location
    assert "Trang riêng" not in client.get(f"/thu-tuc/{MARRIAGE}").text
    clerk.post(f"{LINKS}/xac-nhan", data={"bo": OWN})
    assert client.post(f"/nop/{BIRTH}").location == OWN


def test_the_button_stays_when_every_target_is_dead(clerk, client):
    search = f"https://dichvucong.gov.vn/tim-kiem-thu-tuc-hanh-chinh?keyword={BIRTH}"
    for address in (OWN, search):
        assert clerk.post(f"{LINKS}/xac-nhan", data={"hong": address}).status_code == 303
    page = client.get(f"/thu-tuc/{BIRTH}").text
    assert "mời bạn nộp tại quầy" in page and f'action="/nop/{BIRTH}"' in page
    assert client.post(f"/nop/{BIRTH}").location == OWN


def test_a_check_that_fails_does_not_touch_the_page_of_citizens(running, clerk, client, host):
    before = client.get(f"/thu-tuc/{MARRIAGE}").text
    clerk.post(LINKS)
    running.checker.wait()
    assert client.get(f"/thu-tuc/{MARRIAGE}").text == before


@pytest.mark.parametrize("given", [{}, {"dung": "https://khac.vn/"}, {"hong": "javascript:x"}])
def test_only_links_of_the_catalog_are_spoken_of(clerk, given):
    answer = clerk.post(f"{LINKS}/xac-nhan", data=given)
    assert answer.status_code == 400 and "không còn trong danh mục" in answer.text


def test_a_leader_reads_and_changes_nothing(app):
    leader = signed_in(app, "leader")
    page = leader.get(f"{LINKS}?loai=tat-ca")
    assert page.status_code == 200
    assert "Tôi đã mở" not in page.text and "đến hạn" not in page.text
    assert leader.post(LINKS).status_code == 403
    assert leader.post(f"{LINKS}/xac-nhan", data={"hong": OWN}).status_code == 403
