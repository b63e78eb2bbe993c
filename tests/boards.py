"""Sheets of the board made from a real catalog, without the commands."""

import io

import pypdfium2
import zxingcpp
from conftest import NOW

from kiosk.boards import formats, printing
from kiosk.boards.layout import Series
from kiosk.boards.shown import Shown, Symbols
from kiosk.catalog import published
from kiosk.clock import local_day

ADDRESS = "https://motcua.example.gov.vn"
SERIES = [
    Series("wall", "a1"),
    Series("wall", "a2"),
    Series("field", "8"),
    Series("field", "12"),
    Series("label", "60x70"),
    Series("single"),
    Series("guide"),
    Series("card", place="d"),
    Series("leaflet", place="l"),
]


def shown(db, base_url=ADDRESS):
    return Shown(published.load(db, local_day(NOW)), base_url, Symbols(db))


def sheets(what, series, before=()):
    return formats.plan(what, series, before)


def pdf(what, planned):
    """The document of *planned*, and where its codes stand."""
    return printing.pdf(what, planned)


def texts(document):
    """The words of each page of a PDF."""
    opened = pypdfium2.PdfDocument(io.BytesIO(document))
    found = [page.get_textpage().get_text_range() for page in opened]
    opened.close()
    return found


def codes(document, dpi=150):
    """The texts of the codes on each page of a PDF, read as a phone would."""
    opened = pypdfium2.PdfDocument(io.BytesIO(document))
    found = []
    for page in opened:
        scale = min(dpi / 72, 4000 / page.get_width())
        image = page.render(scale=scale, grayscale=True).to_pil()
        found.append(sorted(read.text for read in zxingcpp.read_barcodes(image)))
    opened.close()
    return found
