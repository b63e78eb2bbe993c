"""
The wall board against the usual way, and against itself.

    python benchmarks/board.py

"The usual way" is what the manuals show: `qrcode.QRCode(...).make_image()`, `SvgPathImage`, and
`drawImage` of these pictures into a PDF. Names and codes are those of the shipped catalog.
"""

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import qrcode
from common import interleaved, kiosk, say, scratch, seconds
from qrcode.image.svg import SvgPathImage

from kiosk import clock, store
from kiosk.accounts.audit import Actor
from kiosk.boards import build, files, formats, printing, readback, revisions, words
from kiosk.boards.layout import Area, Cell, Series, Sheet
from kiosk.boards.shown import Planned, Shown, Symbols
from kiosk.catalog import published
from kiosk.codes import build as codes_build
from kiosk.codes import draw, symbol
from kiosk.codes.targets import all_targets
from kiosk.store import Database

ADDRESS = "https://mc.xa.gov.vn"
FIELD = Series("field", "8")
ALL = [
    *(FIELD, Series("field", "12"), Series("wall", "a1"), Series("label", "60x70")),
    *(Series("single"), Series("guide"), Series("card", place="d"), Series("leaflet", place="l")),
]
NATION = 550_000  # 3,300 communes of 167 procedures


def usual(planned: list[Planned]) -> bytes:
    """PNG and SVG of every code of *planned*, and a PDF of the pictures with two lines of words."""
    return usual_pdf(planned, [usual_pictures(cell) for one in planned for cell in one.sheet.cells])


def usual_pictures(cell: Cell):
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_Q, border=4)
    code.add_data(cell.payload)
    code.make(fit=True)
    image = code.make_image()
    image.save(io.BytesIO())
    code.make_image(image_factory=SvgPathImage).save(io.BytesIO())
    return image.get_image()


def usual_pdf(planned: list[Planned], images: list) -> bytes:
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfgen import canvas

    pdfmetrics.registerFont(words.font(False))
    out, pictures = io.BytesIO(), iter(images)
    page = canvas.Canvas(out, pagesize=(595, 842))
    for one in planned:
        for cell in one.sheet.cells:
            x, y = cell.symbol.left * 2.83, 842 - cell.symbol.bottom * 2.83
            page.drawImage(ImageReader(next(pictures)), x, y, 113, 113)
            page.setFont("Regular", 8)
            page.drawString(x + 120, y + 90, cell.name[:40])
            page.drawString(x + 120, y + 80, cell.code)
        page.showPage()
    page.save()
    return out.getvalue()


def own(shown: Shown) -> bytes:
    """The same files of ours, from addresses to bytes, with nothing stored."""
    fresh = replace(shown, symbols=_Fresh())
    planned = formats.plan(fresh, FIELD, ())
    for one in planned:
        for cell in one.sheet.cells:
            draw.png(fresh.symbols[cell.payload])
            draw.svg(fresh.symbols[cell.payload])
    return printing.pdf(fresh, planned)[0]


class _Fresh(dict):
    """Symbols by payload, each encoded when first asked for."""

    def __missing__(self, payload: str) -> symbol.Symbol:
        self[payload] = symbol.encode(payload)
        return self[payload]


