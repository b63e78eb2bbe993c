"""
From a sheet to its photo: the projective map of a plane, by least squares, in plain Python.

A point is (x, y). A plane maps millimetres on a sheet to pixels of a photo, and says how far its
answer may be off: far from the codes that it was fitted to, it is less sure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, sqrt

Point = tuple[float, float]
Pair = tuple[Point, Point]  # on the sheet, in the photo
_Matrix = tuple[float, ...]  # 3 x 3, row by row


@dataclass(frozen=True)
class _Frame:
    """A shift and a scale that bring points around (0, 0) to a size of about 1."""

    x: float
    y: float
    scale: float

    def __call__(self, point: Point) -> Point:
        return (point[0] - self.x) * self.scale, (point[1] - self.y) * self.scale


@dataclass(frozen=True)
class Plane:
    """A map fitted by `fit`; *matrix* is the whole map, the rest is what `doubt` needs."""

    matrix: _Matrix
    _source: _Frame
    _goal: _Frame
    _h: tuple[float, ...]
    _spread: tuple[tuple[float, ...], ...]  # covariance of _h for errors of 1

    def at(self, point: Point) -> Point | None:
        """Where *point* of the sheet is in the photo; None behind the camera."""
        x, y = point
        if _weight(self._h, self._source(point)) < 0.05:
            return None
        return projected(self.matrix, (x, y))

    def doubt(self, point: Point, noise_px: float) -> float:
        """
        The standard error of `at(point)` in pixels, when the points of the fit were known to
        *noise_px*.
        """
        u, v = self._source(point)
        h, w = self._h, _weight(self._h, (u, v))
        x = (h[0] * u + h[1] * v + h[2]) / w
        y = (h[3] * u + h[4] * v + h[5]) / w
        across = (u, v, 1, 0, 0, 0, -u * x, -v * x)
        down = (0, 0, 0, u, v, 1, -u * y, -v * y)
        variance = sum(
            row[i] * row[j] * self._spread[i][j]
            for row in (across, down)
            for i in range(8)
            for j in range(8)
        )
        return noise_px * sqrt(max(variance, 0.0)) / abs(w)


def fit(pairs: Sequence[Pair]) -> Plane | None:
    """The plane that fits at least four *pairs* best; None when they lie on a line or a point."""
    source = _frame([pair[0] for pair in pairs])
    goal = _frame([pair[1] for pair in pairs])
    if source is None or goal is None:
        return None
    normal = [[0.0] * 8 for _ in range(8)]
    right = [0.0] * 8
    for on_sheet, in_photo in pairs:
        (u, v), (x, y) = source(on_sheet), goal(in_photo)
        _add(normal, right, (u, v, 1, 0, 0, 0, -u * x, -v * x), x)
        _add(normal, right, (0, 0, 0, u, v, 1, -u * y, -v * y), y)
    inverse = _inverse(normal)
    if inverse is None:
        return None
    h = tuple(sum(a * b for a, b in zip(row, right, strict=True)) for row in inverse)
    matrix = product(
        product((1 / goal.scale, 0, goal.x, 0, 1 / goal.scale, goal.y, 0, 0, 1), (*h, 1.0)),
        (
            *(source.scale, 0, -source.x * source.scale),
            *(0, source.scale, -source.y * source.scale),
            *(0, 0, 1),
        ),
    )
    return Plane(matrix, source, goal, h, tuple(map(tuple, inverse)))


def product(left: _Matrix, right: _Matrix) -> _Matrix:
    """The map that is *right*, then *left*."""
    return tuple(
        sum(left[3 * row + k] * right[3 * k + column] for k in range(3))
        for row in range(3)
        for column in range(3)
    )


def projected(matrix: _Matrix, point: Point) -> Point:
    """*point* mapped by *matrix*."""
    x, y = point
    w = matrix[6] * x + matrix[7] * y + matrix[8]
    return (
        (matrix[0] * x + matrix[1] * y + matrix[2]) / w,
        (matrix[3] * x + matrix[4] * y + matrix[5]) / w,
    )


def distance(one: Point, other: Point) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])


def perimeter(corners: Sequence[Point]) -> float:
    """The way round *corners*."""
    return sum(distance(a, b) for a, b in zip(corners, (*corners[1:], corners[0]), strict=True))


def middle(points: Sequence[Point]) -> Point:
    """The mean of *points*."""
    return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)


def contains(polygon: Sequence[Point], point: Point) -> bool:
    """Is *point* inside the convex *polygon*?"""
    sides = [
        (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])
        for a, b in zip(polygon, [*polygon[1:], polygon[0]], strict=True)
    ]
    return all(side >= 0 for side in sides) or all(side <= 0 for side in sides)


def _weight(h: Sequence[float], point: Point) -> float:
    return h[6] * point[0] + h[7] * point[1] + 1


def _frame(points: Sequence[Point]) -> _Frame | None:
    x, y = middle(points)
    size = sum(distance(point, (x, y)) for point in points) / len(points)
    return _Frame(x, y, 1 / size) if size > 1e-9 else None


def _add(
    normal: list[list[float]], right: list[float], row: tuple[float, ...], value: float
) -> None:
    """Add one equation to the normal equations."""
    for i, a in enumerate(row):
        if a:
            right[i] += a * value
            line = normal[i]
            for j, b in enumerate(row):
                line[j] += a * b


def _inverse(matrix: list[list[float]]) -> list[list[float]] | None:
    """The inverse by Gauss and Jordan with the largest pivot; None when there is none."""
    n = len(matrix)
    work = [[*row, *(1.0 if i == j else 0.0 for j in range(n))] for i, row in enumerate(matrix)]
    for column in range(n):
        best = max(range(column, n), key=lambda row: abs(work[row][column]))
        if abs(work[best][column]) < 1e-9:
            return None
        work[column], work[best] = work[best], work[column]
        pivot = work[column][column]
        top = work[column] = [value / pivot for value in work[column]]
        for row in range(n):
            factor = work[row][column]
            if row != column and factor:
                work[row] = [a - factor * b for a, b in zip(work[row], top, strict=True)]
    return [row[n:] for row in work]
