"""A label: the symbol with its words."""

import io

import pytest
import zxingcpp
from click.testing import CliRunner
from PIL import Image

from kiosk.cli import cli
from kiosk.codes import label, symbol

ADDRESS = "https://motcua.example.gov.vn/q/1001193"
LONG = "Chứng thực bản sao từ bản chính giấy tờ, văn bản " * 8


def drawn(name="Đăng ký khai sinh", address=ADDRESS):
    return Image.open(io.BytesIO(label.label(symbol.encode(address), name, "1.001193")))


def is_dark(image, box):
    return image.convert("L").crop(box).getextrema()[0] == 0


def test_a_label_is_sixty_by_seventy_millimetres_and_says_its_address():
    image = drawn()
    assert image.size == (709, 827)
    assert [round(dpi) for dpi in image.info["dpi"]] == [300, 300]
    (found,) = zxingcpp.read_barcodes(image)
    assert found.text == ADDRESS


@pytest.mark.parametrize("name", ["Hộ tịch", LONG, "Ẵ Ệ ễ Ổ ỡ Ữ", "x" * 409])
def test_words_stay_inside_and_below_the_symbol(name):
    image = drawn(name)
    side = (33 + 8) * (min(709 // 41, (827 - 38 * 3 - 36 - 30 - 24) // 41))
    assert is_dark(image, (0, side, 709, 827))
    # The quiet zone under the symbol is free of words, and so is the lower edge.
    assert not is_dark(image, (0, side - 4 * (side // 41), 709, side))
    assert not is_dark(image, (0, 820, 709, 827))


def test_a_name_that_is_too_long_is_cut_at_a_word():
    lines = label._wrapped(LONG, label._font("Bold", 30))
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert LONG.startswith(" ".join(lines).rstrip("…"))


@pytest.mark.parametrize(
    ("code", "target"), [("1001193", "1.001193"), ("F7", "f07"), ("p1", "p1"), ("master", "master")]
)
def test_the_command_writes_a_label(database_path, tmp_path, monkeypatch, code, target):
    monkeypatch.setenv("KIOSK_DATABASE", str(database_path))
    monkeypatch.setenv("KIOSK_BASE_URL", "https://mc.xa.gov.vn")
    monkeypatch.chdir(tmp_path)
    said = CliRunner().invoke(cli, ["codes", "label", code])
    assert said.exit_code == 0, said.output
    (found,) = zxingcpp.read_barcodes(Image.open(tmp_path / f"{target}.png"))
    assert found.text.startswith("https://mc.xa.gov.vn/q")


def test_an_unknown_code_is_one_readable_line(database_path, tmp_path, monkeypatch):
    monkeypatch.setenv("KIOSK_DATABASE", str(database_path))
    said = CliRunner().invoke(cli, ["codes", "label", "9.999999"])
    assert said.exit_code == 1
    assert "There is no code '9.999999'" in said.output
