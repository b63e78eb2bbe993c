"""The charts of the pages for officials: which numbers, and in which words."""

from collections.abc import Mapping

from kiosk.reports import spans, svg_charts
from kiosk.reports.breakdown import Heat, hours_of
from kiosk.reports.counts import Counts, empty_days, has_data
from kiosk.reports.dashboard import LOOKUPS, lookups
from kiosk.reports.spans import Span
from kiosk.reports.svg_charts import Bar
from kiosk.reports.words import day_text
from kiosk.texts import thousands
from kiosk.web.language import text

_MOST_FIELDS = 12


def spans_of(days: Counts) -> list[tuple[str, Span]]:
    """The columns of the chart by day, week or month, each with its name in full."""
    unit = spans.unit_of(days.period)
    found = spans.of_days(days.period, days.rows, empty_days(days.gaps))
    return [(_name(span, unit), span) for span in found]


def _name(span: Span, unit: str) -> str:
    if unit == "day":
        return day_text(span.first)
    days = f"{span.first:%d/%m} - {day_text(span.last)}"
    if unit == "week":
        return days
    year, month = span.name.split("-")
    return f"{text('period_month')} {int(month)}/{year} ({days})"


def by_day(days: Counts) -> str:
    """Lookups by day; of a long period by week or month."""
    unit = spans.unit_of(days.period)
    named = spans_of(days)
    bars = [
        Bar(_label(span, n, unit, len(named)), _said(name, span), _values(span.numbers))
        for n, (name, span) in enumerate(named)
    ]
    return svg_charts.columns(
        "theo-ngay",
        text(f"chart_lookups_by_{unit}"),
        _most(named, lambda one: one[0], lambda one: lookups(one[1].numbers), has_data(days)),
        _series(),
        bars,
    )


def _label(span: Span, n: int, unit: str, columns: int) -> str:
    if unit == "month":
        return str(int(span.name[5:]))
    if unit == "week":
        return f"{span.first.day}/{span.first.month}" if n % 4 == 0 else ""
    if columns <= 10:
        return f"{span.first.day}/{span.first.month}"
    if columns <= 31:
        return str(span.first.day) if n % 3 == 0 else ""
    return f"{span.first.day}/{span.first.month}" if n % 10 == 0 else ""


def _said(name: str, span: Span) -> str:
    return f"{name}: {thousands(lookups(span.numbers))}"


def _values(row: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(row[kind] for kind in LOOKUPS)


def _series() -> list[str]:
    return [text(f"chart_{kind}") for kind in LOOKUPS]


def _most(items, name, number, is_counted: bool) -> str:
    """Where the highest is, for who cannot see the chart; was anybody counting at all?"""
    if not is_counted:
        return text("no_data")
    highest = max(items, key=number, default=None)
    if highest is None or not number(highest):
        return text("no_occurrence")
    return text("chart_highest", what=name(highest), n=thousands(number(highest)))


def by_field(fields: Counts) -> str:
    """The fields that were looked up most, the most first."""
    used = sorted((row for row in fields.rows if lookups(row)), key=lambda row: -lookups(row))
    bars = [
        Bar(row["field"], f"{row['field']}: {thousands(lookups(row))}", _values(row))
        for row in used[:_MOST_FIELDS]
    ]
    return svg_charts.rows(
        "theo-linh-vuc",
        text("chart_lookups_by_field", n=len(bars)),
        _most(used, lambda row: row["field"], lookups, has_data(fields)),
        _series(),
        bars,
    )


def hour_text(hour: int) -> str:
    """`07h`."""
    return f"{hour:02}h"


def weekdays() -> list[str]:
    return [text(f"weekday_{n}") for n in range(7)]


def by_hour(heat: Heat, is_counted: bool) -> str:
    """Lookups by hour of the day; *is_counted*: was anybody counting?"""
    sums = {hour: sum(n for (_, at), n in heat.items() if at == hour) for hour in hours_of(heat)}
    bars = [Bar(str(hour), f"{hour_text(hour)}: {thousands(n)}", (n,)) for hour, n in sums.items()]
    told = _most(list(sums.items()), lambda one: hour_text(one[0]), lambda one: one[1], is_counted)
    return svg_charts.columns(
        "theo-gio", text("chart_lookups_by_hour"), told, [text("lookup_count")], bars
    )


def by_weekday(heat: Heat, is_counted: bool) -> str:
    """Lookups by weekday and hour; *is_counted*: was anybody counting?"""
    down = {hour: hour_text(hour) for hour in hours_of(heat)}
    named = weekdays()
    told = _most(
        list(heat.items()),
        lambda one: f"{text(f'weekday_long_{one[0][0]}')} {hour_text(one[0][1])}",
        lambda one: one[1],
        is_counted,
    )
    return svg_charts.heat("theo-thu", text("chart_lookups_by_weekday"), told, named, down, heat)
