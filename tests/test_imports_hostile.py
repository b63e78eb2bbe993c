"""Files that harm, lie or puzzle, sent to the page of imports: refused, with nothing changed."""

import csv
import io
import json
import tempfile
import zipfile

import pytest
import test_workbook_hostile as workbooks
from catalog_files import SMALL
from conftest import NOW
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from staff_browser import signed_in
from test_imports import figures, kept, publish, send, told

from kiosk import config, create_app
from kiosk.catalog import import_drafts, publications, reading


@pytest.fixture
def clerk(app):
    return signed_in(app, "staff")


@pytest.fixture
def db(app):
    return app.extensions["kiosk"].pool.db()


@pytest.fixture(scope="module")
def door(loaded_database, tmp_path_factory):
    """A clerk and the database behind: one for all files that change nothing."""
    path = tmp_path_factory.mktemp("door") / "kiosk.db"
    path.write_bytes(loaded_database.read_bytes())
    app = create_app(config.Settings(database=str(path), secret_key="a key for tests"))
    running = app.extensions["kiosk"]
    running.now = lambda: NOW
    yield signed_in(app, "staff"), running.pool.db()
    running.close()


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path, monkeypatch):
    """What is unpacked goes there; nothing may be left of it."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def zipped(**members):
    """A zip of *members*: bytes by name, as keywords or as a dictionary under `names`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.pop("names", members).items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def with_small(**names):
    """The small catalog as a zip, with further members by their name."""
    return zipped(names={**SMALL, **names.pop("names", names)})


def link():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, text in SMALL.items():
            package.writestr(name, text)
        member = zipfile.ZipInfo("forms/don.pdf")
        member.external_attr = 0o120777 << 16
        package.writestr(member, "/etc/passwd")
    return out.getvalue()


def locked():
    content = bytearray(with_small())
    for signature, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        content[content.find(signature) + offset] |= 1
    return bytes(content)


def with_nul():
    """A member whose name ends for some readers where it goes on for others."""
    return with_small(names={"forms/don.pdf.exe": b"x"}).replace(
        b"forms/don.pdf.exe", b"forms/don.pdf\0exe"
    )


def lying():
    """A zip whose table states a hundred bytes for forty million."""
    content = with_small(names={"guides/dai.md": b"a" * 40_000_000})
    size = (40_000_000).to_bytes(4, "little")
    return content.replace(size, (100).to_bytes(4, "little"))


def many_members():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for n in range(60_000):
            package.writestr(f"{n:x}", b"")
    return out.getvalue()


def twice():
    return with_small(names={"fieldz.csv": b"slug\n"}).replace(b"fieldz.csv", b"fields.csv")


