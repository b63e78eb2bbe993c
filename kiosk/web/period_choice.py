"""The period that a page of reports is asked for, and the ways to another one."""

import re
from typing import Any

from flask import request, url_for

from kiosk import clock
from kiosk.errors import PeriodError
from kiosk.reports import neighbours
from kiosk.reports.periods import CALENDAR, REPORT_CUTOFF, Period, period
from kiosk.web import service

PARTS = (*(f"{n:02}" for n in range(1, 13)), "Q1", "Q2", "Q3", "Q4", "H1", "H2", "9M", "")


def basis() -> str:
    """The basis that the query asks for: `chot=1` is the report cut-off."""
    return REPORT_CUTOFF if request.args.get("chot") == "1" else CALENDAR


def chosen() -> Period:
    """
    The period of the query (`ky`, `chot`); without one, the month that runs.

    Raises PeriodError when there is none of that name.
    """
    name = request.args.get("ky", "")
    if not name:
        return neighbours.containing(_today(), "month", basis())
    return period(name[:40], basis())


def of_form() -> Period | None:
    """
    The period that a form names by its parts (`phan` and `nam`, or `tu` and `den`), if it does.

    Raises PeriodError when there is no such period.
    """
    given = {name: request.args.get(name, "").strip()[:20] for name in ("phan", "nam", "tu", "den")}
    if given["tu"] or given["den"]:
        return period(f"{given['tu']}..{given['den']}", basis())
    if "nam" not in request.args:
        return None
    if given["phan"] not in PARTS or not re.fullmatch("20[0-9]{2}", given["nam"]):
        raise PeriodError(f"There is no period {given['phan']!r} of the year {given['nam']!r}.")
    return period(f"{given['nam']}-{given['phan']}".rstrip("-"), basis())


def query_of(found: Period) -> dict[str, Any]:
    """*found* as the query of an address."""
    query: dict[str, Any] = {"ky": found.name}
    return {**query, "chot": 1} if found.basis == REPORT_CUTOFF else query


def address_of(found: Period, **more: Any) -> str:
    """The page that is shown, of the period *found*."""
    return url_for(request.endpoint or "", **query_of(found), **more)


def picker(found: Period | None) -> dict[str, Any]:
    """What the template of the picker shows around the period *found*; None: there is none."""
    today, on = _today(), found.basis if found else basis()
    now = {form: neighbours.containing(today, form, on) for form in neighbours.FORMS}
    return {
        "period": found,
        "presets": [(one, neighbours.step(one, -1)) for one in now.values()],
        "before": neighbours.step(found, -1) if found else None,
        "after": neighbours.step(found, 1) if found else None,
        "other_basis": _on_other_basis(found),
        "parts": PARTS,
        "part": found.name[5:] if found and re.match("20..(-.{2})?$", found.name) else "",
        "year": (found.last if found else today).year,
        "is_cutoff": on == REPORT_CUTOFF,
        "first_day": (found.first if found else today.replace(day=1)).isoformat(),
        "last_day": min(found.last, today).isoformat() if found else today.isoformat(),
        "address": address_of,
    }


def _on_other_basis(found: Period | None) -> Period | None:
    """*found* by the other reckoning; None where both are the same days."""
    if found is None:
        return None
    other = period(found.name, CALENDAR if found.basis == REPORT_CUTOFF else REPORT_CUTOFF)
    return other if other.first != found.first else None


def _today():
    return clock.local_day(service.current().now())
