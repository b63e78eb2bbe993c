import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalog import code


@pytest.mark.parametrize(
    "written",
    [
        "1.001193",
        "1001193",
        " 1.001193\n",
        "1.001193.000.00.00.H23",
        "1.001193.000.00.00.h3",
        "1.001193.000.00.00.H230",
        "10011930000000H23",
    ],
)
def test_every_written_form_leads_to_the_short_code(written):
    assert code.normalise(written) == "1.001193"


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("C08_XPHCDB", "C08_XPHCDB"),
        ("c08_xphcdb", "C08_XPHCDB"),
        ("BTP-1.2", "BTP-1.2"),
        ("12-a", "12-A"),
        ("f07a", "F07A"),
        ("A" * 40, "A" * 40),
    ],
)
def test_a_local_code_is_kept_in_capitals(written, key):
    assert code.normalise(written) == key
    assert not code.is_standard(key)


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("", id="empty"),
        pytest.param("  ", id="blank"),
        pytest.param("1,001193", id="comma"),
        pytest.param("1.001193/b", id="path"),
        pytest.param("mã 1", id="space and mark"),
        pytest.param("Đ12", id="letter outside A-Z"),
        pytest.param("\N{KELVIN SIGN}12", id="letter that only folds to K"),
        pytest.param("-A1", id="hyphen first"),
        pytest.param("A1.", id="dot last"),
        pytest.param("A" * 41, id="too long"),
        pytest.param("12_34", id="no letter"),
        pytest.param("f07", id="field address"),
        pytest.param("G3", id="group address"),
        pytest.param("p1", id="page address"),
        pytest.param("000.00.53.H48-220921-0099", id="somebody's dossier"),
    ],
)
def test_what_cannot_be_a_code_has_no_key(written):
    assert code.normalise(written) is None


@pytest.mark.parametrize(
    "written",
    [
        *("1.00119", "1.0011933", "12345", "0.001193", "10.001193", "0001193", "10011930000000"),
        *("1.001193.000.00.00", "1.001193.000.00.00.H", "1.001193.000.00.00.H1234"),
        *("1.OO1193", "1.oo1193", "1.001193a", "1.001193-2"),
    ],
)
def test_a_national_code_with_a_mistake_is_no_local_code(written):
    assert code.normalise(written) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("000.00.53.H48-220921-0099", True),
        (" 000.00.53.h48-220921-0099 ", True),
        ("1.001193.000.00.00.H23", False),
        ("đăng ký khai sinh", False),
    ],
)
def test_a_dossier_number_is_recognised(text, expected):
    assert code.is_dossier(text) is expected


@pytest.mark.parametrize(
    ("key", "printed"), [("1.001193", "1001193"), ("C08_XPHCDB", "c08_xphcdb"), ("A.1", "a.1")]
)
def test_the_printed_form_is_short_and_lower_case(key, printed):
    assert code.printed(key) == printed


@given(st.text(max_size=60) | st.from_regex(r"[1-9]\.?[0-9]{6}", fullmatch=True))
def test_a_key_is_its_own_key_and_so_is_its_printed_form(text):
    key = code.normalise(text)
    if key is not None:
        assert code.normalise(key) == key
        assert code.normalise(code.printed(key)) == key