def a_communes_set(db: Database, folder: Path) -> None:
    shown = Shown(published.load(db, date.today()), ADDRESS, Symbols(db))
    planned = formats.plan(shown, FIELD, ())
    own(shown)  # tables and pieces are made when first used
    pdf, printed = printing.pdf(shown, planned)
    n = len(printed)

    out, path = folder / "qr_out", folder / "board" / "field-8.pdf"
    targets = [target for target in all_targets(shown.published) if target.kind == "procedure"]
    codes_build.build(db, targets, ADDRESS, out)
    board = build.plan(shown, [FIELD], {})
    sheets = build.to_record({}, board, board["field-8"], is_part=False)
    build.release(db, shown, sheets, {path: pdf}, Actor("bench", "command"), clock.utc_now())
    files.remember(path.parent, path, ADDRESS, build.inputs_of(planned, None))

    def unchanged() -> None:
        codes_build.build(db, targets, ADDRESS, out)
        now = Shown(published.load(db, date.today()), ADDRESS, Symbols(db))
        again = build.plan(now, [FIELD], revisions.board_at(db))
        assert files.is_current(path.parent, path, build.inputs_of(again["field-8"], None))
        sheets = {"field-8": tuple(one.sheet for one in again["field-8"])}
        assert revisions.record(db, sheets, ADDRESS, "bench", clock.utc_now()) is None

    fast, slow, still = interleaved(lambda: own(shown), lambda: usual(planned), unchanged, rounds=5)
    details = f"{n} codes, {len(planned)} sheets: {fast:.3f} s against {slow:.2f} s"
    say("a commune's set: PNG, SVG and board PDF", slow / fast, ">= 20 x", details)
    say("nothing changed, files and board", still / slow, "<= 0.1 x of that", f"{still:.3f} s")

    images = [usual_pictures(cell) for one in planned for cell in one.sheet.cells]
    made, pictured, read = interleaved(
        lambda: printing.pdf(shown, planned),
        lambda: usual_pdf(planned, images),
        lambda: readback.faults(pdf, printed),
        rounds=5,
    )
    size = len(usual_pdf(planned, images)) / len(pdf)
    details = f"{made:.3f} s, {len(pdf) // 1024} KiB, 1/{size:.1f} of the size"
    say("board PDF against `drawImage` of ready pictures", pictured / made, "-", details)
    assert readback.faults(pdf, printed) == []
    say(
        f"reading all {n} codes and captions back",
        read / made,
        "about 1 x making it",
        f"{read:.3f} s",
    )


def every_format(db: Database) -> None:
    shown = Shown(published.load(db, date.today()), ADDRESS, Symbols(db))
    for series in ALL:
        planned = formats.plan(shown, series, ())
        kept: list = []
        made = seconds(lambda planned=planned, kept=kept: kept.append(printing.pdf(shown, planned)))
        ((pdf, printed),) = kept
        read = seconds(lambda pdf=pdf, printed=printed: readback.faults(pdf, printed))
        faults = len(readback.faults(pdf, printed))
        print(
            f"{series.name}: {len(planned)} sheets, {len(printed)} codes, {len(pdf) // 1024} KiB: "
            f"made in {made:.2f} s, read back in {read:.2f} s, {faults} faults"
        )


def a_nations_codes(folder: Path) -> None:
    """Every recorded code compared with what is published, against reading the same rows."""
    db = store.create(folder / "nation.db")
    symbol_area = Area(10, 10, 40, 40)
    names = {f"1.{n:06}": f"Thủ tục số {n} của một xã, phường" for n in range(NATION)}
    codes = iter(names.items())

    def sheet(number: int) -> Sheet:
        cells = tuple(
            Cell(place, code, f"{ADDRESS}/q/{code}", "m" * 64, 29, symbol_area, name, "00000000")
            for place, (code, name) in zip(range(8), codes, strict=False)
        )
        return Sheet(f"field-8/g{number}-1", "Nhóm", 210, 297, cells, "00000000")

    sheets = tuple(sheet(n) for n in range(-(-NATION // 8)))
    with db.transaction():
        revisions.record(db, {"field-8": sheets}, ADDRESS, "bench", clock.utc_now())
    sql = "select target, payload, name from board_cell where unit_id = :unit"
    check, scan = interleaved(
        lambda: revisions.compare_codes(db, names, ADDRESS),
        lambda: sum(1 for _ in db.query(sql)),
    )
    found = revisions.compare_codes(db, names, ADDRESS)
    assert found == revisions.Codes(NATION, 0, 0, 0)
    say(f"{NATION} codes, nothing changed", check / scan, "<= 2 x a bare scan", f"{check:.2f} s")
    db.close()


if __name__ == "__main__":
    with scratch() as folder:
        kiosk(folder, "init")
        db = store.open_database(folder / "instance" / "kiosk.db")
        a_communes_set(db, folder)
        every_format(db)
        a_nations_codes(folder)
        db.close()