HEAD = "Mã số,Tên,Cơ quan thực hiện,Lĩnh vực\n"
LIST = HEAD + "1.001193,Đăng ký khai sinh,Ủy ban nhân dân xã,Hộ tịch\n"
OUTSIDE = "đường dẫn không an toàn"
LARGE = "mở ra lớn hơn 32 MiB"
DAMAGED = "Tệp bị hỏng"
REFUSED = [
    ("up out of its folder", lambda: with_small(names={"../x.csv": b"x"}), OUTSIDE),
    ("up inside", lambda: with_small(names={"forms/../../x.pdf": b"x"}), OUTSIDE),
    ("absolute", lambda: with_small(names={"/etc/x.csv": b"x"}), OUTSIDE),
    ("a drive", lambda: with_small(names={"C:/x.csv": b"x"}), OUTSIDE),
    ("backslashes", lambda: with_small(names={"..\\..\\x.csv": b"x"}), OUTSIDE),
    ("a share", lambda: with_small(names={"\\\\server\\x.csv": b"x"}), OUTSIDE),
    ("a device", lambda: with_small(names={"forms/NUL.pdf": b"x"}), OUTSIDE),
    ("a stream", lambda: with_small(names={"forms/don.pdf:x": b"x"}), OUTSIDE),
    ("a NUL", with_nul, OUTSIDE),
    ("a link", link, OUTSIDE),
    ("a password", locked, "có mật khẩu"),
    ("a zip inside", lambda: with_small(names={"guides/x.md": with_small()}), "lại có tệp nén"),
    ("60,000 members", many_members, "hơn 1000 tệp"),
    ("a bomb", lambda: with_small(names={"guides/dai.md": b"a" * 40_000_000}), LARGE),
    ("a bomb that lies", lying, DAMAGED),
    ("no catalog", lambda: zipped(names={"readme.txt": b"x"}), "không có bảng .csv nào"),
    ("nothing in it", lambda: zipped(names={}), "không có bảng .csv nào"),
    ("half of a zip", lambda: with_small()[:700], DAMAGED),
    ("the same name twice", twice, DAMAGED),
    ("a PDF", lambda: b"%PDF-1.7\n\xff\xfe", "Không phải tệp danh mục"),
    ("a picture", lambda: b"\x89PNG\r\n\x1a\n\0\0", "Không phải tệp danh mục"),
    ("a web page", lambda: b"<html><table><tr><td>1.001193", "trang web"),
    ("an old workbook", lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 900, "Excel đời cũ"),
    ("nothing", lambda: b"", "Tệp trống"),
    ("white space", lambda: b"\xef\xbb\xbf \r\n\t", "Tệp trống"),
    ("separators", lambda: b",,,;;;\n,,,", "Không tìm thấy bảng thủ tục"),
    ("noise", lambda: bytes(range(1, 256)) * 9, "UTF-8"),
    ("Windows-1258", lambda: LIST.replace("ộ", "ô").replace("ễ", "ê").replace("ị", "i")
     .replace("Đăng ký", "Ðang ky").replace("ực", "uc").replace("ố", "ô").replace("Ủ", "U")
     .replace("ệ", "ê").replace("Ð", "Đ").replace("ỹ", "y").encode("cp1258", "ignore"), "1258"),
    ("UTF-16 without its mark", lambda: LIST.encode("utf-16-le"), "UTF-16"),
    ("a NUL in a cell", lambda: LIST.replace("khai", "k\0ai").encode(), "UTF-16"),
    ("a line of 4 MB", lambda: (HEAD + "1.001193," + "a" * 4_000_000).encode(), "Dòng|dòng 2"),
    ("an unclosed quotation mark", lambda: (LIST + '2.000815,"' + "a,b\n" * 99).encode(), "dòng 3"),
    ("a number for a code", lambda: (HEAD + "01234,Tên,,Hộ tịch").encode(), '"01234"'),
    ("one table of ours", lambda: SMALL["procedures.csv"].encode(), "Không tìm thấy bảng"),
    ("half of a JSON", lambda: b'{"procedures": [', "Không đọc được tệp JSON"),
    ("a list as JSON", lambda: b"[1, 2]", "Không đọc được tệp JSON"),
    ("a deep JSON", lambda: b'{"a":' * 40_000, "JSON"),
    ("a JSON of another kind", lambda: b'{"a": 1}', "Thiếu danh sách"),
    ("rows without end", lambda: HEAD.encode() + b"1.001193,T\n" * 200_000, "hơn 50000 hàng"),
]  # fmt: skip


def same(answer, db):
    """Is it a refusal in words of ours, with nothing published and nothing kept?"""
    assert 400 <= answer.status_code < 500
    assert 'lang="vi"' in answer.text
    assert "Traceback" not in answer.text
    assert len(publications.everything(db)) == 1
    assert import_drafts.waiting(db) == []


@pytest.mark.parametrize(("make", "says"), [pytest.param(*r[1:], id=r[0]) for r in REFUSED])
def test_a_file_that_is_no_catalog_is_refused_in_words(door, make, says):
    clerk, db = door
    answer = send(clerk, make(), "tai-len.csv")
    same(answer, db)
    page = told(answer)
    assert "Danh mục không thay đổi" in page
    assert any(part in page for part in says.split("|")), page[:900]


@pytest.mark.parametrize("make", [pytest.param(f[1], id=f[0]) for f in workbooks.FILES[:-1]])
def test_a_hostile_workbook_is_refused_whatever_its_name(door, make):
    clerk, db = door
    answer = send(clerk, make(), "danh-muc.json")
    same(answer, db)
    assert "Danh mục không thay đổi" in told(answer)


def test_a_file_over_the_limit_is_refused_before_it_is_read(door):
    clerk, db = door
    answer = send(clerk, b"PK" + b"\0" * (6 << 20), "lon.xlsx")
    same(answer, db)
    assert answer.status_code == 413
    assert "Tệp quá lớn" in told(answer)


