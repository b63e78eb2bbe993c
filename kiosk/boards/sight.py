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

    def ink(self, image: Image.Image, hidden: tuple[int, int, int, int]) -> float:
        """The share of a straightened place, without the box *hidden*, that is dark."""
        mask = Image.new("1", image.size, 1)
        mask.paste(0, hidden)
        counts = image.filter(ImageFilter.GaussianBlur(1.5)).histogram(mask)
        return sum(counts[: round(self.light - 0.25 * self.contrast)]) / max(1, sum(counts))

    @classmethod
    def of(cls, image: Image.Image) -> "Shades":
        """The shades of a straightened place, without the noise of the camera."""
        counts = image.filter(ImageFilter.GaussianBlur(4)).histogram()
        total, passed = sum(counts), 0
        limits, shades = [0.05, 0.5, 0.95], []
        for shade, count in enumerate(counts):
            passed += count
            while limits and passed >= limits[0] * total:
                shades.append(shade)
                limits.pop(0)
        return cls(*shades)


def of_place(here: Shades, known: Shades, module_px: float, ink_around: float) -> str:
    """
    How a place without a code is seen, beside the *known* shades of a code near it.

    Blank only when it is plain paper, as light as the paper of that code, and there is print
    around it: what a lamp or the edge of a shadow hides is lighter or darker, and what somebody
    holds before the board hides the caption too.
    """
    if here.light > _LIGHTEST or known.light > _LIGHTEST:
        return POOR
    if here.contrast < 0.25 * known.contrast:
        is_paper = 0.85 * known.light < here.usual < 1.15 * known.light
        return BLANK if is_paper and ink_around > _LEAST_INK else POOR
    if here.contrast > 0.6 * known.contrast and module_px >= _CLEAR_MODULE_PX:
        return CLEAR
    return POOR
