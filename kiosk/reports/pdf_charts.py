"""Charts of a PDF as vectors: scans in black, views in white, so that a copier keeps them apart."""

from typing import Any

from kiosk.boards import words
from kiosk.boards.layout import Area
from kiosk.boards.paper import Paper
from kiosk.reports import spans
from kiosk.reports.counts import Counts
from kiosk.reports.pdf_flow import Flow
from kiosk.reports.spans import Span
from kiosk.texts import text, thousands

KINDS = ("scan", "view")
_SIZE = 8.0  # points
_MOST_FIELDS = 15
_BAR, _STEP = 3.4, 5.4  # mm: a bar across, and from one to the next
_PLOT = 42.0  # mm, the highest column
_WIDEST = 12.0  # mm, a column
_MOST_LABELLED = 31  # columns with their number above


def draw_by_field(flow: Flow, fields: Counts, most: int = _MOST_FIELDS) -> None:
    """
    The *most* fields with most scans and views, the longest bar above; nothing without any.
    """
    used = sorted((row for row in fields.rows if _sum(row)), key=lambda row: -_sum(row))
    shown = used[:most]
    if not shown:
        return
    title = "chart_top_fields" if len(used) > len(shown) else "chart_by_field"
    _begin(flow, text(title, n=len(shown)), len(shown) * _STEP)
    names, room = flow.room * 0.36, flow.room * 0.48
    for row in shown:
        size, name = words.one_size(row["field"], names - 2, (_SIZE, 7.5, 7, 6.5))
        flow.paper.text_to(flow.left + names - 2, flow.top + 2.7, name, size)
        left = flow.left + names
        for kind in KINDS:
            width = room * row[kind] / _sum(shown[0])
            _bar(flow.paper, Area(left, flow.top, width, _BAR), kind)
            left += width
        flow.paper.text(left + 1.5, flow.top + 2.7, _numbers(row), _SIZE)
        flow.skip(_STEP)
    _legend(flow)


def draw_by_day(flow: Flow, days: Counts, plot: float = _PLOT) -> None:
    """
    A column a day, of a long period a week or a month, *plot* mm at most; below when it begins.
    """
    unit = spans.unit_of(days.period)
    columns = spans.of_days(days.period, days.rows)
    most = max(_sum(column.numbers) for column in columns)
    if not most:
        return
    _begin(flow, text(f"chart_by_{unit}"), plot + 10)
    step = flow.room / len(columns)
    wide = min(step * 0.72, _WIDEST)
    floor = flow.top + 4 + plot
    for n, column in enumerate(columns):
        middle, bottom = flow.left + (n + 0.5) * step, floor
        for kind in KINDS:
            height = plot * column.numbers[kind] / most
            _bar(flow.paper, Area(middle - wide / 2, bottom - height, wide, height), kind)
            bottom -= height
        if len(columns) <= _MOST_LABELLED and _sum(column.numbers):
            total = thousands(_sum(column.numbers))
            flow.paper.text_centred(middle, bottom - 0.8, total, 6.5)
        if below := _column_label(column, n, unit, len(columns)):
            flow.paper.text_centred(middle, floor + 3.4, below, 6.5)
    flow.paper.rule(flow.left, floor, flow.room, 0.2)
    flow.skip(plot + 10)
    if len(columns) > _MOST_LABELLED:
        flow.paper.text(flow.left, flow.top + 2.7, text("chart_most", n=thousands(most)), _SIZE)
        flow.skip(4.5)
    _legend(flow)


def _begin(flow: Flow, title: str, height: float) -> None:
    flow.keep(height + 22)
    flow.skip(2)
    flow.centred(title, 10, bold=True)
    flow.skip(2)


def _sum(row: dict[str, Any]) -> int:
    return sum(row[kind] for kind in KINDS)


def _numbers(row: dict[str, Any]) -> str:
    return " + ".join(thousands(row[kind]) for kind in KINDS)


def _bar(paper: Paper, area: Area, kind: str) -> None:
    if not area.width or not area.height:
        return
    if kind == "scan":
        paper.fill(area)
    else:
        # The line of a thin column stays thin too, or it would look black.
        paper.frame(area, min(0.15, area.width / 10, area.height / 10))


def _column_label(column: Span, n: int, unit: str, columns: int) -> str:
    """The day of the month in a short period; in a longer one the month, or where it begins."""
    of = column.first
    if unit == "month":
        return f"{int(column.name[5:])}/{column.name[:4]}"
    if unit == "week":
        return f"{of.day}/{of.month}" if n % 2 == 0 or columns <= 14 else ""
    if columns <= _MOST_LABELLED:
        return str(of.day)
    return f"{of.day}/{of.month}" if of.day == 1 or n == 0 else ""


def _legend(flow: Flow) -> None:
    left = flow.left + flow.room * 0.3
    for kind in KINDS:
        _bar(flow.paper, Area(left, flow.top, 5, 2.6), kind)
        flow.paper.text(left + 6.5, flow.top + 2.4, text(f"column_{kind}"), _SIZE)
        left += flow.room * 0.25
    flow.skip(7)
