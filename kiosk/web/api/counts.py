"""The counts of a period, for programs with a token: the very text that `stats export` writes."""

from kiosk.errors import PeriodError
from kiosk.reports import exports, freezing
from kiosk.reports.freezing import FreezeError, Source
from kiosk.reports.periods import CALENDAR, REPORT_CUTOFF, period
from kiosk.web import service
from kiosk.web.api.answers import Found, Values, answering
from kiosk.web.language import text
from kiosk.web.problems import Refusal

_MOST_YEARS = 10  # of one request: a line a day must stay an answer
_BASES = {"calendar": CALENDAR, "cutoff": REPORT_CUTOFF, "report_cutoff": REPORT_CUTOFF}


@answering("counts")
def counts(values: Values) -> Found:
    """The counts that hold: as the period was frozen, else as they are now."""
    running = service.current()
    try:
        wanted = period(values["period"], _BASES[values["basis"]])
    except PeriodError:
        raise Refusal(404, text("api_no_such_period", name=values["period"])) from None
    if wanted.last.year - wanted.first.year > _MOST_YEARS:
        raise Refusal(404, text("api_period_too_long", n=_MOST_YEARS))
    source = Source(
        service.published(), running.now(), running.settings.excess_from, running.base_url
    )
    try:
        report = freezing.report_of(running.pool.db(), wanted, source, values["by"])
    except FreezeError as error:
        raise Refusal(500, text(error.key, **error.values)) from None
    return Found(exports.to_json(report), lambda: exports.to_csv(report))
