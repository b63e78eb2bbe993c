"""The pages of care: the dashboard, the list of reviews and its log, what is missing."""

import csv
import io
import re

import pytest
from catalog_files import edit, exported
from conftest import load_catalog
from staff_browser import PASSWORD, signed_in

from kiosk.accounts import audit
from kiosk.accounts.audit import Wanted
from kiosk.catalog import versions
from kiosk.codes import symbol
from kiosk.codes.targets import path_of

REVIEWS = "/can-bo/ra-soat"
BIRTH, MARRIAGE = "1.001193", "1.000894"
BASE = "https://motcua.example.gov.vn"


@pytest.fixture
def clerk(app):
    return signed_in(app, "staff")


@pytest.fixture
def db(app):
    return app.extensions["kiosk"].pool.db()


def text_of(page):
    """What a person reads on *page*, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def tiles(page):
    return re.findall(r'tile__n">([0-9.]+)</span><span class="tile__what">([^<]+)', page)


def tasks(page):
    return {name: int(n) for n, name in re.findall(r'tasks__n">([0-9]+)</span>([^<]+)', page)}


def table(answer):
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))


def codes_on(page):
    return re.findall(r'name="mot" value="([^"]+)"', page)


def test_the_dashboard_tells_how_the_shipped_catalog_stands(clerk):
    page = clerk.get("/can-bo").text
    assert [int(n) for n, _ in tiles(page)] == [167, 141, 0, 0, 37]
    said = text_of(page)
    assert "141 cấp xã + 14 Quân sự + 12 Công an = 167 thủ tục. Khớp" in said
    assert "34 lĩnh vực. 17 thủ tục liên thông" in said
    assert tasks(page)["thủ tục đến hạn rà soát"] == 167
    assert tasks(page)["thủ tục còn thiếu nội dung"] == 37


def test_a_code_counts_once_its_symbol_is_made_for_our_address(clerk, db):
    symbol.of_payloads(db, [f"{BASE}{path_of(BIRTH)}", f"https://cu.vn{path_of(MARRIAGE)}"])
    page = clerk.get("/can-bo").text
    assert tiles(page)[2] == ("1", "Đã tạo mã QR")
    assert "Còn 140 thủ tục niêm yết chưa tạo mã" in page


def test_a_change_that_waits_stands_among_what_is_to_do(clerk, db, tmp_path):
    folder = exported(db, tmp_path / "out")
    edit(folder / "procedures.csv", 0, summary="Từ tháng Tư", effective_from="2026-04-01")
    edit(folder / "procedures.csv", 1, summary="Sang năm", effective_from="2027-03-01")
    load_catalog(db, folder)
    page = clerk.get("/can-bo").text
    assert tasks(page)["thay đổi sắp có hiệu lực"] == 1
    assert "01/04/2026" in page and "01/03/2027" not in page


def test_one_click_marks_one_procedure_as_reviewed(clerk, db, client):
    assert codes_on(clerk.get(REVIEWS).text)[0] == BIRTH
    done = clerk.post(REVIEWS, data={"mot": BIRTH, "code": [MARRIAGE]}, follow_redirects=True)
    assert "Đã ghi rà soát hôm nay cho 1 thủ tục" in done.text
    assert BIRTH not in codes_on(clerk.get(REVIEWS).text)  # the last of four pages now
    assert codes_on(clerk.get(f"{REVIEWS}?trang=4").text)[-1] == BIRTH
    assert "10/03/2026" in client.get(f"/thu-tuc/{BIRTH}").text
    assert tasks(clerk.get("/can-bo").text)["thủ tục đến hạn rà soát"] == 166
    assert client.get("/thay-doi").text.count("Đăng ký khai sinh") == 0


def test_several_are_marked_at_once_and_taken_back_on_the_same_page(clerk, db):
    given = {"code": [BIRTH, MARRIAGE, BIRTH, "9.999999"], "linh_vuc": "ho-tich"}
    answer = clerk.post(REVIEWS, data=given)
    assert answer.status_code == 303 and "linh_vuc=ho-tich" in answer.location
    page = clerk.get(answer.location).text
    assert "cho 2 thủ tục" in page
    batch = re.search(r'name="lan" value="([0-9]+)"', page)[1]
    undone = clerk.post(f"{REVIEWS}/hoan-tac", data={"lan": batch}, follow_redirects=True)
    assert "Đã hoàn tác" in undone.text
    assert tasks(clerk.get("/can-bo").text)["thủ tục đến hạn rà soát"] == 167
    assert "cho 2 thủ tục" not in clerk.get(answer.location).text
    told = [row["what"] for row in audit.rows(db, Wanted())][:2]
    assert told == ["review_undone", "reviewed"]


def test_a_review_is_due_again_after_90_days(clerk, clock):
    clerk.post(REVIEWS, data={"mot": BIRTH})
    said = []
    for days in (90, 1):
        clock.advance(days * 24 * 3600)
        again = clerk.post("/can-bo/dang-nhap", data={"name": "mot-staff", "password": PASSWORD})
        assert again.status_code == 303
        said.append(tasks(clerk.get("/can-bo").text)["thủ tục đến hạn rà soát"])
    assert said == [166, 167]


def test_nothing_ticked_is_told_and_changes_nothing(clerk, db):
    answer = clerk.post(REVIEWS, data={"linh_vuc": "ho-tich"})
    assert answer.status_code == 400 and "Chưa chọn thủ tục nào" in answer.text
    assert "selected" in re.search('<option value="ho-tich"[^>]*>', answer.text)[0]
    assert versions.latest(db) == 1


def test_the_log_of_reviews_is_read_and_taken_along(clerk):
    clerk.post(REVIEWS, data={"mot": BIRTH})
    assert "mot-staff" in clerk.get(f"{REVIEWS}/nhat-ky").text
    (row,) = table(clerk.get(f"{REVIEWS}/nhat-ky.csv"))
    assert row["Mã TTHC"] == f"'{BIRTH}"
    assert (row["Lần rà soát gần nhất"], row["Người rà soát"]) == ("10/03/2026", "mot-staff")
    assert table(clerk.get(f"{REVIEWS}/nhat-ky.csv?den=2026-03-09&tu=2026-01-01")) == []


def test_what_is_missing_is_counted_and_listed(clerk, app):
    page = clerk.get(f"{REVIEWS}/thieu").text
    published = app.extensions["kiosk"].shelf.current(app.extensions["kiosk"].pool)
    assert tasks(page)["Căn cứ pháp lý"] == sum(
        not procedure.legal_bases for procedure in published.procedures.values()
    )
    assert "37 trong 167 thủ tục" in page
    chosen = clerk.get(f"{REVIEWS}/thieu?muc=heading_procedures_service_level").text
    assert re.search("Thiếu “[^”]*”: 158 ", text_of(chosen))
    assert chosen.count('class="card"') == 158


def test_the_days_from_decision_to_posting_stand_in_a_table(clerk, db, tmp_path):
    folder = exported(db, tmp_path / "out")
    edit(folder / "procedures.csv", 0, summary="Khác", decision_no="=1/QĐ-UBND ngày 05/03/2026")
    load_catalog(db, folder)
    page = clerk.get(f"{REVIEWS}/kip-thoi").text
    assert "Tính được 1 trong 167 thủ tục" in page
    assert clerk.get(f"{REVIEWS}/kip-thoi?theo=ten").status_code == 200
    first, *others = table(clerk.get(f"{REVIEWS}/kip-thoi.csv"))
    assert (first["Mã TTHC"], first["Số ngày"]) == (f"'{BIRTH}", "5")
    assert first["Quyết định công bố"].startswith("'=1/QĐ-UBND")
    assert len(others) == 166 and {row["Số ngày"] for row in others} == {""}


@pytest.mark.parametrize(
    "address", [REVIEWS, f"{REVIEWS}/thieu", f"{REVIEWS}/kip-thoi", f"{REVIEWS}/nhat-ky"]
)
def test_a_leader_reads_and_changes_nothing(app, address):
    leader = signed_in(app, "leader")
    page = leader.get(address)
    assert page.status_code == 200
    assert 'name="mot"' not in page.text
    assert leader.post(REVIEWS, data={"mot": BIRTH}).status_code == 403
    assert leader.post(f"{REVIEWS}/hoan-tac", data={"lan": "1"}).status_code == 403


@pytest.mark.parametrize(
    "query", ["trang=99", "trang=-1", "trang=x", "lan=99", "linh_vuc=khong-co"]
)
def test_odd_addresses_are_answered(clerk, query):
    assert clerk.get(f"{REVIEWS}?{query}").status_code in (200, 404)
