"""The list of procedures, one procedure, its history."""

import re

import pytest
from conftest import NOW
from staff_browser import signed_in

from kiosk.catalog import history, publishing, versions
from kiosk.catalog.checks import CheckedCatalog
from kiosk.clock import local_day

LIST = "/can-bo/thu-tuc"
BIRTH = "1.001193"


@pytest.fixture
def leader(app):
    return signed_in(app, "leader")


def publish(db, code, decision="", **changed):
    """Publish a change of one procedure at the standing clock."""
    today = local_day(NOW)
    body = versions.in_force(db, today)[code].body
    checked = CheckedCatalog({code: {**body, **changed}})
    with db.transaction():
        proposal = publishing.propose(db, checked, today)
        return publishing.publish(db, proposal, NOW, "an", "Biểu mẫu", decision)


def listed(page):
    """The codes in the list, in its order."""
    return re.findall(rf'class="list__link" href="{LIST}/([^"]+)"', page)


def test_the_list_shows_every_procedure_a_page_at_a_time(leader):
    page = leader.get(LIST).text
    assert "<h2>167 thủ tục</h2>" in page and "Trang 1/4" in page
    shown = [code for n in range(1, 5) for code in listed(leader.get(f"{LIST}?trang={n}").text)]
    assert len(shown) == len(set(shown)) == 167
    assert listed(leader.get(f"{LIST}?trang=99").text) == shown[150:]
    assert listed(leader.get(f"{LIST}?trang=x").text) == shown[:50]


def test_the_list_is_searched_as_citizens_search(leader):
    assert listed(leader.get(f"{LIST}?q=khai+sinh").text)[0] == BIRTH
    assert listed(leader.get(f"{LIST}?q=1001193").text) == [BIRTH]


@pytest.mark.parametrize(
    ("query", "n"),
    [("nganh=military", 14), ("nganh=police", 12), ("nganh=commune", 141), ("nganh=x", 167),
     ("trang-thai=not_posted", 26), ("trang-thai=retired", 0), ("trang-thai=waiting", 0),
     ("trang-thai=in_force", 167), ("linh-vuc=khong-co", 0)],
)  # fmt: skip
def test_the_list_is_narrowed(leader, query, n):
    assert f"<h2>{n} thủ tục</h2>" in leader.get(f"{LIST}?{query}").text


def test_the_list_tells_what_waits_and_what_is_retired(leader, db):
    publish(db, BIRTH, effective_from="2026-06-01", result="Trích lục khai sinh")
    publish(db, "1.000894", status="repealed", effective_from="2026-03-10")
    waiting = leader.get(f"{LIST}?trang-thai=waiting").text
    assert listed(waiting) == [BIRTH] and "Có thay đổi từ ngày 01/06/2026" in waiting
    retired = leader.get(f"{LIST}?trang-thai=retired").text
    assert listed(retired) == ["1.000894"] and "Đã bãi bỏ" in retired
    assert "1.000894" in listed(leader.get(f"{LIST}?q=ket+hon").text)


def test_a_procedure_is_found_by_any_form_of_its_code(leader):
    answer = leader.get(f"{LIST}/1001193")
    assert answer.location == f"{LIST}/{BIRTH}"
    page = leader.get(f"{LIST}/{BIRTH}").text
    assert "Đang áp dụng" in page and f'href="/thu-tuc/{BIRTH}"' in page
    assert leader.get(f"{LIST}/9.999999").status_code == 404
    assert leader.get(f"{LIST}/9.999999/lich-su").status_code == 404


def test_the_history_tells_who_when_by_which_decision_and_what(leader, db):
    publish(db, BIRTH, decision="12/QĐ-UBND ngày 05/03/2026", result="Giấy khai sinh mới")
    publish(db, BIRTH, effective_from="2026-06-01", agency="UBND xã mới")
    page = leader.get(f"{LIST}/{BIRTH}/lich-su").text
    assert re.findall(r"<h2>([^<]*)</h2>", page) == [
        "Sửa đổi, bổ sung · áp dụng từ 01/06/2026",
        "Sửa đổi, bổ sung · áp dụng từ 10/03/2026",
        "Thêm mới · áp dụng từ 10/03/2026",
    ]
    marks = re.findall(r'<span class="mark[^"]*">([^<]*)</span>', page)
    assert marks == ["Chờ ngày áp dụng", "Đang áp dụng", "Bản cũ"]
    assert "10/03/2026 10:00:00 · an" in page
    assert "12/QĐ-UBND ngày 05/03/2026" in page and "<dd>5 ngày</dd>" in page
    assert '<ins class="new lines">Giấy khai sinh mới</ins>' in page
    assert "UBND xã mới" in page


def test_days_to_posting_are_never_invented(db):
    publish(db, BIRTH, decision="12/QĐ-UBND ngày 05/03/2026", result="Giấy khai sinh mới")
    publish(db, "1.000894", decision="13/QĐ-UBND", result="Giấy chứng nhận mới")
    held = versions.in_force(db, local_day(NOW))
    days = {posting.code: posting.days for posting in history.postings(held)}
    assert (days[BIRTH], days["1.000894"], days["1.001022"]) == (5, None, None)
