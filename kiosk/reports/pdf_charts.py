"""Charts of a PDF as vectors: scans in black, views in white, so that a copier keeps them apart."""

from datetime import date
from typing import Any

from kiosk.boards import words
from kiosk.boards.layout import Area
from kiosk.boards.paper import Paper
from kiosk.reports.counts import Counts
from kiosk.reports.pdf_flow import Flow
from kiosk.texts import text, thousands

KINDS = ("scan", "view")
_SIZE = 8.0  # points
_MOST_FIELDS = 15
_BAR, _STEP = 3.4, 5.4  # mm: a bar across, and from one to the next
_PLOT = 42.0  # mm, the highest column
_MOST_LABELLED = 31  # columns with their number above


def draw_by_field(flow: Flow, fields: Counts) -> None:
    """The fields with most scans and views, the longest bar above; nothing when there are none."""
    used = sorted((row for row in fields.rows if _sum(row)), key=lambda row: -_sum(row))
    shown = used[:_MOST_FIELDS]
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


def draw_by_day(flow: Flow, days: Counts) -> None:
    """A column a day; the day, or the first of each month, below."""
    most = max(_sum(row) for row in days.rows)
    if not most:
        return
    _begin(flow, text("chart_by_day"), _PLOT + 10)
    step = flow.room / len(days.rows)
    floor = flow.top + 4 + _PLOT
    for n, row in enumerate(days.rows):
        left, bottom = flow.left + n * step, floor
        for kind in KINDS:
            height = _PLOT * row[kind] / most
            _bar(flow.paper, Area(left + step * 0.14, bottom - height, step * 0.72, height), kind)
            bottom -= height
        if len(days.rows) <= _MOST_LABELLED and _sum(row):
            total = thousands(_sum(row))
            flow.paper.text_centred(left + step / 2, bottom - 0.8, total, 6.5)
        if label := _day_label(row["day"], n, len(days.rows)):
            flow.paper.text_centred(left + step / 2, floor + 3.4, label, 6.5)
    flow.paper.rule(flow.left, floor, flow.room, 0.2)
    flow.skip(_PLOT + 10)
    if len(days.rows) > _MOST_LABELLED:
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


def _day_label(day: str, n: int, days: int) -> str:
    """The day of the month in a short period; in a longer one, the month where it begins."""
    of = date.fromisoformat(day)
    if days <= _MOST_LABELLED:
        return str(of.day)
    return f"{of.day}/{of.month}" if of.day == 1 or n == 0 else ""


def _legend(flow: Flow) -> None:
    left = flow.left + flow.room * 0.3
    for kind in KINDS:
        _bar(flow.paper, Area(left, flow.top, 5, 2.6), kind)
        flow.paper.text(left + 6.5, flow.top + 2.4, text(f"column_{kind}"), _SIZE)
        left += flow.room * 0.25
    flow.skip(7)
