"""
A fast encoder that rests on `qrcode` and gives the same symbols, module for module.

For one symbol shape (version and level) the matrix is an affine function over GF(2) of the data
bits: error correction, interleaving, placement and masking are all exclusive ors. So `qrcode` is
asked once for the matrix of an empty symbol and of every data bit; after that a symbol is an
exclusive or of table entries, held as one integer: bit `row * side + column` is the module there.
The penalties of the eight masks are computed at once, by shifts and bit counts on one integer that
holds the eight candidates side by side, by the rule `qrcode` has for them.
"""

from functools import cache

import qrcode
from qrcode import base, util
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_L, ERROR_CORRECT_M, ERROR_CORRECT_Q

LEVELS = {
    "L": ERROR_CORRECT_L,
    "M": ERROR_CORRECT_M,
    "Q": ERROR_CORRECT_Q,
    "H": ERROR_CORRECT_H,
}
MASKS = range(8)
# Larger symbols have wider length fields and are of no use on a wall: `qrcode` makes them itself.
_LARGEST = 9
_HEADER_BITS = 12  # mode and length of a byte segment, versions 1 to 9 (ISO/IEC 18004, 7.4)


def encode(text: str, level: str, mask: int | None = None) -> tuple[int, int, int]:
    """
    The symbol of *text* as one byte segment: (version, mask, matrix).

    The version is the smallest that fits; *mask* is chosen by least penalty unless it is given.
    """
    raw = text.encode("utf-8")
    version = _version(_HEADER_BITS + 8 * len(raw), level)
    if version is None:
        return _by_qrcode(raw, level, mask)
    return (version, *_shape(version, level).symbol(raw, mask))


def rows(matrix: int, version: int) -> tuple[str, ...]:
    """A matrix as rows of `0` and `1` (dark), top to bottom."""
    side = 17 + 4 * version
    bits = f"{matrix:0{side * side}b}"[::-1]
    return tuple([bits[start : start + side] for start in range(0, side * side, side)])


def _by_qrcode(raw: bytes, level: str, mask: int | None) -> tuple[int, int, int]:
    """What is unusual, at `qrcode`'s own pace."""
    draft = qrcode.QRCode(error_correction=LEVELS[level], border=0)
    draft.add_data(raw, optimize=0)
    draft.best_fit()
    chosen = draft.best_mask_pattern() if mask is None else mask
    final = qrcode.QRCode(
        version=draft.version, error_correction=LEVELS[level], border=0, mask_pattern=chosen
    )
    final.add_data(raw, optimize=0)
    final.make(fit=False)
    return final.version, chosen, _packed(final.modules)


@cache
def _version(bits: int, level: str) -> int | None:
    """The smallest version that holds *bits*, or None when it is beyond the tables."""
    limits = util.BIT_LIMIT_TABLE[LEVELS[level]]
    return next((v for v in range(1, _LARGEST + 1) if limits[v] >= bits), None)


@cache
def _shape(version: int, level: str) -> "_Shape":
    return _Shape(version, level)


def _packed(modules) -> int:
    """A matrix of truth values as one integer."""
    bits = "".join("1" if dark else "0" for row in modules for dark in row)
    return int(bits[::-1], 2)


