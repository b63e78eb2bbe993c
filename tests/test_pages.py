"""Public pages: what a citizen finds on them, at every address."""

import csv
import gzip
import json
import re

import brotli
import pytest
from conftest import CATALOG, PHONE, phone

from kiosk.web import handover


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.get_data(as_text=True)


def headings(html):
    return [
        re.sub(r"<[^>]+>", "", found) for found in re.findall(r"<h1[^>]*>(.*?)</h1>", html, re.S)
    ]


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/", "Bạn cần làm thủ tục gì?"),
        ("/q", "Bạn cần làm thủ tục gì?"),
        ("/thu-tuc/1.001193", "Đăng ký khai sinh"),
        ("/q/1001193", "Đăng ký khai sinh"),
        ("/q/1001193/d", "Đăng ký khai sinh"),
        ("/Q/1001193/D", "Đăng ký khai sinh"),
        ("/q/1.001193", "Đăng ký khai sinh"),
        ("/q/1.001193.000.00.00.H23", "Đăng ký khai sinh"),
        ("/q/1.001193.000.00.00.h23", "Đăng ký khai sinh"),
        ("/q/1001193/", "Đăng ký khai sinh"),
        ("/q/d", "Bạn cần làm thủ tục gì?"),
        ("/linh-vuc/ho-tich", "Hộ tịch"),
        ("/q/f01", "Hộ tịch"),
        ("/q/F1", "Hộ tịch"),
        ("/nhom/cu-tru-can-cuoc", "Cư trú, căn cước"),
        ("/q/g03", "Cư trú, căn cước"),
        ("/su-kien/sinh-con", "Sinh con"),
        ("/huong-dan/thanh-toan-phi", "Chuẩn bị trước khi nộp phí"),
        ("/phan-anh-kien-nghi", "Phản ánh, kiến nghị về quy định hành chính"),
        ("/q/p1", "Phản ánh, kiến nghị về quy định hành chính"),
        ("/an-toan", "Quét mã QR an toàn"),
        ("/q/p2", "Quét mã QR an toàn"),
        ("/phieu/1.001193", "Phiếu chuẩn bị hồ sơ"),
        ("/tim-kiem", "Kết quả tìm kiếm"),
        ("/tim-kiem?q=khai+sinh", "Kết quả tìm kiếm"),
        ("/can-bo/may-nay", "Máy của cán bộ"),
    ],
)
def test_an_address_shows_its_one_heading(client, path, heading):
    assert headings(page(client, path)) == [heading]


def test_every_published_procedure_answers_posted_or_not(app, client):
    with app.app_context():
        published = app.extensions["kiosk"].shelf.current(app.extensions["kiosk"].pool)
    assert len(published.procedures) == 167
    for code, procedure in published.procedures.items():
        html = page(client, f"/q/{code.replace('.', '')}")
        assert [h.replace("&#34;", '"') for h in headings(html)] == [procedure.name]
        assert len(gzip.compress(html.encode())) <= 14 * 1024, code


def test_a_lookup_page_is_in_the_promised_order(client):
    html = page(client, "/thu-tuc/2.000635")
    found = re.findall(r"<h2[^>]*>(.*?)</h2>", html)
    assert found == [
        "Giấy tờ cần chuẩn bị",
        "Cách nộp hồ sơ",
        "Thời hạn giải quyết",
        "Phí, lệ phí",
        "Nộp hồ sơ trực tuyến",
        "Thông tin khác",
        "Thủ tục liên quan",
    ]
    assert html.index("Chuẩn bị trước khi nộp phí") < html.index('action="/nop/2.000635"')


def test_a_lookup_page_asks_for_no_other_file(client):
    html = page(client, "/thu-tuc/1.001193")
    assert re.findall(r'(?:src|srcset)="|@import|url\(|rel="stylesheet"', html) == []
    assert '<link rel="icon" href="data:,">' in html


def test_papers_of_a_case_stand_under_their_case_open_without_a_script(client):
    html = page(client, "/thu-tuc/1.001193")
    always, *cases = re.split(r'<details class="case"[^>]* open>', html.split('id="nop"')[0])
    assert "Giấy tờ tùy thân còn giá trị sử dụng" in always
    names = [re.search(r"<summary><span>(.*?)</span>", case)[1] for case in cases]
    assert names[2:4] == ["Trẻ em bị bỏ rơi", "Mang thai hộ"]
    assert "Biên bản về việc trẻ bị bỏ rơi" in cases[2]
    assert "1 bản chính" in cases[2]
    assert html.count("Bạn thuộc trường hợp nào?") == 1


