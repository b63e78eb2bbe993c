"""The web: read input, call one or two functions, answer."""

from kiosk.web import (
    accounts,
    audit_log,
    changes,
    desks,
    error_report,
    guide_editing,
    handover,
    health,
    indicators,
    lookup,
    scan,
    search,
    sign_in,
    staff,
    symbols,
    unit_profile,
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
    unit_profile.bp,
    indicators.bp,
    guide_editing.bp,
    desks.bp,
    staff.bp,
    health.bp,
)
