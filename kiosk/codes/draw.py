"""A symbol as a picture: same symbol, same bytes; black on white with its quiet zone."""

import io
import re

from kiosk.codes.symbol import Symbol

QUIET_ZONE = 4  # modules, ISO/IEC 18004
MODULE_PX = 12  # one millimetre at 300 dpi
STYLE = 1  # raise when a drawing changes, so that files are made again


def svg(symbol: Symbol) -> str:
    """The symbol as SVG: one path of horizontal runs, in module units."""
    path = "".join(
        f"M{run.start() + QUIET_ZONE} {y + QUIET_ZONE}h{len(run[0])}v1h-{len(run[0])}z"
        for y, row in enumerate(symbol.rows)
        for run in re.finditer("1+", row)
    )
    side = symbol.size + 2 * QUIET_ZONE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" '
        'shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{path}"/></svg>\n'
    )


def png(symbol: Symbol) -> bytes:
    """The symbol as a black and white PNG of whole pixels per module, 300 dpi."""
    from PIL import Image

    side = symbol.size + 2 * QUIET_ZONE
    image = Image.new("1", (side, side), 1)
    image.putdata(
        [
            0 if _is_dark(symbol, x - QUIET_ZONE, y - QUIET_ZONE) else 1
            for y in range(side)
            for x in range(side)
        ]
    )
    image = image.resize((side * MODULE_PX, side * MODULE_PX), Image.Resampling.NEAREST)
    out = io.BytesIO()
    image.save(out, "PNG", dpi=(300, 300), compress_level=9)
    return out.getvalue()


def _is_dark(symbol: Symbol, x: int, y: int) -> bool:
    return 0 <= x < symbol.size and 0 <= y < symbol.size and symbol.rows[y][x] == "1"
