"""
The figures of a year, on the page and in each format, over 0.1, 1 and 10 million made-up events.

The reference counts the rows of the events by kind. Takes some minutes and 2 GB for 10 million:
`python benchmarks/reports.py 0.1 1` leaves them out.
"""

import json
import re
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from common import interleaved, say, scratch, seconds
from importing import grown, publish

from kiosk import config, store
from kiosk.catalog import document, folder, published
from kiosk.clock import local_day
from kiosk.events import reconciliation
from kiosk.reports import dashboard, formats
from kiosk.reports.periods import period
from kiosk.reports.report import collect
from kiosk.store.sqlite import SqliteDatabase

PROCEDURES = 600
YEAR = period("2026")
NOW = datetime(2027, 1, 2, 3, tzinfo=UTC)
GOAL_S = 1.0
MILLION = 1_000_000
ADDRESS = "https://motcua.example.gov.vn"


def prepare(place: Path, events: int) -> tuple[Path, float]:
    """A database with 600 procedures and a year of *events*, and how long its tallies took."""
    path, today = place / "kiosk.db", local_day(NOW)
    start = store.create(place / "start.db")
    publish(start, config.SHIPPED_CATALOG, today)
    catalog = grown(document.of_database(start, today), PROCEDURES)
    start.close()
    folder.write(place / "catalog", catalog, {})
    db = store.create(path)
    publish(db, place / "catalog", today)
    _fill(db, list(published.load(db, today).procedures), events)
    return path, seconds(lambda: _tally(db, path))


def _fill(db: SqliteDatabase, codes: list[str], events: int) -> None:
    """
    Events spread over the year by a scrambled number: some procedures are asked for far more often
    than others. A server counted in the mornings and in the afternoons.
    """
    connection = db.utils.conn
    connection.execute("pragma synchronous = off")
    connection.execute("begin")
    connection.execute("create temp table code (rank integer primary key, target text not null)")
    connection.executemany("insert into code values (?, ?)", enumerate(codes))
    connection.execute(
        """
        insert into event (unit_id, uid, kind, target, place, class, day, at)
        with recursive
            number (n) as (select 0 union all select n + 1 from number where n + 1 < :events),
            drawn (n, a, b, c) as (
                select n, (n * 2654435761) % 4294967296 % 1000, (n * 40503) % 65536 % 997,
                       (n * 48271) % 2147483647 % 991
                from number
            )
        select :unit, printf('%08x', n),
               case when b < 500 then 'scan' when b < 750 then 'view'
                    when b < 830 then 'terminal_view' when b < 920 then 'submit'
                    when b < 970 then 'form_download' else 'checklist_print' end,
               code.target,
               case when b >= 500 then '' when c < 600 then 'b' when c < 900 then 'd' else 'l' end,
               case when a % 100 < 78 then 'person' when a % 100 < 90 then 'repeat'
                    when a % 100 < 96 then 'bot' else 'staff' end,
               date('2026-01-01', (n * 365 / :events) || ' days'),
               date('2026-01-01', (n * 365 / :events) || ' days')
                   || printf('T%02d:%02d:00Z', (a + b) % 11, c % 60)
        from drawn join code on code.rank = (a * c) % 991 * 600 / 991 * (b % 3 + 1) / 3
        """,
        {"events": events, "unit": db.unit_id},
    )
    for day in range(365):
        for hour, until in ((0, 4), (6, 10)):
            at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day)
            connection.execute(
                "insert into run (unit_id, started_at, seen_at) values (?, ?, ?)",
                (db.unit_id, f"{at:%Y-%m-%d}T{hour:02}:00:00Z", f"{at:%Y-%m-%d}T{until:02}:00:00Z"),
            )
    connection.execute("commit")


def _tally(db: SqliteDatabase, path: Path) -> None:
    """Let the upgrade that brought the tallies of reports make them from the rows."""
    db.utils.conn.executescript(
        """
        drop table day_tally;
        drop table hour_tally;
        delete from _sqlite_migrations where name = 'm008_tallies_of_reports';
        """
    )
    db.close()
    store.create(path).close()


def measure(path: Path) -> dict[str, float]:
    """
    Seconds of a processor, so that other work on the machine does not count, of each view of the
    year; and what the process took in memory at most, MiB.
    """
    db = store.open_database(path)
    shown = published.load(db, local_day(NOW))

    def report():
        return collect(db, shown, YEAR, NOW, 600, ADDRESS)

    def page():
        return dashboard.overview(db, shown, YEAR, NOW, 600)

    page(), report()  # what the pages of the database and the imports take once
    whole = report()
    works = {"page": page, "figures of an export": report}
    works |= {form: lambda form=form: formats.of_report(form, whole) for form in formats.ALL}
    found = dict(zip(works, interleaved(*works.values(), clock=time.process_time), strict=True))
    found["MiB"] = _peak_mib()
    rows = "select kind, count(*) as n from event group by kind order by kind"
    found["reference"] = min(seconds(lambda: list(db.query(rows)), time.process_time) for _ in "12")
    db.close()
    return found


def _peak_mib() -> float:
    """What this process took in memory at most; `ru_maxrss` has that of the parent in it."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found
    return int(found[1]) / 1024


def compare(millions: float, place: Path) -> dict[str, float]:
    path, tallied = prepare(place, int(millions * MILLION))
    if millions <= 1:
        db = store.open_database(path)
        wrong = reconciliation.differences(db, YEAR.first, YEAR.last)
        assert [one for one in wrong if one.table != "tally"] == []
        db.close()
    done = subprocess.run(
        [sys.executable, __file__, "measure", str(path)], capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    size = path.stat().st_size / 1e6
    print(
        f"{millions:g} million events: {size:.0f} MB, tallied anew in {tallied:.0f} s", flush=True
    )
    for name, taken in found.items():
        if name not in ("MiB", "reference"):
            details = f"{taken:.2f} s (asked: <= {GOAL_S:.0f} s); rows {found['reference']:.2f} s"
            say(f"a year of {millions:g} million, {name}", taken / found["reference"], "-", details)
    return found


def main() -> None:
    sizes = [float(word) for word in sys.argv[1:]] or [0.1, 1, 10]
    results = []
    for millions in sizes:
        with scratch() as place:
            results.append(compare(millions, place))
    first, last = results[0], results[-1]
    for name in first:
        details = " / ".join(f"{one[name]:.2f}" for one in results)
        unit = "" if name == "MiB" else " s"
        what = "memory peak" if name == "MiB" else name
        growth = last[name] / first[name]
        say(f"{what}, from {sizes[0]:g} to {sizes[-1]:g} million", growth, "1", details + unit)


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        print(json.dumps(measure(Path(sys.argv[2]))))
    else:
        main()