class _Shape:
    """The tables of one version and level. Entries are made when first used."""

    def __init__(self, version: int, level: str):
        self.side = 17 + 4 * version
        self.size = self.side * self.side
        self._blocks = base.rs_blocks(version, LEVELS[level])
        self._n_data = sum(block.data_count for block in self._blocks)
        self._n_total = sum(block.total_count for block in self._blocks)
        self._drawer = qrcode.QRCode(version=version, error_correction=LEVELS[level], border=0)
        nothing = [0] * self._n_total
        # Drafts have no format bits: `qrcode` judges masks on those.
        drafts = [self._draw(nothing, mask, is_draft=True) for mask in MASKS]
        self._finals = [self._draw(nothing, mask) for mask in MASKS]
        self._modules = self._places(nothing)
        # `qrcode` cannot divide an all-zero block, so differences are taken against full ones.
        self._ones = self._codewords(bytes([255]) * self._n_data)
        self._tables: list[list[int] | None] = [None] * self._n_data
        self._judge = _Judge(self.side, drafts)

    def symbol(self, raw: bytes, mask: int | None) -> tuple[int, int]:
        """(mask, matrix) of the byte segment *raw*, which fits."""
        matrix = self._data_part(self._data(raw))
        if mask is None:
            mask = self._judge.best_mask(matrix)
        return mask, self._finals[mask] ^ matrix

    def _data(self, raw: bytes) -> bytes:
        """The data codewords: header, *raw*, terminator, padding (ISO/IEC 18004, 7.4)."""
        header = 0b0100 << 8 | len(raw)
        room = 8 * self._n_data - _HEADER_BITS - 8 * len(raw)
        bits = (header << 8 * len(raw) | int.from_bytes(raw, "big")) << min(room, 4)
        used = -(-(_HEADER_BITS + 8 * len(raw) + min(room, 4)) // 8)
        bits <<= 8 * used - (_HEADER_BITS + 8 * len(raw) + min(room, 4))
        padding = (b"\xec\x11" * self._n_data)[: self._n_data - used]
        return bits.to_bytes(used, "big") + padding

    def _data_part(self, data: bytes) -> int:
        """What *data* turns over in the matrix of the empty symbol."""
        matrix = 0
        tables = self._tables
        for position, value in enumerate(data):
            matrix ^= (tables[position] or self._table(position))[value]
        return matrix

    def _table(self, position: int) -> list[int]:
        """What each value of the data byte at *position* turns over."""
        table = [0] * 256
        for bit in range(8):
            data = bytearray([255]) * self._n_data
            data[position] ^= 1 << bit
            turned = self._turned(self._codewords(bytes(data)))
            for value in range(1 << bit):
                table[value | 1 << bit] = table[value] ^ turned
        self._tables[position] = table
        return table

    def _turned(self, codewords: list[int]) -> int:
        """The modules in which *codewords* differ from those of full data."""
        turned = 0
        for word, (one, other) in enumerate(zip(self._ones, codewords, strict=True)):
            for bit in range(8):
                if (one ^ other) >> (7 - bit) & 1:
                    turned |= self._modules[8 * word + bit]
        return turned

    def _codewords(self, data: bytes) -> list[int]:
        buffer = util.BitBuffer()
        buffer.buffer, buffer.length = list(data), 8 * len(data)
        return util.create_bytes(buffer, self._blocks)

    def _draw(self, codewords: list[int], mask: int, is_draft: bool = False) -> int:
        self._drawer.data_cache = codewords
        self._drawer.makeImpl(is_draft, mask)
        return _packed(self._drawer.modules)

    def _places(self, nothing: list[int]) -> list[int]:
        """
        The module of each codeword bit, as an integer with that one bit.

        Read off a few drawn symbols: in the j-th, the codeword bits whose number has bit j are set.
        """
        empty = self._draw(nothing, 0)
        numbers = [0] * self.size
        for j in range((8 * self._n_total).bit_length()):
            words = [
                sum(((8 * word + bit + 1) >> j & 1) << (7 - bit) for bit in range(8))
                for word in range(self._n_total)
            ]
            turned = self._draw(words, 0) ^ empty
            for place in range(self.size):
                numbers[place] |= (turned >> place & 1) << j
        modules = [0] * (8 * self._n_total)
        for place, number in enumerate(numbers):
            if number:
                modules[number - 1] = 1 << place
        return modules


def _levels(found: list[int]) -> list[int]:
    """The same set bits in fewer integers: |a| + |b| = |a or b| + |a and b|, mostly empty."""
    levels: list[int] = []
    for bits in found:
        for n, level in enumerate(levels):
            levels[n], bits = level | bits, level & bits
        if bits:
            levels.append(bits)
    return levels


class _Judge:
    """Chooses the mask: the eight candidates stand side by side in one integer, a lane each."""

    def __init__(self, side: int, drafts: list[int]):
        self._side = side
        self._size = side * side
        self._lane_bytes = (self._size + 7) // 8
        self._drafts = self._side_by_side(drafts)
        self._spread = self._side_by_side([1] * 8)
        self._all = self._lanes((1 << self._size) - 1)
        # Where a pattern of n modules still fits: column, or row, below side - n + 1.
        self._fits_across = {n: self._lanes(self._columns(side - n + 1)) for n in (2, 11)}
        self._fits_down = {n: self._lanes((1 << side * (side - n + 1)) - 1) for n in (2, 11)}

    def best_mask(self, data_part: int) -> int:
        """The mask of least penalty, the first of equals."""
        penalties = self._penalties(self._drafts ^ data_part * self._spread)
        return penalties.index(min(penalties))

    def _side_by_side(self, matrices: list[int]) -> int:
        lane = 8 * self._lane_bytes
        return sum(matrix << lane * n for n, matrix in enumerate(matrices))

    def _lanes(self, matrix: int) -> int:
        return self._side_by_side([matrix] * 8)

    def _columns(self, limit: int) -> int:
        row = (1 << limit) - 1
        return sum(row << self._side * y for y in range(self._side))

    def _penalties(self, dark: int) -> list[int]:
        """The four rules of ISO/IEC 18004, 7.8.3, as `qrcode` counts them, of each lane."""
        light = dark ^ self._all
        weighed: list[tuple[int, int]] = []
        equal, finders = {}, []
        for step, fits in ((1, self._fits_across), (self._side, self._fits_down)):
            equal[step] = ~(dark ^ dark >> step) & fits[2]
            # Rule 1: a run of five costs 3, each further module 1.
            fives = equal[step] & equal[step] >> step
            fives &= fives >> 2 * step
            weighed += [(fives, 1), (fives & ~(fives << step), 2)]
            # Rule 3: dark-light-dark-dark-dark-light-dark with four light modules on one side.
            core = dark & light >> step & dark >> 2 * step & dark >> 3 * step
            core &= dark >> 4 * step & light >> 5 * step & dark >> 6 * step
            pair = light & light >> step
            four = pair & pair >> 2 * step
            finders += [core & four >> 7 * step & fits[11], four & core >> 4 * step & fits[11]]
        weighed += [(level, 40) for level in _levels(finders)]
        # Rule 2: a block of two by two costs 3.
        weighed.append((equal[1] & equal[1] >> self._side & equal[self._side], 3))
        penalties = [self._unbalance(n) for n in self._counts(dark)]
        for found, weight in weighed:
            for lane, n in enumerate(self._counts(found)):
                penalties[lane] += weight * n
        return penalties

    def _unbalance(self, n_dark: int) -> int:
        """Rule 4: every 5 percent away from half dark costs 10; in floats, as `qrcode` has it."""
        return 10 * int(abs(float(n_dark) / self._size * 100 - 50) / 5)

    def _counts(self, lanes: int) -> list[int]:
        """The set bits of each lane."""
        size = self._lane_bytes
        raw = lanes.to_bytes(8 * size, "little")
        return [int.from_bytes(raw[n * size : (n + 1) * size], "little").bit_count() for n in MASKS]
