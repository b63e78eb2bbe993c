"""A report with a little of everything in it, for the tests of its formats."""

from datetime import UTC, date, datetime
from itertools import count

from conftest import NOW

from kiosk.accounts.audit import Actor
from kiosk.catalog import published
from kiosk.events import log
from kiosk.reports import indicator_entries, indicators
from kiosk.reports.periods import period
from kiosk.reports.report import collect

TESTER = Actor("tester", via="command")
TODAY = date(2026, 3, 10)
ADDRESS = "https://motcua.example.gov.vn"
# Target, kind, class, day of March, how often: known by heart, so that sums can be told.
EVENTS = [
    ("1.001193", "scan", "person", 2, 30),
    ("1.001193", "scan", "person", 3, 12),
    ("1.001193", "view", "person", 3, 5),
    ("1.001193", "submit", "person", 3, 4),
    ("1.001193", "scan", "bot", 3, 7),
    ("1.000894", "scan", "person", 3, 9),
    ("1.000894", "terminal_view", "person", 4, 3),
    ("2.000815", "form_download", "person", 4, 2),
    ("2.000815", "checklist_print", "person", 5, 1),
    ("f01", "scan", "person", 5, 6),
    ("9.999999", "view", "person", 5, 2),
]
# The report of a commune on the first half of 2023.
REFERENCE = (
    "received=1049 resolved=1047 in_progress=2 in_time=1047 overdue=0 online=1041/1049 "
    "e_certified=369 accounts=109 target_online=80%"
)
_uids = count()


def count_events(db):
    """Store `EVENTS`, and that a server counted from the second to the fifth of March."""
    events = []
    for target, kind, cls, day, times in EVENTS:
        at = datetime(2026, 3, day, 3, tzinfo=UTC)
        events += [log.Event(f"r{next(_uids)}", kind, target, "b", cls, at) for _ in range(times)]
    log.add_all(db, events)
    db.execute(
        "insert into run (unit_id, started_at, seen_at) values (:unit, :began, :seen)",
        {"began": "2026-03-02T00:00:00Z", "seen": "2026-03-04T23:59:00Z"},
    )


def type_in(db, written=REFERENCE, name="2026-03", note=None):
    pairs = (pair.split("=") for pair in written.split())
    figures = {name: indicators.parse(name, value) for name, value in pairs}
    indicator_entries.add(db, period(name), figures, note, TESTER, NOW)


def report(db, by="procedure", name="2026-03", basis="calendar"):
    shown = published.load(db, TODAY)
    return collect(db, shown, period(name, basis), NOW, 600, ADDRESS, by)
