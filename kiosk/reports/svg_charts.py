"""
Charts as SVG for a page: no script, no style, legible in print and in black and white.

Pure: words come as they are shown. Each chart has a title and a description; the table with its
numbers stands beside it on the page. Drawn for a phone, 360 units across.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from kiosk.texts import thousands

_WIDTH = 360
_SIZE = 11  # units, the letters
_SIGN = 5.9  # units, the width of a letter of that size
_INK = "#14202b"
# Dark, light with a line around, white with a line around: a copier keeps them apart.
_FILLS = ("#0b3a63", "#a9c6e3", "#ffffff")
_HEAT = ("#ffffff", "#dbe7f3", "#a9c6e3", "#6fa0cc", "#0b3a63")
_WHITE_FROM = 4  # shades on which white words are legible


@dataclass(frozen=True)
class Bar:
    """*label*: below a column (may be empty) or above a row; *name*: said in full by a pointer."""

    label: str
    name: str
    values: tuple[int, ...]


def columns(key: str, title: str, told: str, series: Sequence[str], bars: Sequence[Bar]) -> str:
    """A column a bar, the *series* on top of each other; *key* is unique on the page."""
    left, top, plot = 34, 34, 110
    floor = top + plot
    most, marks = _scale(max((sum(bar.values) for bar in bars), default=0))
    parts = [_legend(series)]
    for mark in marks:
        y = floor - plot * mark / most
        parts.append(_line(left, y, _WIDTH, "#c5ced6"))
        parts.append(_text(left - 4, y + 4, thousands(mark), "end"))
    step = (_WIDTH - left) / max(len(bars), 1)
    for n, bar in enumerate(bars):
        x, y = left + n * step, float(floor)
        inner = []
        for at, value in enumerate(bar.values):
            height = plot * value / most
            y -= height
            inner.append(_rect(x + step * 0.12, y, step * 0.76, height, at) if value else "")
        parts.append(f"<g><title>{escape(bar.name)}</title>{''.join(inner)}</g>")
        if sum(bar.values) and len(bars) <= 12:
            parts.append(_text(x + step / 2, y - 3, thousands(sum(bar.values)), "middle", 9))
        if bar.label:
            parts.append(_text(x + step / 2, floor + 14, bar.label, "middle"))
    parts.append(_line(left, floor, _WIDTH, _INK))
    return _svg(key, title, told, floor + 20, parts)


def rows(key: str, title: str, told: str, series: Sequence[str], bars: Sequence[Bar]) -> str:
    """A row a bar with its label above and its sum behind, the *series* one after another."""
    room = _WIDTH - 48
    most = max((sum(bar.values) for bar in bars), default=0) or 1
    parts, y = [_legend(series)], 24.0
    for bar in bars:
        parts.append(_text(0, y + 11, _cut(bar.label, _WIDTH), "start"))
        x, inner = 0.0, []
        for at, value in enumerate(bar.values):
            width = room * value / most
            inner.append(_rect(x, y + 15, width, 10, at) if value else "")
            x += width
        parts.append(f"<g><title>{escape(bar.name)}</title>{''.join(inner)}</g>")
        parts.append(_text(x + 4, y + 24, thousands(sum(bar.values)), "start"))
        y += 32
    return _svg(key, title, told, y, parts)


def heat(
    key: str,
    title: str,
    told: str,
    across: Sequence[str],
    down: Mapping[int, str],
    values: Mapping[tuple[int, int], int],
) -> str:
    """
    A field of cells, each with its number, darker the higher; *values* by column and row, rows
    named by *down*.
    """
    left, top, height = 34, 20, 20
    width = (_WIDTH - left - 1) / len(across)
    most = max(values.values(), default=0)
    parts = [
        _text(left + width * (n + 0.5), top - 6, name, "middle") for n, name in enumerate(across)
    ]
    for line, (row, name) in enumerate(down.items()):
        y = top + line * height
        parts.append(_text(left - 4, y + 14, name, "end"))
        for column in range(len(across)):
            value = values.get((column, row), 0)
            # A shade a quarter of the most; nought stays white.
            shade = min(4, 1 + 4 * value // (most + 1)) if value else 0
            x = left + column * width
            parts.append(
                f'<rect x="{_n(x)}" y="{y}" width="{_n(width)}" height="{height}"'
                f' fill="{_HEAT[shade]}" stroke="#8795a1" stroke-width="0.5"/>'
            )
            ink = "#ffffff" if shade >= _WHITE_FROM else _INK
            shown = thousands(value) if value else "0"
            parts.append(_text(x + width / 2, y + 14, shown, "middle", fill=ink))
    return _svg(key, title, told, top + len(down) * height + 4, parts)


def _svg(key: str, title: str, told: str, height: float, parts: Sequence[str]) -> str:
    return (
        f'<svg class="chart" viewBox="0 0 {_WIDTH} {_n(height)}" role="img"'
        f' aria-labelledby="{key}-ten {key}-mo-ta" font-size="{_SIZE}">'
        f'<title id="{key}-ten">{escape(title)}</title><desc id="{key}-mo-ta">{escape(told)}</desc>'
        f"{''.join(parts)}</svg>"
    )


def _legend(series: Sequence[str]) -> str:
    x, parts = 0.0, []
    for at, name in enumerate(series):
        parts.append(_rect(x + 0.5, 4, 9, 9, at))
        parts.append(_text(x + 14, 12, name, "start"))
        x += 14 + _SIGN * len(name) + 12
    return "".join(parts)


def _scale(most: int) -> tuple[int, list[int]]:
    """The end of an axis for numbers up to *most*, and where its lines stand."""
    step = 1
    while step * 4 < most:
        step = step * 2 if str(step)[0] in "15" else step * 5 // 2
    lines = -(-max(most, 1) // step)
    return step * lines, [step * n for n in range(lines + 1)]


def _rect(x: float, y: float, width: float, height: float, at: int) -> str:
    line = f' stroke="{_FILLS[0]}" stroke-width="{_n(min(0.8, width / 6))}"' if at else ""
    return (
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"'
        f' fill="{_FILLS[at]}"{line}/>'
    )


def _line(x: float, y: float, to: float, colour: str) -> str:
    return (
        f'<line x1="{_n(x)}" y1="{_n(y)}" x2="{_n(to)}" y2="{_n(y)}" stroke="{colour}"'
        ' stroke-width="0.6"/>'
    )


def _text(
    x: float, y: float, shown: str, anchor: str, size: float = _SIZE, fill: str = _INK
) -> str:
    sized = "" if size == _SIZE else f' font-size="{_n(size)}"'
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}" fill="{fill}"{sized}>'
        f"{escape(shown)}</text>"
    )


def _cut(shown: str, width: float) -> str:
    most = int(width / _SIGN)
    return shown if len(shown) <= most else f"{shown[: most - 1].rstrip()}…"


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
