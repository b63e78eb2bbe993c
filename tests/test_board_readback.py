"""A PDF whose codes and captions disagree is never released."""

from dataclasses import replace

import pytest
from boards import ADDRESS, pdf, sheets, shown

from kiosk.boards import formats, readback
from kiosk.boards.layout import Area, Series
from kiosk.boards.paper import Paper
from kiosk.boards.shown import Shown

FIELD = Series("field", "8")


@pytest.fixture
def what(db):
    return shown(db)


@pytest.fixture
def sheet(what):
    """The first sheet: birth, marriage, six others."""
    return sheets(what, FIELD)[0]


class Swapped(dict):
    """Symbols by payload, of which some are those of another."""

    def __init__(self, symbols, wrong):
        super().__init__(wrong)
        self._symbols = symbols

    def __missing__(self, payload):
        return self._symbols[payload]


def faults(what, sheet, **wrong):
    """What reading back says when the symbols of *wrong* codes are those of others."""
    symbols = what.symbols
    of = {f"{ADDRESS}/q/{a[1:]}": symbols[f"{ADDRESS}/q/{b}"] for a, b in wrong.items()}
    spoiled = Shown(what.published, what.base_url, Swapped(symbols, of))
    return readback.faults(*pdf(spoiled, [sheet]))


def with_cell(sheet, n, **changes):
    cells = list(sheet.sheet.cells)
    cells[n] = replace(cells[n], **changes)
    return replace(sheet, sheet=replace(sheet.sheet, cells=tuple(cells)))


def test_a_right_sheet_has_no_faults(what, sheet):
    assert faults(what, sheet) == []


def test_a_symbol_of_another_procedure_is_named(what, sheet):
    assert faults(what, sheet, _1001193="1000894") == [
        "field-8/g01-1: 1.001193: the code says https://motcua.example.gov.vn/q/1000894, "
        "not https://motcua.example.gov.vn/q/1001193"
    ]


def test_two_symbols_that_changed_places_are_both_named(what, sheet):
    found = faults(what, sheet, _1001193="1000894", _1000894="1001193")
    assert [fault.split(": ")[1] for fault in found] == ["1.001193", "1.000894"]


def test_a_caption_with_another_address_is_named(what, sheet):
    """The symbol is right for its cell, but the words beside it are of another procedure."""
    wrong = with_cell(sheet, 0, target="1.000894", name="Đăng ký kết hôn")
    (fault,) = faults(what, wrong)
    assert fault == (
        "field-8/g01-1: 1.000894: the code says https://motcua.example.gov.vn/q/1001193, "
        "but its caption has the code 1.000894"
    )


def test_a_caption_with_another_name_is_named(what, sheet):
    document, printed = pdf(what, [sheet])
    printed[0] = replace(printed[0], cell=replace(printed[0].cell, name="Đăng ký khai tử"))
    assert readback.faults(document, printed) == [
        "field-8/g01-1: 1.001193: its caption does not begin with the name 'Đăng ký khai tử'"
    ]


def test_words_over_a_code_are_found(what, sheet):
    paper = Paper("x")
    formats.draw(paper, what, sheet)
    area = sheet.sheet.cells[2].symbol
    paper.fill(Area(area.left + 5, area.top + 5, 25, 25))
    assert readback.faults(paper.finish(), paper.printed) == [
        "field-8/g01-1: 1.001022: the code is read 0 times"
    ]


def test_a_line_in_a_quiet_zone_is_found(what, sheet):
    paper = Paper("x")
    formats.draw(paper, what, sheet)
    area = sheet.sheet.cells[1].symbol
    paper.rule(area.left, area.bottom + 3, 20)
    assert readback.faults(paper.finish(), paper.printed) == [
        "field-8/g01-1: 1.000894: something stands in its quiet zone"
    ]


def test_a_code_where_none_belongs_is_found(what, sheet):
    document, printed = pdf(what, [sheet])
    (fault,) = readback.faults(document, printed[1:])
    assert fault.startswith("field-8/g01-1: https://motcua.example.gov.vn/q/1001193 is read at ")


def test_a_code_that_is_missing_is_found(what, sheet):
    fewer = replace(sheet, sheet=replace(sheet.sheet, cells=sheet.sheet.cells[1:]))
    document, _ = pdf(what, [fewer])
    _, printed = pdf(what, [sheet])
    assert readback.faults(document, printed) == [
        "field-8/g01-1: 1.001193: the code is read 0 times"
    ]


def test_the_place_in_the_caption_must_agree(what):
    card = sheets(what, Series("card", place="d"))[0]
    document, printed = pdf(what, [card])
    assert readback.faults(document, printed) == []
    moved = [replace(one, sheet="card-l/g01-1") for one in printed]
    (fault,) = readback.faults(document, moved)
    assert "its caption has the code f01" in fault
