import pytest

from kiosk.catalog import diff, records


def body(**values):
    draft = {"code": "1.001193", "name": "Đăng ký khai sinh", "field": "ho-tich", **values}
    return records.complete(draft, None, "commune")


def fee(channel, fee_vnd, note=None, duration=None):
    unit = "day" if duration is not None else None
    return {
        **{"channel": channel, "duration": duration, "duration_unit": unit, "fee_vnd": fee_vnd},
        **{"fee_note": note, "duration_note": None},
    }


def paper(position, name, case=None, copies=None):
    return {
        **{"case": case, "position": position, "name": name},
        **{"originals": 1, "copies": copies, "form": None},
    }


def lines(table, before, after):
    return [str(change) for change in diff.of_rows(table, before, after)]


def between(before, after):
    return diff.of_procedure(before, after, "2026-03-10")


def test_a_procedure_that_was_not_there_is_new():
    found = between(None, body())
    assert (found.code, found.kind, found.starts_on) == ("1.001193", "new", "2026-03-10")
    assert found.changes == ()


def test_an_equal_procedure_is_unchanged():
    assert between(body(), body()).kind == "unchanged"


def test_each_changed_column_is_one_change():
    before = body(agency="UBND xã", posted=True)
    after = body(name="Khai sinh", agency=None, posted=False, conditions="Có mặt")
    found = between(before, after)
    assert found.kind == "amended"
    assert [str(change) for change in found.changes] == [
        "~ name: Đăng ký khai sinh -> Khai sinh",
        "~ agency: UBND xã -> (empty)",
        "~ posted: 1 -> 0",
        "~ conditions: (empty) -> Có mặt",
    ]


def test_a_long_text_is_shown_on_one_line_and_cut():
    (change,) = between(body(), body(conditions="Có mặt\n" + "x" * 200)).changes
    assert str(change) == f"~ conditions: (empty) -> Có mặt {'x' * 153}…"


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (None, "repealed", "repealed"),
        (None, "replaced", "replaced"),
        (None, "amended", "amended"),
        ("new", "amended", "amended"),
        ("repealed", None, "restored"),
        ("replaced", "amended", "restored"),
        ("repealed", "replaced", "replaced"),
    ],
)
def test_the_status_says_what_kind_of_change_it_is(before, after, kind):
    assert between(body(status=before), body(status=after)).kind == kind


def test_a_retired_procedure_that_is_corrected_stays_retired():
    before = body(status="repealed")
    assert between(before, body(status="repealed", agency="UBND xã")).kind == "amended"


def test_one_fee_is_one_change():
    before = [fee("direct", 8000), fee("online", 4000)]
    after = [fee("direct", 9000), fee("online", 4000)]
    assert lines("channels", before, after) == ["~ channels: direct: fee_vnd: 8000 -> 9000"]


def test_fees_of_one_way_are_told_apart_by_their_notes():
    before = [fee("direct", 8000, "bản đầu"), fee("direct", 3000, "bản sau")]
    after = [fee("direct", 8000, "bản đầu"), fee("direct", 5000, "bản sau")]
    assert lines("channels", before, after) == ["~ channels: direct: fee_vnd: 3000 -> 5000"]


def test_a_stated_zero_is_not_the_same_as_unknown():
    assert lines("channels", [fee("direct", None)], [fee("direct", 0)]) == [
        "~ channels: direct: fee_vnd: (empty) -> 0"
    ]


def test_papers_are_added_removed_and_changed():
    before = [paper(1, "Tờ khai"), paper(2, "Giấy chứng sinh"), paper(3, "Ảnh", copies=2)]
    after = [paper(1, "Tờ khai"), paper(3, "Ảnh", copies=4), paper(4, "Văn bản ủy quyền")]
    assert lines("documents", before, after) == [
        "~ documents: Ảnh: copies: 2 -> 4",
        "- documents: Giấy chứng sinh",
        "+ documents: Văn bản ủy quyền",
    ]


def test_a_renamed_paper_is_one_change():
    assert lines("documents", [paper(1, "Hộ khẩu")], [paper(1, "Giấy xác nhận cư trú")]) == [
        "~ documents: Hộ khẩu: name: Hộ khẩu -> Giấy xác nhận cư trú"
    ]


def test_papers_of_one_name_are_told_apart_by_their_case():
    before = [paper(1, "Đơn", "Sinh đôi"), paper(2, "Đơn")]
    after = [paper(1, "Đơn", "Sinh đôi"), paper(2, "Đơn", copies=1)]
    assert lines("documents", before, after) == ["~ documents: Đơn: copies: (empty) -> 1"]


