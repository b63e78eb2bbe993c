"""Pages about one period: the last month that ended, or what the picker asks for."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import redirect, render_template, request, url_for

from kiosk.errors import PeriodError
from kiosk.reports import neighbours, periods, words
from kiosk.reports.periods import Period
from kiosk.web import errors, language, period_choice


def given(view: Callable) -> Callable:
    """
    The view gets the `period` of the query, or of the `name` in its path; a page that helps to
    choose one when there is no such period.
    """

    @wraps(view)
    def with_period(**values: Any):
        name = values.pop("name", "")
        try:
            if request.method == "GET" and (found := period_choice.of_form()):
                return redirect(period_choice.address_of(found), 303)
            return view(period=_wanted(name), **values)
        except PeriodError:
            if name:
                return errors.page("period_bad_heading", "period_bad_body", 400)
            picker = period_choice.picker(None)
            page = "reports/no_period.html"
            return render_template(page, canonical="", picker=picker, **_words()), 400

    return with_period


def _wanted(name: str) -> Period:
    if name:
        return periods.period(name[:40], period_choice.basis())
    if request.args.get("ky"):
        return period_choice.chosen()
    running = period_choice.chosen()
    return neighbours.step(running, -1) or running


def shown(period: Period) -> dict[str, Any]:
    """What the templates of the picker need to show *period* and the ways to others."""
    return {"period": period, "picker": period_choice.picker(period), **_words()}


def _words() -> dict[str, Any]:
    return {
        "title_of": lambda of: words.period_title(of, language.current()),
        "range_of": lambda of: words.range_text(of, language.current()),
    }


def address(endpoint: str, period: Period, **more: Any) -> str:
    """The address of the page *endpoint* about *period*."""
    return url_for(endpoint, **period_choice.query_of(period), **more)


def file_address(endpoint: str, period: Period, **more: Any) -> str:
    """The address of a file about *period*, whose name stands in the path."""
    query = {**period_choice.query_of(period), **more}
    return url_for(endpoint, name=query.pop("ky"), **query)
