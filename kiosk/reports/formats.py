"""The formats of an export, each made by a module of its own that is loaded when asked for."""

from kiosk.catalog.published import Published
from kiosk.reports import exports
from kiosk.reports.counts import Counts
from kiosk.reports.report import Report

OF_COUNTS = ("csv", "json")
OF_REPORT = ("xlsx", "pdf", "docx")
ALL = (*OF_COUNTS, *OF_REPORT)


def of_counts(form: str, counts: Counts, published: Published, separator: str = ",") -> bytes:
    """The counts as `csv` (see `exports.to_csv` on *separator*) or `json`."""
    if form == "csv":
        return exports.to_csv(counts, published, separator).encode("utf-8")
    return exports.to_json(counts).encode("utf-8")


def of_report(form: str, report: Report) -> bytes:
    """The report as `xlsx`, `pdf` or `docx`; the same bytes for the same report."""
    # Imported here: each library takes its time, and one is needed.
    if form == "xlsx":
        from kiosk.reports.xlsx import to_xlsx

        return to_xlsx(report)
    if form == "pdf":
        from kiosk.reports.pdf import to_pdf

        return to_pdf(report)
    from kiosk.reports.docx import to_docx

    return to_docx(report)
