"""How well a place of a sheet is seen on which no code was read: by its shades alone."""

from dataclasses import dataclass

from PIL import Image, ImageFilter

# A code was read; the place is in full view without any code; in full view with something that is
# no readable code; not well enough to tell; not in the photo.
READ, BLANK, CLEAR, POOR, OUTSIDE = "read", "blank", "clear", "poor", "outside"
_LIGHTEST = 240  # from here on paper cannot be told from a lamp's reflection
_CLEAR_MODULE_PX = 3.0
_LEAST_INK = 0.01  # a caption has five times as much


@dataclass(frozen=True)
class Shades:
    """The shades of a place: its dark, its usual, its light ones."""

    dark: int
    usual: int
    light: int

    @property
    def contrast(self) -> int:
        return self.light - self.dark

    @classmethod
    def of(cls, image: Image.Image) -> "Shades":
        """The shades of a straightened place, without the noise of the camera."""
        counts = image.filter(ImageFilter.GaussianBlur(4)).histogram()
        return cls(*_quantiles(counts, 0.05, 0.5, 0.95))


@dataclass(frozen=True)
class Surroundings:
    """What is around a place: how light its paper is, and the share of print on it."""

    paper: int
    ink: float

    @classmethod
    def of(
        cls, image: Image.Image, hidden: tuple[int, int, int, int], known: Shades
    ) -> "Surroundings":
        """Of a straightened place without the box *hidden*, beside the shades of a code near it."""
        mask = Image.new("1", image.size, 1)
        mask.paste(0, hidden)
        counts = image.filter(ImageFilter.GaussianBlur(1.5)).histogram(mask)
        dark = sum(counts[: round(known.light - 0.25 * known.contrast)])
        return cls(_quantiles(counts, 0.9)[0], dark / max(1, sum(counts)))


def of_place(here: Shades, known: Shades, around: Surroundings | None, module_px: float) -> str:
    """
    How a place without a code is seen, beside the *known* shades of a code near it.

    Blank only when it is plain paper, as light as the paper *around* it and of that code, and there
    is print around it: what a lamp or the edge of a shadow hides is lighter or darker, and what
    somebody holds before the board has another shade or hides the caption too.
    """
    if here.light > _LIGHTEST or known.light > _LIGHTEST:
        return POOR
    if here.contrast < 0.25 * known.contrast:
        if around is None or around.ink < _LEAST_INK:
            return POOR
        is_paper = abs(here.usual - around.paper) < 0.06 * around.paper
        is_lit = abs(here.usual - known.light) < 0.15 * known.light
        return BLANK if is_paper and is_lit else POOR
    if here.contrast > 0.6 * known.contrast and module_px >= _CLEAR_MODULE_PX:
        return CLEAR
    return POOR


def _quantiles(counts: list[int], *shares: float) -> list[int]:
    """The shades below which these *shares* of a histogram lie, in rising order."""
    total, passed = sum(counts), 0
    limits, shades = list(shares), []
    for shade, count in enumerate(counts):
        passed += count
        while limits and passed >= limits[0] * total:
            shades.append(shade)
            limits.pop(0)
    return shades