@pytest.mark.parametrize("data", [{}, {"tep": ""}, {"khac": "x"}])
def test_a_form_without_a_file_says_so(door, data):
    clerk, db = door
    answer = clerk.post("/can-bo/nhap", data=data)
    same(answer, db)
    assert "Chưa chọn tệp" in told(answer)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("<script>alert(1)</script>.csv", "script>.csv"),
        ("a\u202egnp.csv", "agnp.csv"),
        ("dài" * 99 + ".csv", "dài" * 40),
    ],
)
def test_the_name_of_a_file_is_only_ever_shown(clerk, db, name, shown):
    address = kept(clerk, LIST.encode("utf-8-sig"), name)
    (draft,) = import_drafts.waiting(db)
    assert draft["file_name"] == shown
    assert "<script>alert" not in clerk.get(address).text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("C:\\Users\\an\\danh sách.csv", "danh sách.csv"),
        ("\\\\server\\x\\a.csv", "a.csv"),
        ("a\0b\r\nc.csv", "abc.csv"),
        ("../..", ".."),
        ("a/", ""),
    ],
)
def test_folders_and_signs_of_control_are_no_part_of_a_name(name, shown):
    assert reading.shown_name(name) == shown


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(LIST.encode(), id="UTF-8"),
        pytest.param(LIST.encode("utf-8-sig"), id="UTF-8 with its mark"),
        pytest.param(LIST.encode("utf-16"), id="UTF-16"),
        pytest.param(LIST.replace(",", ";").encode("utf-8-sig"), id="semicolons"),
        pytest.param(LIST.replace(",", "\t").encode("utf-16"), id="tabs"),
        pytest.param(LIST.replace("\n", "\r\n").encode(), id="CR LF"),
        pytest.param(LIST.replace("\n", "\r").encode(), id="CR only"),
        pytest.param((LIST.replace("Hộ tịch\n", "Hộ tịch" + "," * 10_000)).encode(), id="columns"),
    ],
)
def test_a_list_is_read_however_it_was_saved(clerk, content):
    page = clerk.get(kept(clerk, content, "danh-sach.csv"))
    assert figures(page)["mã khác nhau"] == 1
    assert figures(page)["Không có trong tệp"] == 166


def test_an_unknown_import_has_no_page(door):
    clerk, _ = door
    for path in ("99", "0", "-1", "..%2f1", "1%00", "a", "99/xem/1.001193", "99/xem/..%2f..%2fx"):
        assert clerk.get(f"/can-bo/nhap/{path}").status_code == 404
    for path in ("danh-muc.exe", "danh-muc.xlsx%00", "../danh-muc.json", "danh-muc.zip/x"):
        assert clerk.get(f"/can-bo/{path}").status_code == 404


GOOD = workbooks.plain(9), with_small(), LIST.encode(), json.dumps({"procedures": []}).encode()


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.data())
def test_a_file_with_flipped_bytes_never_fails(clerk, data):
    content = bytearray(data.draw(st.sampled_from(GOOD)))
    for _ in range(data.draw(st.integers(1, 20))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    assert send(clerk, bytes(content), "a.xlsx").status_code in (303, 400)


# Formulas -----------------------------------------------------------------------------------------

FORMULAS = [
    '=HYPERLINK("http://x.example","Bấm vào đây")',
    "+84 220 3123 456",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd",
    "＝1+1",
    "'=1+1",
    "' chỉ là dấu nháy",
    "- Bản sao giấy tờ",
]


def names(procedures):
    return [procedures[f"9.0000{n:02}"] for n in range(len(FORMULAS))]


@pytest.fixture
def with_formulas(clerk, tmp_path):
    """The clerk, once procedures called like formulas are published."""
    found = json.loads(clerk.get("/can-bo/danh-muc.json").data)
    first = found["procedures"][0]
    found["procedures"] += [
        {**first, "code": f"9.0000{n:02}", "name": name, "forms": [], "conditions": name}
        for n, name in enumerate(FORMULAS)
    ]
    address = kept(clerk, json.dumps(found).encode(), "cong-thuc.json")
    assert publish(clerk, address).status_code == 303
    return clerk


def test_no_cell_of_a_downloaded_workbook_is_a_formula(with_formulas):
    content = with_formulas.get("/can-bo/danh-muc.xlsx").data
    book = load_workbook(io.BytesIO(content))
    assert {cell.data_type for s in book for row in s for cell in row} <= {"s", "n", "d"}
    found = {row[0].value: row[1].value for row in book["Thủ tục"].iter_rows(min_row=2)}
    assert names(found) == FORMULAS


def test_no_cell_of_a_downloaded_table_begins_like_a_formula(with_formulas):
    with zipfile.ZipFile(io.BytesIO(with_formulas.get("/can-bo/danh-muc.zip").data)) as package:
        tables = [name for name in package.namelist() if name.endswith(".csv")]
        texts = {name: package.read(name).decode() for name in tables}
    cells = [
        cell for text in texts.values() for row in csv.reader(io.StringIO(text)) for cell in row
    ]
    assert [cell for cell in cells if cell.startswith(tuple("=+-@\t\r＝＋－＠"))] == []
    found = {r["code"]: r["name"] for r in csv.DictReader(io.StringIO(texts["procedures.csv"]))}
    assert names(found) == [name if name.startswith("' ") else f"'{name}" for name in FORMULAS]


@pytest.mark.parametrize("kind", ["xlsx", "zip", "json"])
def test_texts_like_formulas_come_back_as_they_were(with_formulas, kind):
    content = with_formulas.get(f"/can-bo/danh-muc.{kind}").data
    page = with_formulas.get(kept(with_formulas, content, f"danh-muc.{kind}"))
    assert figures(page)["Không thay đổi"] == 167 + len(FORMULAS)
