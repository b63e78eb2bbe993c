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
]
FIELDS = {"ho-tich": "Hộ tịch", "thuy-san": "Thủy sản"}
SYNONYMS = [("gpno", "giấy phép nuôi ong"), ("thóc", "lúa; giống"), ("thóc non", "chè")]
INDEX = Index(PROCEDURES, FIELDS, SYNONYMS)


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
    assert found("2.000") == ("2.000006", "2.000007")
    assert INDEX.search("000", limit=3).codes == ("1.000001", "1.000002", "1.000003")


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


@pytest.mark.parametrize("query", ["", "   ", "???", "xyz", "9.999999", "f07", "漢字"])
def test_what_is_nowhere_finds_nothing(query):
    assert found(query) == ()


def test_no_more_is_given_than_asked_for():
    assert len(INDEX.search("nuôi", limit=1).codes) == 1


def test_an_index_of_nothing_finds_nothing():
    assert Index([], {}).search("nuôi ong").codes == ()


def test_words_are_folded_and_cut_at_every_other_sign():
    assert words("Giấy phép (mẫu 01/ĐK-2)") == ["giay", "phep", "mau", "01", "dk", "2"]


def test_every_shipped_procedure_is_first_for_its_name_marked_or_not(shipped):
    search = shipped.index.search
    by_name = {p.code: p.name for p in shipped.procedures.values()}
    assert [code for code, name in by_name.items() if search(name).codes[0] != code] == []
    assert [code for code, name in by_name.items() if search(fold(name)).codes[0] != code] == []


def test_every_shipped_procedure_is_found_by_its_code_in_every_form(shipped):
    for code in shipped.procedures:
        for form in (code, code.replace(".", ""), f"{code}.000.00.00.H23"):
            assert shipped.index.search(form).codes == (code,)


@given(st.text() | st.text(alphabet="giấy phép nuôi ong gpno thóc 0123.-_,;?", max_size=40))
def test_no_query_fails_and_no_answer_is_given_twice(query):
    codes = found(query)
    assert len(set(codes)) == len(codes)
    assert {p.code for p in PROCEDURES} >= set(codes)
