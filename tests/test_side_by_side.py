"""Two states of a procedure in a clerk's words."""

from kiosk.catalog import side_by_side
from kiosk.catalog.records import complete
from kiosk.catalog.side_by_side import Line

FIELDS = {"ho-tich": "Hộ tịch", "chung-thuc": "Chứng thực"}


def body(**changed):
    draft = {"code": "1.001193", "name": "Đăng ký khai sinh", "field": "ho-tich", **changed}
    return complete(draft, None, "commune")


def channel(way="direct", duration=1, fee=8000, note=None):
    return {
        "channel": way,
        "duration": duration,
        "duration_unit": "working_day",
        "fee_vnd": fee,
        "fee_note": note,
        "duration_note": None,
    }


def paper(name, position=1, **more):
    empty = {"case": None, "originals": 1, "copies": None, "form": None}
    return {**empty, "name": name, "position": position, **more}


def test_equal_states_differ_in_nothing():
    assert side_by_side.of(body(), body(), FIELDS) == []


def test_values_of_a_procedure_are_said_in_words():
    before = body(service_level="full", posted=True)
    after = body(
        field="chung-thuc", posted=False, audience="individual;organization", status="amended",
        effective_from="2026-04-01",
    )  # fmt: skip
    assert side_by_side.of(before, after, FIELDS) == [
        Line("Lĩnh vực", "Hộ tịch", "Chứng thực"),
        Line("Mức độ trực tuyến", "Dịch vụ công toàn trình", ""),
        Line("Đối tượng thực hiện", "", "Cá nhân, Tổ chức"),
        Line("Tình trạng", "", "Sửa đổi, bổ sung"),
        Line("Áp dụng từ ngày", "", "01/04/2026"),
        Line("Niêm yết mã QR", "Có", "Không"),
    ]


def test_a_new_fee_stands_beside_the_old_one_with_its_way_to_file():
    before, after = body(channels=[channel()]), body(channels=[channel(fee=0, note="NQ 23/2026")])
    way = "Trực tiếp\nThời hạn giải quyết: 1 ngày làm việc\nPhí, lệ phí: "
    assert side_by_side.of(before, after, FIELDS) == [
        Line("Cách nộp hồ sơ", f"{way}8.000 đồng", f"{way}Không thu phí · NQ 23/2026")
    ]


def test_papers_come_go_and_change_places():
    before = body(documents=[paper("Tờ khai"), paper("Giấy chứng sinh", 2), paper("Ảnh", 3)])
    after = body(
        documents=[
            paper("Giấy chứng sinh", case="Sinh tại nhà"),
            paper("Tờ khai", 2, copies=2, form="Mẫu 01"),
        ]
    )
    assert side_by_side.of(before, after, FIELDS) == [
        Line("Giấy tờ cần chuẩn bị", "Tờ khai\n1 bản chính",
             "Tờ khai\n1 bản chính, 2 bản sao\nMẫu số: Mẫu 01"),
        Line("Giấy tờ cần chuẩn bị", "Giấy chứng sinh\n1 bản chính",
             "Trường hợp: Sinh tại nhà\nGiấy chứng sinh\n1 bản chính"),
        Line("Giấy tờ cần chuẩn bị", "Ảnh\n1 bản chính", ""),
        Line("Giấy tờ cần chuẩn bị", "", "Đổi thứ tự"),
    ]  # fmt: skip


def test_another_file_of_the_same_name_is_told():
    form = {"id": "a", "name": "Tờ khai", "number": None, "file": "a.pdf", "sha256": "1"}
    after = body(forms=[{**form, "sha256": "2"}])
    (line,) = side_by_side.of(body(forms=[form]), after, FIELDS)
    assert line.new == "Tờ khai\nTên tệp: a.pdf (tệp có nội dung mới)"


def test_a_procedure_that_was_not_there_has_nothing_old():
    lines = side_by_side.of(None, body(legal_bases=[{"number": "60/2014/QH13"}]), FIELDS)
    assert {line.old for line in lines} == {""}
    assert Line("Căn cứ pháp lý", "", "60/2014/QH13") in lines
