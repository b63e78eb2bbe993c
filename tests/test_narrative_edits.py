"""The text of a report, edited section by section; the generated one stays beside it."""

import io
import re

import docx
import freezes
import pypdfium2
import pytest
import reporting
from conftest import NOW
from staff_browser import signed_in
from test_indicators_page import words

from kiosk.accounts import audit
from kiosk.reports import formats, freezing, narrative, narrative_edits
from kiosk.reports.periods import period

PAGE = "/bao-cao/loi-van?ky=2026-03"


def edit(db, section="dossiers", said="Xã đã tiếp nhận đủ hồ sơ."):
    report = reporting.report(db)
    return narrative_edits.edit(db, report, section, said, reporting.TESTER, NOW)


def paragraphs(db, section="dossiers"):
    found = {one.name: one.paragraphs for one in narrative.sections(reporting.report(db))}
    return found[section]


def test_an_edit_stands_in_the_report_and_the_others_stay(db):
    reporting.type_in(db)
    before = paragraphs(db, "posting")
    assert edit(db, said=" Câu một.\r\n\r\nCâu\x0b  hai. ")
    assert paragraphs(db) == ("Câu một.", "Câu hai.")
    assert paragraphs(db, "posting") == before
    assert "Câu hai." in narrative.plain(reporting.report(db))


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_documents_take_the_edited_text(db, form):
    edit(db, said="Toàn bộ hồ sơ được giải quyết.")
    content = formats.of_report(form, reporting.report(db))
    if form == "docx":
        told = "\n".join(one.text for one in docx.Document(io.BytesIO(content)).paragraphs)
    else:
        pages = pypdfium2.PdfDocument(content)
        told = "\n".join(page.get_textpage().get_text_bounded() for page in pages)
    assert "Toàn bộ hồ sơ được giải quyết." in told


def test_an_edit_is_outdated_when_its_numbers_change_and_only_then(db):
    reporting.type_in(db)
    edit(db)
    assert narrative.outdated(reporting.report(db)) == []
    reporting.type_in(db, "received=1050")
    assert [one.section for one in narrative.outdated(reporting.report(db))] == ["dossiers"]
    assert edit(db)  # read again, and kept as it is
    assert narrative.outdated(reporting.report(db)) == []


def test_a_later_day_alone_outdates_nothing(db):
    edit(db, "posting", "Xã niêm yết đủ.")
    later = freezing.live_report(db, period("2026-03"), freezes.source(db))
    assert narrative.outdated(later) == []


@pytest.mark.parametrize("said", ["", " \n ", None])
def test_the_generated_text_comes_back(db, said):
    generated = paragraphs(db)
    edit(db)
    assert edit(db, said="\n".join(generated) if said is None else said)
    assert (reporting.report(db).edits, paragraphs(db)) == ((), generated)
    assert not edit(db, said="")


def test_edits_stand_in_the_log(db):
    edit(db)
    edit(db, said="")
    found = [(row["what"], row["details"]) for row in audit.rows(db, audit.Wanted())]
    details = "từ ngày 01/03/2026 đến ngày 31/03/2026: Kết quả tiếp nhận và giải quyết hồ sơ"
    assert found[:2] == [("narrative_restored", details), ("narrative_edited", details)]


def test_edits_are_of_one_unit_and_one_period(db):
    edit(db)
    assert narrative_edits.of_period(db, period("2026-02")) == ()
    db.execute("insert into unit (id, created_at) values (2, '2026-03-10T03:00:00Z')")
    db.unit_id = 2
    assert narrative_edits.of_period(db, period("2026-03")) == ()


def test_a_frozen_report_keeps_its_text(db):
    edit(db, said="Lời đã chốt.")
    freezes.freeze(db)
    edit(db, said="Lời sửa sau.")
    kept = freezing.frozen_report(db, period("2026-03"))
    assert {one.name: one.paragraphs for one in narrative.sections(kept)}["dossiers"] == (
        "Lời đã chốt.",
    )


# In the browser -----------------------------------------------------------------------------


@pytest.fixture
def staff(app, db):
    reporting.type_in(db)
    return signed_in(app, "staff")


