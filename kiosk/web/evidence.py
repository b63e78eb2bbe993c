"""What is filed of a period: its register on paper, and the pack of evidence."""

from flask import Blueprint, Response

from kiosk.reports import freezing
from kiosk.reports.periods import Period
from kiosk.web import access, downloads, report_period, report_source, service

bp = Blueprint("evidence", __name__)


@bp.get("/bao-cao/so/<name>.pdf")
@access.needs("leader")
@report_period.given
def register(period: Period) -> Response:
    """The register of a period, to be printed, signed and filed."""
    from kiosk.reports.register import to_pdf

    db = service.current().pool.db()
    report = freezing.report_of(db, period, report_source.now())
    return downloads.answer(to_pdf(report), "pdf", f"so-{period.name}")


@bp.get("/bao-cao/ho-so-minh-chung/<name>.zip")
@access.needs("leader")
@report_period.given
def pack(period: Period) -> Response:
    """What was posted, reviewed, checked, changed and counted in a period."""
    from kiosk.reports.evidence import to_zip

    db = service.current().pool.db()
    with db.snapshot():
        report = freezing.report_of(db, period, report_source.now())
        content = to_zip(db, report)
    return downloads.answer(content, "zip", f"ho-so-minh-chung-{period.name}")
