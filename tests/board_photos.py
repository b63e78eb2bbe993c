"""
Photos of boards, made with Pillow alone: sheets as pictures, hung on a wall, seen by a camera.

The same seed gives the same photo.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, exp, radians, sin
from random import Random
from statistics import NormalDist

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from kiosk.boards.layout import Area, Cell, Sheet, square
from kiosk.boards.plane import Plane, Point, fit
from kiosk.codes import draw, symbol

ADDRESS = "https://motcua.example.gov.vn"
WALL = 150  # the shade of a wall


def field_sheet(own_name: str, *targets: str, series: str = "field-8") -> Sheet:
    """A sheet of 8 places in 2 columns, in its first ones *targets* (`1.001193`)."""
    cells = []
    for place, target in enumerate(targets):
        box = Area(15 + place % 2 * 91.0, 55 + place // 2 * 57.0, 51.4, 51.4)
        cells.append(cell(place, target, box))
    return Sheet(f"{series}/{own_name}", f"Nhóm {own_name}", 210.0, 297.0, tuple(cells), "a" * 8)


def label_sheet(target: str, series: str = "label-60x70") -> Sheet:
    """A sticker with one code."""
    only = cell(0, target, Area(4.0, 2.0, 52.0, 52.0))
    return Sheet(f"{series}/{target}", "Nhãn", 60.0, 70.0, (only,), "a" * 8)


def cell(place: int, target: str, box: Area) -> Cell:
    payload = f"{ADDRESS}/q/{target.replace('.', '')}"
    modules = symbol.encode(payload).size
    return Cell(place, target, payload, "m" * 64, modules, square(box, modules, 40), "Tên", "e" * 8)


def sheet_picture(sheet: Sheet, px_per_mm: float) -> Image.Image:
    """A sheet as it is printed, its captions as plain text."""
    page = Image.new("L", (round(sheet.width * px_per_mm), round(sheet.height * px_per_mm)), 255)
    pen = ImageDraw.Draw(page)
    pen.text((12 * px_per_mm, 10 * px_per_mm), sheet.title, 0, font_size=8 * px_per_mm)
    for cell in sheet.cells:
        glue(page, cell.symbol, cell.payload, px_per_mm)
        below = (cell.symbol.left * px_per_mm, (cell.symbol.bottom + 6) * px_per_mm)
        pen.text(below, f"{cell.code} {cell.name}"[:24], 0, font_size=3.5 * px_per_mm)
    return page


def glue(
    page: Image.Image, area: Area, text: str | None, px_per_mm: float, turn: float = 0.0
) -> None:
    """Draw the code of *text* over *area* with its quiet zone, or paper alone for None."""
    side = round(area.width * px_per_mm)
    if text is None:
        card = Image.new("L", (round(side * 1.3),) * 2, 252)
    else:
        card = Image.open(io.BytesIO(draw.png(symbol.encode(text)))).convert("L")
        modules = card.width // draw.MODULE_PX
        whole = round(side * modules / (modules - 2 * draw.QUIET_ZONE))
        card = card.resize((whole, whole), Image.Resampling.BOX)
    mask = Image.new("L", card.size, 255)
    if turn:
        card = card.rotate(turn, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
        mask = mask.rotate(turn, expand=True)
    middle = ((area.left + area.width / 2) * px_per_mm, (area.top + area.height / 2) * px_per_mm)
    page.paste(card, (round(middle[0] - card.width / 2), round(middle[1] - card.height / 2)), mask)


def hung(pages: Sequence[Image.Image], columns: int, gap: int) -> tuple[Image.Image, list]:
    """Pages beside and below each other on a wall, and the corner (x, y) of each, in pixels."""
    width, height = max(p.width for p in pages), max(p.height for p in pages)
    rows = -(-len(pages) // columns)
    wall = Image.new("L", (columns * (width + gap) + gap, rows * (height + gap) + gap), WALL)
    corners = [
        (gap + i % columns * (width + gap), gap + i // columns * (height + gap))
        for i in range(len(pages))
    ]
    for page, corner in zip(pages, corners, strict=True):
        wall.paste(page, corner)
    return wall, corners


@dataclass(frozen=True)
class Camera:
    """
    One shot: degrees of *tilt* and *turn*, sigma of *blur* and *noise* in pixels and shades, *jpeg*
    quality, radius of the *glare* as a share of the short side, *barrel* distortion at the corner.
    """

    megapixels: float = 12.0
    tilt: float = 25.0
    turn: float = 5.0
    fill: float = 0.9
    blur: float = 1.0
    noise: float = 6.0
    jpeg: int = 85
    shade: float = 0.25
    glare: float = 0.0
    barrel: float = 0.0


@dataclass(frozen=True)
class Shot:
    """A photo and where it shows the points of the wall's picture."""

    image: Image.Image
    plane: Plane
    glare_at: tuple[float, float, float] | None  # x, y, radius

    def jpeg(self, quality: int = 85) -> bytes:
        out = io.BytesIO()
        self.image.save(out, "JPEG", quality=quality)
        return out.getvalue()


