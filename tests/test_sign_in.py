"""Signing in through the pages: codes, passwords, sessions, roles, and forms of other sites."""

import csv
import html
import io
import re
import sqlite3

import pytest
from conftest import NOW, phone
from staff_browser import PASSWORD, TESTER, account, browser, sign_in, signed_in

from kiosk.accounts import accounts, audit
from kiosk.accounts.audit import Actor, Wanted
from kiosk.catalog import staff_notes

HTTPS = "https://motcua.example.gov.vn"
NEW = "hai con meo ngu ngay"


def text_of(answer):
    return answer.get_data(as_text=True)


def log(db):
    return [(row["who"], row["what"]) for row in audit.rows(db, Wanted())][::-1]


def cookies(answer):
    return {line.partition("=")[0]: line for line in answer.headers.getlist("Set-Cookie")}


def token(answer):
    return re.match(r"signed_in=([^;]*)", cookies(answer)["signed_in"])[1]


def is_in(client):
    return "Đăng xuất khỏi mọi máy" in text_of(client.get("/can-bo"))


@pytest.fixture
def staff(app):
    return browser(app)


def test_a_one_time_code_leads_to_a_password_of_ones_own(app, staff, db):
    _, code = accounts.add(db, "an", "Nguyễn Văn An", "staff", TESTER, NOW)
    answer = sign_in(staff, "An", code.lower())
    assert (answer.status_code, answer.location) == (303, "/can-bo")
    assert staff.get("/can-bo").location == "/can-bo/mat-khau"
    assert staff.get("/can-bo/tai-khoan").location == "/can-bo/mat-khau"
    assert "Đặt mật khẩu của bạn" in text_of(staff.get("/can-bo/mat-khau"))
    before = staff.get_cookie("signed_in").value
    answer = staff.post("/can-bo/mat-khau", data={"new": NEW, "again": NEW})
    assert (answer.status_code, answer.location) == (303, "/can-bo?da_luu=1")
    assert staff.get_cookie("signed_in").value != before
    page = text_of(staff.get(answer.location))
    assert "Đã lưu mật khẩu mới" in page and "Nguyễn Văn An · Cán bộ" in page
    assert sign_in(browser(app), "an", code).status_code == 400
    assert log(db) == [
        ("tester", "account_added"),
        ("an", "signed_in"),
        ("an", "password_set"),
        ("an", "sign_in_failed"),
    ]


@pytest.mark.parametrize(
    ("new", "again", "message"),
    [
        ("ngan qua", "ngan qua", "ít nhất 12 ký tự"),
        (NEW, NEW + "!", "không giống nhau"),
        ("matkhau123456", "matkhau123456", "dễ đoán"),
        ("UyBanNhanDanXa2026", "UyBanNhanDanXa2026", "dễ đoán"),
        ("x" * 129, "x" * 129, "tối đa 128"),
    ],
)
def test_a_password_that_will_not_do_is_refused_in_words(staff, db, new, again, message):
    _, code = accounts.add(db, "an", "An", "staff", TESTER, NOW)
    sign_in(staff, "an", code)
    answer = staff.post("/can-bo/mat-khau", data={"new": new, "again": again})
    assert answer.status_code == 400
    assert message in text_of(answer)
    assert accounts.named(db, "an").must_set_password


def test_changing_a_password_needs_the_current_one_and_ends_other_sessions(app, staff, db):
    account(app, "an", "staff")
    other = browser(app)
    sign_in(staff, "an")
    sign_in(other, "an")
    form = {"current": "khong phai the nay", "new": NEW, "again": NEW}
    answer = staff.post("/can-bo/mat-khau", data=form)
    assert answer.status_code == 400
    assert "Mật khẩu hiện tại chưa đúng. Thử lại sau 1 giây." in text_of(answer)
    assert staff.post("/can-bo/mat-khau", data={**form, "current": PASSWORD}).status_code == 429
    app.extensions["kiosk"].now.__self__.advance(1)
    assert staff.post("/can-bo/mat-khau", data={**form, "current": PASSWORD}).status_code == 303
    assert is_in(staff)
    assert not is_in(other)
    assert ("an", "password_changed") in log(db)


def test_the_same_password_again_is_refused(app):
    staff = signed_in(app, "staff")
    form = {"current": PASSWORD, "new": PASSWORD, "again": PASSWORD}
    assert "phải khác mật khẩu hiện tại" in text_of(staff.post("/can-bo/mat-khau", data=form))


