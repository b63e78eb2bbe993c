"""Which period a page of officials is about: `?ky=2026-H1`, `&moc=report_cutoff` for the 15th."""

from datetime import timedelta
from typing import Any

from flask import request, url_for

from kiosk import clock
from kiosk.errors import PeriodError
from kiosk.reports import periods
from kiosk.reports.periods import CALENDAR, REPORT_CUTOFF, Period
from kiosk.web import service
from kiosk.web.language import text

NAME, BASIS = "ky", "moc"
BASES = (CALENDAR, REPORT_CUTOFF)


def asked() -> tuple[Period, str]:
    """The period that is asked for and why it is another: an empty text, or what is wrong."""
    name = request.values.get(NAME, "").strip()
    found = named(name or last_month())
    if found is None:
        return periods.period(last_month(), _basis()), text("report_period_bad", name=name)
    return found, ""


def named(name: str) -> Period | None:
    """The period *name* on the basis that is asked for; None when there is none."""
    try:
        return periods.period(name, _basis())
    except PeriodError:
        return None


def _basis() -> str:
    basis = request.values.get(BASIS, CALENDAR)
    return basis if basis in BASES else CALENDAR


def last_month() -> str:
    """The month that ended last: what a report is due for."""
    today = clock.local_day(service.current().now())
    return f"{today.replace(day=1) - timedelta(days=1):%Y-%m}"


def address(endpoint: str, period: Period, **more: Any) -> str:
    """The address of the page *endpoint* about *period*."""
    basis = period.basis if period.basis != CALENDAR else None
    return url_for(endpoint, **{NAME: period.name, BASIS: basis, **more})