def test_equal_rows_are_counted():
    row = {"number": "60/2014/QH13"}
    assert lines("legal_bases", [row], [row, row]) == ["+ legal_bases: 60/2014/QH13"]
    assert lines("legal_bases", [row, row], [row]) == ["- legal_bases: 60/2014/QH13"]


def test_a_change_of_order_is_one_change():
    bases = [{"number": "60/2014/QH13"}, {"number": "123/2015/NĐ-CP"}]
    assert lines("legal_bases", bases, bases[::-1]) == ["~ legal_bases: order changed"]
    ways = [fee("direct", 0), fee("online", 0), fee("postal", 0)]
    assert lines("channels", ways, [ways[2], *ways[:2]]) == ["~ channels: order changed"]
    assert between(body(channels=ways), body(channels=ways[::-1])).kind == "amended"


def test_a_paper_put_first_moves_no_other_paper():
    before = [paper(n, f"Giấy {n}") for n in range(1, 9)]
    after = [paper(1, "Đơn"), *(paper(n + 1, f"Giấy {n}") for n in range(1, 9))]
    assert lines("documents", before, after) == ["+ documents: Đơn"]
    assert lines("documents", after, before) == ["- documents: Đơn"]


def test_papers_that_change_places_are_one_change():
    before = [paper(1, "Đơn"), paper(2, "Ảnh"), paper(3, "Giấy")]
    by_row = [paper(1, "Ảnh"), paper(2, "Đơn"), paper(3, "Giấy", copies=1)]
    assert lines("documents", before, by_row) == [
        "~ documents: Giấy: copies: (empty) -> 1",
        "~ documents: order changed",
    ]
    by_position = [paper(2, "Đơn"), paper(1, "Ảnh"), paper(3, "Giấy")]
    assert lines("documents", before, by_position) == ["~ documents: order changed"]


def test_positions_are_counted_within_a_case():
    before = [paper(1, "Đơn"), paper(2, "Ảnh"), paper(1, "Giấy ủy quyền", "Nộp thay")]
    after = [paper(1, "Đơn"), paper(2, "Ảnh"), paper(3, "Giấy ủy quyền", "Nộp thay")]
    assert lines("documents", before, after) == []
    assert between(body(documents=before), body(documents=after)).kind == "unchanged"


def test_a_fee_is_told_by_its_time_and_a_row_that_goes_by_both():
    before = [fee("direct", 0, duration=1), fee("direct", 5000, duration=3)]
    after = [fee("direct", 6000, duration=3)]
    assert lines("channels", before, after) == [
        "~ channels: direct: fee_vnd: 5000 -> 6000",
        "- channels: direct, 1 day, fee 0",
    ]
    assert lines("channels", after, [*after, fee("postal", None, "theo bưu điện")]) == [
        "+ channels: postal, theo bưu điện"
    ]


def test_a_time_is_told_by_its_fee():
    before = [fee("direct", 0, duration=1), fee("direct", 5000, duration=3)]
    after = [fee("direct", 5000, duration=2), fee("direct", 0, duration=1)]
    assert lines("channels", before, after) == [
        "~ channels: direct: duration: 3 -> 2",
        "~ channels: order changed",
    ]


def test_long_texts_are_cut_around_the_place_where_they_differ():
    same = "x" * 300
    (change,) = between(body(conditions=same + " cũ"), body(conditions=f"{same} mới hơn")).changes
    assert str(change) == f"~ conditions: …{'x' * 39} cũ -> …{'x' * 39} mới hơn"
    (change,) = between(body(conditions=same + "a" * 300), body(conditions=same)).changes
    assert str(change) == f"~ conditions: …{'x' * 40}{'a' * 120}… -> …{'x' * 40}"


def test_line_breaks_are_seen_where_nothing_else_differs():
    (change,) = between(body(conditions="Một hai"), body(conditions="Một\nhai")).changes
    assert str(change) == "~ conditions: Một hai -> Một⏎hai"


def test_a_form_of_new_content_is_said_in_words():
    form = {"id": "tk", "name": "Tờ khai", "number": None, "file": "tk.pdf", "sha256": "a" * 64}
    assert lines("forms", [form], [{**form, "sha256": "b" * 64}]) == [
        "~ forms: Tờ khai: new content"
    ]
    assert lines("forms", [form], [{**form, "file": None, "sha256": None}]) == [
        "~ forms: Tờ khai: file: tk.pdf -> (empty)",
        "~ forms: Tờ khai: content removed",
    ]
