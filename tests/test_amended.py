"""What was amended, as a citizen reads it: the kinds of content, old and new times and fees."""

import copy

import pytest

from kiosk import texts
from kiosk.catalog import amended, schema, versions
from kiosk.catalog.records import Procedure


@pytest.fixture
def birth(db):
    """The stored content of the birth registration: free, one day, three ways to file."""
    (version,) = versions.history(db, "1.001193")
    return version.body


def edited(body, table="", row=0, /, **cells):
    """A copy of *body* with other *cells*, of its own or of one row of *table*."""
    after = copy.deepcopy(body)
    (after[table][row] if table else after).update(cells)
    return after


def headings(before, after):
    return [texts.text(key) for key in amended.headings(before, after)]


@pytest.mark.parametrize(
    ("table", "cells", "heading"),
    [
        ("", {"name": "Đăng ký khai sinh (mới)"}, "Tên thủ tục"),
        ("", {"field": "chung-thuc"}, "Lĩnh vực"),
        ("", {"service_level": "info_only"}, "Mức độ trực tuyến"),
        ("", {"result": "Bản trích lục"}, "Kết quả nhận được"),
        ("", {"conditions": "Phải là cha hoặc mẹ"}, "Yêu cầu, điều kiện"),
        ("", {"decision_no": "999/QĐ-BTP"}, "Quyết định công bố"),
        ("", {"accepts_e_copy": True}, "Giấy tờ cần chuẩn bị"),
        ("", {"portal_url": "https://dichvucong.gov.vn/a"}, "Trang nộp trực tuyến"),
        ("documents", {"copies": 7}, "Giấy tờ cần chuẩn bị"),
        ("legal_bases", {"number": "99/2026/QH16"}, "Căn cứ pháp lý"),
        ("channels", {"fee_vnd": 8000}, "Phí, lệ phí"),
        ("channels", {"fee_note": "theo nghị quyết mới"}, "Phí, lệ phí"),
        ("channels", {"duration": 9}, "Thời hạn giải quyết"),
        ("channels", {"duration_note": "kể từ ngày nhận đủ hồ sơ"}, "Thời hạn giải quyết"),
    ],
)
def test_a_change_is_told_under_the_heading_where_a_citizen_finds_it(birth, table, cells, heading):
    assert headings(birth, edited(birth, table, **cells)) == [heading]


@pytest.mark.parametrize(
    "cells",
    [
        {"keywords": "giấy khai sinh"},
        {"summary": "Khai sinh cho trẻ."},
        {"reviewed_on": "2026-03-09"},
        {"as_of": "2026-08"},
        {"source_url": "https://dichvucong.gov.vn/b"},
        {"posted": False},
        {"provenance": []},
    ],
    ids=lambda cells: next(iter(cells)),
)
def test_what_a_citizen_need_not_know_has_no_heading(birth, cells):
    assert birth | cells != birth
    assert headings(birth, edited(birth, **cells)) == []


def test_papers_that_only_change_places_are_no_change_of_content(birth):
    after = edited(birth, documents=birth["documents"][::-1])
    assert headings(birth, after) == []


def test_another_way_to_file_at_the_same_fee_and_time_is_only_that(birth):
    fewer = edited(birth, channels=[r for r in birth["channels"] if r["channel"] != "postal"])
    assert len(fewer["channels"]) < len(birth["channels"])
    assert headings(fewer, birth) == headings(birth, fewer) == ["Cách nộp hồ sơ"]


def test_a_further_fee_of_a_known_way_is_a_fee(birth):
    more = {**birth["channels"][0], "fee_vnd": 50000, "fee_note": "đăng ký quá hạn"}
    after = edited(birth, channels=[*birth["channels"], more])
    assert headings(birth, after) == ["Phí, lệ phí"]


def test_interlinked_is_told_only_where_a_source_says_so(birth):
    source = {"source": "s", "as_of": None, "basis": "inferred"}
    plain = edited(birth, interlinked=False, provenance=[source])
    assert headings(plain, edited(plain, interlinked=True)) == []
    seen = edited(plain, provenance=[{**source, "basis": "seen"}])
    assert headings(seen, edited(seen, interlinked=True)) == ["Liên thông"]


def test_several_kinds_stand_in_the_order_of_the_page(birth):
    after = edited(edited(birth, "channels", duration=9), "documents", name="Giấy khác")
    after = edited(after, legal_bases=[], conditions="Có")
    assert headings(birth, after) == [
        "Giấy tờ cần chuẩn bị",
        "Thời hạn giải quyết",
        "Yêu cầu, điều kiện",
        "Căn cứ pháp lý",
    ]


def test_every_column_has_a_heading_or_is_left_out_on_purpose():
    left_out = {"code", "interlinked", "source_url", "as_of", "status", "replaced_by", "summary"}
    left_out |= {"effective_from", "posted", "reviewed_on", "keywords", "channels", "provenance"}
    tables = {table.name for table in schema.CHILDREN}
    assert set(schema.PROCEDURES.names) | tables == set(amended.HEADINGS) | left_out
    assert set(amended.HEADINGS.values()) < set(amended.ORDER) <= texts.table().keys()


# Old and new values -------------------------------------------------------------------------


def all_ways(body, **cells):
    return Procedure.of(edited(body, channels=[row | cells for row in body["channels"]]))


def test_one_fee_for_all_ways_is_told_with_what_it_was(birth):
    free, paid = all_ways(birth, fee_vnd=0), all_ways(birth, fee_vnd=8000, fee_note=None)
    assert amended.old_and_new(amended.FEES, free, paid) == ("Không thu phí", "8.000 đồng")
    assert amended.old_and_new(amended.FEES, free, paid, "en") == ("No fee", "8.000 VND")


def test_an_unknown_fee_says_so(birth):
    unknown = all_ways(birth, fee_vnd=None, fee_note=None)
    paid = all_ways(birth, fee_vnd=8000, fee_note=None)
    assert amended.old_and_new(amended.FEES, unknown, paid) == ("Chưa xác minh", "8.000 đồng")


def test_one_time_for_all_ways_is_told_with_what_it_was(birth):
    short = all_ways(birth, duration=1, duration_unit="day", duration_note=None)
    long = all_ways(birth, duration=3, duration_unit="working_day", duration_note=None)
    assert amended.old_and_new(amended.TIMES, short, long) == ("1 ngày", "3 ngày làm việc")


def test_values_that_differ_by_the_way_to_file_are_left_to_the_page(birth):
    one = all_ways(birth, fee_vnd=0, fee_note=None)
    several = Procedure.of(edited(birth, "channels", fee_vnd=8000, fee_note=None))
    assert amended.old_and_new(amended.FEES, one, several) is None


def test_a_note_alone_and_other_contents_have_no_old_and_new(birth):
    before, after = all_ways(birth, fee_note="a"), all_ways(birth, fee_note="b")
    assert amended.old_and_new(amended.FEES, before, after) is None
    assert amended.old_and_new("documents_heading", before, after) is None