def test_the_reference_sentences_are_there_to_be_taken_along(staff):
    shown = words(staff.get(PAGE))
    assert "tiếp nhận 1.049 hồ sơ; đã giải quyết 1.047 hồ sơ; đang giải quyết 02 hồ sơ." in shown
    assert "Nộp trực tuyến 1.041/1.049 hồ sơ, đạt 99,2%" in shown
    assert "Chứng thực bản sao điện tử 369 hồ sơ; hướng dẫn tạo 109 tài khoản" in shown
    assert "Kính thưa bà con." in shown
    assert "Không có điện thoại thông minh: hỏi cán bộ tại quầy." in shown


def test_a_section_is_edited_and_taken_back_in_the_browser(staff, db):
    saved = staff.post(PAGE, data={"muc": "dossiers", "loi": "Lời của xã."})
    shown = words(staff.get(saved.location))
    assert "Đã lưu lời văn." in shown
    assert "Đã sửa: mot-staff, 10/03/2026 10:00:00" in shown
    assert shown.count("Lời của xã.") == 2
    assert "Lời viết sẵn theo số liệu hiện nay" in shown
    reporting.type_in(db, "received=1050")
    assert "được sửa trước khi số liệu thay đổi" in words(staff.get(PAGE))
    back = staff.post(PAGE, data={"muc": "dossiers", "loi": "Lời của xã.", "bo": "1"})
    shown = words(staff.get(back.location))
    assert "Đã lấy lại lời viết sẵn." in shown
    assert "Lời của xã." not in shown


def test_a_frozen_period_shows_its_text_and_says_where_edits_go(staff, db):
    freezes.freeze(db)
    staff.post(PAGE, data={"muc": "usage", "loi": "Chỉ cho bản sau."})
    shown = words(staff.get(PAGE))
    assert "chỉ vào báo cáo khi chốt bản mới" in shown
    frozen = shown[shown.index("Lời văn đã chốt") : shown.index("chỉ vào báo cáo")]
    assert "Chỉ cho bản sau." not in frozen


def test_what_is_no_section_is_refused(staff):
    assert staff.post(PAGE, data={"muc": "khac", "loi": "x"}).status_code == 400


def test_leaders_read_and_do_not_edit(app, staff):
    leader = signed_in(app, "leader")
    assert "Lưu lời văn" not in leader.get(PAGE).text
    assert leader.post(PAGE, data={"muc": "usage", "loi": "x"}).status_code == 403
    assert leader.get("/bao-cao/tom-tat/2026-03.pdf").status_code == 200


def test_the_summary_is_one_page_that_stays_as_it_was_frozen(staff, db, tmp_path):
    reporting.count_events(db)
    freezes.freeze(db)
    content = staff.get("/bao-cao/tom-tat/2026-03.pdf").data
    (page,) = pypdfium2.PdfDocument(content)
    told = " ".join(page.get_textpage().get_text_bounded().split())
    for number in ("1.049", "1.047", "1.041/1.049 (99,2%)", "369", "109", "51", "84,4%"):
        assert number in told
    assert "không phải số hồ sơ đã nộp" in told
    assert re.search(r"Đã chốt ngày 10/04/2026 bởi Nguyễn Văn An, bản số 1", told)
    freezes.change_everything(db, tmp_path)
    assert staff.get("/bao-cao/tom-tat/2026-03.pdf").data == content


def test_the_summary_of_a_whole_year_of_everything_is_one_page(db):
    reporting.count_events(db)
    names = ("early=1000 on_time=47 digitised=9/10 online_full=1000/1049 online_partial=41/1049 "
             "target_accounts=100")  # fmt: skip
    reporting.type_in(db, f"{reporting.REFERENCE} {names}", "2026", note="Ghi chú. " * 20)
    from kiosk.reports.summary import to_pdf

    assert len(pypdfium2.PdfDocument(to_pdf(reporting.report(db, name="2026")))) == 1


def test_the_summary_of_a_period_without_figures_says_so(db):
    from kiosk.reports.summary import to_pdf

    (page,) = pypdfium2.PdfDocument(to_pdf(reporting.report(db, name="2023")))
    assert (
        page.get_textpage().get_text_bounded().count("Chưa có số liệu") == 3
    )  # scans, dossiers and changes