def test_known_and_unknown_names_get_the_same_page(app):
    account(app, "an", "admin")
    for _ in range(2):
        known, unknown = sign_in(browser(app), "an", "x"), sign_in(browser(app), "ai", "x")
        assert known.status_code == unknown.status_code
        assert text_of(known).replace('value="an"', 'value="ai"') == text_of(unknown)


def test_the_wait_is_told_in_words(app, staff, clock):
    account(app, "an", "staff")
    answer = sign_in(staff, "an", "x")
    assert answer.status_code == 400
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng. Thử lại sau 1 giây." in text_of(answer)
    answer = sign_in(staff, "an")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    assert "Thử lại sau 1 giây" in text_of(answer)
    for _ in range(9):
        clock.advance(901)
        sign_in(staff, "an", "x")
    assert "Thử lại sau 9 phút" in text_of(sign_in(staff, "an"))


@pytest.mark.parametrize(
    "form", [{}, {"name": "an"}, {"password": "x"}, {"name": " ", "password": "x"}]
)
def test_an_empty_form_is_no_attempt(staff, db, form):
    answer = staff.post("/can-bo/dang-nhap", data=form)
    assert answer.status_code == 400
    assert "Hãy nhập tên đăng nhập và mật khẩu" in text_of(answer)
    assert log(db) == []


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("' or 1=1 --", "x"),
        ("an\r\nSet-Cookie: a=b", "x"),
        ("\x00", "\x00"),
        ("\ud800", "\udfff"),
        ("<script>alert(1)</script>", "x"),
        ("a" * 20_000, "b" * 20_000),
        ("an", "𝕏" * 500),
    ],
)
def test_strange_input_is_only_a_wrong_password(staff, name, password):
    raw = [part.encode("utf-8", "surrogatepass") for part in (name, password)]
    answer = sign_in(staff, *raw)
    assert answer.status_code == 400
    assert "chưa đúng" in text_of(answer)
    assert "<script>alert" not in text_of(answer)


def test_a_session_of_before_is_not_taken_over(app, staff):
    """Fixation: a token that somebody planted is never the one that is signed in."""
    account(app, "an", "staff")
    staff.set_cookie("signed_in", "planted")
    first = token(sign_in(staff, "an"))
    second = token(sign_in(staff, "an"))
    assert len({"planted", first, second}) == 3
    other = browser(app)
    for stale in ("planted", first):
        other.set_cookie("signed_in", stale)
        assert not is_in(other)


def test_signing_out_ends_the_session_on_the_server(app, staff, db):
    account(app, "an", "staff")
    stolen = token(sign_in(staff, "an"))
    answer = staff.post("/can-bo/dang-xuat")
    assert cookies(answer)["signed_in"].startswith("signed_in=; ")
    assert "Bạn đã đăng xuất" in text_of(staff.get(answer.location))
    thief = browser(app)
    thief.set_cookie("signed_in", stolen)
    assert not is_in(thief)
    assert log(db)[-1] == ("an", "signed_out")
    assert staff.post("/can-bo/dang-xuat").status_code == 303
    assert log(db)[-2:] == [("an", "signed_in"), ("an", "signed_out")]


def test_signing_out_everywhere_ends_every_session_of_that_person_only(app, db):
    account(app, "an", "staff")
    here, there, colleague = browser(app), browser(app), signed_in(app, "staff")
    sign_in(here, "an")
    sign_in(there, "an")
    here.post("/can-bo/dang-xuat-het")
    assert (is_in(here), is_in(there), is_in(colleague)) == (False, False, True)
    assert log(db)[-1] == ("an", "signed_out_everywhere")


def test_a_disabled_person_is_out_at_once(app, db):
    staff = signed_in(app, "staff")
    accounts.disable(db, accounts.named(db, "mot-staff"), TESTER, NOW)
    assert not is_in(staff)
    answer = sign_in(staff, "mot-staff")
    assert answer.status_code == 400
    assert "đã bị khóa" in text_of(answer)


def test_a_session_ends_when_it_is_left_alone_and_survives_a_clock_set_back(app, clock):
    staff = signed_in(app, "staff")
    clock.advance(-3600)
    assert is_in(staff)
    clock.advance(1801)
    assert not is_in(staff)


