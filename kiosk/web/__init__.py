"""The web: read input, call one or two functions, answer."""

from kiosk.web import (
    accounts,
    audit_log,
    changes,
    error_report,
    handover,
    health,
    lookup,
    scan,
    search,
    sign_in,
    staff,
    symbols,
)

BLUEPRINTS = (
    lookup.bp,
    search.bp,
    changes.bp,
    scan.bp,
    handover.bp,
    error_report.bp,
    symbols.bp,
    sign_in.bp,
    accounts.bp,
    audit_log.bp,
    staff.bp,
    health.bp,
)
