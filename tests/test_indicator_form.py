"""The boxes of dossier figures: filled in, read back, and what is wrong in plain words."""

import pytest

from kiosk.reports import indicator_form, indicators
from kiosk.reports.indicators import Figure, Indicators

REFERENCE = {
    "received": "1.049",
    "resolved": "1047",
    "in_progress": "02",
    "in_time": "1047",
    "overdue": "0",
    "online": "1041",
    "online_whole": "1049",
    "e_certified": "369",
    "accounts": "109",
    "target_online": "80",
}


def test_the_reference_report_is_read():
    found = indicator_form.read(REFERENCE)
    assert found.faults == {}
    assert {name: figure for name, figure in found.figures.items() if figure} == {
        "received": Figure(1049),
        "resolved": Figure(1047),
        "in_progress": Figure(2),
        "in_time": Figure(1047),
        "overdue": Figure(0),
        "online": Figure(1041, 1049),
        "e_certified": Figure(369),
        "accounts": Figure(109),
        "target_online": Figure(80, 100),
    }


def test_an_empty_box_is_no_figure_and_nought_is_one():
    found = indicator_form.read({"overdue": "0", "early": " "})
    assert (found.figures["overdue"], found.figures["early"]) == (Figure(0), None)
    assert found.figures.keys() == set(indicators.ALL_NAMES)


def test_what_is_stored_fills_the_boxes_from_which_it_is_read_again():
    read = indicator_form.read({**REFERENCE, "target_in_time": "99,5%", "target_accounts": "100"})
    figures = {name: figure for name, figure in read.figures.items() if figure}
    boxes = indicator_form.filled(Indicators(figures))
    assert (boxes["received"], boxes["online_whole"], boxes["early"]) == ("1.049", "1.049", "")
    assert (boxes["target_online"], boxes["target_in_time"]) == ("80%", "99,5%")
    assert indicator_form.read(boxes).figures == read.figures


@pytest.mark.parametrize(
    ("given", "box", "says"),
    [
        ({"received": "1,049"}, "received", 'Hồ sơ tiếp nhận: "1,049" không phải là số.'),
        ({"online": "1041"}, "online_whole", "Hồ sơ nộp trực tuyến: hãy nhập cả hai số"),
        ({"online_whole": "1049"}, "online", "Hồ sơ nộp trực tuyến: hãy nhập cả hai số"),
        ({"online": "2", "online_whole": "một"}, "online_whole", '"một" không phải là số'),
        ({"online": "9", "online_whole": "8"}, "online", "9 lớn hơn tổng số 8."),
        ({"target_online": "180%"}, "target_online", "Chỉ tiêu giao - Hồ sơ nộp trực tuyến"),
        ({"target_accounts": "80%"}, "target_accounts", '"80%" không phải là số'),
    ],
)
def test_a_fault_names_the_box_and_the_next_step(given, box, says):
    found = indicator_form.read(given)
    assert list(found.faults) == [box]
    assert says in found.faults[box]
    assert box.removesuffix("_whole") not in found.figures


def test_a_note_becomes_one_line_of_signs_that_can_be_printed():
    assert indicator_form.read({"note": " Rút\r\n01\x0b hồ sơ\x00 "}).note == "Rút 01 hồ sơ"
