"""The history of publishing, and the button that takes one back."""

import pytest
from catalog_files import edit, shipped
from conftest import load_catalog
from staff_browser import signed_in

from kiosk.accounts import audit
from kiosk.accounts.audit import Wanted
from kiosk.catalog import part_edits, publishing

LIST = "/can-bo/cong-bo"


def phone(app, number):
    """Publish a telephone number of the unit; the number of the publication."""
    running = app.extensions["kiosk"]
    db, now = running.pool.db(), running.now()
    with db.transaction():
        found = part_edits.of_unit(db, now.date(), {"phone": number})
        return publishing.publish(db, found.proposal, now, "lan", "thử", "12/QĐ-UBND")


@pytest.fixture
def clerk(app):
    return signed_in(app, "staff")


def test_the_list_says_who_when_why_and_what(app, clerk):
    phone(app, "111")
    page = clerk.get(LIST).text
    assert "Mới ban hành: 167" in page and "Thông tin đơn vị" in page
    assert "lan" in page and "12/QĐ-UBND" in page
    assert page.index("Lần công khai số 2") < page.index("Lần công khai số 1")
    assert clerk.get(f"{LIST}?trang=2").status_code == 404
    assert "Hộ tịch" not in clerk.get(f"{LIST}/2").text
    assert clerk.get(f"{LIST}/1").text.count("(1.0") > 50


def test_a_publication_is_taken_back_and_the_undo_too(app, clerk, client):
    phone(app, "0220 111")
    answer = clerk.post(f"{LIST}/2/hoan-tac", follow_redirects=True)
    assert "Đã hoàn tác" in answer.text and "Hoàn tác lần công khai số 2" in answer.text
    assert "0220 111" not in client.get("/").text
    assert "Đã hoàn tác" in clerk.get(LIST).text
    assert "Lần này đã được hoàn tác" in clerk.get(f"{LIST}/2").text
    (row,) = audit.rows(app.extensions["kiosk"].pool.db(), Wanted(words="hoàn tác"))
    assert row["details"] == "Hoàn tác lần công khai số 2"
    assert clerk.post(f"{LIST}/3/hoan-tac").status_code == 303
    assert "0220 111" in client.get("/").text


def test_a_second_click_on_undo_leads_to_what_the_first_did(app, clerk):
    phone(app, "0220 111")
    for _ in range(2):
        answer = clerk.post(f"{LIST}/2/hoan-tac")
        assert (answer.status_code, answer.location.partition("?")[0]) == (303, f"{LIST}/3")
    assert clerk.get(f"{LIST}/4").status_code == 404


def test_what_stands_in_the_way_is_named(app, clerk):
    phone(app, "111")
    phone(app, "222")
    page = clerk.get(f"{LIST}/2").text
    assert "Hoàn tác các lần dưới đây trước" in page and "Lần công khai số 3" in page
    assert "/hoan-tac" not in page
    answer = clerk.post(f"{LIST}/2/hoan-tac")
    assert answer.status_code == 409 and "Chưa hoàn tác" in answer.text


@pytest.mark.parametrize("number", [1, 99])
def test_the_first_of_all_and_what_is_not_there_are_not_taken_back(clerk, number):
    assert clerk.post(f"{LIST}/{number}/hoan-tac").status_code == (409 if number == 1 else 404)


def test_a_leader_reads_and_takes_nothing_back(app):
    phone(app, "111")
    leader = signed_in(app, "leader")
    assert leader.get(f"{LIST}/2").status_code == 200
    assert "/hoan-tac" not in leader.get(f"{LIST}/2").text
    assert leader.post(f"{LIST}/2/hoan-tac").status_code == 403


def test_what_changed_in_a_procedure_stands_side_by_side(app, clerk, tmp_path):
    folder = shipped(tmp_path / "catalog")
    edit(folder / "procedures.csv", 0, name="Tên mới")
    load_catalog(app.extensions["kiosk"].pool.db(), folder)
    page = clerk.get(f"{LIST}/2").text
    assert "Sửa đổi, bổ sung: 1" in page
    assert '<ins class="new lines">Tên mới</ins>' in page and '<del class="old lines">' in page
