"""The pages of counts for officials: periods, comparison, sorting, and bad input."""

import json
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import reporting
from catalog_files import edit, shipped
from conftest import NOW, load_catalog
from staff_browser import browser, signed_in

from kiosk.catalog import published
from kiosk.events import log, runs
from kiosk.reports import freezing, snapshot
from kiosk.reports.freezing import Source
from kiosk.reports.periods import period

PAGES = ["/bao-cao", "/bao-cao/thu-tuc", "/bao-cao/thoi-gian"]


@pytest.fixture
def leader(app):
    return signed_in(app, "leader")


def happened(db, *events):
    """Store *events*: target, kind, class, how often, how many days before `NOW`."""
    made = []
    for target, kind, cls, times, days in events:
        at = NOW - timedelta(days=days)
        first = len(made)
        made += [
            log.Event(f"e{first + n}", kind, target, "d" if kind == "scan" else "", cls, at)
            for n in range(times)
        ]
    log.add_all(db, made)


def counting_since(db, day):
    db.execute(
        "insert into run (unit_id, started_at, seen_at) values (:unit, :began, :seen)",
        {"began": f"{day}T00:00:00Z", "seen": "2026-03-10T03:00:00Z"},
    )


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def cells(html, heading):
    """The cells of the row of the comparison that begins with *heading*."""
    row = re.search(rf'<tr><th scope="row">{re.escape(heading)}</th>(.*?)</tr>', html, re.S)
    return re.findall(r"<td[^>]*>(.*?)</td>", row[1])


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("role", ["leader", "staff", "admin"])
def test_all_three_roles_read_the_counts(app, role, path):
    assert signed_in(app, role).get(path).status_code == 200


@pytest.mark.parametrize("path", [*PAGES, "/bao-cao/tai/2026.csv"])
def test_who_is_signed_out_signs_in_first(app, path):
    answer = browser(app).get(path)
    assert (answer.status_code, urlsplit(answer.location).path) == (303, "/can-bo/dang-nhap")


def test_without_a_choice_it_is_the_month_that_runs(leader):
    html = leader.get("/bao-cao").text
    assert "Tháng 3 năm 2026 : từ ngày 01/03/2026 đến ngày 31/03/2026" in words(html)
    assert "Chưa hết kỳ: số liệu tính đến 10/03/2026 10:00:00" in html


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ky=2026-Q1", "từ ngày 01/01/2026 đến ngày 31/03/2026"),
        ("ky=2026-Q1&chot=1", "từ ngày 15/12/2025 đến ngày 14/03/2026"),
        ("ky=2026-W07", "từ ngày 09/02/2026 đến ngày 15/02/2026"),
        ("ky=2026-01-20..2026-02-03", "từ ngày 20/01/2026 đến ngày 03/02/2026"),
        ("chot=1", "từ ngày 15/02/2026 đến ngày 14/03/2026"),
    ],
)
@pytest.mark.parametrize("path", PAGES)
def test_the_exact_days_and_the_definition_stand_on_the_page(leader, path, query, expected):
    html = leader.get(f"{path}?{query}").text
    assert expected in words(html)
    assert "phần vượt 600 lượt của một mạng trong 10 phút" in html
    assert "không phải số hồ sơ đã nộp" in html


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("phan=Q2&nam=2025&chot=0", {"ky": ["2025-Q2"]}),
        ("phan=03&nam=2025&chot=1", {"ky": ["2025-03"], "chot": ["1"]}),
        ("phan=&nam=2025&chot=0", {"ky": ["2025"]}),
        ("tu=2026-01-15&den=2026-02-14", {"ky": ["2026-01-15..2026-02-14"]}),
    ],
)
def test_the_forms_lead_to_the_address_of_the_period(leader, query, expected):
    answer = leader.get(f"/bao-cao/thoi-gian?{query}")
    target = urlsplit(answer.location)
    assert (answer.status_code, target.path) == (303, "/bao-cao/thoi-gian")
    assert parse_qs(target.query) == expected


