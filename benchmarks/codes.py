"""
Symbols and their pictures against plain `qrcode`, and the whole command against a plain loop.

    python benchmarks/codes.py

"Plain" is what the manuals show: `qrcode.QRCode(...).make_image()`, `SvgPathImage`, one process.
"""

import io
import random
import subprocess
import sys
from pathlib import Path

import qrcode
from common import environment, interleaved, kiosk, say, scratch
from qrcode.image.svg import SvgPathImage

from kiosk.codes import draw, encoder, symbol

N = 150
PLAIN_LOOP = """
import json, sys
import qrcode
from qrcode.image.svg import SvgPathImage
for entry in json.load(open(sys.argv[1]))["codes"]:
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_Q, border=4)
    code.add_data(entry["payload"])
    code.make(fit=True)
    code.make_image().save(f"{sys.argv[2]}/{entry['target']}.png")
    code.make_image(image_factory=SvgPathImage).save(f"{sys.argv[2]}/{entry['target']}.svg")
"""


def payloads(n: int) -> list[str]:
    """Addresses of 31 characters: version 3 at level Q, as a board should have them."""
    chance = random.Random(3)
    return [f"https://mc.xa.gov.vn/q/{chance.randint(1000000, 2999999)}" for _ in range(n)]


def plain(payload: str) -> qrcode.QRCode:
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_Q, border=4)
    code.add_data(payload)
    code.make(fit=True)
    return code


def plain_png(payload: str) -> bytes:
    out = io.BytesIO()
    plain(payload).make_image().save(out)
    return out.getvalue()


def plain_svg(payload: str) -> bytes:
    out = io.BytesIO()
    plain(payload).make_image(image_factory=SvgPathImage).save(out)
    return out.getvalue()


def symbols() -> None:
    many = payloads(N)
    encoder.encode(many[0], "Q")
    works = {
        "matrix": (lambda p: encoder.encode(p, "Q"), plain, 40),
        "PNG": (lambda p: draw.png(symbol.encode(p)), plain_png, 30),
        "SVG": (lambda p: draw.svg(symbol.encode(p)), plain_svg, 40),
    }
    for name, (ours, theirs, goal) in works.items():
        for payload in many:
            ours(payload)  # tables and pieces are made when first used
        fast, slow = interleaved(
            lambda ours=ours: [ours(p) for p in many for _ in range(10)],
            lambda theirs=theirs: [theirs(p) for p in many],
            rounds=5,
        )
        rate = 10 * N / fast
        say(name, rate / (N / slow), f">= {goal} x", f"{rate:.0f}/s against {N / slow:.0f}/s")
    differ = sum(
        1
        for p in many
        if symbol.encode(p).rows
        != tuple("".join("01"[bool(m)] for m in row) for row in plain(p).modules)
    )
    print(f"{N} symbols compared with qrcode module by module: {differ} differ")
    bytes_ours, bytes_theirs = len(draw.svg(symbol.encode(many[0]))), len(plain_svg(many[0]))
    print(f"an SVG has {bytes_ours} bytes against {bytes_theirs}")


def command() -> None:
    with scratch() as folder:
        kiosk(folder, "init")
        kiosk(folder, "codes", "build", base_url="https://mc.xa.gov.vn")
        (folder / "plain").mkdir()
        (folder / "plain.py").write_text(PLAIN_LOOP)
        loop = [sys.executable, "plain.py", "qr_out/manifest.json", "plain"]

        def build(*more: str) -> None:
            kiosk(folder, "codes", "build", *more, base_url="https://mc.xa.gov.vn")

        forced, unchanged, usual = interleaved(
            lambda: build("--force"),
            build,
            lambda: subprocess.run(loop, cwd=folder, env=environment(), check=True),
        )
        written = len(list(Path(folder / "qr_out").rglob("*.svg")))
    details = f"{written} codes: {forced:.2f} s against {usual:.2f} s"
    say("`codes build --force`, start-up included", usual / forced, ">= 3 x", details)
    say("`codes build`, nothing changed", unchanged / usual, "<= 0.1 x the plain loop + start-up")


if __name__ == "__main__":
    symbols()
    command()
