"""The pages of the board: what to do at the wall, PDF and pictures to take along, marks."""

import html
import io
import re
import zipfile
from dataclasses import replace

import pytest
import zxingcpp
from boards import ADDRESS, codes, texts
from catalog_files import edit, rows, shipped
from conftest import load_catalog
from PIL import Image
from staff_browser import signed_in

from kiosk import create_app
from kiosk.accounts import audit
from kiosk.accounts.audit import Wanted
from kiosk.boards import hangings, press, revisions

TODAY = "2026-03-10"


@pytest.fixture
def staff(app):
    return signed_in(app, "staff")


@pytest.fixture
def leader(app):
    return signed_in(app, "leader")


def page(client, path="/can-bo/bang", status=200):
    answer = client.get(path)
    assert answer.status_code == status
    return plain(answer)


def plain(answer):
    """The words of a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))).split())


def printed(client, *series, **more):
    """Print *series*; the document."""
    answer = client.post("/can-bo/bang/in", data={"bo": list(series), **more})
    assert answer.status_code == 200, plain(answer)
    return answer


def marked(client, **data):
    return client.post("/can-bo/bang/treo", data={"ngay": TODAY, **data})


def publish(app, clock, db, folder, **fee):
    """Publish another fee of one procedure, ten minutes later."""
    clock.advance(600)
    catalog = shipped(folder)
    number = [row["code"] for row in rows(catalog / "channels.csv")].index("2.000815")
    edit(catalog / "channels.csv", number, **fee)
    load_catalog(db, catalog, clock.now())


def logged(db):
    return [(row["who"], row["what"], row["details"]) for row in audit.rows(db, Wanted())]


# The state of the board ------------------------------------------------------------------------


def test_before_the_first_print_the_page_explains_and_offers_the_set(staff):
    words = page(staff)
    assert "Chưa có bảng nào được in từ phần mềm này." in words
    assert "In bộ bảng lần đầu" in words
    assert "1. In các tờ này" not in words


def test_a_printed_board_is_right_but_not_marked(staff):
    printed(staff, "guide")
    words = page(staff)
    assert "Không phải in lại tờ nào." in words
    assert "Đã in nhưng chưa đánh dấu treo" in words
    assert "3 tờ, in lúc 10/03/2026 10:00:00" in words


def test_a_changed_fee_is_one_sheet_to_print_with_both_fees(app, clock, db, staff, tmp_path):
    printed(staff, "single")
    printed(staff, "field-8")
    marked(staff, bo=["single", "field-8"])
    publish(app, clock, db, tmp_path / "catalog", fee_vnd="3000", fee_note="")
    words = page(staff)
    assert "1 tờ phải in 1 tờ phải gỡ 166 tờ đúng" in words
    assert "Tờ 2.000815 : Chứng thực bản sao" in words
    assert "Phí, lệ phí: 2.000 đồng/trang, từ trang thứ 3" in words
    assert "→ 3.000 đồng" in words
    assert "treo từ 10/03/2026" in words


def test_what_became_right_is_told_after_it_hangs(app, clock, db, staff, tmp_path):
    printed(staff, "single")
    marked(staff, bo="single")
    publish(app, clock, db, tmp_path / "catalog", fee_vnd="3000", fee_note="")
    document = printed(staff, "single", tu="hung")
    assert document.headers["Content-Disposition"] == "attachment; filename=to-thay.pdf"
    assert codes(document.data) == [[], [f"{ADDRESS}/q/2000815"]]
    assert "1 tờ phải in" in page(staff)  # printed, but it does not hang yet
    value = re.search(r'value="(single/2\.000815@\w+)"', staff.get("/can-bo/bang").text)[1]
    told = plain(staff.post("/can-bo/bang/treo", data={"ngay": TODAY, "to": value},
                            follow_redirects=True))  # fmt: skip
    assert "Đã treo 1 tờ từ ngày 10/03/2026 (mot-staff)." in told
    assert "0 tờ phải in 0 tờ phải gỡ 141 tờ đúng" in told


def test_a_sheet_that_was_never_printed_so_cannot_be_marked(app, clock, db, staff, tmp_path):
    printed(staff, "single")
    marked(staff, bo="single")
    publish(app, clock, db, tmp_path / "catalog", fee_vnd="3000", fee_note="")
    value = re.search(r'value="(single/2\.000815@\w+)"', staff.get("/can-bo/bang").text)[1]
    answer = staff.post("/can-bo/bang/treo", data={"ngay": TODAY, "to": value},
                        follow_redirects=True)  # fmt: skip
    assert "Chưa đánh dấu được vì chưa in bản mới: single/2.000815." in plain(answer)
    assert "1 tờ phải in" in plain(answer)


def test_changed_words_of_the_unit_are_named(app, clock, db, staff, tmp_path):
    printed(staff, "guide")
    clock.advance(600)
    catalog = shipped(tmp_path / "catalog")
    text = (catalog / "unit.toml").read_text(encoding="utf-8")
    text = text.replace('phone = ""', 'phone = "0220 3123 456"', 1)
    (catalog / "unit.toml").write_text(text, encoding="utf-8")
    load_catalog(db, catalog, clock.now())
    assert page(staff).count("an toàn Điện thoại: 0220 3123 456") == 3


def test_a_leader_reads_but_neither_prints_nor_marks(app, staff, leader):
    printed(staff, "guide")
    words = leader.get("/can-bo/bang").text
    assert "Đã in nhưng chưa đánh dấu treo" in words
    assert 'action="/can-bo/bang/treo"' not in words
    assert leader.get("/can-bo/bang/ma-qr.zip").status_code == 200
    for path in ("in", "treo", "bo-danh-dau", "bo/guide/thoi"):
        assert leader.post(f"/can-bo/bang/{path}", data={"bo": "guide"}).status_code == 403


# Marks -----------------------------------------------------------------------------------------


def test_a_wrong_mark_is_taken_back(db, staff, clock):
    printed(staff, "guide")
    told = staff.post("/can-bo/bang/treo", data={"bo": "guide", "ngay": "2026-03-09"},
                      follow_redirects=True).text  # fmt: skip
    key = html.unescape(re.search(r'name="lan" value="([^"]+)"', told)[1])
    clock.advance(60)
    answer = staff.post("/can-bo/bang/bo-danh-dau", data={"lan": key}, follow_redirects=True)
    assert "Đã bỏ đánh dấu." in plain(answer)
    assert hangings.last_marks(db) == {}
    assert staff.post("/can-bo/bang/bo-danh-dau", data={"lan": key}).status_code == 400
    assert [what for _, what, _ in logged(db)][:3] == [
        "board_mark_taken_back",
        "board_hung",
        "board_printed",
    ]
    assert logged(db)[1] == (
        "mot-staff",
        "board_hung",
        "3: guide/master, guide/p1, guide/p2; 09/03/2026",
    )


@pytest.mark.parametrize("day", ["", "hôm qua", "2026-03-11", "2026-02-30"])
def test_a_day_that_is_none_or_to_come_marks_nothing(db, staff, day):
    printed(staff, "guide")
    answer = staff.post("/can-bo/bang/treo", data={"bo": "guide", "ngay": day})
    assert answer.status_code == 400
    assert "Chọn ngày không sau hôm nay (10/03/2026)." in plain(answer)
    assert hangings.last_marks(db) == {}


def test_single_sheets_of_a_series_are_marked_by_themselves(db, staff):
    printed(staff, "guide")
    words = staff.get("/can-bo/bang/bo/guide").text
    value = re.search(r'value="(guide/p1@\w+)"', words)[1]
    marked(staff, to=value)
    words = page(staff, "/can-bo/bang/bo/guide")
    assert words.count("treo từ 10/03/2026 (mot-staff)") == 1
    assert words.count("Phải in và treo") == 2  # the others are known not to hang
    marked(staff, go="guide/p1")
    assert "gỡ từ 10/03/2026 (mot-staff)" in page(staff, "/can-bo/bang/bo/guide")


def test_a_series_that_is_not_used_any_more_is_not_asked_for(db, staff):
    printed(staff, "guide")
    printed(staff, "leaflet-l")
    marked(staff, bo=["guide", "leaflet-l"])
    answer = staff.post("/can-bo/bang/bo/guide/thoi", follow_redirects=True)
    assert "Đã thôi dùng bộ tờ." in plain(answer)
    assert {sheet.series for sheet in hangings.sheets(db)} == {"leaflet-l"}
    assert page(staff, "/can-bo/bang/bo/guide", 404)
    assert staff.post("/can-bo/bang/bo/guide/thoi").status_code == 404
    printed(staff, "guide")
    assert "3 tờ phải in" in page(staff)


# Printing --------------------------------------------------------------------------------------


def test_every_format_is_drawn_on_the_form(staff):
    words = staff.get("/can-bo/bang/in").text
    names = re.findall(r'src="/can-bo/bang/in/xem/([^"]+)\.png"', words)
    assert len(names) == 9
    for name in names:
        picture = staff.get(f"/can-bo/bang/in/xem/{name}.png")
        with Image.open(io.BytesIO(picture.data)) as image:
            assert image.width == 400
            assert image.convert("L").getextrema() == (0, 255)
    assert staff.get("/can-bo/bang/in/xem/poster.png").status_code == 404


@pytest.mark.parametrize(
    ("series", "more", "name", "n_codes"),
    [
        ("wall-a1", {}, "bang-lon-a1.pdf", 14),
        ("field-12", {}, "to-theo-nhom-12.pdf", 141),
        ("single", {"linh_vuc": "f07"}, "to-tung-thu-tuc-f07.pdf", 4),
        ("label-60x70", {"noi": "d"}, "tem-ma-qr-60x70.pdf", 191),
        ("card-d", {}, "the-de-ban.pdf", 34),
    ],
)
def test_a_print_is_a_pdf_whose_codes_read_right(staff, series, more, name, n_codes):
    document = printed(staff, series, **more)
    assert document.content_type == "application/pdf"
    assert document.headers["Content-Disposition"] == f"attachment; filename={name}"
    assert document.headers["Cache-Control"] == "no-store"
    read = [code for page in codes(document.data) for code in page]
    assert len(read) == n_codes
    assert all(code.startswith(f"{ADDRESS}/q") for code in read)
    if more.get("noi"):
        assert all(code.endswith("/d") for code in read)


def test_the_same_print_again_is_the_same_and_recorded_once(db, staff):
    first = printed(staff, "guide").data
    assert printed(staff, "guide").data == first
    assert [one.who for one in revisions.revisions(db)] == ["mot-staff"]
    assert [entry for entry in logged(db) if entry[1] == "board_printed"] == [
        ("mot-staff", "board_printed", "1: guide")
    ]


def test_a_part_of_a_series_is_an_extra_copy(db, staff):
    printed(staff, "single", linh_vuc="f07")
    assert revisions.revisions(db) == []


def test_the_sheets_of_an_earlier_print_can_be_had_again(app, clock, db, staff, tmp_path):
    printed(staff, "single")
    publish(app, clock, db, tmp_path / "catalog", fee_vnd="3000", fee_note="")
    once = printed(staff, "single", tu="hung").data
    assert printed(staff, "single", tu="1").data == once  # as the list of last prints asks


def test_the_whole_set_is_one_file(staff):
    document = printed(staff, ca_bo="1")
    assert document.headers["Content-Disposition"] == "attachment; filename=bang-niem-yet.zip"
    with zipfile.ZipFile(io.BytesIO(document.data)) as package:
        assert package.namelist() == [
            *("bang-lon-a1.pdf", "to-theo-nhom-8.pdf", "to-tung-thu-tuc.pdf"),
            *("to-huong-dan.pdf", "tem-ma-qr-60x70.pdf", "the-de-ban.pdf", "to-roi.pdf"),
        ]
        assert "Cách quét mã QR" in texts(package.read("to-huong-dan.pdf"))[0]
    assert "Không phải in lại tờ nào." in page(staff)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Chưa chọn loại tờ."),
        ({"bo": "poster"}, "Chưa chọn loại tờ."),
        ({"bo": "../guide"}, "Chưa chọn loại tờ."),
        ({"bo": "guide", "tu": "99"}, "Chưa chọn loại tờ."),
        ({"bo": "guide", "linh_vuc": "f99"}, "Không có tờ nào như vậy để in."),
        ({"bo": "guide", "linh_vuc": "f07"}, "Không có tờ nào như vậy để in."),
    ],
)
def test_what_cannot_be_printed_is_said(db, staff, data, message):
    answer = staff.post("/can-bo/bang/in", data=data)
    assert answer.status_code == 400
    assert message in plain(answer)
    assert revisions.revisions(db) == []


def test_a_print_that_does_not_read_back_is_not_handed_out(db, staff):
    """A stored symbol that is whole, but of another address: printed, it would mislead."""
    printed(staff, "single", linh_vuc="f07")
    payloads = [row["payload"] for row in db.query("select payload from symbol order by payload")]
    db.execute(
        """
        update symbol
        set (modules, digest) = (select modules, digest from symbol where payload = :other)
        where payload = :payload
        """,
        {"payload": payloads[0], "other": payloads[1]},
    )
    answer = staff.post("/can-bo/bang/in", data={"bo": "single"})
    assert (answer.status_code, answer.mimetype) == (500, "text/html")
    assert "Không giao tệp: máy đọc lại thấy 1 mã không khớp." in plain(answer)
    assert re.search(r"single/\S+ · \d\.\d{6}", plain(answer))
    assert revisions.revisions(db) == []


def test_one_print_at_a_time(staff):
    with press.turn():
        answer = staff.post("/can-bo/bang/in", data={"bo": "guide"})
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert "Đang tạo một tệp khác, thử lại sau vài giây." in plain(answer)
        assert staff.get("/can-bo/bang").status_code == 200
    printed(staff, "guide")


# Pictures of codes -----------------------------------------------------------------------------


def test_all_codes_come_as_pictures_with_a_list(staff, db):
    answer = staff.get("/can-bo/bang/ma-qr.zip")
    assert answer.content_type == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as package:
        names = package.namelist()
        assert len([name for name in names if name.startswith("png/")]) == 191
        assert len([name for name in names if name.startswith("svg/")]) == 191
        with Image.open(io.BytesIO(package.read("png/1.001193.png"))) as image:
            (read,) = zxingcpp.read_barcodes(image)
        listed = package.read("danh-sach.csv").decode("utf-8-sig").splitlines()
    assert read.text == f"{ADDRESS}/q/1001193"
    assert listed[0] == "Mã,Tên,Địa chỉ"
    assert f"'1.001193,Đăng ký khai sinh,{ADDRESS}/q/1001193" in listed
    # What was handed out is kept, and so the same for ever.
    assert staff.get("/can-bo/bang/ma-qr.zip").data == answer.data
    assert db.execute("update symbol set mask = mask") == 191


def test_one_code_is_shown_with_its_address(staff):
    words = staff.get("/can-bo/bang/ma-qr?ma=1001193").text
    assert 'src="/ma-qr/1.001193.svg"' in words
    assert f"{ADDRESS}/q/1001193" in words
    told = page(staff, "/can-bo/bang/ma-qr?ma=<script>")
    assert "Không có mã “<script>”." in told


# A new address ---------------------------------------------------------------------------------


def address_page(client, address, status=200):
    answer = client.get("/can-bo/bang/doi-dia-chi", query_string={"dia_chi": address})
    assert answer.status_code == status
    return plain(answer)


def test_a_new_address_shows_what_it_would_cost(db, staff):
    printed(staff, "field-8")
    printed(staff, "guide")
    words = address_page(staff, "qr.example.vn")
    assert "29 tờ đang treo phải in lại, có 144 mã QR." in words
    assert "Dài nhất 31 ký tự: mã phiên bản 3, 29 × 29 ô, mỗi ô 1,4 mm khi in 40 mm." in words
    assert "Dài nhất 39 ký tự: mã phiên bản 4, 33 × 33 ô, mỗi ô 1,2 mm khi in 40 mm." in words
    assert "Ô to hơn trước" in words
    assert "KIOSK_BASE_URL=https://qr.example.vn" in words
    assert "KIOSK_TRUSTED_HOSTS=motcua.example.gov.vn" in words
    assert revisions.revisions(db)[-1].base_url == ADDRESS


def test_names_that_printed_codes_already_need_stay_listed(settings):
    app = create_app(replace(settings, trusted_hosts="cu.example.vn, qr.example.vn"))
    try:
        words = address_page(signed_in(app, "leader"), "https://qr.example.vn")
    finally:
        app.extensions["kiosk"].close()
    assert "KIOSK_TRUSTED_HOSTS=motcua.example.gov.vn,cu.example.vn" in words


def test_the_same_address_is_no_change(staff):
    assert "Địa chỉ này đang dùng" in address_page(staff, f"{ADDRESS}/")


@pytest.mark.parametrize(
    "address", ["https://một.vn", "ftp://a.vn", "https://a.vn/p", "a b", "<b>", "x" * 254]
)
def test_an_address_that_phones_cannot_use_is_refused(staff, address):
    assert f"Địa chỉ “{address}” chưa đúng." in address_page(staff, address, 400)


@pytest.mark.parametrize(
    ("address", "warning"),
    [
        ("http://127.0.0.1:8000", "Điện thoại ngoài mạng này không mở được địa chỉ này."),
        ("http://may-chu", "Điện thoại ngoài mạng này không mở được địa chỉ này."),
        ("http://qr.example.vn", "điện thoại báo “không bảo mật”"),
    ],
)
def test_an_address_that_is_not_good_is_warned_of(staff, address, warning):
    assert warning in address_page(staff, address)


def test_the_clock_of_a_print_is_that_of_the_server(db, staff, clock):
    clock.advance(600)
    printed(staff, "guide")
    assert revisions.revisions(db)[0].made_at == "2026-03-10T03:10:00Z"
