"""The pack of evidence and the register of a period."""

import csv
import io
import json
import zipfile
from datetime import date
from hashlib import sha256

import freezes
import pypdfium2
import pytest
import reporting
from catalog_files import edit, shipped
from click.testing import CliRunner
from conftest import NOW, load_catalog
from staff_browser import signed_in

from kiosk.accounts import audit
from kiosk.catalog import reviews
from kiosk.cli import cli
from kiosk.reports import evidence, freezing, register, tables
from kiosk.reports.periods import period

MARCH = period("2026-03")
NAMES = [
    "DOC-TRUOC.txt",
    "1-thu-tuc-niem-yet.csv",
    "2-nhat-ky-ra-soat.csv",
    "3-kiem-tra-ma-va-lien-ket.csv",
    "4-thay-doi-danh-muc.csv",
    "5-so-lieu.csv",
    "5-so-lieu.pdf",
    "6-cach-tinh.csv",
    "7-loi-van.txt",
    "8-so-theo-doi.pdf",
    "manifest.json",
]


@pytest.fixture
def busy(db):
    reporting.count_events(db)
    reporting.type_in(db)
    return db


def report(db, name="2026-03"):
    return freezing.report_of(db, period(name), freezes.source(db))


def pack(db, name="2026-03"):
    """The files of the pack, by name."""
    with zipfile.ZipFile(io.BytesIO(evidence.to_zip(db, report(db, name)))) as found:
        assert found.testzip() is None
        return {name: found.read(name) for name in found.namelist()}


def lines(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def told(content):
    """The words of each page of a PDF."""
    pages = pypdfium2.PdfDocument(content)
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in pages]


def test_the_pack_holds_its_files_and_their_digests(busy):
    files = pack(busy)
    assert list(files) == NAMES
    manifest = json.loads(files.pop("manifest.json"))
    assert manifest["period"] == {
        "name": "2026-03",
        "from": "2026-03-01",
        "to": "2026-03-31",
        "basis": "calendar",
    }
    assert {one["name"]: one["sha256"] for one in manifest["files"]} == {
        name: sha256(content).hexdigest() for name, content in files.items()
    }


def test_like_contents_give_like_bytes(busy):
    assert evidence.to_zip(busy, report(busy)) == evidence.to_zip(busy, report(busy))


def test_what_is_posted_is_listed_with_the_address_of_its_code(busy):
    rows = lines(pack(busy)["1-thu-tuc-niem-yet.csv"])
    assert len(rows) == 168
    assert rows[1][1:5] == ["'1.001193", "Đăng ký khai sinh", "Hộ tịch", "Đang niêm yết"]
    assert rows[1][5] == "https://motcua.example.gov.vn/q/1001193"
    assert sum(row[4] == "Đang niêm yết" for row in rows) == 141


def test_reviews_and_checks_of_the_period_are_listed_and_no_others(busy):
    reviews.add(busy, ["1.001193"], MARCH.first, NOW, "an", 1)
    reviews.add(busy, ["1.000894"], period("2026-02").first, NOW, "an", 1)
    with busy.transaction():
        audit.add(busy, reporting.TESTER, NOW, "board_hung", "nhóm 1")
        audit.add(busy, reporting.TESTER, NOW, "signed_in")
        audit.add(busy, reporting.TESTER, freezes.LATER, "board_hung", "nhóm 2")
    files = pack(busy)
    rows = lines(files["2-nhat-ky-ra-soat.csv"])[1:]
    assert [(row[0], row[1], row[3], row[4]) for row in rows] == [
        ("01/03/2026", "'1.001193", "an", "")
    ]
    checks = lines(files["3-kiem-tra-ma-va-lien-ket.csv"])[1:]
    assert [(row[1], row[3]) for row in checks] == [("tester", "nhóm 1")]


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ("2026-04-01..2026-04-05", "Không phát sinh"),
        ("2026-02", "Chưa có số liệu"),  # there was no catalog yet
        ("2026-05", "Chưa có số liệu"),  # it is still to come
    ],
)
def test_nothing_is_said_as_nothing_and_unknown_as_unknown(db, days, told):
    files = pack(db, days)
    for name in NAMES[2:5]:
        assert lines(files[name])[1:] == [[told]]
    assert f"CỦA DANH MỤC TRONG KỲ\r\n{told}." in files["7-loi-van.txt"].decode()
    if days == "2026-02":
        assert lines(files["1-thu-tuc-niem-yet.csv"])[1:] == [["Chưa có số liệu"]]
    assert "Chưa có số liệu" in files["7-loi-van.txt"].decode()


