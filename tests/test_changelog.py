"""The list of what was published: derived from stored versions, newest first, page by page."""

import re
from datetime import date, timedelta

import pytest
from catalog_files import edit, proposed, put, rows, shipped, small
from conftest import NOW, load_catalog
from test_pages import headings, page

from kiosk.catalog import changelog, publishing, undo
from kiosk.clock import local_day
from kiosk.reports import period_changes

HEADING = "code,name,field,status,replaced_by,effective_from,keywords\n"
BIRTH = "1.001193,Đăng ký khai sinh,ho-tich"
COPY = "2.000815,Chứng thực bản sao,chung-thuc"
MARRIAGE = "1.000894,Đăng ký kết hôn,ho-tich"
TOMORROW = NOW + timedelta(days=1)
FAR = date(2026, 12, 31)


@pytest.fixture
def folder(tmp_path, empty_db):
    """The small catalog, published as number 1."""
    path = small(tmp_path / "catalog")
    load_catalog(empty_db, path)
    return path


def publish(db, folder, now=NOW, decision=""):
    with db.transaction():
        proposal = proposed(db, folder, local_day(now))
        return publishing.publish(db, proposal, now, "tester", folder.name, decision)


def procedures(folder, *lines, heading=HEADING):
    """Give *folder* these procedures, and take the rows of all others out of its tables."""
    put(folder, procedures=heading + "".join(f"{line}\n" for line in lines))
    for path in (folder / f"{name}.csv" for name in ("channels", "documents", "legal_bases")):
        head, *body = path.read_text(encoding="utf-8").splitlines()
        kept = [row for row in body if any(row[:8] == line[:8] for line in lines)]
        path.write_text("\n".join([head, *kept]) + "\n", encoding="utf-8")


def conditions(folder, text):
    """Change the conditions of the birth registration to *text*."""
    procedures(folder, f"{BIRTH},{text}", heading="code,name,field,conditions\n")


def found(db, day, number=1, publication=1000):
    return changelog.page(db, day, publication, number)


def told(db, day):
    """Day, kind and code of every entry, in the order of the page."""
    return [
        (batch.day, entry.kind, entry.procedure.code)
        for batch in found(db, day).batches
        for entry in batch.entries
    ]


# What is told -------------------------------------------------------------------------------


def test_the_first_loading_is_one_line(folder, empty_db):
    first = found(empty_db, local_day(NOW))
    assert (first.batches, first.first_day, first.first_count) == ((), "2026-03-10", 2)


def test_without_any_publication_there_is_one_empty_page(empty_db):
    assert found(empty_db, FAR) == changelog.ChangePage(1, 1, (), None, 0)


def test_each_kind_of_change_is_told_with_its_decision(folder, empty_db):
    procedures(folder, f"{BIRTH},,,,", f"{COPY},repealed,,2026-03-11,", f"{MARRIAGE},,,,")
    put(folder, legal_bases="code,number\n1.001193,99/2026/QH16\n")
    publish(empty_db, folder, TOMORROW, "12/QĐ-UBND")
    (batch,) = found(empty_db, FAR).batches
    assert (batch.day, batch.decision, batch.minor) == ("2026-03-11", "12/QĐ-UBND", 0)
    assert [(e.kind, e.procedure.code, e.headings) for e in batch.entries] == [
        ("amended", "1.001193", ("legal_basis_heading",)),
        ("repealed", "2.000815", ()),
        ("new", "1.000894", ()),
    ]
    assert batch.entries[1].procedure.effective_from == "2026-03-11"


def test_the_newest_stands_first_and_days_of_one_publication_apart(folder, empty_db):
    procedures(folder, f"{BIRTH},,,2026-04-01,cũ", f"{COPY},replaced,1.001193,,")
    publish(empty_db, folder, TOMORROW)
    procedures(folder, f"{COPY},,,,", f"{MARRIAGE},,,,")
    publish(empty_db, folder, TOMORROW + timedelta(days=1))
    assert told(empty_db, FAR) == [
        ("2026-04-01", "amended", "1.001193"),
        ("2026-03-12", "restored", "2.000815"),
        ("2026-03-12", "new", "1.000894"),
        ("2026-03-11", "replaced", "2.000815"),
    ]


