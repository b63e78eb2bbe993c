"""How each number of a report is counted, with its exact dates and its gaps."""

from collections.abc import Iterator, Mapping

from kiosk.reports.counts import NUMBERS, Counts, empty_days
from kiosk.reports.coverage import REVIEWED_DAYS
from kiosk.reports.indicators import Indicators, warnings
from kiosk.reports.words import gap_text, period_title
from kiosk.texts import text


def lines(counts: Counts, indicators: Indicators, desk: Mapping[str, int]) -> Iterator[tuple]:
    """What, and how it is counted; a line each. Dates are dates. *desk*: see `desk_tally`."""
    yield text("reporting_unit_label"), counts.unit
    yield text("report_period_label"), period_line(counts)
    yield text("period_first_day"), counts.period.first
    yield text("period_last_day"), counts.period.last
    for gap in gap_lines(counts):
        yield text("gaps_label"), gap
    if empty_days(counts.gaps):
        yield text("no_data"), text("no_data_sign_means")
    yield text("define_all"), counts.definition
    for number in NUMBERS:
        yield text(f"column_{number}"), text(f"define_{number}")
    for name in ("total", "posted", "coded", "reviewed", "incomplete"):
        yield text(f"coverage_{name}", n=REVIEWED_DAYS), text(f"define_{name}", n=REVIEWED_DAYS)
    yield text("indicators_heading"), text("define_indicators")
    for warning in warnings(indicators):
        yield text("indicators_check"), warning
    if indicators.note:
        yield text("indicator_note"), indicators.note
    if desk:
        yield text("define_desk_what"), text("define_desk")
    for what, n in desk.items():
        yield text(f"desk_tally_{what}"), n


def period_line(counts: Counts) -> str:
    """The name of the period as an office writes it, and on which basis its days are."""
    title = period_title(counts.period) or text("period_custom")
    return f"{title[0].upper()}{title[1:]} - {text(f'basis_{counts.period.basis}')}"


def gap_lines(counts: Counts) -> list[str]:
    """Where the counts are not whole; a line that says so when they are."""
    return [gap_text(gap) for gap in counts.gaps] or [text("gaps_none")]
