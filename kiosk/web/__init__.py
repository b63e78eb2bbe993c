"""The web: read input, call one or two functions, answer."""

from kiosk.web import handover, health, lookup, scan, staff, symbols

BLUEPRINTS = (lookup.bp, scan.bp, handover.bp, symbols.bp, staff.bp, health.bp)