def test_what_waits_is_hidden_until_its_day(folder, empty_db):
    procedures(folder, f"{BIRTH},,,2026-04-01,", f"{COPY},,,,")
    publish(empty_db, folder)
    assert told(empty_db, date(2026, 3, 31)) == []
    assert told(empty_db, date(2026, 4, 1)) == [("2026-04-01", "amended", "1.001193")]


def test_what_the_first_file_planned_for_later_is_new_on_its_day(tmp_path, empty_db):
    folder = small(tmp_path / "catalog")
    procedures(folder, f"{BIRTH},,,,", f"{COPY},,,2026-04-01,")
    load_catalog(empty_db, folder)
    assert (told(empty_db, FAR), found(empty_db, FAR).first_count) == (
        [("2026-04-01", "new", "2.000815")],
        1,
    )


def test_a_plan_that_was_withdrawn_or_replaced_before_its_day_is_never_told(folder, empty_db):
    procedures(folder, f"{BIRTH},,,2026-04-01,")
    for n, price in enumerate(("1000", "2000")):
        edit(folder / "channels.csv", 0, fee_vnd=price)
        publish(empty_db, folder, NOW + timedelta(days=n))
    procedures(folder, f"{COPY},,,2026-05-01,")
    publish(empty_db, folder)
    procedures(folder, f"{COPY},repealed,,,")
    publish(empty_db, folder, TOMORROW)
    (amended, repealed) = [e for batch in found(empty_db, FAR).batches for e in batch.entries]
    assert (repealed.kind, repealed.procedure.code) == ("repealed", "2.000815")
    assert [row.fee_vnd for row in amended.procedure.channels] == [2000]
    assert [row.fee_vnd for row in amended.before.channels] == [0]


def test_two_changes_on_one_day_are_both_told(folder, empty_db):
    for text in ("a", "b"):
        conditions(folder, text)
        publish(empty_db, folder, TOMORROW)
    assert told(empty_db, FAR) == [("2026-03-11", "amended", "1.001193")] * 2


def test_minor_details_are_only_counted(folder, empty_db):
    procedures(folder, f"{BIRTH},,,,giấy khai sinh", f"{COPY},,,,sao y")
    publish(empty_db, folder)
    (batch,) = found(empty_db, FAR).batches
    assert (batch.entries, batch.minor) == ((), 2)


def test_what_the_unit_calls_amended_is_told(folder, empty_db):
    procedures(folder, f"{BIRTH},amended,,,", f"{COPY},,,2026-03-01,")
    publish(empty_db, folder)
    assert [kind for _, kind, _ in told(empty_db, FAR)] == ["amended", "amended"]
    procedures(folder, f"{BIRTH},amended,,,khai sinh")
    publish(empty_db, folder, TOMORROW)
    assert found(empty_db, FAR).batches[0].minor == 1


def test_a_page_knows_only_the_publications_that_it_is_made_of(folder, empty_db):
    procedures(folder, f"{MARRIAGE},,,,")
    assert publish(empty_db, folder) == 2
    assert found(empty_db, FAR, publication=1).batches == ()


# Pages --------------------------------------------------------------------------------------


@pytest.fixture
def many(folder, empty_db, monkeypatch):
    """Five changes, two on a page."""
    monkeypatch.setattr(changelog, "PAGE", 2)
    for n in range(5):
        conditions(folder, n)
        publish(empty_db, folder, NOW + timedelta(days=n))
    return empty_db


def test_pages_hold_all_changes_once_and_the_last_one_the_first_loading(many):
    pages = [found(many, FAR, number) for number in (1, 2, 3)]
    assert [(p.number, p.pages, p.first_count) for p in pages] == [(1, 3, 0), (2, 3, 0), (3, 3, 2)]
    assert [[batch.day for batch in p.batches] for p in pages] == [
        ["2026-03-14", "2026-03-13"],
        ["2026-03-12", "2026-03-11"],
        ["2026-03-10"],
    ]


@pytest.mark.parametrize("number", [0, 4, 1000])
def test_a_page_that_is_not_there_is_none(many, number):
    assert found(many, FAR, number) is None


# In the browser -----------------------------------------------------------------------------


