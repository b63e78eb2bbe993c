"""What a sheet looks like, as a picture."""

import io
from pathlib import Path
from typing import Any

from kiosk.boards import files

_WIDTH_PX = 1240  # a page of A4 at 150 dpi


def write(pdf: bytes, path: Path) -> None:
    """Write the first page of *pdf* as a PNG to *path*."""
    files.write(path, png(pdf, _WIDTH_PX))


def png(pdf: bytes, width_px: int) -> bytes:
    """The first page of *pdf* as a PNG."""
    import pypdfium2

    document: Any = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        page = document[0]
        image = page.render(scale=width_px / page.get_width(), grayscale=True).to_pil()
    finally:
        document.close()
    out = io.BytesIO()
    # Sixteen greys are all that smooth edges need.
    image.quantize(16).save(out, "PNG", optimize=True)
    return out.getvalue()
