"""Reading the codes of a photo: all at once, enlarged, and one place straightened."""

import pytest
import zxingcpp
from board_photos import Camera, field_sheet, glue, sheet_picture, shoot
from PIL import Image

from kiosk.boards import reading
from kiosk.boards.layout import Area
from kiosk.boards.plane import distance, fit

PX = 6
SHEET = field_sheet("g01-1", "1.001193", "1.000894", "1.001022")
FIRST = SHEET.cells[0]


def corners(area, scale):
    ends = [(area.left, area.top), (area.right, area.top), (area.right, area.bottom)]
    return [(x * scale, y * scale) for x, y in [*ends, (area.left, area.bottom)]]


def test_every_code_is_read_with_its_corners_and_what_correction_is_left():
    reads = reading.codes_in(sheet_picture(SHEET, PX))
    assert sorted(read.text for read in reads) == sorted(cell.payload for cell in SHEET.cells)
    (read,) = [read for read in reads if read.text == FIRST.payload]
    for seen, drawn in zip(read.corners, corners(FIRST.symbol, PX), strict=True):
        assert distance(seen, drawn) < 4
    assert (read.unused, read.modules) == (1.0, FIRST.modules)
    assert read.module_px == pytest.approx(PX * FIRST.module_mm, rel=0.02)


def test_a_text_that_stands_twice_is_read_twice():
    page = sheet_picture(SHEET, PX)
    glue(page, SHEET.cells[1].symbol, FIRST.payload, PX)
    texts = [read.text for read in reading.codes_in(page)]
    assert texts.count(FIRST.payload) == 2


def test_the_small_relatives_of_the_code_are_left_alone():
    code = zxingcpp.create_barcode("12345", zxingcpp.BarcodeFormat.MicroQRCode)
    card = Image.fromarray(code.to_image(scale=8, add_quiet_zones=True)).convert("L")
    page = Image.new("L", (600, 600), 255)
    page.paste(card, (200, 200))
    assert zxingcpp.read_barcodes(page)[0].text == "12345"
    assert reading.codes_in(page) == []


def test_small_codes_are_read_when_the_photo_is_enlarged():
    photo = shoot(sheet_picture(SHEET, PX), Camera(megapixels=0.3, fill=0.98, tilt=0), 3).image
    few = reading.codes_in(photo)
    more = reading.more_codes_in(photo, few)
    assert len(few) < 3
    assert {read.text for read in more} == {cell.payload for cell in SHEET.cells}
    for read in more:
        assert 0 < read.centre[0] < photo.width and 0 < read.centre[1] < photo.height


def test_a_photo_with_large_codes_is_not_enlarged():
    photo = sheet_picture(SHEET, PX)
    assert reading.more_codes_in(photo, reading.codes_in(photo)) == []


def straightened(area):
    shot = shoot(sheet_picture(SHEET, PX), Camera(megapixels=2.5, turn=30), 1)
    pairs = [((x / PX, y / PX), shot.plane.at((x, y))) for x, y in corners(area, PX)]
    plane = fit(pairs)
    return plane, reading.straightened(shot.image, plane, area, FIRST.module_mm)


def test_a_straightened_place_is_read_and_its_corners_are_those_in_the_photo():
    plane, patch = straightened(FIRST.with_quiet_zone)
    (read,) = reading.codes_on(patch)
    assert read.text == FIRST.payload
    for seen, printed in zip(read.corners, corners(FIRST.symbol, 1), strict=True):
        assert distance(seen, plane.at(printed)) < 4


def test_a_place_outside_the_photo_is_none():
    _, patch = straightened(Area(-400, 10, 40, 40))
    assert patch is None
