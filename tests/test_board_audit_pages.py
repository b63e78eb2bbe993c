"""Checking the codes on the wall in the browser: photos in, green and red out."""

import csv
import html
import io
import re

import pytest
from board_photos import ADDRESS, Camera, field_sheet, glue, sheet_picture, shoot
from conftest import NOW
from PIL import Image
from staff_browser import signed_in

from kiosk.boards import expected, photo_desk, revisions, rounds
from kiosk.catalog import published
from kiosk.clock import local_day
from kiosk.errors import PhotoError

PX = 6
CAMERA = Camera(megapixels=2.5, tilt=15, blur=0.7)
PAGE = "/can-bo/bang/ra-ma"


@pytest.fixture
def staff(app):
    return signed_in(app, "staff")


@pytest.fixture
def sheets(db):
    """Two sheets of eight posted procedures each, recorded as they were printed."""
    posted = [p.code for p in published.load(db, local_day(NOW)).posted]
    made = (field_sheet("g01-1", *posted[:8]), field_sheet("g02-1", *posted[8:16]))
    with db.transaction():
        revisions.record(db, {"field-8": made}, ADDRESS, "lan", NOW)
    return made


def photo(page):
    return shoot(page, CAMERA, 1).jpeg(92)


def good(sheet):
    return photo(sheet_picture(sheet, PX))


def spoilt(sheet, place=1, said="https://evil.example/=1+1"):
    page = sheet_picture(sheet, PX)
    glue(page, sheet.cells[place].symbol, said, PX)
    return photo(page)


def sent(client, *contents, **more):
    files = [(io.BytesIO(content), f"IMG_{n}.jpg") for n, content in enumerate(contents)]
    answer = client.post(
        PAGE, data={"anh": files, **more}, content_type="multipart/form-data", follow_redirects=True
    )
    for one in (*answer.history, answer):
        one.request.environ["wsgi.input"].close()  # a large body is a file of the test client
    return answer


