import pytest
from catalog_files import TODAY
from hypothesis import given
from hypothesis import strategies as st

from kiosk import store
from kiosk.catalog import records
from kiosk.catalog.fold import fold
from kiosk.catalog.published import load
from kiosk.catalog.records import Procedure
from kiosk.catalog.search import Index, words


def procedure(code, name, **values):
    paper = {"case": None, "position": None, "originals": None, "copies": None, "form": None}
    values["documents"] = [{**paper, "name": paper_name} for paper_name in values.pop("papers", [])]
    draft = {"code": code, "name": name, "field": "ho-tich", **values}
    return Procedure.of(records.complete(draft, None, "commune"))


# Made-up procedures, each found by something else.
PROCEDURES = [
    procedure("1.000001", "Cấp giấy phép nuôi ong", keywords="đàn ong mật; tổ ong"),
    procedure("1.000002", "Cấp lại giấy phép nuôi ong"),
    procedure("1.000003", "Xác nhận trồng chè", summary="Người trồng chè cổ thụ."),
    procedure("1.000004", "Đăng ký bè cá", papers=["Sơ đồ neo đậu"]),
    procedure("1.000005", "Thôi nuôi bè", field="thuy-san"),
    procedure("2.000006", "Hỗ trợ giống lúa"),
    procedure("C08_XPHCDB", "Khai báo lò gốm"),
    procedure("2.000007", "漢字", keywords="lễ hội"),
    procedure("2.000008", "Đăng ký lại bè cá", keywords="mất giấy bè cá; bè cá bị trôi"),
    procedure("2.000009", "Đăng ký bè cá lưu động", keywords="đăng ký bè cá tại nhà"),
    procedure("2.000011", "Tiêm phòng cho bò"),
    procedure("2.000012", "Tiêm phòng cho bộ đội"),
]
FIELDS = {"ho-tich": "Hộ tịch", "thuy-san": "Thủy sản"}
SYNONYMS = [
    ("gpno", "giấy phép nuôi ong"),
    ("thóc", "lúa; giống"),
    ("thóc non", "chè"),
    ("cây chết", "trồng chè"),
    ("bố", "cha"),
    ("nuôi … nữa", "thôi nuôi"),
    ("chợ bọ", "bè"),
]
LIFE_EVENTS = [("Dựng nhà. Từ móng đến mái.", [("C08_XPHCDB", "Khi cần ngói đỏ."), ("9.9", None)])]
INDEX = Index(PROCEDURES, FIELDS, SYNONYMS, LIFE_EVENTS)


def found(query):
    return INDEX.search(query).codes


@pytest.fixture(scope="module")
def shipped(loaded_database):
    db = store.open_database(loaded_database)
    published = load(db, TODAY)
    db.close()
    return published


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("1.000003", "1.000003"),
        ("1000003", "1.000003"),
        (" 1.000003.000.00.00.h23 ", "1.000003"),
        ("c08_xphcdb", "C08_XPHCDB"),
    ],
)
def test_a_code_in_any_form_stands_alone(query, code):
    assert found(query) == (code,)


def test_part_of_a_code_finds_all_codes_that_hold_it():
    assert found("000006") == ("2.000006",)
    assert found("2.00000") == ("2.000006", "2.000007", "2.000008", "2.000009")
    assert INDEX.search("000", limit=3).codes == ("1.000001", "1.000002", "1.000003")


def test_a_code_in_a_sentence_is_meant():
    assert found("thủ tục 1.000003 cần gì") == ("1.000003",)
    assert "1.000001" in found("nuôi ong 9.999999")