@pytest.mark.parametrize(
    "query",
    [
        "ky=2026-13",
        "ky=2026-Q5",
        "ky=%27%22%3Cscript%3E",
        f"ky={'9' * 5000}",
        "ky=2026-03-10..2026-03-01",
        "ky=2026-02-30..2026-03-01",
        "phan=Q7&nam=2026",
        "phan=Q1&nam=abc",
        "phan=Q1&nam=",
        "tu=2026-03-10&den=2026-03-01",
        "tu=2026-03-10",
        "tu=x&den=y",
    ],
)
@pytest.mark.parametrize("path", PAGES)
def test_a_bad_period_is_told_in_words_with_a_way_on(leader, path, query):
    answer = leader.get(f"{path}?{query}")
    assert answer.status_code == 400
    assert "Không có kỳ này" in answer.text
    assert 'name="tu"' in answer.text
    assert "<script>9" not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("name", ["2026-13", "x", "2026-03-10..2026-03-01", "%00"])
def test_a_file_of_a_bad_period_is_refused_in_words(leader, name):
    answer = leader.get(f"/bao-cao/tai/{name}.pdf")
    assert (answer.status_code, "Không có kỳ này" in answer.text) == (400, True)


@pytest.mark.parametrize("path", ["2026.exe", "2026.csv?theo=gio"])
def test_there_are_no_other_files(leader, path):
    assert leader.get(f"/bao-cao/tai/{path}").status_code == 404


def test_a_period_that_runs_is_compared_with_as_many_days(leader, db):
    counting_since(db, "2025-02-01")
    happened(
        db,
        ("1.001193", "scan", "person", 13, 0),
        ("1.001193", "scan", "person", 10, 28),  # the tenth of February
        ("1.001193", "scan", "person", 4, 27),  # the eleventh, which March has not had
        ("1.000894", "scan", "person", 20, 365),
        ("f01", "scan", "person", 7, 28),
    )
    html = leader.get("/bao-cao").text
    assert "01/02/2026 - 10/02/2026" in html
    assert "01/03/2025 - 10/03/2025" in html
    assert cells(html, "Lượt quét QR") == ["13", "10", "+3", "+30%", "20", "-7", "-35%"]
    assert cells(html, "Lượt xem (web)") == ["0", "0", "0", "–", "0", "0", "–"]


def test_days_on_which_nobody_counted_are_no_nought(leader, db):
    counting_since(db, "2026-02-20")
    happened(db, ("1.001193", "scan", "person", 3, 0))
    html = leader.get("/bao-cao").text
    assert cells(html, "Lượt quét QR") == ["3", *["Chưa có số liệu", "–", "–"] * 2]
    empty = leader.get("/bao-cao?ky=2025-03").text
    assert "Không có máy chủ nào đếm trong những ngày này" in empty
    assert cells(empty, "Lượt quét QR")[0] == "Chưa có số liệu"
    assert "01/03/2025 - 31/03/2025: chưa bắt đầu đếm" in empty
    for page in PAGES:
        html = leader.get(f"{page}?ky=2025-03").text
        assert '<td class="number">0</td>' not in html
        assert "Không phát sinh" not in re.sub(r"<select.*?</select>", "", html, flags=re.S)
        assert "không phát sinh lượt nào" not in html
    nought = leader.get("/bao-cao?ky=2026-02-25..2026-02-26").text
    assert "Không phát sinh" in nought
    assert "Không có máy chủ nào đếm" not in nought


def test_a_period_to_come_does_not_run(leader, db):
    counting_since(db, "2026-02-20")
    html = leader.get("/bao-cao?ky=2026-04").text
    assert "Kỳ này chưa bắt đầu" in html
    assert "Chưa hết kỳ" not in html
    assert "Không có máy chủ nào đếm" not in html


def test_a_year_is_compared_with_the_year_before_once(leader, db):
    runs.beat(db, None, NOW, 0)
    html = leader.get("/bao-cao?ky=2025").text
    assert html.count("<br>01/01/2024 - 31/12/2024") == 1
    assert "Cùng kỳ năm trước" in html