def test_no_cell_of_any_table_runs_in_a_spreadsheet(busy, tmp_path):
    folder = shipped(tmp_path / "catalog")
    edit(folder / "procedures.csv", 0, name='=HYPERLINK("https://example.com")')
    load_catalog(busy, folder, NOW)
    reporting.type_in(busy, "received=1", note="=1+1")
    reviews.add(busy, ["1.001193"], MARCH.first, NOW, "@an", 1)
    with busy.transaction():
        audit.add(busy, reporting.TESTER, NOW, "board_audited", "+cmd|' /C calc'!A0")
    cells = [
        cell
        for name, content in pack(busy).items()
        if name.endswith(".csv")
        for row in lines(content)
        for cell in row
    ]
    assert [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")] == []
    for payload in ("'=HYPERLINK", "'=1+1", "'@an", "'+cmd"):
        assert any(cell.startswith(payload) for cell in cells)


def test_the_readme_says_what_is_what_and_that_a_click_is_no_dossier(busy):
    words = pack(busy)["DOC-TRUOC.txt"].decode("utf-8-sig")
    assert "Kỳ: tháng 3 năm 2026 (từ ngày 01/03/2026 đến ngày 31/03/2026)" in words
    assert "không phải số hồ sơ đã nộp" in words
    assert "Số liệu chưa chốt" in words
    for name in NAMES[1:]:
        assert name in words


def test_the_figures_of_a_frozen_period_stay_in_the_pack(busy, tmp_path):
    frozen = freezes.freeze(busy)
    before = pack(busy)
    assert json.loads(before["manifest.json"])["frozen"] == frozen.sha256
    assert frozen.sha256 in before["DOC-TRUOC.txt"].decode()
    freezes.change_everything(busy, tmp_path)
    after = pack(busy)
    for name in ("5-so-lieu.csv", "5-so-lieu.pdf", "7-loi-van.txt", "8-so-theo-doi.pdf"):
        assert after[name] == before[name]


def test_the_pack_says_which_files_are_not_frozen(busy):
    words = "Tệp 1, 2, 3 không nằm trong bản chốt"
    assert words not in pack(busy)["DOC-TRUOC.txt"].decode()
    freezes.freeze(busy)
    assert words in pack(busy)["DOC-TRUOC.txt"].decode()


def test_a_review_after_the_period_is_not_in_the_list_of_its_last_day(busy):
    reviews.add(busy, ["1.001193"], date(2026, 3, 20), freezes.OVER, "an", 1)
    reviews.add(busy, ["1.001193", "1.000894"], date(2026, 4, 2), freezes.OVER, "an", 1)
    rows = lines(pack(busy)["1-thu-tuc-niem-yet.csv"])
    assert [row[-1] for row in rows[1:3]] == ["20/03/2026", "Chưa xác minh"]


# The register -------------------------------------------------------------------------------


def test_the_register_has_every_day_and_its_sums(busy):
    table = register.days_table(report(busy))
    assert len(table.rows) == 31
    assert table.rows[2][1].isoformat() == "2026-03-03"
    assert table.rows[2][2:9] == (21, 5, 0, 4, 0, 0, 7)
    assert table.total[2:9] == (51, 5, 3, 4, 2, 1, 7)
    assert (table.rows[9][9], table.total[9]) == (1, 1)  # the first publication


def test_the_register_has_no_nought_for_a_day_on_which_nobody_counted(busy):
    live = freezing.live_report(busy, MARCH, freezes.source(busy, NOW))
    table = register.days_table(live)
    first, second, last = ([tables.shown(v) for v in table.rows[n][2:]] for n in (0, 1, 30))
    assert first == ["–"] * 7 + ["0"]  # counting had not begun
    assert second == ["30", "0", "0", "0", "0", "0", "0", "0"]
    assert last == ["–"] * 8  # the last of March, told on the tenth
    found = " ".join(told(register.to_pdf(live)))
    assert "không phải không phát sinh" in " ".join(found.split())


@pytest.mark.parametrize(("name", "pages"), [("2026-03", 2), ("2026-Q1", 4), ("2026", 14)])
def test_the_register_is_numbered_signed_and_small_enough_to_file(busy, name, pages):
    found = told(register.to_pdf(report(busy, name)))
    assert 2 <= len(found) <= pages
    assert found[-1].endswith(f"Trang {len(found)}/{len(found)}") or (
        f"Trang {len(found)}/{len(found)}" in found[-1]
    )
    assert "SỔ THEO DÕI" in found[0]
    assert "Tổng cộng" in " ".join(found)
    assert "NGƯỜI LẬP SỔ" in found[-1]
    assert "TM. ỦY BAN NHÂN DÂN" in found[-1]
    assert "không phải số hồ sơ đã nộp" in " ".join(found)


def test_the_same_register_is_the_same_bytes(busy):
    assert register.to_pdf(report(busy)) == register.to_pdf(report(busy))


# In the browser -----------------------------------------------------------------------------


def test_leaders_take_both_along(app, busy):
    leader = signed_in(app, "leader")
    zipped = leader.get("/bao-cao/ho-so-minh-chung/2026-03.zip")
    assert zipped.content_type == "application/zip"
    assert zipped.headers["Content-Disposition"].endswith('"ho-so-minh-chung-2026-03.zip"')
    assert zipfile.ZipFile(io.BytesIO(zipped.data)).namelist() == NAMES
    assert leader.get("/bao-cao/so/2026.pdf").data.startswith(b"%PDF")
    assert leader.get("/bao-cao/so/2026-13.pdf").status_code == 400
    page = leader.get("/bao-cao/chot?ky=2026-03&chot=1").text
    assert "/bao-cao/so/2026-03.pdf?chot=1" in page
    assert "/bao-cao/ho-so-minh-chung/2026-03.zip?chot=1" in page


# By command ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "name", "begins"), [("evidence", "h.zip", b"PK"), ("register", "s.pdf", b"%PDF")]
)
def test_the_commands_write_both(busy, database_path, monkeypatch, tmp_path, command, name, begins):
    monkeypatch.setenv("KIOSK_DATABASE", str(database_path))
    monkeypatch.setenv("KIOSK_BASE_URL", reporting.ADDRESS)
    monkeypatch.setattr("kiosk.clock.utc_now", lambda: freezes.OVER)
    written = tmp_path / name
    result = CliRunner().invoke(cli, ["stats", command, "--period", "2026-03", "-o", str(written)])
    assert (result.exit_code, result.stdout) == (0, f"Wrote {written}.\n")
    assert written.read_bytes().startswith(begins)
    expected = evidence.to_zip(busy, report(busy)) if command == "evidence" else None
    assert written.read_bytes() == (expected or register.to_pdf(report(busy)))