def test_the_first_screen_says_what_it_costs_and_how_long(client):
    brief = re.search(r'<dl class="brief">(.*?)</dl>', page(client, "/thu-tuc/1.004222"), re.S)[1]
    assert re.findall(r"<dd>(.*?)</dd>", brief) == [
        "7 ngày làm việc",
        "Trực tiếp: 20.000 đồng<br>Trực tuyến: 10.000 đồng",
    ]


def test_related_procedures_are_neighbours_in_a_life_event(client, db):
    html = page(client, "/thu-tuc/1.001193").split("Thủ tục liên quan")[1]
    related = re.findall(r'href="/thu-tuc/([^"]+)"', html)
    assert 0 < len(related) <= 5
    with (CATALOG / "life_event_procedures.csv").open(encoding="utf-8") as file:
        events = list(csv.DictReader(file))
    mine = {row["event_slug"] for row in events if row["code"] == "1.001193"}
    assert set(related) <= {row["code"] for row in events if row["event_slug"] in mine}
    assert "1.001193" not in related


def test_a_lookup_page_carries_linked_data_of_what_is_known(client):
    html = page(client, "/thu-tuc/1.001193")
    found = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])
    assert (found["@type"], found["identifier"], found["name"], found["url"]) == (
        "GovernmentService",
        "1.001193",
        "Đăng ký khai sinh",
        "https://motcua.example.gov.vn/thu-tuc/1.001193",
    )
    assert [channel["name"] for channel in found["availableChannel"]] == [
        "Trực tiếp",
        "Trực tuyến",
        "Bưu chính",
    ]
    assert "telephone" not in found["provider"]  # unknown, so it does not stand there
    assert 'property="og:title" content="Đăng ký khai sinh"' in html


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        pytest.param("2.000815", "2.000 đồng/trang, từ trang thứ 3", id="a fee with its rule"),
        pytest.param("1.001193", "Không thu phí", id="stated free"),
        pytest.param("1.001193", "Mức độ nộp trực tuyến: Chưa xác minh", id="level unknown"),
        pytest.param("1.012812", "40 ngày", id="time of one channel"),
        pytest.param("1.012812", "30 ngày", id="time of another channel"),
        pytest.param("2.001909", "Chưa xác minh", id="nothing known"),
        pytest.param(
            "1.001193",
            'Địa chỉ: <span class="unknown">Chưa xác minh</span>',
            id="unit address unknown",
        ),
    ],
)
def test_a_value_is_shown_or_said_to_be_unknown(client, code, shown):
    assert shown in page(client, f"/thu-tuc/{code}")


def test_interlinked_is_shown_only_where_a_source_was_seen(app, client):
    running = app.extensions["kiosk"]
    published = running.shelf.current(running.pool)
    flagged = [p for p in published.procedures.values() if p.interlinked]
    assert len(flagged) == 17
    shown = [p.code for p in flagged if ">Liên thông<" in page(client, f"/thu-tuc/{p.code}")]
    assert shown == [p.code for p in flagged if any(s.basis == "seen" for s in p.provenance)]
    assert 0 < len(shown) < 17


def test_another_form_of_a_code_leads_to_its_one_address(client):
    answer = client.get("/thu-tuc/1001193")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/thu-tuc/1.001193")


def test_a_scan_is_not_kept_and_names_its_lasting_address(client):
    answer = client.get("/q/1001193")
    assert answer.headers["Cache-Control"] == "no-store"
    html = answer.get_data(as_text=True)
    assert 'rel="canonical" href="https://motcua.example.gov.vn/thu-tuc/1.001193"' in html


