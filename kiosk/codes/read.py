"""Read a picture of one code with a decoder that shares nothing with the encoder."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

# The steps of a path of ours: to a place, along the row, or a rectangle one module high.
_STEP = re.compile(r"M(\d+ \d+)|m(\d+) 0|h(\d+)v1h-\d+z")


def text_in(path: Path) -> str | None:
    """The text of the code in a PNG or SVG file of ours, or None when there is none to read."""
    import zxingcpp
    from PIL import Image, UnidentifiedImageError

    try:
        with _raster(path) if path.suffix == ".svg" else Image.open(path) as image:
            found = zxingcpp.read_barcodes(
                image.convert("L"),
                formats=zxingcpp.BarcodeFormat.QRCode,  # type: ignore[arg-type]
            )
    except (OSError, UnidentifiedImageError, SyntaxError, ValueError, LookupError):
        # Pillow and ElementTree report some damage as SyntaxError; an SVG may lack its parts.
        return None
    return found[0].text if len(found) == 1 else None


def _raster(path: Path, module_px: int = 4):
    """The SVG drawn module by module: its own numbers, read from the file, decide every pixel."""
    from PIL import Image, ImageDraw

    root = ET.fromstring(path.read_text(encoding="utf-8"))
    side = int(root.attrib["viewBox"].split()[2])
    if not 21 <= side <= 200:
        raise ValueError(f"{side} modules is not the size of a symbol")
    image = Image.new("L", (side * module_px, side * module_px), 255)
    pen = ImageDraw.Draw(image)
    for x, y, width in _runs(root[-1].attrib["d"]):
        left, top = x * module_px, y * module_px
        pen.rectangle((left, top, left + width * module_px - 1, top + module_px - 1), fill=0)
    return image


def _runs(path: str) -> Iterator[tuple[int, int, int]]:
    """The runs of dark modules that a path of ours draws: column, row, how many."""
    x = y = 0
    for absolute, relative, run in _STEP.findall(path):
        if absolute:
            x, y = (int(number) for number in absolute.split())
        elif relative:
            x += int(relative)
        else:
            yield x, y, int(run)  # a closed rectangle ends where it began
