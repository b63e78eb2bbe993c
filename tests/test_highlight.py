import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalog.search import Matches
from kiosk.catalog.search.text import found_in


def marked_up(matches, text):
    return "".join(f"[{p.text}]" if p.is_match else p.text for p in matches.pieces(text))


def marks(text):
    return {word.marked for word in found_in(text)}


@pytest.mark.parametrize(
    ("matches", "expected"),
    [
        pytest.param(
            Matches(words={"ong"}), "Cấp giấy phép nuôi [ong], đàn [ONG] mật", id="a word"
        ),
        pytest.param(
            Matches(words={"nuoi", "ong"}),
            "Cấp giấy phép [nuôi ong], đàn [ONG] mật",
            id="neighbours are one span",
        ),
        pytest.param(
            Matches(phrases={("dan", "ong")}),
            "Cấp giấy phép nuôi ong, [đàn ONG] mật",
            id="a phrase, only where it stands together",
        ),
        pytest.param(
            Matches(words={"cap", "mat"}, marked=marks("mật")),
            "[Cấp] giấy phép nuôi ong, đàn ONG [mật]",
            id="with the marks that were typed",
        ),
        pytest.param(
            Matches(words={"mat"}, marked=marks("mặt")),
            "Cấp giấy phép nuôi ong, đàn ONG mật",
            id="other marks were typed",
        ),
        pytest.param(Matches(), "Cấp giấy phép nuôi ong, đàn ONG mật", id="nothing"),
    ],
)
def test_matched_words_are_marked_in_the_text_as_it_is_written(matches, expected):
    assert marked_up(matches, "Cấp giấy phép nuôi ong, đàn ONG mật") == expected


def test_a_short_phrase_at_the_end_is_not_taken_for_a_longer_one():
    phrases = {("ong", "mat"), ("nuoi", "ong", "lay", "mat")}
    assert marked_up(Matches(phrases=phrases), "đàn ong mật") == "đàn [ong mật]"


def test_marks_that_stand_apart_belong_to_their_letter():
    apart = unicodedata.normalize("NFD", "Đàn ong mật")
    assert marked_up(Matches(words={"mat"}), apart) == "Đàn ong [mật]"


def test_signs_of_html_are_text_like_any_other():
    pieces = Matches(words={"b"}).pieces("<b>ong</b>")
    assert [(piece.text, piece.is_match) for piece in pieces] == [
        ("<", False),
        ("b", True),
        (">ong</", False),
        ("b", True),
        (">", False),
    ]


@given(st.text() | st.text(alphabet="đăng ký ONG İß漢_-\u0301\u0327 ", max_size=30))
def test_the_pieces_together_are_the_text(text):
    phrases = {("dang", "ki"), ("ong",), ("ki", "ong", "i")}
    pieces = Matches(words={"ki", "i", "ss"}, phrases=phrases).pieces(text)
    assert "".join(piece.text for piece in pieces) == unicodedata.normalize("NFC", text)
    assert all(piece.text for piece in pieces)
    assert all(a.is_match != b.is_match for a, b in zip(pieces, pieces[1:], strict=False))