def plain(answer):
    """The words of a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))).split())


def kept(db):
    return rounds.latest(db, 99)


def test_a_right_sheet_is_green_and_the_other_is_asked_for(db, staff, sheets):
    answer = sent(staff, good(sheets[0]))
    assert (answer.status_code, answer.request.path) == (200, f"{PAGE}/1")
    words = plain(answer)
    assert "8 mã đúng 0 phải xử lý 0 chưa đọc được 8 chưa chụp" in words
    assert "Đã thấy đúng 8 trên 16 mã đang treo, từ 1 ảnh." in words
    assert "Chưa chụp 1 tờ 8 mã Tờ G02-1: Nhóm g02-1" in words
    assert f"{sheets[0].cells[0].target} Tên" in words


def test_a_code_glued_over_ours_is_red_with_its_name_and_what_to_do(db, staff, sheets):
    words = plain(sent(staff, spoilt(sheets[0]), good(sheets[1])))
    assert "15 mã đúng 1 phải xử lý" in words
    cell = sheets[0].cells[1]
    assert f"Mã lạ {cell.target} Tên Tờ G01-1, hàng 1, bên phải · Ảnh 1" in words
    assert "Lý do: không phải mã của ta. “https://evil.example/=1+1”" in words
    assert "Gỡ mã lạ ra, xem mã bên dưới còn nguyên không." in words
    (found,) = kept(db)
    assert (found.who, len(found.wrong)) == ("mot-staff", 1)


def test_more_photos_go_into_the_same_round_and_what_was_put_right_is_told(
    db, staff, sheets, clock
):
    sent(staff, spoilt(sheets[0]))
    clock.advance(600)
    words = plain(sent(staff, good(sheets[0]), good(sheets[1]), vong="1"))
    assert "16 mã đúng 0 phải xử lý 0 chưa đọc được 0 chưa chụp" in words
    assert "Mọi mã của các bộ đã chụp đều đúng." in words
    assert "lúc đầu: Mã lạ, đã sửa" in words
    assert len(kept(db)) == 1


@pytest.mark.parametrize("given", ["99", "x", "-1", "1 or 1"])
def test_a_round_that_is_none_is_not_gone_on_with(db, staff, sheets, given):
    sent(staff, good(sheets[0]))
    sent(staff, good(sheets[1]), vong=given)
    assert len(kept(db)) == 2


def test_tomorrow_is_another_round(app, db, sheets, clock):
    sent(signed_in(app, "staff"), good(sheets[0]))
    clock.advance(24 * 3600)
    sent(signed_in(app, "staff", "chi-hai"), good(sheets[0]), vong="1")
    assert [one.day for one in kept(db)] == ["2026-03-11", "2026-03-10"]


def test_the_round_as_a_table_runs_no_formula(staff, sheets):
    sent(staff, spoilt(sheets[0], said="=HYPERLINK(1)"))
    answer = staff.get(f"{PAGE}/1.csv")
    assert answer.headers["Content-Disposition"] == "attachment; filename=ra-ma-2026-03-10-1.csv"
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0] == ["Rà mã 10/03/2026 10:00:00, mot-staff"]
    assert rows[1][:5] == ["Mã", "Tên", "Tờ", "Vị trí", "Kết quả"]
    assert len(rows) == 18
    (red,) = [row for row in rows if row[4:5] == ["Mã lạ"]]
    assert red[0] == f"'{sheets[0].cells[1].target}"
    assert red[5] == "không phải mã của ta: =HYPERLINK(1)"
    assert not [value for row in rows for value in row if re.match(r"[=+\-@\t]", value)]


def test_nothing_of_the_photo_is_kept(db, staff, sheets, database_path):
    content = io.BytesIO()
    with Image.open(io.BytesIO(good(sheets[0]))) as image:
        exif = Image.Exif()
        exif[0x010F] = "MAYANHBIMAT"  # the maker
        exif.get_ifd(0x8825)[29] = "2026:03:10BIMAT"  # GPSDateStamp
        image.save(content, "JPEG", exif=exif, quality=92)
    assert b"BIMAT" in content.getvalue()
    sent(staff, content.getvalue())
    db.utils.execute("pragma wal_checkpoint(truncate)")
    stored = database_path.read_bytes()
    assert b"BIMAT" not in stored and b"IMG_0" not in stored
    assert len(kept(db)[0].right) == 8


def test_a_photo_that_lies_on_its_side_is_turned(db, staff, sheets):
    content = io.BytesIO()
    with Image.open(io.BytesIO(good(sheets[0]))) as image:
        exif = Image.Exif()
        exif[0x0112] = 6  # turn by 90 degrees to see it upright
        image.rotate(90, expand=True).save(content, "JPEG", exif=exif, quality=92)
    sent(staff, content.getvalue())
    assert len(kept(db)[0].right) == 8


def bomb():
    """A PNG of some kilobytes that unpacks to 400 million pixels."""
    content = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(content, "PNG", optimize=True)
    return content.getvalue()


def animation():
    content = io.BytesIO()
    frames = [Image.new("L", (300, 300), shade) for shade in (0, 255)]
    frames[0].save(content, "PNG", save_all=True, append_images=frames[1:])
    return content.getvalue()


def picture(size, kind="PNG"):
    content = io.BytesIO()
    Image.effect_noise(size, 50).save(content, kind)
    return content.getvalue()


HOSTILE = [
    pytest.param(lambda: b"", "Tệp rỗng.", id="empty"),
    pytest.param(lambda: b"<svg onload=alert(1)>", "Không phải ảnh.", id="svg"),
    pytest.param(lambda: b"%PDF-1.7 /JS", "Không phải ảnh.", id="pdf"),
    pytest.param(lambda: b"PK\x03\x04" + b"\0" * 500, "Không phải ảnh.", id="zip"),
    pytest.param(lambda: picture((500, 500), "GIF"), "Không phải ảnh.", id="gif"),
    pytest.param(lambda: picture((500, 500), "TIFF"), "Không phải ảnh.", id="tiff"),
    pytest.param(animation, "Không phải ảnh.", id="animation"),
    pytest.param(bomb, "Ảnh quá nhiều điểm ảnh", id="bomb"),
    pytest.param(lambda: picture((90, 90)), "Ảnh quá nhỏ để đọc mã.", id="small"),
    pytest.param(lambda: picture((900, 900), "JPEG")[:40_000], "Ảnh bị hỏng.", id="cut off"),
    pytest.param(lambda: picture((900, 900)), "Không thấy mã nào đọc được.", id="no code"),
]


@pytest.mark.parametrize(("content", "message"), HOSTILE)
def test_what_is_no_photo_of_the_board_is_told_and_nothing_is_kept(
    db, staff, sheets, content, message
):
    answer = sent(staff, content())
    assert answer.status_code == 400
    assert f"Ảnh 1: {message}" in plain(answer)
    assert "Traceback" not in answer.text
    assert kept(db) == []


def test_a_bad_file_among_good_ones_spoils_nothing(db, staff, sheets):
    words = plain(sent(staff, b"x", good(sheets[0]), bomb()))
    assert "Ảnh 1: Không phải ảnh." in words and "Ảnh 3: Ảnh quá nhiều điểm ảnh" in words
    assert "8 mã đúng" in words
    assert kept(db)[0].n_photos == 1


def test_a_forged_problem_in_an_address_is_not_shown(staff, sheets):
    sent(staff, good(sheets[0]))
    words = plain(staff.get(f"{PAGE}/1?loi=1-<script>&loi=x-empty&loi=2-busy"))
    assert "Ảnh 2:" not in words and "script" not in words.split("Chụp tiếp")[0][-400:]


def test_no_photo_too_many_photos_or_no_board(db, staff, sheets):
    assert "Chưa có ảnh." in plain(staff.post(PAGE, data={}))
    assert "Có 13 ảnh, mỗi lần gửi tối đa 12 ảnh." in plain(sent(staff, *[b"x"] * 13))
    assert kept(db) == []


def test_without_a_board_there_is_nothing_to_compare_with(staff):
    assert "Chưa có tờ nào được ghi là đang treo" in plain(staff.get(PAGE))
    answer = sent(staff, picture((500, 500)))
    assert answer.status_code == 400
    assert "Chưa có tờ nào được ghi là đang treo" in plain(answer)


def test_a_larger_upload_is_refused_in_words(staff, sheets):
    answer = sent(staff, b"x" * (24 * 1024 * 1024))
    assert answer.status_code == 413
    assert "Traceback" not in answer.text and "<h1>" in answer.text


def test_who_may_only_read_sends_no_photo(app, staff, sheets):
    sent(staff, good(sheets[0]))
    leader = signed_in(app, "leader")
    assert sent(leader, good(sheets[0])).status_code == 403
    assert leader.get(PAGE).status_code == 200
    assert leader.get(f"{PAGE}/1").status_code == 200
    assert leader.get(f"{PAGE}/1.csv").status_code == 200
    assert leader.get(f"{PAGE}/2").status_code == 404


CHILD = """
import sys, time
sys.stdin.read()
{work}
"""


@pytest.mark.parametrize("work", ["time.sleep(60)", "sys.exit(1)"], ids=["too slow", "stopped"])
def test_photos_that_cannot_be_read_in_time_are_refused(
    db, sheets, tmp_path, monkeypatch, work, app
):
    (tmp_path / "slow_child.py").write_text(CHILD.format(work=work))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    hanging, addresses = expected.of(db, published.load(db, local_day(NOW)), ADDRESS, [])
    with pytest.raises(PhotoError) as caught:
        photo_desk.look([("1", tmp_path / "x")], hanging, addresses, "slow_child", 3)
    assert caught.value.key == "too_heavy"