def test_over_https_the_cookie_is_bound_to_the_host(app):
    account(app, "an", "staff")
    form = {"name": "an", "password": PASSWORD}
    answer = browser(app).post("/can-bo/dang-nhap", data=form, base_url=HTTPS)
    found = cookies(answer)["__Host-signed_in"]
    assert found.partition("; ")[2] == "Secure; HttpOnly; Path=/; SameSite=Lax"
    assert "signed_in" not in cookies(answer)


def test_over_plain_http_the_cookie_has_all_that_it_can(app, staff):
    account(app, "an", "staff")
    found = cookies(sign_in(staff, "an"))["signed_in"]
    assert found.partition("; ")[2] == "HttpOnly; Path=/; SameSite=Lax"


@pytest.mark.parametrize(
    ("base_url", "is_told"),
    [("http://motcua.example.gov.vn", True), (HTTPS, False), ("http://localhost:8000", False)],
)
def test_the_form_says_what_plain_http_means(client, base_url, is_told):
    page = text_of(client.get("/can-bo", base_url=base_url))
    assert ("không mã hóa" in page) is is_told


def test_what_staff_open_is_not_counted(app, db):
    staff = signed_in(app, "staff")
    staff.get("/q/1001193")
    assert [row["class"] for row in db.query("select class from event")] == ["staff"]


def test_a_session_changes_nothing_on_pages_of_citizens(app, client):
    staff = signed_in(app, "admin")
    for path in ("/", "/q/1001193", "/thu-tuc/1.001193"):
        assert staff.get(path).data == client.get(path).data
        assert staff.get(path).data == client.get(path).data  # from its ready bytes


STAFF_PAGES = ["/can-bo", "/can-bo/dang-nhap", "/can-bo/mat-khau", "/can-bo/tai-khoan",
               "/can-bo/nhat-ky", "/can-bo/nhat-ky.csv", "/can-bo/may-nay", "/can-bo/khong-co",
               "/en/can-bo"]  # fmt: skip


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_pages_of_staff_are_never_kept(app, client, path):
    for browser_of in (client, signed_in(app, "admin"), signed_in(app, "leader")):
        assert browser_of.get(path).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("headers", "base_url"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, HTTPS),
        ({"Origin": "http://localhost"}, "http://localhost"),
        ({"Origin": "http://localhost:8000"}, "http://localhost:8000"),
        ({"Origin": "http://motcua.example.gov.vn:8000"}, "http://motcua.example.gov.vn:8000"),
        ({"Origin": HTTPS}, "http://127.0.0.1:8000"),  # behind a proxy that keeps no Host
    ],
)
def test_forms_of_our_own_pages_are_taken(app, headers, base_url):
    account(app, "an", "staff")
    form = {"name": "an", "password": PASSWORD}
    answer = phone(app).post("/can-bo/dang-nhap", data=form, headers=headers, base_url=base_url)
    assert answer.status_code == 303


def test_after_signing_in_one_is_back_where_one_wanted_to_go(app, staff):
    made = account(app, "an", "admin")
    for path in ("/can-bo/nhat-ky", f"/can-bo/tai-khoan/{made.id}", "/en/can-bo/tai-khoan"):
        out = browser(app)
        answer = out.get(path)
        assert answer.status_code == 303
        page = text_of(out.get(answer.location))
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
        action = re.search(r'action="([^"]*dang-nhap)"', page)[1]
        form = {"name": "an", "password": PASSWORD, **hidden}
        answer = out.post(action, data=form)
        assert (answer.status_code, answer.location) == (303, path)


NOTES = "/can-bo/thu-tuc/1.001193/ghi-chu"


def sent_in_vain(app, clock, data):
    """A browser whose session has ended, and the answer to a form that it sends then."""
    client = signed_in(app, "staff", "an")
    clock.advance(31 * 60)
    referrer = "http://localhost/can-bo/thu-tuc/1.001193"
    return client, client.post(NOTES, data=data, headers={"Referer": referrer})


def hidden(answer):
    found = re.findall(
        r'type="hidden" name="([^"]+)" value="([^"]*)"', answer.get_data(as_text=True)
    )
    return {name: html.unescape(value) for name, value in found}


