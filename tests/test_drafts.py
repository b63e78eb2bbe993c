"""From draft to review to publishing, and back."""

import pytest
from conftest import NOW
from filled_forms import sent, with_values
from staff_browser import signed_in
from test_procedure_form import BIRTH, DRAFT, FORM, body, last_logged, save, typed
from test_procedure_pages import publish

from kiosk.accounts import audit
from kiosk.accounts.audit import Wanted
from kiosk.catalog import drafts, versions
from kiosk.clock import local_day

AGENCY = "Ủy ban nhân dân xã mới"


@pytest.fixture
def clerk(app):
    return signed_in(app, "staff")


@pytest.fixture
def second(app):
    return signed_in(app, "staff", "chi-binh")


@pytest.fixture
def draft(clerk):
    """A draft of the birth registration, saved."""
    assert save(clerk, typed(clerk, agency=AGENCY)).status_code == 303


def act(client, what, **more):
    """Press a button on the page of the draft as it is now."""
    action = f"/nhap/{what}"
    return client.post(DRAFT + f"/{what}", data=with_values(sent(client.get(DRAFT).text, action),
                                                            **more))  # fmt: skip


@pytest.fixture
def waiting(draft, clerk):
    assert act(clerk, "gui").status_code == 303


def test_a_second_account_approves_and_citizens_see_it(waiting, clerk, second, client, app, db):
    assert "Chờ duyệt (1)" in second.get("/can-bo/ban-nhap").text
    page = second.get(DRAFT).text
    assert "Bạn đã soạn bản nháp này" not in page and AGENCY in page
    answer = act(second, "duyet", **{"so-qd": "12/QĐ-UBND", "ngay-qd": "2026-03-05"})
    assert answer.location == f"/can-bo/thu-tuc/{BIRTH}?xong=cong-khai"
    assert AGENCY in client.get(f"/thu-tuc/{BIRTH}").text
    version = versions.in_force(db, local_day(NOW))[BIRTH]
    assert (version.who, version.decision) == ("chi-binh", "12/QĐ-UBND ngày 05/03/2026")
    logged = last_logged(db)
    assert (logged["what"], logged["who"]) == ("draft_published", "chi-binh")
    assert logged["details"] == f"{BIRTH} Đăng ký khai sinh: 12/QĐ-UBND ngày 05/03/2026"
    assert drafts.of(db, BIRTH) is None
    history = second.get(f"/can-bo/thu-tuc/{BIRTH}/lich-su").text
    assert "mot-staff" in history and "<dd>5 ngày</dd>" in history


def test_who_approves_their_own_draft_is_told_and_logged(waiting, clerk, db):
    assert "Bạn có thể tự duyệt" in clerk.get(DRAFT).text
    assert act(clerk, "duyet").status_code == 303
    assert last_logged(db)["details"].endswith("tự duyệt bản nháp của mình")


def test_a_draft_holds_from_its_day_on(waiting, second, client, app, clock, db):
    answer = act(second, "duyet", khi="sau", **{"tu-ngay": "2026-04-01"})
    assert answer.status_code == 303
    assert AGENCY not in client.get(f"/thu-tuc/{BIRTH}").text
    assert last_logged(db)["details"].endswith("Có hiệu lực từ ngày 01/04/2026")
    clock.advance(22 * 24 * 3600)
    assert AGENCY in client.get(f"/thu-tuc/{BIRTH}").text


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        ({"khi": "sau"}, "Chọn ngày áp dụng"),
        ({"khi": "sau", "tu-ngay": "2026-02-30"}, "không phải ngày"),
        ({"ngay-qd": "2026-03-05"}, "phải ghi số quyết định"),
    ],
)
def test_terms_that_cannot_be_read_publish_nothing(waiting, second, db, terms, told):
    answer = act(second, "duyet", **{"so-qd": "", **terms})
    assert answer.status_code == 400 and told in answer.text
    assert drafts.of(db, BIRTH).state == "waiting"
    assert body(db)["agency"] != AGENCY


def test_a_draft_is_sent_back_with_a_remark(waiting, second, clerk, db):
    assert act(second, "tra-lai", **{"nhan-xet": " "}).status_code == 400
    assert act(second, "tra-lai", **{"nhan-xet": "Ghi rõ tên xã"}).status_code == 303
    page = clerk.get(DRAFT).text
    assert "chi-binh trả lại lúc 10/03/2026" in page and "Ghi rõ tên xã" in page
    assert drafts.of(db, BIRTH).state == "open"
    assert "Ghi rõ tên xã" in clerk.get("/can-bo/ban-nhap").text
    assert last_logged(db)["details"] == f"{BIRTH} Đăng ký khai sinh: Ghi rõ tên xã"


def test_a_second_click_is_told_that_the_draft_is_no_more(waiting, clerk, db):
    given = with_values(sent(clerk.get(DRAFT).text, "/nhap/duyet"))
    assert clerk.post(f"{DRAFT}/duyet", data=given).status_code == 303
    again = clerk.post(f"{DRAFT}/duyet", data=given)
    assert again.status_code == 404 and "Bản nháp đã được công khai hoặc đã bị bỏ" in again.text
    assert "Không còn bản nháp này" in clerk.get(DRAFT).text


