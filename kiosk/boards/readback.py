"""
Every PDF is read back before it is released: each code must say what its caption says.

Pages are rendered by pdfium and decoded by zxing, which share nothing with what drew them; captions
are taken from the text of the PDF itself, not from what was meant to be printed.
"""

import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from kiosk.boards.layout import Area, Series
from kiosk.boards.paper import Printed
from kiosk.boards.words import printable
from kiosk.codes.draw import QUIET_ZONE
from kiosk.codes.targets import MASTER, path_of
from kiosk.texts import text

_POINTS = 72 / 25.4
_MODULE_PX = 2.5  # enough for zxing in a clean picture
_CLOSER_PX = 12.0
_BLACK = 128  # what is darker


def faults(
    pdf: bytes, printed: Sequence[Printed], progress: Callable[[Iterable], Iterable] = iter
) -> list[str]:
    """What is wrong with the codes of *pdf*, a line each; none when all is as it should be."""
    import pypdfium2

    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        pages = [(n, list(cells)) for n, cells in groupby(printed, key=lambda p: p.page)]
        found: list[str] = []
        for number, cells in progress(pages):
            found += _page_faults(document[number], cells)
        return found
    finally:
        document.close()


def _page_faults(page: Any, cells: list[Printed]) -> Iterator[str]:
    px = _MODULE_PX / min(one.cell.module_mm for one in cells)  # a millimetre
    image = _rendered(page, px)
    # Nothing here is turned or white on black; what is not found at once is looked at closer.
    decoded = _decoded(image, try_rotate=False, try_invert=False, try_downscale=False)
    reads = [(said, left / px, top / px) for said, left, top in decoded]
    words = page.get_textpage()
    for one in cells:
        here = [(said, x, y) for said, x, y in reads if one.symbol.holds(x, y)]
        reads = [read for read in reads if read not in here]
        texts = [said for said, _, _ in here]
        texts = texts or _looked_closer(page, one.symbol, one.cell.module_mm)
        fault = _fault(one, texts, _caption(page, words, one.words)) or _zone_fault(image, one, px)
        if fault:
            yield f"{one.sheet}: {one.cell.target}: {fault}"
    for said, left, top in reads:
        yield f"{cells[0].sheet}: {said} is read at {left:.0f}, {top:.0f} mm, where no code belongs"


def _fault(one: Printed, texts: list[str], caption: str) -> str:
    """What is wrong between a code and its caption; empty when they agree."""
    payload = one.cell.payload
    if len(texts) != 1:
        return f"the code is read {len(texts)} times"
    if texts[0] != payload:
        return f"the code says {texts[0]}, not {payload}"
    close = re.sub(r"\s", "", caption)
    host = one.cell.address.split("/", 1)[0]
    addresses = re.findall(re.escape(host) + r"/q[a-z0-9/._-]*", close)
    if addresses != [payload.split("://", 1)[1]]:
        return f"the code says {payload}, but its caption {' and '.join(addresses) or 'nothing'}"
    label, after = text("sheet_code", code="\0").split("\0")
    codes = re.findall(re.escape(label) + r"(\S+)" + re.escape(after), caption)
    place = Series.named(one.sheet.split("/", 1)[0]).place
    wanted = [] if one.cell.target == MASTER else [payload]
    if [f"{payload.split('://', 1)[0]}://{host}{path_of(code, place)}" for code in codes] != wanted:
        return f"the code says {payload}, but its caption has the code {' and '.join(codes) or '-'}"
    if not _is_named(one, close):
        return f"its caption does not begin with the name {one.cell.name!r}"
    return ""


def _is_named(one: Printed, close: str) -> bool:
    """Does the caption begin with the name, whole or shortened by "…"? A title stands apart."""
    if not one.is_named:
        return True
    name = re.sub(r"\s", "", printable(one.cell.name))
    shown = close.split("…", 1)[0]
    return close.startswith(name) or ("…" in close and name.startswith(shown))


def _zone_fault(image: Any, one: Printed, px: float) -> str:
    """Is there anything in the quiet zone? Its outermost half module is left to the rendering."""
    module = one.cell.module_mm
    whole = one.symbol.grown(QUIET_ZONE * module - module / 2)
    symbol = one.symbol.grown(module / 2)
    for left, top, right, bottom in (
        (whole.left, whole.top, whole.right, symbol.top),
        (whole.left, symbol.bottom, whole.right, whole.bottom),
        (whole.left, whole.top, symbol.left, whole.bottom),
        (symbol.right, whole.top, whole.right, whole.bottom),
    ):
        box = tuple(round(edge * px) for edge in (left, top, right, bottom))
        darkest, _ = image.crop(box).getextrema()
        if darkest < _BLACK:
            return "something stands in its quiet zone"
    return ""


def _rendered(page: Any, px: float, **how: Any) -> Any:
    """A picture of *page*, *px* pixels a millimetre; edges need not be smooth for a decoder."""
    plain = {"grayscale": True, "no_smoothpath": True, "no_smoothtext": True}
    return page.render(scale=px / _POINTS, **plain, **how).to_pil()


def _decoded(image: Any, **how: Any) -> list[tuple[str, float, float]]:
    """The codes in a picture: text and middle, in pixels."""
    import zxingcpp

    found = []
    for code in zxingcpp.read_barcodes(
        image,
        formats=zxingcpp.BarcodeFormat.QRCode,  # type: ignore[arg-type]
        **how,
    ):
        at = code.position
        corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
        found.append((code.text, sum(c.x for c in corners) / 4, sum(c.y for c in corners) / 4))
    return found


def _looked_closer(page: Any, symbol: Area, module: float) -> list[str]:
    """The texts of the codes in and around *symbol*, rendered on its own in more detail."""
    width, height = page.get_width() / _POINTS, page.get_height() / _POINTS
    zone = symbol.grown(QUIET_ZONE * module)
    edges = (zone.left, height - zone.bottom, width - zone.right, zone.top)
    crop = tuple(max(0.0, edge * _POINTS) for edge in edges)
    image = _rendered(page, _CLOSER_PX / module, crop=crop)
    return [said for said, _, _ in _decoded(image)]


def _caption(page: Any, words: Any, area: Area) -> str:
    """The words that the PDF has in *area*."""
    height = page.get_height()
    found = words.get_text_bounded(
        left=area.left * _POINTS,
        bottom=height - area.bottom * _POINTS,
        right=area.right * _POINTS,
        top=height - area.top * _POINTS,
    )
    # A hyphen at the end of a line comes as this sign.
    return unicodedata.normalize("NFC", found.replace("\x02", "-"))