def test_what_was_left_out_says_why_and_places_are_told_apart(leader, db):
    happened(
        db,
        ("1.001193", "scan", "person", 5, 0),
        ("1.001193", "scan", "bot", 4, 0),
        ("f01", "view", "repeat", 3, 0),
    )
    text = words(leader.get("/bao-cao").text)
    assert "Chương trình tự động 4 Bản xem trước liên kết 0" in text
    assert "Lặp lại trong 30 phút 3" in text
    assert "Vượt giới hạn của một mạng 0 Tổng cộng 7" in text
    assert "Bảng niêm yết 0 Quầy 5 Tờ rơi 0 Màn hình kiosk 0 Tổng cộng 5" in text


@pytest.fixture
def frozen_february(leader, db):
    """February frozen with 5 scans at the desk; then a scan came late, and one in March."""
    counting_since(db, "2025-01-01")
    happened(db, ("1.001193", "scan", "person", 5, 20))
    freeze_february(db)
    at = NOW - timedelta(days=20)
    log.add_all(db, [log.Event("late", "scan", "1.001193", "k", "person", at)])
    log.add_all(db, [log.Event("now", "scan", "1.001193", "b", "person", NOW)])
    return leader


def freeze_february(db):
    source = Source(published.load(db, NOW.date()), NOW, 600, reporting.ADDRESS)
    freezing.freeze(db, period("2026-02"), source, 0, "", reporting.TESTER, "Nguyễn Văn An")


def test_places_and_hours_of_a_frozen_period_stay(frozen_february):
    shown = words(frozen_february.get("/bao-cao?ky=2026-02").text)
    assert "Bảng niêm yết 0 Quầy 5 Tờ rơi 0 Màn hình kiosk 0 Tổng cộng 5" in shown
    shown = words(frozen_february.get("/bao-cao/thoi-gian?ky=2026-02").text)
    assert "Nhiều nhất: Thứ Tư 10h, 5 lượt." in shown
    assert "số hiện nay" not in shown


def test_hours_that_were_not_kept_are_said_to_be_of_now(frozen_february, db):
    body = json.loads(before := next(db.query("select body from frozen_period"))["body"])
    assert body.pop("breakdown")
    older = json.dumps({**body, "form": 1})
    db.execute("drop trigger frozen_period_is_never_changed")
    db.execute(
        "update frozen_period set body = :body, sha256 = :digest where body = :before",
        {"body": older, "digest": snapshot.digest(older), "before": before},
    )
    for page in ("/bao-cao", "/bao-cao/thoi-gian"):
        assert "Các bảng dưới đây là số hiện nay" in frozen_february.get(f"{page}?ky=2026-02").text
    shown = words(frozen_february.get("/bao-cao?ky=2026-02").text)
    assert "Quầy 5 Tờ rơi 0 Màn hình kiosk 1 Tổng cộng 6" in shown
    assert cells(frozen_february.get("/bao-cao?ky=2026-02").text, "Lượt quét QR")[0] == "5"


@pytest.mark.usefixtures("frozen_february")
def test_a_frozen_period_is_compared_as_it_was_frozen(app, clock):
    clock.moment = NOW + timedelta(days=31)
    html = signed_in(app, "admin").get("/bao-cao?ky=2026-03").text
    assert "28/02/2026<br>(theo bản đã chốt)" in html
    assert cells(html, "Lượt quét QR")[:3] == ["1", "5", "-4"]
    assert html.count("(theo bản đã chốt)") == 1  # not of the year before


def test_frozen_rows_are_filtered_by_the_fields_of_then(frozen_february, db, tmp_path):
    folder = shipped(tmp_path / "renamed")
    edit(folder / "fields.csv", 0, name="Tư pháp - Hộ tịch")
    load_catalog(db, folder)
    page = "/bao-cao/thu-tuc?linh_vuc=ho-tich&ky="
    for days, name in (("2026-02", "Hộ tịch"), ("2026-03", "Tư pháp - Hộ tịch")):
        html = frozen_february.get(page + days).text
        assert "1.001193" in codes_shown(html)
        assert f">{name}</option>" in html


def codes_shown(html):
    table = re.search(r'id="bang-thu-tuc">.*?<tbody>(.*?)</tbody>', html, re.S)[1]
    return re.findall(r"<tr><td>([^<]+)</td>", table)


