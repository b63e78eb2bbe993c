"""A symbol as a picture, read back by a decoder that shares nothing with the encoder."""

import io
import xml.etree.ElementTree as ET

import pytest
import zxingcpp
from PIL import Image

from kiosk.codes import draw, read, symbol

ADDRESSES = [
    "https://motcua.example.gov.vn/q/1001193",
    "https://mc.xa.gov.vn/q/f07",
    "http://127.0.0.1:8000/q",
    "https://motcua.example.gov.vn/q/c08_xphcdb/d",
    "https://ttpvhcc.xa-co-ten-rat-dai.tinh-cung-rat-dai.gov.vn/q/1001193/l",
]
ADDRESS = ADDRESSES[0]  # version 4: 33 modules


def png_of(address):
    return Image.open(io.BytesIO(draw.png(symbol.encode(address))))


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_drawn_code_says_its_address(tmp_path, address, kind):
    drawn = symbol.encode(address)
    path = tmp_path / f"code.{kind}"
    path.write_bytes(draw.png(drawn) if kind == "png" else draw.svg(drawn).encode())
    assert read.text_in(path) == address


def test_another_decoder_call_agrees_on_the_level_and_the_format():
    (found,) = zxingcpp.read_barcodes(png_of(ADDRESS))
    assert found.text == ADDRESS
    assert found.format == zxingcpp.BarcodeFormat.QRCode
    assert found.ec_level == "Q"


def test_the_same_symbol_gives_the_same_bytes():
    one, other = symbol.encode(ADDRESS), symbol.encode(ADDRESS)
    assert draw.png(one) == draw.png(other)
    assert draw.svg(one) == draw.svg(other)


def test_a_png_is_black_and_white_in_whole_pixels_and_printer_dots():
    image = png_of(ADDRESS)
    assert image.mode == "1"
    assert image.size == ((33 + 8) * 8, (33 + 8) * 8)
    # 150 dpi: two dots of a 300 dpi printer a pixel, four of a 600 dpi one.
    assert [round(dpi) for dpi in image.info["dpi"]] == [150, 150]


def test_the_quiet_zone_is_four_white_modules():
    image = png_of(ADDRESS).convert("L")
    side, zone = image.width, 4 * 8
    for box in (
        (0, 0, side, zone),
        (0, side - zone, side, side),
        (0, 0, zone, side),
        (side - zone, 0, side, side),
    ):
        assert image.crop(box).getextrema() == (255, 255)
    # The symbol begins right behind it: the corner of a finder.
    assert image.getpixel((zone, zone)) == 0


def test_an_svg_is_a_white_square_and_one_path_of_the_dark_modules():
    drawn = symbol.encode(ADDRESS)
    root = ET.fromstring(draw.svg(drawn))
    assert root.attrib["viewBox"] == "0 0 41 41"
    ground, dark = root
    assert ground.attrib == {"fill": "#fff", "d": "M0 0h41v41H0z"}
    assert list(dark.attrib) == ["d"]
    # The upper left finder: a run of seven, four modules from either edge.
    assert dark.attrib["d"].startswith("M4 4h7v1h-7z")


def test_png_and_svg_show_the_same_modules(tmp_path):
    drawn = symbol.encode(ADDRESS)
    svg = tmp_path / "code.svg"
    svg.write_text(draw.svg(drawn))
    raster = read._raster(svg, module_px=8)
    assert raster.tobytes() == png_of(ADDRESS).convert("L").tobytes()


# Reading ------------------------------------------------------------------------------------


@pytest.fixture
def pictures(tmp_path):
    """A PNG and an SVG of one code."""
    drawn = symbol.encode(ADDRESS)
    (tmp_path / "code.png").write_bytes(draw.png(drawn))
    (tmp_path / "code.svg").write_text(draw.svg(drawn))
    return tmp_path


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a picture",
        b"<svg",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<svg viewBox='0 0 41 41'/>",
        b"<svg viewBox='41'><path d=''/></svg>",
        b"<svg viewBox='0 0 41 41'><path/></svg>",
        b"<svg viewBox='0 0 x 41'><path d=''/></svg>",
        b"<svg viewBox='0 0 999999 999999'><path d='M0 0h1v1h-1z'/></svg>",
        b"<svg viewBox='0 0 41 41'><path d=''/></svg>",
        b"\xff\xfe\x00",
    ],
)
@pytest.mark.parametrize("kind", ["png", "svg"])
def test_what_is_no_picture_of_a_code_has_no_text(tmp_path, content, kind):
    path = tmp_path / f"code.{kind}"
    path.write_bytes(content)
    assert read.text_in(path) is None


def test_a_damaged_png_has_its_text_or_none(pictures):
    path = pictures / "code.png"
    whole = path.read_bytes()
    for position in range(0, len(whole), 3):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 0xFF]) + whole[position + 1 :])
        assert read.text_in(path) in (ADDRESS, None)
    for length in range(0, len(whole), 50):
        path.write_bytes(whole[:length])
        assert read.text_in(path) in (ADDRESS, None)


def test_a_missing_file_has_no_text(tmp_path):
    assert read.text_in(tmp_path / "code.png") is None


def test_two_codes_in_one_picture_are_no_code_of_ours(tmp_path):
    one, other = png_of(ADDRESS), png_of(ADDRESSES[1])
    both = Image.new("L", (1000, 500), 255)
    both.paste(one, (0, 0))
    both.paste(other, (500, 0))
    both.save(tmp_path / "both.png")
    assert read.text_in(tmp_path / "both.png") is None
