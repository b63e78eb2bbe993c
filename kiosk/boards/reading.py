"""Reading the codes in a photo: all that are seen, and one place straightened for a closer look."""

from collections.abc import Iterable
from dataclasses import dataclass

from PIL import Image, ImageFilter

from kiosk.boards.layout import Area
from kiosk.boards.plane import Plane, Point, middle, perimeter, product, projected

_CLOSE_MODULE_PX = 9  # a module of a straightened place; finer photos keep their own
_FINEST_MODULE_PX = 16
_SMALL_MODULE_PX = 4.5  # below this, codes are missed that are read when the photo is enlarged
_LARGE_PHOTO = 25_000_000  # pixels; here a whole board has modules that are read at once
_BAND_PX = 1000  # a photo is enlarged in bands, to keep memory low; they overlap by a code
_OVERLAP_PX = 350


@dataclass(frozen=True)
class _Way:
    """
    A way to look at a blurred picture: sharpened by *percent* within *radius_px*, softened by
    *soften_px* against noise, *enlarged*; black told from white for each row as a whole instead of
    within its neighbourhood (*by_row*). Each way reads some codes that the others do not.
    """

    radius_px: float = 0.0
    percent: int = 0
    soften_px: float = 0.0
    enlarged: float = 1.0
    by_row: bool = False

    def __call__(self, image: Image.Image) -> list["Read"]:
        """The codes that are found this way, their corners in pixels of *image*."""
        shown = image
        if self.percent:
            shown = shown.filter(ImageFilter.UnsharpMask(self.radius_px, self.percent, 0))
        if self.soften_px:
            shown = shown.filter(ImageFilter.GaussianBlur(self.soften_px))
        if self.enlarged == 1.0:
            return codes_in(shown, self.by_row)
        size = (round(image.width * self.enlarged), round(image.height * self.enlarged))
        found = codes_in(shown.resize(size, Image.Resampling.BICUBIC), self.by_row)
        return [
            _moved(read, (1 / self.enlarged, 0, 0, 0, 1 / self.enlarged, 0, 0, 0, 1))
            for read in found
        ]


# What read most of blurred boards with 2.2 to 3 pixels a module, and of their places straightened.
_AFAR = (_Way(1.6, 600, enlarged=2.0), _Way(1.2, 300, enlarged=2.0, by_row=True))
_NEAR = (
    _Way(),
    _Way(4, 500, soften_px=2),
    _Way(6, 800, soften_px=2),
    _Way(6, 250, soften_px=2, by_row=True),
    _Way(soften_px=2),
)


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


def codes_in(image: Image.Image, by_row: bool = False) -> list[Read]:
    """Every code that is found in *image*; a text that stands in two places is there twice."""
    import zxingcpp

    binarizers = zxingcpp.Binarizer
    found = zxingcpp.read_barcodes(
        image,
        # Without its small relatives, which noise is easily taken for.
        formats=zxingcpp.BarcodeFormat.QRCodeModel2,  # type: ignore[arg-type]
        text_mode=zxingcpp.TextMode.Plain,
        binarizer=binarizers.GlobalHistogram if by_row else binarizers.LocalAverage,
    )
    return [_read(code) for code in found]


def more_codes_in(image: Image.Image, known: Iterable[Read]) -> list[Read]:
    """
    Codes of a photo with small codes, or with none at all, enlarged and sharpened; those that are
    *known* among them. Most codes of a whole board in one photo are only found so.
    """
    smallest = min((read.module_px for read in known), default=0)
    if smallest > _SMALL_MODULE_PX or image.width * image.height > _LARGE_PHOTO:
        return []
    found: list[Read] = []
    for top in range(0, max(1, image.height - _OVERLAP_PX), _BAND_PX - _OVERLAP_PX):
        band = image.crop((0, top, image.width, min(top + _BAND_PX, image.height)))
        for way in _AFAR:
            found += [_moved(read, (1, 0, 0, 0, 1, top, 0, 0, 1)) for read in way(band)]
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
    for way in _NEAR:
        if found := way(patch.image):
            return [_moved(read, patch.matrix) for read in found]
    return []


def _moved(read: Read, matrix: tuple[float, ...]) -> Read:
    corners = tuple(projected(matrix, corner) for corner in read.corners)
    return Read(read.text, corners, read.unused, read.modules)  # type: ignore[arg-type]
