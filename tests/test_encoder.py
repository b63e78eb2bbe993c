"""The table encoder gives the symbols of `qrcode`, module for module."""

import random
import string

import pytest
import qrcode

from kiosk.codes import encoder

SIGNS = string.ascii_letters + string.digits + "-._~:/?#=&%"


def by_qrcode(payload, level, mask=None):
    """(version, rows) of plain `qrcode`, one byte segment."""
    code = qrcode.QRCode(error_correction=encoder.LEVELS[level], border=0, mask_pattern=mask)
    code.add_data(payload, optimize=0)
    code.make(fit=True)
    rows = tuple("".join("1" if dark else "0" for dark in row) for row in code.modules)
    return code.version, rows


def by_tables(payload, level, mask=None):
    version, _, matrix = encoder.encode(payload, level, mask)
    return version, encoder.rows(matrix, version)


def test_a_thousand_random_symbols_equal_those_of_qrcode():
    chance = random.Random(20260310)
    for _ in range(1000):
        text = "https://" + "".join(chance.choices(SIGNS, k=chance.randint(1, 60)))
        level = chance.choice("LMQH")
        assert by_tables(text, level) == by_qrcode(text, level), (text, level)


@pytest.mark.parametrize("version", range(1, 10))
def test_symbols_that_are_filled_to_the_last_byte_equal_those_of_qrcode(version):
    for level in "LMQH":
        text = "a" * ((qrcode.util.BIT_LIMIT_TABLE[encoder.LEVELS[level]][version] - 12) // 8)
        assert by_tables(text, level) == by_qrcode(text, level)
        assert by_tables(text, level)[0] == version


@pytest.mark.parametrize("mask", range(8))
def test_a_given_mask_is_used(mask):
    payload = "https://motcua.example.gov.vn/q/1001193"
    version, chosen, matrix = encoder.encode(payload, "Q", mask)
    assert chosen == mask
    assert encoder.rows(matrix, version) == by_qrcode(payload, "Q", mask)[1]


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param("https://h.vn/" + "x" * 200, id="beyond the tables"),
        pytest.param("https://h.vn/đăng-ký", id="letters beyond ASCII"),
        pytest.param("\0" * 30, id="only zeros"),
    ],
)
def test_what_is_unusual_is_drawn_too(payload):
    assert by_tables(payload, "Q") == by_qrcode(payload.encode(), "Q")