def test_a_lookup_page_is_asked_for_anew_with_its_etag(client):
    answer = client.get("/thu-tuc/1.001193")
    assert answer.headers["Cache-Control"] == "no-cache"
    again = client.get("/thu-tuc/1.001193", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")


def test_pages_carry_nothing_per_visit(app):
    first, second = (phone(app, PHONE).get("/thu-tuc/1.001193").get_data() for _ in range(2))
    assert first == second


def test_pages_are_compressed_for_those_who_take_it(client):
    answer = client.get("/thu-tuc/1.001193", headers={"Accept-Encoding": "gzip, deflate"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Đăng ký khai sinh" in gzip.decompress(answer.get_data()).decode()
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_brotli_is_sent_when_asked(client):
    answer = client.get("/thu-tuc/1.001193", headers={"Accept-Encoding": "br;q=1.0, gzip;q=0.5"})
    assert answer.headers["Content-Encoding"] == "br"
    assert "Đăng ký khai sinh" in brotli.decompress(answer.get_data()).decode()


def test_a_page_is_made_once_a_version(app, client):
    client.get("/q/1001193")
    running = app.extensions["kiosk"]
    kept = running.shelf.current(running.pool).pages
    page = kept["/thu-tuc/1.001193"]
    client.get("/thu-tuc/1.001193")
    assert kept["/thu-tuc/1.001193"] is page


@pytest.mark.parametrize("path", ["/q/9999999", "/thu-tuc/9.999999", "/phieu/9.999999", "/q/f99"])
def test_an_unknown_code_offers_the_search(client, path):
    html = page(client, path, status=404)
    assert "Không có thủ tục mã" in html
    assert 'action="/tim-kiem"' in html


@pytest.mark.parametrize(
    "path",
    ["/xyz", "/linh-vuc/khong-co", "/nhom/x", "/su-kien/x", "/huong-dan/x", "/bieu-mau/x",
     "/ma-qr/9.999999.svg", "/thu-tuc/1.001193/x"],
)  # fmt: skip
def test_what_is_not_there_is_a_plain_page(client, path):
    assert headings(page(client, path, status=404)) == ["Không tìm thấy trang"]


def test_a_wrong_method_is_a_plain_page_that_names_the_right_ones(client):
    answer = client.post("/thu-tuc/1.001193")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert headings(answer.get_data(as_text=True)) == ["Yêu cầu không thực hiện được"]


def test_search_links_nothing_before_its_results_and_keeps_rank_order(client):
    html = page(client, "/tim-kiem?q=dang ky ket hon")
    main = html[html.index("<main") : html.index("</main>")]
    links = re.findall(r'href="/thu-tuc/([^"]+)"', html)
    assert links == re.findall(r'href="/thu-tuc/([^"]+)"', main)
    assert links[0] == "1.000894"


@pytest.mark.parametrize(
    "query", ["", "   ", "zzzzqqq", "'; drop table event;--", "<b>", "%00", "x" * 5000]
)
def test_search_always_answers(client, query):
    assert client.get("/tim-kiem", query_string={"q": query}).status_code == 200


def test_what_was_typed_is_shown_as_text(client):
    html = page(client, "/tim-kiem?q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


def test_a_dossier_number_is_recognised_and_not_searched(client):
    html = page(client, "/tim-kiem?q=000.00.53.H48-220921-0099")
    assert "Đây có vẻ là mã hồ sơ" in html


def test_guides_are_filled_with_what_is_known_and_say_what_is_not(client):
    html = page(client, "/an-toan")
    assert "motcua.example.gov.vn" in html
    assert "{{" not in html
    assert "gọi số điện thoại của nơi tiếp nhận (chưa xác minh)" in html


@pytest.mark.parametrize("name", ["1.001193", "1001193", "f01", "g03", "p1", "master"])
def test_a_symbol_is_served_in_both_forms(client, name):
    svg, png = (client.get(f"/ma-qr/{name}.{kind}") for kind in ("svg", "png"))
    assert (svg.status_code, svg.mimetype) == (200, "image/svg+xml")
    assert (png.status_code, png.mimetype) == (200, "image/png")
    assert png.get_data().startswith(b"\x89PNG")


def test_lookup_goes_on_when_the_database_cannot_be_read(app, client):
    client.get("/thu-tuc/1.001193")
    app.extensions["kiosk"].pool._open = lambda: 1 / 0
    app.extensions["kiosk"].pool.drop()
    assert "Đăng ký kết hôn" in page(client, "/thu-tuc/1.000894")


def test_a_procedure_without_an_online_way_is_not_told_how_to_file_online(client):
    html = page(client, "/thu-tuc/1.003583")
    assert "Nguồn không ghi cách nộp trực tuyến" in html
    assert '<h2 id="nop">Xem trên Cổng Dịch vụ công quốc gia</h2>' in html
    for wrong in ("Nộp hồ sơ trực tuyến", "VNeID mức 2", "Đến phần nộp trực tuyến"):
        assert wrong not in html


def test_what_is_free_needs_no_preparation_to_pay(client):
    assert "Chuẩn bị trước khi nộp phí" not in page(client, "/thu-tuc/1.001193")
    assert "Chuẩn bị trước khi nộp phí" in page(client, "/thu-tuc/2.000635")
    # Paid at the desk, so nothing is to be prepared for paying online.
    assert "Chuẩn bị trước khi nộp phí" not in page(client, "/thu-tuc/2.000815")


def test_search_says_how_many_there_are_and_how_many_it_shows(client):
    html = page(client, "/tim-kiem?q=dang+ky")
    shown = len(re.findall(r'href="/thu-tuc/', html))
    assert shown == 20
    (best, total) = re.findall(r"(\d+) thủ tục phù hợp nhất trong (\d+) kết quả", html)[0]
    assert (int(best), int(total) > 20) == (20, True)


@pytest.mark.parametrize("path", ["/q/1000894/x", "/q/1000894/board"])
def test_a_place_that_is_no_place_is_no_obstacle(client, db, path):
    assert headings(page(client, path)) == ["Đăng ký kết hôn"]
    (row,) = db.query("select target, place from event")
    assert row == {"target": "1.000894", "place": "b"}


def test_a_place_without_a_code_is_unknown(client):
    page(client, "/q/b/d", status=404)


def test_a_guide_without_contact_data_still_reads_as_a_sentence(client):
    html = page(client, "/huong-dan/nop-truc-tiep")
    assert "Gọi số điện thoại của nơi tiếp nhận (chưa xác minh)" in html


def test_a_line_of_contact_data_that_is_not_known_says_so_once(client):
    html = page(client, "/phan-anh-kien-nghi")
    assert "<li>Địa chỉ: Chưa xác minh</li>" in html
    assert "<li>Cơ quan: Chưa xác minh</li>" in html


def test_a_procedure_of_another_line_does_not_claim_where_it_is_filed(client):
    assert "Nơi nộp hồ sơ" in page(client, "/thu-tuc/1.001193")
    html = page(client, "/thu-tuc/1.013133")  # military
    assert "Nơi nộp hồ sơ" not in html
    assert "Hỏi nơi nộp hồ sơ tại" in html


def test_suggestions_are_codes_and_names_in_rank_order(client):
    answer = client.get("/goi-y?q=dang+ky+khai+s")
    assert answer.get_json()[0] == {"code": "1.001193", "name": "Đăng ký khai sinh"}
    assert len(answer.get_json()) <= 6
    assert "Đăng ký khai sinh" in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "max-age=300"


@pytest.mark.parametrize("query", ["", "%20", "%00", "a" * 5000, "%F0%9F%98%80", "9.999999"])
def test_suggestions_always_answer(client, query):
    answer = client.get(f"/goi-y?q={query}")
    assert (answer.status_code, answer.get_json()) == (200, [])


def test_a_space_says_that_the_last_word_is_whole(client):
    begun, whole = (client.get(f"/goi-y?q={q}").get_json() for q in ("con", "con+"))
    assert begun != whole


def test_what_was_searched_for_is_marked_with_its_marks(client):
    html = page(client, "/tim-kiem?q=ket+hon")
    assert "<mark>kết hôn</mark>" in html


def test_an_empty_result_names_the_unknown_words_and_offers_groups(client):
    html = page(client, "/tim-kiem?q=xyzzyx")
    assert "Không tìm thấy thủ tục nào cho “xyzzyx”." in html
    assert "Không có thủ tục nào nhắc đến: <strong>xyzzyx</strong>" in html
    assert "Mã thủ tục có dạng 1.001193" in html
    assert html.count('href="/nhom/') == 13
    assert html.count('href="/linh-vuc/') == 34


def test_unknown_words_are_named_beside_results_too(client):
    html = page(client, "/tim-kiem?q=khai+sinh+karaoke+1985")
    assert "Không có thủ tục nào nhắc đến: karaoke<" in html


def test_only_the_pages_made_for_searching_suggest(client):
    assert "data-suggest=" in page(client, "/")
    assert "data-suggest=" in page(client, "/tim-kiem?q=khai+sinh")
    for path in ("/thu-tuc/1.001193", "/linh-vuc/ho-tich", "/thay-doi"):
        assert "data-suggest=" not in page(client, path)


def test_a_typing_slip_is_searched_for_as_it_was_meant_and_says_so(client):
    html = page(client, "/tim-kiem?q=dang+ky+khai+sihn")
    assert "Đã tìm theo: <strong>dang ky khai sinh</strong>" in html
    assert re.findall(r'href="/thu-tuc/([^"]+)"', html)[0] == "1.001193"


def test_values_that_hang_on_the_case_are_told_together(client):
    brief = re.search(r'<dl class="brief">(.*?)</dl>', page(client, "/thu-tuc/1.010816"), re.S)[1]
    assert "10 ngày" in brief and "60 ngày" in brief and "tùy trường hợp" in brief
    assert brief.count("Trực tiếp") == 0


def test_a_value_with_a_note_points_to_it_on_the_first_screen(client):
    brief = re.search(r'<dl class="brief">(.*?)</dl>', page(client, "/thu-tuc/1.001193"), re.S)[1]
    assert "Không thu phí (xem ghi chú)" in brief


def test_a_hand_over_to_the_search_of_the_portal_says_so(app, client):
    running = app.extensions["kiosk"]
    published = running.shelf.current(running.pool)
    found = [
        procedure
        for procedure in published.procedures.values()
        if handover.of_page(procedure, published)["handover_is_search"]
    ]
    assert 0 < len(found) < len(published.procedures)
    for procedure in found[:3]:
        assert f"chọn đúng thủ tục mã {procedure.code}" in page(
            client, f"/thu-tuc/{procedure.code}"
        )
    assert "Cổng sẽ mở trang tìm kiếm" not in page(client, "/thu-tuc/1.001193")