@pytest.mark.parametrize(
    ("query", "first"),
    [
        pytest.param("Cấp giấy phép nuôi ong", "1.000001", id="the name"),
        pytest.param("cap giay phep nuoi ong", "1.000001", id="without marks"),
        pytest.param("CẤP LẠI GIẤY PHÉP NUÔI ONG", "1.000002", id="the longer name"),
        pytest.param("dang ky be ca", "1.000004", id="d for đ"),
        pytest.param("tổ ong", "1.000001", id="a keyword"),
        pytest.param("cổ thụ", "1.000003", id="the summary"),
        pytest.param("sơ đồ", "1.000004", id="a document"),
        pytest.param("thủy sản", "1.000005", id="the field"),
        pytest.param("tôi muốn xin giống lúa thì làm sao", "2.000006", id="a whole question"),
        pytest.param("le hoi", "2.000007", id="a name in another script"),
        pytest.param("bè cá", "1.000004", id="the plain one before the longer ones"),
        pytest.param("lam lai giay be ca", "2.000008", id="the longer one that is asked for"),
        pytest.param("giấy bè cá bị trôi mất", "2.000008", id="its keyword"),
        pytest.param("bè cá lưu động", "2.000009", id="all of the longer one"),
        pytest.param("ngói đỏ", "C08_XPHCDB", id="the note of a life event"),
        pytest.param("từ móng", "C08_XPHCDB", id="the life event"),
        pytest.param("tiêm cho bộ", "2.000012", id="the marks that were typed"),
        pytest.param("tiêm cho bò", "2.000011", id="the other marks"),
        pytest.param("e mún hỏi dk be ca cần j ạ", "1.000004", id="the way people chat"),
        pytest.param("thủ tục đăng kí bè cá", "1.000004", id="i for y"),
        pytest.param("nuôi ongg", "1.000001", id="a slip"),
    ],
)
def test_words_find_the_procedure_that_fits_best(query, first):
    assert found(query)[0] == first


def test_a_synonym_is_searched_as_well_and_named():
    result = INDEX.search("GPNO")
    assert result.codes[0] == "1.000001"
    assert result.also == ("giấy phép nuôi ong",)
    assert INDEX.search("thóc").codes[0] == "2.000006"


def test_the_longest_synonym_is_taken():
    assert INDEX.search("thoc non").also == ("chè",)
    assert INDEX.search("non thóc").also == ("lúa", "giống")


def test_a_synonym_may_have_words_that_say_nothing_within():
    assert INDEX.search("cây của tôi đã chết").also == ("trồng chè",)


def test_a_synonym_may_have_a_gap_for_a_few_words():
    assert INDEX.search("nuôi ong mật nữa").also == ("thôi nuôi",)
    assert INDEX.search("nuôi nữa").also == ("thôi nuôi",)
    assert INDEX.search("nữa nuôi").also == ()
    assert INDEX.search("nuôi ong mật ở vườn sau nhà bà ngoại nữa").also == ()


@pytest.mark.parametrize(
    ("query", "also"),
    [
        pytest.param("chợ bọ", ("bè",), id="with the same marks"),
        pytest.param("cho bo", ("bè",), id="without marks"),
        pytest.param("chỡ bọ", ("bè",), id="with marks that no word has: a slip"),
        pytest.param("tiêm cho bò", (), id="the marks of other words"),
    ],
)
def test_a_synonym_minds_the_marks_that_were_typed(query, also):
    assert INDEX.search(query).also == also


@pytest.mark.parametrize(
    ("query", "also"),
    [("bố tôi", ("cha",)), ("bo toi", ()), ("bò", ()), ("bộ đội", ())],
)
def test_one_bare_syllable_is_no_synonym_when_it_can_be_other_words(query, also):
    assert INDEX.search(query).also == also


def test_a_corrected_query_is_shown_as_it_was_searched():
    assert INDEX.search("Xin phép  nuôi ongg, ddawng kys").searched == (
        "Xin phép  nuôi ong, đăng ký"
    )
    assert INDEX.search("nuôi ong").searched == ""


def test_one_known_word_among_unknown_ones_is_no_result():
    assert INDEX.search("karaoke đàn bolero").codes == ()
    assert INDEX.search("karaoke bolero nuôi ong").codes[0] == "1.000001"
    assert INDEX.search("karaoke bolero gpno").codes[0] == "1.000001"
    assert INDEX.search("đàn").codes == ("1.000001",)


def test_words_that_stand_nowhere_are_named_once():
    assert INDEX.search("karaoke nuôi ong 1985 Karaoke karaoke").unknown == ("karaoke", "Karaoke")


def test_what_matched_can_be_marked_in_the_name():
    pieces = INDEX.search("GPNO").matches.pieces("Cấp lại giấy phép nuôi ong")
    assert [piece.text for piece in pieces if piece.is_match] == ["giấy phép nuôi ong"]


