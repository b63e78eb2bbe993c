"""A symbol as a picture: same symbol, same bytes; black on white with its quiet zone."""

import re
import struct
import zlib
from functools import cache

from kiosk.codes.symbol import Symbol

QUIET_ZONE = 4  # modules, ISO/IEC 18004
MODULE_PX = 8  # one byte of a black and white PNG a module
# A module is 1.35 mm, 16 dots of a 300 dpi printer or 32 of a 600 dpi one: a version 3 symbol is
# 39 mm wide.
DPI = 150
STYLE = 2  # raise when a drawing changes, so that files are made again
_PIECE = 11  # modules of a row whose path is kept ready
_PIXELS = bytes.maketrans(b"01", b"\xff\x00")


def svg(symbol: Symbol) -> str:
    """The symbol as SVG: one path in module units, put together from ready pieces of rows."""
    side = symbol.size + 2 * QUIET_ZONE
    starts = range(0, symbol.size, _PIECE)
    path = "".join(
        f"M{QUIET_ZONE} {y}" + "".join([_piece(row[x : x + _PIECE]) for x in starts])
        for y, row in enumerate(symbol.rows, QUIET_ZONE)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" '
        'shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{path}"/></svg>\n'
    )


@cache
def _piece(bits: str) -> str:
    """The path of a piece of a row, which ends where the next piece begins."""
    path, at = "", 0
    for run in re.finditer("1+", bits):
        # Closing a rectangle goes back to where it began.
        path += f"m{run.start() - at} 0" if run.start() > at else ""
        path += f"h{len(run[0])}v1h-{len(run[0])}z"
        at = run.start()
    return path + (f"m{len(bits) - at} 0" if len(bits) > at else "")


def png(symbol: Symbol) -> bytes:
    """The symbol as a black and white PNG of 8 pixels a module; of zlib alone, for its speed."""
    side = symbol.size + 2 * QUIET_ZONE
    # A line of pixels is given once; the others of its modules repeat the line above (filter 2).
    repeat = (b"\x02" + bytes(side)) * (MODULE_PX - 1)
    white = b"\x00" + b"\xff" * side + (b"\x02" + bytes(side)) * (MODULE_PX * QUIET_ZONE - 1)
    quiet = b"\xff" * QUIET_ZONE
    lines = [white]
    for row in symbol.rows:
        lines += (b"\x00", quiet, row.encode("ascii").translate(_PIXELS), quiet, repeat)
    lines.append(white)
    return _png_head(side) + _chunk(b"IDAT", zlib.compress(b"".join(lines), 1)) + _PNG_END


def _chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


@cache
def _png_head(side: int) -> bytes:
    """What every PNG of so many modules begins with: size, one bit a pixel, resolution."""
    pixels, per_metre = side * MODULE_PX, round(DPI / 0.0254)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", pixels, pixels, 1, 0, 0, 0, 0))
        + _chunk(b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1))
    )


_PNG_END = _chunk(b"IEND", b"")
