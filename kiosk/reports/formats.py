"""The formats of an export, each made by a module of its own that is loaded when asked for."""

from kiosk.reports import exports
from kiosk.reports.report import Report

ALL = ("csv", "json", "xlsx", "pdf", "docx")


def of_report(form: str, report: Report, separator: str = ",") -> bytes:
    """
    The report as *form*, one of `ALL`; the same bytes for the same report. CSV and JSON hold the
    counts only; see `exports.to_csv` on *separator*.
    """
    if form == "csv":
        return exports.to_csv(report, separator).encode("utf-8")
    if form == "json":
        return exports.to_json(report).encode("utf-8")
    # Imported here: each library takes its time, and one is needed.
    if form == "xlsx":
        from kiosk.reports.xlsx import to_xlsx

        return to_xlsx(report)
    if form == "pdf":
        from kiosk.reports.pdf import to_pdf

        return to_pdf(report)
    from kiosk.reports.docx import to_docx

    return to_docx(report)