def test_a_draft_that_was_not_sent_is_not_published(draft, second, db):
    token = drafts.of(db, BIRTH)
    answer = second.post(f"{DRAFT}/duyet", data={"ban": f"{token.id}.1.{token.base}"})
    assert answer.status_code == 409 and "chưa được gửi duyệt" in answer.text


def test_what_is_edited_after_it_was_sent_must_be_sent_again(waiting, clerk, second, db):
    approving = with_values(sent(second.get(DRAFT).text, "/nhap/duyet"))
    assert save(clerk, typed(clerk, agency="Cơ quan khác")).status_code == 303
    answer = second.post(f"{DRAFT}/duyet", data=approving)
    assert answer.status_code == 409 and "vừa được mot-staff thay đổi" in answer.text
    assert drafts.of(db, BIRTH).state == "open"
    assert body(db)["agency"] not in (AGENCY, "Cơ quan khác")


def test_a_draft_is_thrown_away_and_what_is_published_stays(draft, clerk, client, db):
    before = body(db)
    answer = act(clerk, "bo")
    assert answer.location == f"/can-bo/ban-nhap?bo={BIRTH}"
    assert f"Đã bỏ bản nháp {BIRTH}" in clerk.get(answer.location).text
    assert clerk.get(DRAFT).status_code == 404
    assert body(db) == before
    assert save(clerk, typed(clerk, agency=AGENCY)).status_code == 303  # one may begin anew


def test_what_was_published_meanwhile_is_shown_and_joined(waiting, clerk, second, client, db):
    publish(db, BIRTH, result="Kết quả mới", agency="Cơ quan đã công khai")
    page = second.get(DRAFT).text
    assert "Bản công khai đã thay đổi" in page and "Kết quả mới" in page
    assert 'action="/can-bo/thu-tuc/1.001193/nhap/duyet"' not in page
    now = drafts.of(db, BIRTH)
    refused = second.post(f"{DRAFT}/duyet", data={"ban": f"{now.id}.{now.revision}.{now.base}"})
    assert refused.status_code == 409
    assert act(second, "ghep", lam="ghep").status_code == 303
    joined = drafts.of(db, BIRTH).body
    assert (joined["result"], joined["agency"]) == ("Kết quả mới", AGENCY)
    assert act(clerk, "gui").status_code == 303
    assert act(second, "duyet").status_code == 303
    assert (body(db)["result"], body(db)["agency"]) == ("Kết quả mới", AGENCY)


def test_a_draft_may_stay_as_it_is_against_what_was_published(waiting, clerk, second, db):
    publish(db, BIRTH, result="Kết quả mới")
    old = drafts.of(db, BIRTH).body["result"]
    assert act(second, "ghep", lam="giu").status_code == 303
    assert drafts.of(db, BIRTH).body["result"] == old
    page = second.get(DRAFT).text
    assert "Kết quả mới" in page and "Bản công khai đã thay đổi" not in page


def test_a_new_procedure_is_published(clerk, second, client, db):
    new = "/can-bo/thu-tuc/moi"
    save(clerk, typed(clerk, new, code="1.777777", name="Thủ tục mới", field="ho-tich"), new)
    at = "/can-bo/thu-tuc/1.777777/nhap"
    assert "Thủ tục mới, chưa có bản nào công khai" in clerk.get(at).text
    clerk.post(f"{at}/gui", data=with_values(sent(clerk.get(at).text, "/nhap/gui")))
    answer = second.post(f"{at}/duyet", data=with_values(sent(second.get(at).text, "/nhap/duyet")))
    assert answer.status_code == 303
    assert "Thủ tục mới" in client.get("/thu-tuc/1.777777").text
    assert body(db, "1.777777")["sector"] == "commune"


def test_a_draft_whose_field_has_gone_is_not_published(waiting, second, db):
    now = drafts.of(db, BIRTH)
    with db.transaction():
        drafts.save(db, now.id, now.base, {**now.body, "field": "khong-con"}, "an", NOW)
        drafts.send(db, now.id, "an", NOW)
    page = second.get(DRAFT)
    assert page.status_code == 200
    answer = act(second, "duyet")
    assert answer.status_code == 400 and "không còn hợp lệ" in answer.text
    assert second.get(f"{DRAFT}/xem").status_code == 400


def test_a_leader_looks_and_does_nothing(draft, app, db):
    leader = signed_in(app, "leader")
    assert leader.get("/can-bo/ban-nhap").status_code == 200
    assert "<form" not in leader.get(DRAFT).text.partition("<main")[2].partition("</h1>")[2]
    assert leader.get(f"{DRAFT}/xem").status_code == 200
    for what in ("gui", "duyet", "tra-lai", "bo", "ghep"):
        assert leader.post(f"{DRAFT}/{what}").status_code == 403
    assert drafts.of(db, BIRTH).state == "open"


def test_every_step_stands_in_the_log(waiting, second, db):
    act(second, "tra-lai", **{"nhan-xet": "Sửa lại"})
    act(second, "bo")
    done = [row["what"] for row in audit.rows(db, Wanted()) if row["what"].startswith("draft")]
    assert done == ["draft_dropped", "draft_returned", "draft_sent", "draft_saved"]


def test_the_form_says_that_it_is_a_draft(draft, clerk):
    assert "Đang mở bản nháp do mot-staff lưu lúc" in clerk.get(FORM).text
