"""The web: read input, call one or two functions, answer."""

from kiosk.web import changes, error_report, handover, health, lookup, scan, staff, symbols

BLUEPRINTS = (
    lookup.bp,
    changes.bp,
    scan.bp,
    handover.bp,
    error_report.bp,
    symbols.bp,
    staff.bp,
    health.bp,
)