def shoot(flat: Image.Image, camera: Camera, seed: int) -> Shot:
    """The picture of a wall as *camera* sees it."""
    size = _size(camera, flat)
    corners = _seen(flat, size, camera)
    ends = [(0, 0), (flat.width, 0), (flat.width, flat.height), (0, flat.height)]
    plane, back = (
        fit(list(zip(ends, corners, strict=True))),
        fit(list(zip(corners, ends, strict=True))),
    )
    assert plane and back
    shrink = max(1.0, flat.width / (corners[1][0] - corners[0][0]))
    sharp = flat.filter(ImageFilter.GaussianBlur(shrink * 0.45)) if shrink > 1.05 else flat
    seen = _mapped(sharp, back, size, camera)
    chance = Random(seed)
    seen, glare_at = _lit(seen, camera, chance)
    seen = seen.filter(ImageFilter.GaussianBlur(camera.blur)) if camera.blur else seen
    if camera.noise:
        seen = ImageChops.add(seen, _noise(size, camera.noise, chance), 1, -128)
    out = io.BytesIO()
    seen.save(out, "JPEG", quality=camera.jpeg)
    return Shot(Image.open(out).convert("L"), plane, glare_at)


def _size(camera: Camera, flat: Image.Image) -> tuple[int, int]:
    long = round((camera.megapixels * 1e6 * 4 / 3) ** 0.5)
    short = long * 3 // 4
    return (short, long) if flat.height >= flat.width else (long, short)


def _seen(flat: Image.Image, size: tuple[int, int], camera: Camera) -> list[Point]:
    """Where the corners of the flat picture are in the photo: tilted about its upright middle."""
    scale = camera.fill * min(size[0] / flat.width, size[1] / flat.height)
    tilt, turn, depth = radians(camera.tilt), radians(camera.turn), 1.3 * max(size)
    points = []
    for across, down in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        x, y = across * flat.width / 2 * scale, down * flat.height / 2 * scale
        near = depth / (depth + x * sin(tilt))
        x, y = x * cos(tilt) * near, y * near
        points.append((x * cos(turn) - y * sin(turn), x * sin(turn) + y * cos(turn)))
    spans = [max(p[i] for p in points) - min(p[i] for p in points) for i in (0, 1)]
    fit_in = min(1.0, *(0.97 * size[i] / spans[i] for i in (0, 1)))
    middle = [(max(p[i] for p in points) + min(p[i] for p in points)) / 2 for i in (0, 1)]
    return [
        ((x - middle[0]) * fit_in + size[0] / 2, (y - middle[1]) * fit_in + size[1] / 2)
        for x, y in points
    ]


def _mapped(flat: Image.Image, back: Plane, size: tuple[int, int], camera: Camera) -> Image.Image:
    bicubic = Image.Resampling.BICUBIC
    if not camera.barrel:
        matrix = [value / back.matrix[8] for value in back.matrix[:8]]
        perspective = Image.Transform.PERSPECTIVE
        return flat.transform(size, perspective, matrix, bicubic, fillcolor=WALL)
    half = (size[0] ** 2 + size[1] ** 2) / 4

    def source(x: float, y: float) -> Point:
        """A lens shows what is far from its middle nearer than it is."""
        dx, dy = x - size[0] / 2, y - size[1] / 2
        grow = 1 + camera.barrel * (dx * dx + dy * dy) / half
        return back.at((size[0] / 2 + dx * grow, size[1] / 2 + dy * grow)) or (-1, -1)

    step = 50
    mesh = []
    for left in range(0, size[0], step):
        for top in range(0, size[1], step):
            right, bottom = min(left + step, size[0]), min(top + step, size[1])
            quad = [(left, top), (left, bottom), (right, bottom), (right, top)]
            mesh.append(((left, top, right, bottom), sum((source(*p) for p in quad), ())))
    return flat.transform(size, Image.Transform.MESH, mesh, bicubic, fillcolor=WALL)


def _lit(seen: Image.Image, camera: Camera, chance: Random) -> tuple[Image.Image, tuple | None]:
    """Ink and paper are no pure black and white; one side lies in shade; a lamp shines."""
    seen = seen.point([round(30 + 190 * value / 255) for value in range(256)])
    slope = Image.linear_gradient("L").rotate(90).resize(seen.size)
    dim = slope.point([round(255 * (1 - camera.shade * (1 - v / 255))) for v in range(256)])
    seen = ImageChops.multiply(seen, dim)
    if not camera.glare:
        return seen, None
    radius = camera.glare * min(seen.size)
    x = chance.uniform(0.25, 0.75) * seen.width
    y = chance.uniform(0.25, 0.75) * seen.height
    # A radial gradient is 0 in its middle and 255 from the middle of its edges on.
    reach = 2.2
    spot = Image.radial_gradient("L").point(
        [min(255, round(330 * exp(-((value / 180.3 * reach) ** 4)))) for value in range(256)]
    )
    side = round(2 * radius * reach)
    lamp = Image.new("L", seen.size)
    lamp.paste(
        spot.resize((side, side), Image.Resampling.BICUBIC),
        (round(x - side / 2), round(y - side / 2)),
    )
    return ImageChops.add(seen, lamp), (x, y, radius)


def _noise(size: tuple[int, int], sigma: float, chance: Random) -> Image.Image:
    """Normal noise around 128: even random bytes through the quantiles of the curve."""
    curve = NormalDist(128, sigma)
    shades = [max(0, min(255, round(curve.inv_cdf((value + 0.5) / 256)))) for value in range(256)]
    return Image.frombytes("L", size, chance.randbytes(size[0] * size[1])).point(shades)
