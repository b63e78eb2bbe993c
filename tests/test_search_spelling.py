import re
import unicodedata

import pytest
from catalog_files import TODAY
from hypothesis import given
from hypothesis import strategies as st

from kiosk import store
from kiosk.catalog.published import load
from kiosk.catalog.search import telex
from kiosk.catalog.search.spelling import Spelling
from kiosk.catalog.search.text import found_in

TEXTS = [
    "Cấp giấy phép nuôi ong",
    "nuôi ong lấy mật",
    "Đăng ký bè cá",
    "Xác nhận trồng chè",
    "trồng chè cổ thụ",
    "sản xuất giống lúa",
]
SPELLING = Spelling(TEXTS, known=["vườn"])

TELEX_SHAPES = {"\u0302": "", "\u0306": "w", "\u031b": "w"}
TONES = {"\u0301": "s1", "\u0300": "f2", "\u0309": "r3", "\u0303": "x4", "\u0323": "j5"}


def corrected(query):
    """The words searched for, as they are written."""
    words, corrections = SPELLING.corrected(list(found_in(query)))
    written = {one.start: one.written for one in corrections}
    texts = [written.get(w.start, query[w.start : w.end]) for w in words]
    return " ".join(dict.fromkeys(texts))


def telex_keys(word):
    """What comes out when *word* is typed in Telex with the input method off."""
    keys, tone = "", ""
    for sign in unicodedata.normalize("NFD", word.lower().replace("đ", "dd")):
        if sign in TONES:
            tone = TONES[sign][0]
        elif sign == "\u0302":
            keys += keys[-1]
        else:
            keys += TELEX_SHAPES.get(sign, sign)
    return keys + tone


def vni_keys(word):
    """What comes out when *word* is typed in VNI with the input method off."""
    shapes = {"\u0302": "6", "\u0306": "8", "\u031b": "7"}
    keys, tone = "", ""
    for sign in unicodedata.normalize("NFD", word.lower().replace("đ", "d9")):
        if sign in TONES:
            tone = TONES[sign][1]
        else:
            keys += shapes.get(sign, sign)
    return keys + tone


@pytest.fixture(scope="module")
def shipped(loaded_database):
    db = store.open_database(loaded_database)
    published = load(db, TODAY)
    db.close()
    return published


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gowx", "gỡ"),
        ("ddeefu", "đều"),
        ("dangwj", "dặng"),
        ("dangd", "đang"),
        ("nuwowcs", "nước"),
        ("nuocws", "nước"),
        ("ruoiw", "rươi"),
        ("quaayf", "quầy"),
        ("d9u7o7c5", "được"),
        ("ho62", "hồ"),
    ],
)
def test_keys_of_a_switched_off_input_method_are_understood(typed, meant):
    (found,), (expected,) = found_in(telex.decoded(typed)), found_in(meant)
    assert found.marked == expected.marked


@pytest.mark.parametrize("typed", ["", "ong", "123", "ct01", "bhxh", "nuôi", "9", "ssss"])
def test_what_is_no_such_keys_is_left(typed):
    assert telex.decoded(typed) is None


def test_every_word_of_the_catalog_is_understood_by_its_keys(shipped):
    for name in {p.name for p in shipped.procedures.values()}:
        for word in found_in(name):
            written = name[word.start : word.end]
            if not word.plain.isalpha() or not word.is_marked:
                continue
            for keys in (telex_keys(written), vni_keys(written)):
                (found,) = found_in(telex.decoded(keys))
                assert found.marked == word.marked, (written, keys)


@pytest.mark.parametrize("keys", [telex_keys, vni_keys], ids=["Telex", "VNI"])
def test_every_procedure_is_first_when_its_name_is_typed_in_keys(shipped, keys):
    for code, procedure in shipped.procedures.items():
        typed = re.sub(r"[^\W\d_]+", lambda word: keys(word[0]), procedure.name)
        result = shipped.index.search(typed)
        assert result.codes[0] == code, procedure.name


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("nuôi ongg", "nuôi ong", id="a letter twice"),
        pytest.param("giấyy phép", "giấy phép", id="without its neighbour"),
        pytest.param("trồng chfe", "trồng chè", id="letters in the wrong order"),
        pytest.param("chồng chè", "trồng chè", id="as it sounds in the north"),
        pytest.param("xản xuất", "sản xuất", id="as it sounds"),
        pytest.param("nuoiong", "nuôi ong", id="two words in one"),
        pytest.param("ddawng kys", "đăng ký", id="the input method was off"),
        pytest.param("d9a8ng ky1", "đăng ký", id="the other input method was off"),
    ],
)
def test_a_slip_is_corrected_to_a_word_of_the_catalog(query, expected):
    assert corrected(query) == expected


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("nuôi ong", id="all known"),
        pytest.param("vườn", id="known from elsewhere"),
        pytest.param("tôi muốn hỏi", id="said around what is meant"),
        pytest.param("nuôi mèo", id="a real word that the catalog lacks"),
        pytest.param("mía giống", id="a real word beside one it never stands beside"),
        pytest.param("bq", id="too short"),
        pytest.param("karaoke", id="too far from everything"),
        pytest.param("2024", id="a number"),
    ],
)
def test_what_may_be_right_is_left_alone(query):
    words = list(found_in(query))
    assert SPELLING.corrected(words) == (words, ())


def test_a_correction_says_where_it_is_and_how_it_is_written():
    _, (correction,) = SPELLING.corrected(list(found_in("nuôi ongg")))
    assert (correction.start, correction.end, correction.written) == (5, 9, "ong")


def test_words_begun_are_completed_first_as_they_follow_the_word_before():
    assert list(SPELLING.completions("ch", "trong")) == ["che"]
    assert list(SPELLING.completions("n", "")) == ["nuoi", "nhan"]
    assert SPELLING.completions("zz", "trong") == {}


@given(st.text(max_size=60))
def test_corrections_never_fail_and_stand_in_order(query):
    words, corrections = SPELLING.corrected(list(found_in(query)))
    assert len(words) >= len(list(found_in(query)))
    starts = [correction.start for correction in corrections]
    assert starts == sorted(set(starts))
