"""
Opening photos of the board: any file may be handed in, and each fault is one clear line.

A photo is shown upright, in shades of grey: nothing else is needed to read codes.
"""

import struct
import warnings
import zlib
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from kiosk.errors import PhotoError

_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
_KINDS = "JPEG, PNG, WebP or HEIC"
MOST_PIXELS = 80_000_000  # phones take 12, 48, 50 or 64 million; one shade of grey is a byte
_MOST_BYTES = 200_000_000
_LEAST_SIDE = 120  # no code of a board can be read in fewer pixels
# What Pillow and its plug-ins raise for files that are damaged on the way.
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, RuntimeError, struct.error, zlib.error)


def read_photo(path: Path) -> Image.Image:
    """
    The photo at *path*, upright, in grey (mode `L`).

    Raises PhotoError, one line that names the file, what is wrong and the next step.
    """
    _check_file(path)
    import pillow_heif

    pillow_heif.register_heif_opener()
    with warnings.catch_warnings():
        # Pillow warns of what is checked here, and of oddities of a file that do not matter.
        warnings.simplefilter("ignore")
        try:
            with Image.open(path, formats=_FORMATS) as image:
                _check_size(path, image)
                return _grey(ImageOps.exif_transpose(_drafted(image)))
        except Image.DecompressionBombError:
            raise _too_large(path, "far more") from None
        except UnidentifiedImageError:
            raise PhotoError(
                f"{path} is not a photo. Give a {_KINDS} file.", "not_a_photo"
            ) from None
        except _DAMAGE as error:
            raise PhotoError(
                f"{path} is damaged ({_brief(error)}). Copy it from the phone again, or take "
                "another photo.",
                "damaged",
            ) from None


def _check_file(path: Path) -> None:
    if not path.exists():
        raise PhotoError(f"{path} does not exist. Check the name of the photo.", "none")
    if not path.is_file():
        wanted = f"Name the photos in it, such as {path / '*.jpg'}."
        raise PhotoError(f"{path} is not a file. {wanted}", "none")
    if path.stat().st_size == 0:
        raise PhotoError(f"{path} is empty. Copy it from the phone again.", "empty")
    if path.stat().st_size > _MOST_BYTES:
        raise PhotoError(
            f"{path} is too large a file for a photo. Give a {_KINDS} file.", "too_large"
        )


def _check_size(path: Path, image: Image.Image) -> None:
    """Refuse before anything is unpacked: the head of the file says how large it will be."""
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise _too_large(path, f"{width * height / 1e6:.0f} million pixels, more")
    if min(width, height) < _LEAST_SIDE:
        raise PhotoError(
            f"{path} is only {width} x {height} pixels: too small to read a code. "
            "Give the photo as the camera made it, not its preview.",
            "too_small",
        )
    if image.format in ("PNG", "WEBP") and getattr(image, "n_frames", 1) > 1:
        raise PhotoError(f"{path} is an animation. Give a photo: a {_KINDS} file.", "not_a_photo")


def _too_large(path: Path, how_many: str) -> PhotoError:
    return PhotoError(
        f"{path} has {how_many} than the {MOST_PIXELS / 1e6:.0f} million that are read. "
        "Take it again in the camera's usual setting (12 million).",
        "too_many_pixels",
    )


def _drafted(image: Image.Image) -> Image.Image:
    """A JPEG gives its shades alone, in a quarter of the memory, when it is asked in time."""
    if image.format in ("JPEG", "MPO"):  # MPO: a JPEG with a second picture behind it
        image.draft("L", image.size)
    return image


def _grey(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16"):
        # Pillow clips 16 bits to 8 where it should scale them.
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(paper, image).convert("L")
    return image.convert("L")


def _brief(error: BaseException) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= 80 else text[:79] + "…"
