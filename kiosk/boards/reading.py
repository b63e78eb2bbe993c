"""Reading the codes in a photo: all that are seen, and one place straightened for a closer look."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from PIL import Image, ImageFilter

from kiosk.boards.layout import Area
from kiosk.boards.plane import Plane, Point, middle, perimeter, product, projected

_CLOSE_MODULE_PX = 9  # a module of a straightened place; finer photos keep their own
_FINEST_MODULE_PX = 16
_SMALL_MODULE_PX = 4.5  # below this, codes are missed that are read when the photo is enlarged
_ENLARGED = 2.5
_BAND_PX = 1000  # a photo is enlarged in bands, to keep memory low; they overlap by a code
_OVERLAP_PX = 350


@dataclass(frozen=True)
class Read:
    """
    One code: its text, the corners of its symbol in pixels (top left, top right, bottom right,
    bottom left, as it was printed), and the share of its error correction that was not needed.
    """

    text: str
    corners: tuple[Point, Point, Point, Point]
    unused: float
    modules: int

    @property
    def centre(self) -> Point:
        return middle(self.corners)

    @property
    def side_px(self) -> float:
        """The mean length of its sides."""
        return perimeter(self.corners) / 4

    @property
    def module_px(self) -> float:
        return self.side_px / self.modules


@dataclass(frozen=True)
class Patch:
    """A place of a sheet, straightened: its picture, and the map from it to the photo."""

    image: Image.Image
    matrix: tuple[float, ...]


def codes_in(image: Image.Image) -> list[Read]:
    """Every code that is found in *image*; a text that stands in two places is there twice."""
    import zxingcpp

    found = zxingcpp.read_barcodes(
        image,
        formats=zxingcpp.BarcodeFormat.QRCode,  # type: ignore[arg-type]
        text_mode=zxingcpp.TextMode.Plain,
    )
    return [_read(code) for code in found]


def more_codes_in(image: Image.Image, known: Iterable[Read]) -> list[Read]:
    """
    Codes of a photo with small codes, or with none at all, enlarged and sharpened; those that are
    *known* among them. Most codes of a whole board in one photo are only found so.
    """
    if min((read.module_px for read in known), default=0) > _SMALL_MODULE_PX:
        return []
    found: list[Read] = []
    for top in range(0, max(1, image.height - _OVERLAP_PX), _BAND_PX - _OVERLAP_PX):
        band = image.crop((0, top, image.width, min(top + _BAND_PX, image.height)))
        sharp = band.filter(ImageFilter.UnsharpMask(radius=1.2, percent=150, threshold=0))
        large = sharp.resize(
            (round(band.width * _ENLARGED), round(band.height * _ENLARGED)),
            Image.Resampling.BICUBIC,
        )
        scale = band.width / large.width
        found += [_moved(read, (scale, 0, 0, 0, scale, top, 0, 0, 1)) for read in codes_in(large)]
    return found


def _read(code) -> Read:
    at = code.position
    corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
    version = int(code.extra.get("Version", 1))
    return Read(
        code.text,
        tuple((float(p.x), float(p.y)) for p in corners),  # type: ignore[arg-type]
        float(code.extra.get("UEC", 1.0)),
        17 + 4 * version,
    )


def straightened(image: Image.Image, plane: Plane, area: Area, module_mm: float) -> Patch | None:
    """The square *area* of a sheet from above; None when a corner of it is not in the photo."""
    ends = [
        plane.at(point)
        for point in (
            (area.left, area.top),
            (area.right, area.top),
            (area.right, area.bottom),
            (area.left, area.bottom),
        )
    ]
    if not all(end and 0 <= end[0] <= image.width and 0 <= end[1] <= image.height for end in ends):
        return None
    quad = [end for end in ends if end]
    seen_px = perimeter(quad) / (4 * area.width) * module_mm
    module_px = min(max(seen_px, _CLOSE_MODULE_PX), _FINEST_MODULE_PX)
    step = module_mm / module_px
    matrix = product(plane.matrix, (step, 0, area.left, 0, step, area.top, 0, 0, 1))
    side = round(area.width / step)
    shown = image.transform(
        (side, side),
        Image.Transform.PERSPECTIVE,
        [value / matrix[8] for value in matrix[:8]],
        Image.Resampling.BICUBIC,
    )
    return Patch(shown, matrix)


def codes_on(patch: Patch) -> list[Read]:
    """The codes of a straightened place, their corners in pixels of the photo."""
    for picture in _looks(patch.image):
        if found := codes_in(picture):
            return [_moved(read, patch.matrix) for read in found]
    return []


def _looks(image: Image.Image) -> Iterator[Image.Image]:
    """The same place as it is, sharpened, and softened: each makes some codes readable."""
    yield image
    yield image.filter(ImageFilter.UnsharpMask(radius=4, percent=200, threshold=0))
    yield image.filter(ImageFilter.GaussianBlur(2))


def _moved(read: Read, matrix: tuple[float, ...]) -> Read:
    corners = tuple(projected(matrix, corner) for corner in read.corners)
    return Read(read.text, corners, read.unused, read.modules)  # type: ignore[arg-type]
