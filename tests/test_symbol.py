"""The symbol of an address: made once, then kept, so that a printed code never changes."""

import pytest
import qrcode

from kiosk.codes import symbol
from kiosk.errors import CodesError

ADDRESS = "https://motcua.example.gov.vn/q/1001193"


def with_mask(payload, mask):
    """A symbol that our encoder would not choose: the same address, another mask."""
    ours = symbol.encode(payload)
    assert ours.mask != mask
    other = qrcode.QRCode(
        version=ours.version,
        error_correction=qrcode.constants.ERROR_CORRECT_Q,
        border=0,
        mask_pattern=mask,
    )
    other.add_data(payload, optimize=0)
    other.make(fit=False)
    rows = tuple("".join("1" if dark else "0" for dark in row) for row in other.modules)
    return symbol.Symbol(payload, "Q", ours.version, mask, rows)


def store_symbol(db, drawn):
    """Insert *drawn* as an earlier release would have."""
    bits = "".join(drawn.rows)
    db.execute(
        """
        insert into symbol (unit_id, payload, level, version, mask, modules, digest, made_at)
        values (:unit, :payload, 'Q', :version, :mask, :modules, :digest, '2026-01-01T00:00:00Z')
        """,
        {
            "payload": drawn.payload,
            "version": drawn.version,
            "mask": drawn.mask,
            "modules": f"{int(bits, 2):0{(len(bits) + 3) // 4}x}",
            "digest": drawn.digest,
        },
    )


@pytest.mark.parametrize(
    ("length", "version"), [(20, 2), (21, 3), (32, 3), (33, 4), (46, 4), (47, 5)]
)
def test_the_version_follows_from_the_length_of_the_address(length, version):
    drawn = symbol.encode("https://h.vn/q/".ljust(length, "1"))
    assert (drawn.level, drawn.version, drawn.size) == ("Q", version, 17 + 4 * version)


def test_the_shortest_real_address_is_version_three():
    assert symbol.encode("https://mc.xa.gov.vn/q/1001193").version == 3
    assert symbol.encode(ADDRESS).version == 4


def test_a_symbol_is_level_q():
    """The level stands in the format bits beside the upper left finder, under a fixed mask."""
    rows = symbol.encode(ADDRESS).rows
    bits = int(rows[8][0:2], 2) ^ 0b10
    assert bits == 0b11  # Q (ISO/IEC 18004, table 12)


def test_a_symbol_holds_only_dark_and_light_modules_in_a_square():
    drawn = symbol.encode(ADDRESS)
    assert {len(row) for row in drawn.rows} == {33}
    assert set("".join(drawn.rows)) == {"0", "1"}


def test_the_same_address_gives_the_same_symbol():
    assert symbol.encode(ADDRESS) == symbol.encode(ADDRESS)


def test_a_new_symbol_is_stored_and_comes_back_whole(empty_db):
    made = symbol.of_payloads(empty_db, [ADDRESS])[0]
    assert made == symbol.encode(ADDRESS)
    assert symbol.find(empty_db, ADDRESS) == made
    assert symbol.of_payloads(empty_db, [ADDRESS])[0] == made
    assert list(empty_db.query("select count(*) as n from symbol")) == [{"n": 1}]


def test_a_stored_symbol_is_used_even_where_the_encoder_would_make_another(empty_db):
    other = with_mask(ADDRESS, 7)
    store_symbol(empty_db, other)
    assert symbol.of_payloads(empty_db, [ADDRESS])[0] == other
    assert symbol.of_payloads(empty_db, [ADDRESS])[0] != symbol.encode(ADDRESS)


def test_an_address_without_a_symbol_is_not_found(empty_db):
    assert symbol.find(empty_db, ADDRESS) is None


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param("modules = 'f' || substr(modules, 2)", id="other modules"),
        pytest.param("modules = substr(modules, 2)", id="modules cut"),
        pytest.param("modules = ''", id="no modules"),
        pytest.param("modules = 'no matrix'", id="no hexadecimal"),
        pytest.param("version = 3", id="other version"),
        pytest.param("digest = ''", id="no digest"),
    ],
)
def test_a_damaged_symbol_is_refused(empty_db, damage):
    symbol.of_payloads(empty_db, [ADDRESS])[0]
    empty_db.execute(f"update symbol set {damage}")
    with pytest.raises(CodesError, match=f"The stored symbol of {ADDRESS} is damaged"):
        symbol.of_payloads(empty_db, [ADDRESS])[0]


def test_the_digest_is_the_identity_of_the_matrix():
    drawn = symbol.encode(ADDRESS)
    assert drawn.digest != with_mask(ADDRESS, 7).digest
    assert len(drawn.digest) == 64
