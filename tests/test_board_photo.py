"""Any file may be handed in as a photo."""

import struct
import zlib

import pillow_heif
import pytest
from PIL import Image

from kiosk.boards.photo import MOST_PIXELS, read_photo
from kiosk.errors import PhotoError


def picture(size=(400, 300), mode="L"):
    """Dark on the left, light on the right, and a black square in the upper left corner."""
    image = Image.linear_gradient("L").rotate(90).resize(size)
    image.paste(0, (0, 0, size[0] // 8, size[1] // 8))
    return image.convert(mode)


def saved(tmp_path, name, image=None, **options):
    path = tmp_path / name
    (image or picture()).save(path, **options)
    return path


def refused(path):
    with pytest.raises(PhotoError) as told:
        read_photo(path)
    text = str(told.value)
    assert str(path) in text and "\n" not in text
    return text.removeprefix(str(path)).strip()


def png_head(width, height, data=b""):
    """A PNG that says it is so large, with next to nothing in it."""

    def chunk(kind, body):
        crc = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + crc

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("name", "mode", "options"),
    [
        ("p.jpg", "RGB", {"quality": 95}),
        ("grey.jpg", "L", {"quality": 95}),
        ("print.jpg", "CMYK", {"quality": 95}),
        ("p.png", "RGB", {}),
        ("palette.png", "P", {}),
        ("p.webp", "RGB", {"quality": 95}),
        ("named wrongly.txt", "RGB", {"format": "PNG"}),
    ],
)
def test_the_usual_formats_are_read_in_grey(tmp_path, name, mode, options):
    image = read_photo(saved(tmp_path, name, picture(mode=mode), **options))
    assert (image.mode, image.size) == ("L", (400, 300))
    assert image.getpixel((10, 10)) < 10
    assert image.getpixel((390, 150)) > 240


def test_the_format_of_apple_phones_is_read(tmp_path):
    path = tmp_path / "p.heic"
    pillow_heif.from_pillow(picture(mode="RGB")).save(path, quality=95)
    image = read_photo(path)
    assert (image.mode, image.size) == ("L", (400, 300))
    assert image.getpixel((10, 10)) < 30 and image.getpixel((390, 150)) > 230


@pytest.mark.parametrize(
    ("orientation", "size", "corner"),
    [(1, (400, 300), (5, 5)), (6, (300, 400), (295, 5)), (3, (400, 300), (395, 295))],
)
def test_a_photo_is_shown_upright(tmp_path, orientation, size, corner):
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = read_photo(saved(tmp_path, "p.jpg", exif=exif))
    assert image.size == size
    assert image.getpixel(corner) < 10


def test_sixteen_bits_are_scaled_and_not_clipped(tmp_path):
    image = read_photo(saved(tmp_path, "p.png", Image.new("I;16", (200, 200), 40000)))
    assert image.getpixel((100, 100)) == 156


def test_what_is_transparent_is_paper(tmp_path):
    clear = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
    assert read_photo(saved(tmp_path, "p.png", clear)).getpixel((100, 100)) == 255


def test_a_text_file_is_no_photo(tmp_path):
    (tmp_path / "notes.jpg").write_text("Một cửa", encoding="utf-8")
    assert refused(tmp_path / "notes.jpg") == "is not a photo. Give a JPEG, PNG, WebP or HEIC file."


def test_a_pdf_is_no_photo(tmp_path):
    (tmp_path / "board.pdf").write_bytes(b"%PDF-1.4\n" + b"x" * 500)
    assert refused(tmp_path / "board.pdf").startswith("is not a photo.")


def test_an_empty_file_is_told(tmp_path):
    (tmp_path / "p.jpg").touch()
    assert refused(tmp_path / "p.jpg") == "is empty. Copy it from the phone again."


def test_a_missing_file_and_a_folder_are_told(tmp_path):
    assert refused(tmp_path / "p.jpg").startswith("does not exist.")
    assert refused(tmp_path).startswith("is not a file.")


def test_a_photo_cut_short_is_told(tmp_path):
    path = saved(tmp_path, "p.jpg")
    path.write_bytes(path.read_bytes()[:2000])
    told = refused(path)
    assert told.startswith("is damaged (")
    assert told.endswith("Copy it from the phone again, or take another photo.")


@pytest.mark.parametrize(
    ("width", "height", "how_many"),
    [(20_000, 10_000, "far more"), (10_000, 9_000, "90 million pixels, more")],
)
def test_a_photo_of_200_million_pixels_is_refused_before_it_is_unpacked(
    tmp_path, width, height, how_many
):
    assert width * height > MOST_PIXELS
    path = tmp_path / "p.png"
    path.write_bytes(png_head(width, height))
    assert refused(path) == (
        f"has {how_many} than the 80 million that are read. Take it again in the camera's usual "
        "setting (12 million)."
    )


def test_a_file_that_unpacks_to_gigabytes_is_refused(tmp_path):
    path = tmp_path / "bomb.png"
    path.write_bytes(png_head(100_000, 100_000, zlib.compress(bytes(1_000_000))))
    assert refused(path).startswith("has far more than the 80 million")


def test_a_preview_is_too_small(tmp_path):
    assert refused(saved(tmp_path, "p.jpg", picture((100, 75)))).startswith(
        "is only 100 x 75 pixels"
    )


@pytest.mark.parametrize("name", ["p.png", "p.webp"])
def test_an_animation_is_no_photo(tmp_path, name):
    frames = [Image.new("RGB", (200, 200), colour) for colour in ("red", "blue")]
    path = saved(tmp_path, name, frames[0], save_all=True, append_images=frames[1:])
    assert refused(path).startswith("is an animation.")


def test_a_gif_is_no_photo(tmp_path):
    assert refused(saved(tmp_path, "p.gif")).startswith("is not a photo.")


@pytest.mark.parametrize("name", ["p.jpg", "p.png", "p.webp", "p.heic"])
def test_damage_anywhere_is_one_line_or_no_matter(tmp_path, name):
    path = tmp_path / name
    if name == "p.heic":
        pillow_heif.from_pillow(picture(mode="RGB")).save(path, quality=50)
    else:
        picture().save(path)
    whole = path.read_bytes()
    told = 0
    for at in range(0, len(whole), max(1, len(whole) // 60)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x5A]) + whole[at + 1 :])
        try:
            read_photo(path)
        except PhotoError as error:
            told += 1
            assert "\n" not in str(error) and str(path) in str(error)
    assert told
