"""
A label: the symbol with its words, for a sticker of 60 x 70 mm or to send in a chat.

Words are drawn by Pillow in Be Vietnam Pro (OFL), which has every Vietnamese letter.
"""

import io
import re
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from kiosk.codes.draw import QUIET_ZONE
from kiosk.codes.symbol import Symbol

DPI = 300
WIDTH, HEIGHT = 709, 827  # 60 x 70 mm in dots of a 300 dpi printer
_MARGIN = 24
_FONTS = Path(__file__).parent.parent / "static" / "fonts"
_NAME_LINES = 3
_STACKED = 10  # dots by which the marks of a capital stand above the line: not in the quiet zone


def label(symbol: Symbol, name: str, code: str) -> bytes:
    """
    A PNG of the symbol in whole dots a module, with *name* (cut at a word when it is too long),
    *code* and the address without its scheme.
    """
    image = Image.new("1", (WIDTH, HEIGHT), 1)
    pen = ImageDraw.Draw(image)
    bottom = _draw_symbol(pen, symbol)
    address = symbol.payload.split("://", 1)[1]
    small = _fitted(address, 24)
    lines = [(line, _font("Bold", 30), 38) for line in _wrapped(name, _font("Bold", 30))]
    lines += [(code, _font("Regular", 28), 36), (address, small, 30)]
    top = bottom + _STACKED
    for text, font, height in lines:
        pen.text((WIDTH / 2, top), text, font=font, fill=0, anchor="ma")
        top += height
    out = io.BytesIO()
    image.save(out, "PNG", dpi=(DPI, DPI))
    return out.getvalue()


def _draw_symbol(pen: ImageDraw.ImageDraw, symbol: Symbol) -> int:
    """The symbol in the middle of the top, its quiet zone around it; where that ends."""
    side = symbol.size + 2 * QUIET_ZONE
    # Room for the words below, and whole dots a module.
    module = min(WIDTH // side, (HEIGHT - 38 * _NAME_LINES - 36 - 30 - _MARGIN) // side)
    left = (WIDTH - side * module) // 2 + QUIET_ZONE * module
    for y, row in enumerate(symbol.rows, QUIET_ZONE):
        for run in re.finditer("1+", row):
            start, end = left + run.start() * module, left + run.end() * module
            pen.rectangle((start, y * module, end - 1, (y + 1) * module - 1), fill=0)
    return side * module


def _wrapped(text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """*text* in at most three lines, shortened at a word with "…" when it needs more."""
    lines, words = [""], text.split()
    while words:
        longer = f"{lines[-1]} {words[0]}".strip()
        if font.getlength(longer) <= WIDTH - 2 * _MARGIN or not lines[-1]:
            lines[-1] = longer
            words.pop(0)
        elif len(lines) < _NAME_LINES:
            lines.append("")
        else:
            lines[-1] = _with_ellipsis(lines[-1], font)
            break
    return lines


def _with_ellipsis(line: str, font: ImageFont.FreeTypeFont) -> str:
    while " " in line and font.getlength(f"{line}…") > WIDTH - 2 * _MARGIN:
        line = line.rsplit(" ", 1)[0]
    return f"{line.rstrip(',;')}…"


def _fitted(text: str, size: int) -> ImageFont.FreeTypeFont:
    """The largest font up to *size* in which *text* fits on one line."""
    while size > 12 and _font("Regular", size).getlength(text) > WIDTH - 2 * _MARGIN:
        size -= 1
    return _font("Regular", size)


@cache
def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FONTS / f"BeVietnamPro-{weight}.ttf"), size)