@pytest.fixture
def changed(db, tmp_path, clock):
    """Three of the shipped procedures changed on the next day: paid, replaced, repealed."""
    path = shipped(tmp_path / "catalog")
    for n, row in enumerate(rows(path / "channels.csv")):
        if row["code"] == "1.001193":
            edit(path / "channels.csv", n, fee_vnd="8000", fee_note="")
    edit(path / "procedures.csv", 1, status="replaced", replaced_by="1.001193")
    edit(path / "procedures.csv", 2, status="repealed", effective_from="2026-03-01")
    clock.advance(24 * 3600)
    publish(db, path, clock.now(), "12/QĐ-UBND <b>")


def test_without_changes_the_page_says_so(client):
    html = page(client, "/thay-doi")
    assert headings(html) == ["Thay đổi mới"]
    assert "Chưa có thay đổi nào kể từ lần công khai đầu tiên." in html
    assert "Công khai lần đầu 167 thủ tục" in html
    assert 'href="/thu-tuc/' not in html


def test_the_page_tells_each_change_and_links_it(client, changed):
    html = page(client, "/thay-doi")
    assert [re.sub(r"<[^>]+>", "", h) for h in re.findall(r"<h2>.*?</h2>", html)] == [
        "Ngày 11/03/2026",
        "Ngày 10/03/2026",
    ]
    assert "12/QĐ-UBND &lt;b&gt;" in html
    words = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    assert (
        "Đăng ký khai sinh (1.001193) Sửa đổi, bổ sung: Phí, lệ phí "
        "(trước: Không thu phí; nay: 8.000 đồng)."
    ) in words
    assert "Đăng ký kết hôn (1.000894) Được thay thế bởi: Đăng ký khai sinh (1.001193)" in words
    assert "(1.001022) Bãi bỏ từ ngày 01/03/2026." in words
    assert "Công khai lần đầu 167 thủ tục." in words
    for code in ("1.001193", "1.000894", "1.001022"):
        assert f'href="/thu-tuc/{code}"' in html


def test_the_page_in_english_stays_in_english(client, changed):
    html = page(client, "/en/thay-doi")
    assert "(before: No fee; now: 8.000 VND)" in html
    assert 'href="/en/thu-tuc/1.001193"' in html
    assert 'href="/thay-doi" lang="vi"' in html


def test_the_page_is_made_anew_with_a_publication_and_else_kept(
    client, db, tmp_path, clock, changed
):
    etag = client.get("/thay-doi").headers["ETag"]
    assert client.get("/thay-doi", headers={"If-None-Match": etag}).status_code == 304
    path = shipped(tmp_path / "again")
    edit(path / "procedures.csv", 0, conditions="Phải là cha hoặc mẹ")
    publish(db, path, clock.now())
    assert client.get("/thay-doi").headers["ETag"] != etag


def test_older_changes_are_a_link_away(client, changed, monkeypatch):
    monkeypatch.setattr(changelog, "PAGE", 2)
    html = page(client, "/thay-doi")
    assert 'href="/thay-doi?trang=2"' in html
    assert "Công khai lần đầu" not in html
    older = page(client, "/thay-doi?trang=2")
    assert '<link rel="canonical" href="https://motcua.example.gov.vn/thay-doi?trang=2">' in older
    assert 'href="/thay-doi"' in older
    assert "Công khai lần đầu 167 thủ tục" in older
    assert page(client, "/thay-doi?trang=1") == html


@pytest.mark.parametrize("number", ["0", "2", "-1", "x", "", "1e3", "٢", "9" * 30])
def test_a_page_that_is_not_there_is_not_found(client, number):
    page(client, f"/thay-doi?trang={number}", status=404)


def test_reading_what_changed_is_no_event(client, db):
    page(client, "/thay-doi")
    assert list(db.query("select 1 from event where unit_id = :unit")) == []


def test_an_undo_days_later_says_what_it_takes_back(empty_db, folder):
    conditions(folder, "Trẻ dưới 16 tuổi")
    number = publish(empty_db, folder, decision="12/QĐ-UBND")
    later = NOW + timedelta(days=3)
    with empty_db.transaction():
        undo.undo(empty_db, number, later, "tester", "Hoàn tác")
    back, first = changelog.page(empty_db, local_day(later), 1000, 1).batches
    assert (first.decision, first.undone_day) == ("12/QĐ-UBND", "")
    assert (back.day, back.undone_day) == ("2026-03-13", "2026-03-10")
    (change,) = period_changes.rows(
        changelog.of_days(empty_db, local_day(later), local_day(later), 1000)
    )
    assert change[-1] == "Hoàn tác nội dung đã công khai ngày 10/03/2026"