def test_marks_that_were_typed_are_minded_in_what_is_marked():
    pieces = INDEX.search("tiêm cho bò").matches.pieces("Tiêm cho bò, bộ, bo")
    assert [piece.text for piece in pieces if piece.is_match] == ["Tiêm cho bò"]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        pytest.param("nuoi o", "1.000001", id="the last word is begun"),
        pytest.param("xác nhận tr", "1.000003", id="with marks"),
        pytest.param("đăng ký b", "1.000004", id="after the word before"),
        pytest.param("giống lúa", "2.000006", id="whole"),
        pytest.param("giống ", "2.000006", id="whole, and a space"),
        pytest.param("nuôi ongg", "1.000001", id="a slip in the last word"),
        pytest.param("nuoii on", "1.000001", id="a slip before it"),
        pytest.param("gpno", "1.000001", id="a synonym"),
        pytest.param("1.000003", "1.000003", id="a code"),
        pytest.param("C08_XPHCDB", "C08_XPHCDB", id="a local code"),
    ],
)
def test_a_query_that_is_half_typed_leads_to_procedures(typed, first):
    assert INDEX.suggest(typed)[0] == first


def test_suggestions_are_few_and_none_for_nothing():
    assert len(INDEX.suggest("đăng", limit=2)) == 2
    assert INDEX.suggest("1.0000", limit=3) == ("1.000001", "1.000002", "1.000003")
    assert INDEX.suggest("") == INDEX.suggest("  ") == INDEX.suggest("?") == ()
    assert INDEX.suggest("zzzz") == ()


@pytest.mark.parametrize("query", ["", "   ", "???", "xyz", "9.999999", "f07", "漢字"])
def test_what_is_nowhere_finds_nothing(query):
    assert found(query) == ()


def test_no_more_is_given_than_asked_for():
    result = INDEX.search("nuôi", limit=1)
    assert (len(result.codes), result.total) == (1, 3)


def test_what_is_no_match_is_not_counted_as_one(shipped):
    for query in ("khai tử", "đăng ký kết hôn", "chứng thực"):
        result = shipped.index.search(query, limit=1000)
        assert len(result.codes) == result.total


def test_an_index_of_nothing_finds_nothing():
    assert Index([], {}).search("nuôi ong").codes == ()


def test_words_are_folded_and_cut_at_every_other_sign():
    assert words("Giấy phép (mẫu 01/ĐK-2)") == ["giay", "phep", "mau", "01", "dk", "2"]


def test_every_shipped_procedure_is_first_for_its_name_marked_or_not(shipped):
    search = shipped.index.search
    by_name = {p.code: p.name for p in shipped.procedures.values()}
    assert [code for code, name in by_name.items() if search(name).codes[0] != code] == []
    assert [code for code, name in by_name.items() if search(fold(name)).codes[0] != code] == []


def test_a_plain_procedure_comes_before_the_longer_ones_that_contain_its_name(shipped):
    names = [p.name for p in shipped.procedures.values()]
    plain = [n for n in names if any(set(words(n)) < set(words(other)) for other in names)]
    assert len(plain) > 10
    for name in plain:
        for query in (name.removeprefix("Đăng ký "), fold(name).removeprefix("dang ky ")):
            first = shipped.index.search(query).codes[0]
            assert shipped.procedures[first].name == name


def test_every_synonym_of_the_catalog_leads_somewhere(shipped):
    known = {word for p in shipped.procedures.values() for word in words(p.name)}
    known |= {w for p in shipped.procedures.values() for k in p.keywords for w in words(k)}
    terms = {term for term, _ in shipped.synonyms}
    lost = [
        term
        for term, joined in shipped.synonyms
        if not any(set(words(part)) & known or part.strip() in terms for part in joined.split(";"))
    ]
    assert lost == []


def test_every_shipped_procedure_is_found_by_its_code_in_every_form(shipped):
    for code in shipped.procedures:
        for form in (code, code.replace(".", ""), f"{code}.000.00.00.H23"):
            assert shipped.index.search(form).codes == (code,)


@given(st.text() | st.text(alphabet="giấy phép nuôi ong gpno thóc 0123.-_,;?", max_size=40))
def test_no_query_fails_and_no_answer_is_given_twice(query):
    codes = found(query)
    assert len(set(codes)) == len(codes)
    assert {p.code for p in PROCEDURES} >= set(codes)
    assert {p.code for p in PROCEDURES} >= set(INDEX.suggest(query))
