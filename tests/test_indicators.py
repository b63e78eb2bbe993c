"""Dossier figures typed in by staff: how they are written, their sums, shares and targets."""

import pytest

from kiosk.errors import IndicatorError
from kiosk.reports import indicators
from kiosk.reports.indicators import Figure, Indicators

# The report of a commune on the first half of 2023.
REFERENCE = {
    "received": "1.049",
    "resolved": "1047",
    "in_progress": "02",
    "in_time": "1047",
    "overdue": "0",
    "online": "1041/1049",
    "digitised": "1041/1.049",
    "e_certified": "369",
    "accounts": "109",
}


def typed(note="", **written):
    return Indicators({name: indicators.parse(name, w) for name, w in written.items()}, note)


def shown(found):
    return {row.name: (row.value, row.rate, row.target, row.reached) for row in found}


@pytest.mark.parametrize(
    ("name", "written", "expected"),
    [
        ("received", "1049", Figure(1049)),
        ("received", "1.049", Figure(1049)),
        ("received", "0", Figure(0)),
        ("in_progress", "02", Figure(2)),
        ("accounts", "1.234.567", Figure(1234567)),
        ("online", "1041/1049", Figure(1041, 1049)),
        ("online", " 1.041 / 1.049 ", Figure(1041, 1049)),
        ("digitised", "0/0", Figure(0, 0)),
        ("target_online", "80%", Figure(80, 100)),
        ("target_online", "99,2%", Figure(992, 1000)),
        ("target_in_time", "100 %", Figure(100, 100)),
        ("target_accounts", "100", Figure(100)),
    ],
)
def test_a_figure_is_read_as_it_is_written(name, written, expected):
    assert indicators.parse(name, written) == expected


@pytest.mark.parametrize(
    ("name", "written", "says"),
    [
        ("recieved", "1", "There is no indicator 'recieved'. The names are: received, resolved"),
        ("target_", "1", "There is no indicator 'target_'"),
        ("received", "1.04", "received=1.04: not a whole number"),
        ("received", "-1", "not a whole number"),
        ("received", "1,5", "not a whole number"),
        ("received", "１０", "not a whole number"),
        ("received", "9999999999", "not a whole number"),
        ("received", "10/20", "received=10/20: give one number"),
        ("online", "1041", "online=1041: give numerator and denominator, such as 1041/1049"),
        ("online", "99,2%", "give numerator and denominator"),
        ("online", "1050/1049", "online=1050/1049: the part is larger than the whole"),
        ("target_online", "80", "give a percentage, such as 80% or 99,2%"),
        ("target_online", "100,1%", "give a percentage"),
        ("target_accounts", "80%", "accounts has no whole; give a number"),
    ],
)
def test_what_is_no_figure_is_refused_with_the_next_step(name, written, says):
    with pytest.raises(IndicatorError) as error:
        indicators.parse(name, written)
    assert says in str(error.value)


def test_the_reference_report_is_shown_with_its_shares():
    assert shown(indicators.rows(typed(**REFERENCE))) == {
        "received": ("1.049", "", "", ""),
        "resolved": ("1.047", "", "", ""),
        "in_time": ("1.047", "100%", "", ""),
        "overdue": ("0", "0%", "", ""),
        "in_progress": ("2", "", "", ""),
        "online": ("1.041/1.049", "99,2%", "", ""),
        "digitised": ("1.041/1.049", "99,2%", "", ""),
        "e_certified": ("369", "", "", ""),
        "accounts": ("109", "", "", ""),
    }


def test_the_sums_of_the_reference_report_agree():
    assert list(indicators.warnings(typed(**REFERENCE))) == []


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        (
            {"in_progress": "3"},
            "Tổng không khớp: Hồ sơ đã giải quyết 1.047 + Hồ sơ đang giải quyết 03 khác "
            "Hồ sơ tiếp nhận 1.049.",
        ),
        (
            {"overdue": "1"},
            "Tổng không khớp: Hồ sơ giải quyết trước và đúng hạn 1.047 + Hồ sơ giải quyết quá "
            "hạn 01 khác "
            "Hồ sơ đã giải quyết 1.047.",
        ),
        (
            {"early": "1000", "on_time": "46"},
            "Tổng không khớp: Hồ sơ giải quyết trước hạn 1.000 + Hồ sơ giải quyết đúng hạn 46 khác "
            "Hồ sơ giải quyết trước và đúng hạn 1.047.",
        ),
        (
            {"online_full": "1000/1049", "online_partial": "40/1049"},
            "Tổng không khớp: Hồ sơ trực tuyến toàn trình 1.000 + Hồ sơ trực tuyến một "
            "phần 40 khác "
            "Hồ sơ nộp trực tuyến 1.041.",
        ),
        (
            {"online": "1041/1047"},
            "Hồ sơ nộp trực tuyến: mẫu số 1.047 khác Hồ sơ tiếp nhận 1.049.",
        ),
        (
            {"in_time": "1050"},
            "Hồ sơ giải quyết trước và đúng hạn 1.050 lớn hơn Hồ sơ đã giải quyết 1.047: tỷ lệ sẽ "
            "quá 100%.",
        ),
    ],
)
def test_a_sum_that_disagrees_is_told(changed, says):
    assert says in list(indicators.warnings(typed(**{**REFERENCE, **changed})))


def test_parts_that_nobody_typed_in_are_no_disagreement():
    assert list(indicators.warnings(typed(received="1049", resolved="1000"))) == []


@pytest.mark.parametrize(
    ("written", "rate", "target", "reached"),
    [
        ({"online": "1041/1049", "target_online": "80%"}, "99,2%", "80%", "Đạt"),
        ({"online": "1041/1049", "target_online": "99,2%"}, "99,2%", "99,2%", "Đạt"),
        ({"online": "1041/1049", "target_online": "99,3%"}, "99,2%", "99,3%", "Chưa đạt"),
        ({"online": "0/0", "target_online": "80%"}, "Không phát sinh", "80%", ""),
        ({"target_online": "80%"}, "", "80%", ""),
    ],
)
def test_a_share_is_held_against_its_target_unrounded(written, rate, target, reached):
    assert shown(indicators.rows(typed(**written)))["online"][1:] == (rate, target, reached)


def test_a_number_is_held_against_its_target():
    found = typed(accounts="109", target_accounts="110")
    assert shown(indicators.rows(found)) == {"accounts": ("109", "", "110", "Chưa đạt")}


def test_what_only_has_a_target_has_no_data():
    (row,) = indicators.rows(typed(target_online="80%"))
    assert row.value == "Chưa có số liệu"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("overdue=50 target_overdue=0", ("không quá 0", "Chưa đạt")),
        ("overdue=0 target_overdue=0", ("không quá 0", "Đạt")),
        ("overdue=50 target_overdue=5%", ("không quá 5%", "Đạt")),
        ("overdue=51 target_overdue=5%", ("không quá 5%", "Chưa đạt")),
        ("in_progress=3 target_in_progress=2", ("không quá 2", "Chưa đạt")),
    ],
)
def test_the_target_of_what_should_be_few_is_a_ceiling(written, expected):
    figures = dict(pair.split("=") for pair in written.split())
    found = shown(indicators.rows(typed(resolved="1000", **figures)))
    assert found[written.split("=")[0]][2:] == expected