def test_procedures_are_sorted_filtered_and_paged(leader, db):
    happened(
        db,
        ("1.001193", "scan", "person", 2, 0),
        ("1.000894", "scan", "person", 8, 0),
        ("1.000894", "submit", "person", 2, 0),
        ("1.001193", "submit", "person", 1, 0),
        ("2.000815", "view", "person", 9, 0),
    )
    assert codes_shown(leader.get("/bao-cao/thu-tuc").text)[:2] == ["1.000894", "1.001193"]
    assert codes_shown(leader.get("/bao-cao/thu-tuc?xep=view").text)[0] == "2.000815"
    assert codes_shown(leader.get("/bao-cao/thu-tuc?xep=rate").text)[:2] == [
        "1.001193",
        "1.000894",
    ]
    by_code = codes_shown(leader.get("/bao-cao/thu-tuc?xep=code").text)
    assert (len(by_code), by_code) == (50, sorted(by_code))
    falling = codes_shown(leader.get("/bao-cao/thu-tuc?xep=code&chieu=giam").text)
    assert falling == sorted(falling, reverse=True)
    found = leader.get("/bao-cao/thu-tuc?q=dang+ky+khai+sinh&linh_vuc=ho-tich").text
    assert codes_shown(found)[0] == "1.001193"
    assert "50%" in found
    last = leader.get("/bao-cao/thu-tuc?trang=4").text
    assert (len(codes_shown(last)), "Trang 4/4" in last) == (17, True)
    assert leader.get("/bao-cao/thu-tuc?trang=5").status_code == 404
    for page in ("x", "0", "-1", "٣", "000001" + "9" * 5000):
        assert leader.get(f"/bao-cao/thu-tuc?trang={page}").status_code == 404
    assert "Không có thủ tục nào" in leader.get("/bao-cao/thu-tuc?q=xyzzyx").text


def test_procedures_that_nobody_used_are_a_list_of_their_own(leader, db):
    happened(db, ("1.001193", "scan", "person", 1, 0), ("1.000894", "scan", "bot", 1, 0))
    html = leader.get("/bao-cao/thu-tuc").text
    assert "Thủ tục không phát sinh lượt nào: 166" in html
    unused = re.search(r'id="khong-phat-sinh">(.*?)</details>', html, re.S)[1]
    assert "1.000894" in unused
    assert "1.001193" not in unused


def test_hours_and_weekdays_are_those_of_viet_nam(leader, db):
    happened(db, ("1.001193", "scan", "person", 6, 0), ("f01", "view", "person", 2, 0))
    html = leader.get("/bao-cao/thoi-gian").text
    table = re.search(r'id="bang-gio">(.*?)</table>', html, re.S)[1]
    assert "10h 0 8 0 0 0 0 0 8" in words(table)  # a Tuesday
    assert "Nhiều nhất: Thứ Ba 10h, 8 lượt." in html


@pytest.mark.parametrize("path", PAGES)
def test_charts_have_a_title_a_description_and_no_style(leader, db, path):
    happened(db, ("1.001193", "scan", "person", 6, 0))
    html = leader.get(path).text
    charts = re.findall(r"<svg class=\"chart\".*?</svg>", html, re.S)
    assert len(charts) == {"/bao-cao": 2, "/bao-cao/thu-tuc": 0, "/bao-cao/thoi-gian": 3}[path]
    assert all('role="img"' in one and "<title" in one and "<desc" in one for one in charts)
    assert "style=" not in html


def test_a_file_says_its_kind_and_its_period(leader):
    answer = leader.get("/bao-cao/tai/2026-Q1.xlsx?chot=1")
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="so-lieu-2026-Q1-ky-bao-cao.xlsx"'
    )
    assert "spreadsheetml" in answer.content_type


def test_the_pages_speak_english_too(leader):
    html = leader.get("/en/bao-cao?ky=2026-W07").text
    assert "Week 7 of 2026" in html.replace("07", "7")


@pytest.mark.parametrize("path", PAGES)
def test_the_unit_stands_at_the_head_of_every_page(leader, path):
    assert "Trung tâm Phục vụ hành chính công" in words(leader.get(path).text)[:400]
