import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalog.fold import fold, slug_of


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đăng ký khai sinh", "dang ky khai sinh"),
        ("ĐẶNG THỊ ƯỚC", "dang thi uoc"),
        ("ưở ẫ ỹ ợ ệ", "uo a y o e"),
        ("Quyết định 163/QĐ-BTP", "quyet dinh 163/qd-btp"),
        ("", ""),
    ],
)
def test_marks_and_case_are_taken_away(text, folded):
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Hộ tịch", "ho-tich"),
        ("  Nuôi con nuôi (trong nước) ", "nuoi-con-nuoi-trong-nuoc"),
        ("Đất đai/2026", "dat-dai-2026"),
        ("…", ""),
    ],
)
def test_a_name_becomes_part_of_an_address(name, slug):
    assert slug_of(name) == slug
