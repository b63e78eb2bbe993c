"""Words on paper: where lines break, when a name is cut."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.boards import words

NAME = "Đăng ký khai sinh kết hợp đăng ký nhận cha, mẹ, con"


def test_lines_break_at_words_and_fit():
    lines = words.wrapped(NAME, 40, 10)
    assert " ".join(lines) == NAME
    assert len(lines) == 3
    assert all(words.width_mm(line, 10) <= 40 for line in lines)


def test_a_text_that_does_not_fit_is_shortened_at_a_word():
    size, lines = words.fitted(NAME, 40, 9, (10, 9))
    assert size == 9
    assert lines == ["Đăng ký khai sinh kết hợp", "đăng ký nhận cha, mẹ…"]


def test_a_text_that_fits_is_never_shortened():
    assert words.fitted("Hộ tịch", 40, 1, (12, 9)) == (9, ["Hộ tịch"])


def test_the_largest_size_that_fits_is_taken():
    assert words.fitted("Hộ tịch", 40, 10, (20, 12, 9)) == (20, ["Hộ tịch"])
    assert words.one_size("Chứng thực", 20, (20, 12, 9))[0] == 9


def test_an_address_breaks_after_a_slash():
    assert words.wrapped("motcua.example.gov.vn/q/1001193", 40, 9) == [
        "motcua.example.gov.vn/",
        "q/1001193",
    ]


def test_bold_words_stay_bold_and_close():
    runs = (("bấm ", False), ("Nộp trực tuyến", True), (". Rồi", False))
    assert words.wrapped_runs(runs, 100, 10) == [
        (("bấm", False), (" Nộp trực tuyến", True), (". Rồi", False))
    ]


@pytest.mark.parametrize(
    ("text", "shown"), [("a→b", "a?b"), ("日本", "??"), ("Ẵ ỡ – ₫", "Ẵ ỡ – ₫")]
)
def test_signs_that_the_font_lacks_are_seen(text, shown):
    assert words.printable(text) == shown


def test_line_ends_are_spaces():
    assert words.wrapped("một\nhai\tba", 100, 9) == ["một hai ba"]
    assert words.printable("một\nhai") == "một hai"


def test_the_fonts_have_every_vietnamese_letter():
    tones = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
    letters = {
        unicodedata.normalize("NFC", sign + tone)
        for vowel in "aăâeêioôơuưy"
        for sign in (vowel, vowel.upper())
        for tone in tones
    }
    assert len(letters) == 144
    shown = "".join(sorted(letters)) + "đĐ₫–—“”‘’…·•"
    assert words.printable(shown) == shown


@settings(deadline=None)  # fonts are read when first used
@given(st.text(min_size=1, max_size=200), st.floats(8, 80), st.sampled_from([6.5, 9, 12]))
def test_no_sign_is_lost_and_no_line_is_too_wide(text, width, size):
    lines = words.wrapped(text, width, size)
    assert "".join("".join(lines).split()) == "".join(text.split())
    # One sign may be wider than a narrow line.
    assert all(words.width_mm(line, size) <= width + 1e-6 or len(line) == 1 for line in lines)
