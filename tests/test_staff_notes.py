"""Notes of staff and proposals: kept with who and when, listed, exported, never public."""

import csv
import io

import pytest
from staff_browser import signed_in
from test_procedure_form import BIRTH, last_logged

from kiosk.catalog import staff_notes

AT = f"/can-bo/thu-tuc/{BIRTH}"
WORDS = "Đề nghị bỏ giấy chứng sinh\nkhi đã có dữ liệu"


@pytest.fixture
def clerk(app):
    return signed_in(app, "staff")


def note(client, words=WORDS, kind="proposal"):
    return client.post(f"{AT}/ghi-chu", data={"loai": kind, "noi-dung": words})


def test_a_proposal_is_noted_sent_and_answered(clerk, client, db):
    assert note(clerk).location == f"{AT}?xong=ghi-chu#ghi-chu"
    assert last_logged(db)["details"].startswith(f"{BIRTH} Đề xuất, kiến nghị: Đề nghị bỏ")
    (found,) = staff_notes.of(db, BIRTH)
    assert (found.who, found.state, found.at) == ("mot-staff", "open", "2026-03-10T03:00:00Z")
    page = clerk.get(AT).text
    assert "Đề nghị bỏ giấy chứng sinh\nkhi đã có dữ liệu" in page and "Chưa gửi" in page
    answer = clerk.post(
        f"/can-bo/de-xuat/{found.id}", data={"trang-thai": "answered", "tra-loi": "Đồng ý"}
    )
    assert answer.status_code == 303
    (found,) = staff_notes.of(db, BIRTH)
    assert (found.state, found.answer, found.changed_by) == ("answered", "Đồng ý", "mot-staff")
    assert last_logged(db)["details"] == f"{BIRTH}: Đã được trả lời"
    for public in (f"/thu-tuc/{BIRTH}", f"/phieu/{BIRTH}", "/thay-doi", "/"):
        assert "Đề nghị bỏ" not in client.get(public).text


def test_the_list_is_narrowed(clerk):
    note(clerk), note(clerk, "Hỏi lại Sở", "note")
    assert "2 ghi chú, kiến nghị" in clerk.get("/can-bo/de-xuat").text
    narrowed = clerk.get("/can-bo/de-xuat?loai=note").text
    assert "Hỏi lại Sở" in narrowed and "Đề nghị bỏ" not in narrowed
    assert "Chưa có ghi chú" in clerk.get("/can-bo/de-xuat?trang-thai=sent").text
    assert "2 ghi chú" in clerk.get("/can-bo/de-xuat?loai=x&trang-thai=y").text


def test_no_cell_of_the_export_runs_as_a_formula(clerk, app, db):
    for words in ("=cmd|'/c calc'!A1", "+1+1", "-2", "@sum(A1)", "＝1+1", "\t=1"):
        note(clerk, words)
    leader = signed_in(app, "leader")
    answer = leader.get("/can-bo/de-xuat.csv")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[0][:4] == ["Mã thủ tục", "Tên TTHC", "Loại", "Nội dung"]
    assert [row[3] for row in rows[1:]] == [
        "'=1", "'＝1+1", "'@sum(A1)", "'-2", "'+1+1", "'=cmd|'/c calc'!A1",
    ]  # fmt: skip
    assert {row[0] for row in rows[1:]} == {f"'{BIRTH}"}
    assert last_logged(db)["what"] == "notes_exported"


@pytest.mark.parametrize(
    ("kind", "words", "told"),
    [("proposal", "  ", "gõ nội dung"), ("gossip", "x", "chọn loại"), ("note", "x" * 4001, "4000")],
)
def test_what_cannot_be_kept_is_told_and_not_lost(clerk, db, kind, words, told):
    answer = note(clerk, words, kind)
    assert answer.status_code == 400 and told in answer.text
    assert words.strip() in answer.text
    assert staff_notes.of(db, BIRTH) == []


def test_only_proposals_have_a_state(clerk, db):
    note(clerk, "x", "note")
    (found,) = staff_notes.of(db, BIRTH)
    sent = {"trang-thai": "sent"}
    assert clerk.post(f"/can-bo/de-xuat/{found.id}", data=sent).status_code == 404
    assert clerk.post("/can-bo/de-xuat/99", data=sent).status_code == 404
    note(clerk)
    assert clerk.post("/can-bo/de-xuat/2", data={"trang-thai": "won"}).status_code == 400


def answer_to(client, answer, shown=""):
    given = {"trang-thai": "answered", "tra-loi": answer, "ban": shown}
    return client.post("/can-bo/de-xuat/1", data=given)


def test_the_second_of_two_answers_is_told_and_overwrites_nothing(app, clerk, db):
    note(clerk)
    assert answer_to(clerk, "Đồng ý").status_code == 303
    second = answer_to(signed_in(app, "staff", "chi-binh"), "Không đồng ý")
    assert second.status_code == 409
    assert "mot-staff vừa cập nhật kiến nghị này" in second.text
    assert "Không đồng ý</textarea>" in second.text
    (found,) = staff_notes.of(db, BIRTH)
    assert found.answer == "Đồng ý"
    assert answer_to(clerk, "Không đồng ý", found.changed_at).status_code == 303


def test_an_answer_is_kept_whole_or_not_at_all(clerk, db):
    note(clerk)
    long = answer_to(clerk, "x" * 4001)
    assert "quá 4000 ký tự" in long.text and "x" * 4001 in long.text
    assert answer_to(clerk, "x\r\n" * 2000).status_code == 303  # 4,000 as a box counts them
    assert staff_notes.of(db, BIRTH)[0].answer == ("x\n" * 2000).strip()


def test_a_leader_reads_and_does_not_write(app, clerk, db):
    leader = signed_in(app, "leader")
    assert note(leader).status_code == 403
    note(clerk)
    assert leader.post("/can-bo/de-xuat/1", data={"trang-thai": "sent"}).status_code == 403
    assert "Đề nghị bỏ" in leader.get("/can-bo/de-xuat").text