def test_a_form_sent_after_its_session_ended_is_offered_again(app, clock, db):
    words = 'Đề nghị <b>bỏ</b> "giấy chứng sinh"'
    client, answer = sent_in_vain(app, clock, {"loai": "note", "noi-dung": words})
    assert answer.status_code == 403 and "Nội dung vẫn còn" in text_of(answer)
    assert staff_notes.of(db, "1.001193") == []
    wrong = sign_in(client, "an", "sai mat khau", **hidden(answer))
    clock.advance(2)
    page = sign_in(client, "an", **hidden(wrong))
    assert page.status_code == 200 and f'action="{NOTES}"' in text_of(page)
    assert 'href="/can-bo/thu-tuc/1.001193"' in text_of(page) and is_in(client)
    assert client.post(NOTES, data=hidden(page)).status_code == 303
    assert [note.words for note in staff_notes.of(db, "1.001193")] == [words]


def test_a_form_too_large_to_be_carried_is_told_and_leads_back(app, clock):
    large = {"loai": "note", "noi-dung": "x" * 300_000}
    client, answer = sent_in_vain(app, clock, large)
    assert answer.status_code == 403 and "làm lại bước vừa rồi" in text_of(answer)
    assert sign_in(client, "an", **hidden(answer)).location == "/can-bo/thu-tuc/1.001193"


@pytest.mark.parametrize(
    "carried",
    [
        *(
            "",
            "{",
            "[]",
            "1",
            '["/can-bo/dang-xuat", []]',
            '["//evil.example/can-bo", [["a", "b"]]]',
        ),
        *('["https://evil.example", []]', '["/can-bo/nhat-ky", []]', '["/can-bo/nhap", [["a"]]]'),
        *(
            '["/can-bo/nhap", [["a", "\\ud800"]]]',
            '["/can-bo/\\ud800", [["a", "b"]]]',
            "[" * 100_000,
        ),
        *('["/can-bo/nhap", [["a", 1]]]', '[["/can-bo/nhap"], []]', '["/nop/1.001193", []]'),
    ],
)
def test_nothing_else_is_offered_to_be_sent(app, staff, carried):
    account(app, "an", "admin")
    answer = sign_in(staff, "an", giu=carried)
    assert (answer.status_code, answer.location) == (303, "/can-bo")


@pytest.mark.parametrize(
    "wanted",
    [
        *("//evil.example", "/\\evil.example", "%09//evil.example", "https:evil.example"),
        *("@evil.example", "https://evil.example", "javascript:alert(1)", "/can-bo/nhat-ky"),
        *("audit_log.page\r\nX: y", "lookup.home", "sign_in.enter", "accounts.one"),
        *("accounts.disable", "static", ""),
    ],
)
def test_nothing_leads_elsewhere_after_signing_in(app, staff, wanted):
    account(app, "an", "admin")
    answer = sign_in(staff, "an", ve=wanted, account_id="//evil.example", next="//evil.example")
    assert (answer.status_code, answer.location) == (303, "/can-bo")
    again = staff.get("/can-bo/dang-nhap", query_string={"ve": wanted, "next": "//evil.example"})
    assert (again.status_code, again.location) == (303, "/can-bo")


def test_an_administrator_adds_somebody_and_hands_over_the_code(app, db):
    admin = signed_in(app, "admin")
    form = {"name": "binh.tran", "full_name": "Trần Thị Bình", "role": "leader"}
    page = text_of(admin.post("/can-bo/tai-khoan", data=form))
    code = re.search(r'<p class="code">([^<]*)</p>', page)[1]
    assert "13/03/2026 10:00:00" in page
    assert code not in text_of(admin.get("/can-bo/tai-khoan"))
    assert "Trần Thị Bình (binh.tran)" in text_of(admin.get("/can-bo/tai-khoan"))
    assert sign_in(browser(app), "binh.tran", code).status_code == 303
    answer = admin.post("/can-bo/tai-khoan", data=form)
    assert (answer.status_code, "Đã có tài khoản binh.tran" in text_of(answer)) == (400, True)
    assert 'value="Trần Thị Bình"' in text_of(answer)
    assert ("mot-admin", "account_added") in log(db)


def test_an_administrator_changes_disables_and_enables(app, db):
    admin, staff = signed_in(app, "admin"), signed_in(app, "staff")
    one = f"/can-bo/tai-khoan/{accounts.named(db, 'mot-staff').id}"
    assert admin.post(f"{one}/vai-tro", data={"role": "leader"}).status_code == 303
    assert accounts.named(db, "mot-staff").role == "leader"
    assert admin.post(f"{one}/vai-tro", data={"role": "root"}).status_code == 400
    assert admin.post(f"{one}/khoa").location == f"{one}?da_luu=1"
    assert not is_in(staff)
    page = text_of(admin.get(one))
    assert "đã khóa" in page and "Mở lại và cấp mã mới" in page
    code = re.search(r'<p class="code">([^<]*)</p>', text_of(admin.post(f"{one}/ma-moi")))[1]
    assert sign_in(staff, "mot-staff", code).status_code == 303
    details = [(row["what"], row["details"]) for row in audit.rows(db, Wanted(person="mot-admin"))]
    assert details[:3] == [
        ("account_reset", "mot-staff"),
        ("account_disabled", "mot-staff"),
        ("account_role", "mot-staff: Cán bộ → Lãnh đạo"),
    ]


def test_nobody_locks_the_last_administrator_or_oneself_out(app, db):
    admin = signed_in(app, "admin")
    own = f"/can-bo/tai-khoan/{accounts.named(db, 'mot-admin').id}"
    for path, form in (("vai-tro", {"role": "staff"}), ("khoa", {}), ("ma-moi", {})):
        answer = admin.post(f"{own}/{path}", data=form)
        assert answer.status_code == 400
        assert "tài khoản của bạn" in text_of(answer)
    assert is_in(admin)
    assert accounts.named(db, "mot-admin").role == "admin"


def test_the_log_is_searched_and_taken_along(app, db):
    admin = signed_in(app, "admin")
    audit.add(db, Actor("=cmd|calc"), NOW, "account_added", "+84: <b>Cán bộ</b>")
    page = text_of(admin.get("/can-bo/nhat-ky?q=THEM+tai+khoan"))
    assert "&lt;b&gt;Cán bộ&lt;/b&gt;" in page and "<b>Cán" not in page
    assert "Không có dòng nào" in text_of(admin.get("/can-bo/nhat-ky?q=khong+co+dau"))
    assert "1 dòng" in text_of(admin.get("/can-bo/nhat-ky?nguoi=%3Dcmd%7Ccalc"))
    assert "0 dòng" in text_of(admin.get("/can-bo/nhat-ky?tu=2026-03-11&den=2026-03-12"))
    assert admin.get("/can-bo/nhat-ky?tu=hom-qua&den=9999-12-31").status_code == 200
    for number in ("0", "2", "x", "9" * 9):
        assert admin.get(f"/can-bo/nhat-ky?trang={number}").status_code == 404
    answer = admin.get("/can-bo/nhat-ky.csv?nguoi=%3Dcmd%7Ccalc")
    assert answer.headers["Content-Disposition"] == "attachment; filename=nhat-ky.csv"
    table = list(csv.reader(io.StringIO(text_of(answer).removeprefix("\ufeff"))))
    assert table == [
        ["Số thứ tự", "Thời điểm (giờ Việt Nam)", "Thời điểm (UTC)", "Người", "Việc", "Chi tiết"],
        [table[1][0], "10/03/2026 10:00:00", "2026-03-10T03:00:00Z", "'=cmd|calc",
         "Thêm tài khoản", "'+84: <b>Cán bộ</b>"],
    ]  # fmt: skip
    assert log(db)[-1] == ("mot-admin", "audit_exported")


def test_rows_that_are_missing_are_told(app, db):
    admin = signed_in(app, "admin")
    assert "Cảnh báo" not in text_of(admin.get("/can-bo/nhat-ky"))
    db.execute("drop trigger audit_entry_is_never_deleted")
    db.execute("delete from audit_entry where number = 1")
    assert "thiếu 1 dòng" in text_of(admin.get("/can-bo/nhat-ky"))


def test_where_nothing_can_be_written_staff_still_read(app, clock, database_path):
    staff = signed_in(app, "admin")
    clock.advance(120)
    app.extensions["kiosk"].pool.drop()
    other = sqlite3.connect(database_path, isolation_level=None)
    other.execute("begin immediate")
    try:
        app.extensions["kiosk"].pool.db().utils.execute("pragma busy_timeout = 0")
        assert "Họ tên mot-admin" in text_of(staff.get("/can-bo/tai-khoan"))
        answer = staff.post("/can-bo/dang-xuat-het")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    finally:
        other.close()
    assert is_in(staff)
