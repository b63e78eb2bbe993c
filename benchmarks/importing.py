"""
How long it takes to check a catalog of 600 procedures and compare it with what is published.

    python benchmarks/importing.py [PROCEDURES]

The shipped procedures are repeated under made-up codes and published, then compared with a file in
which each of them has changed. The reference reads the same folder's tables with `csv.DictReader`
and does nothing else.
"""

import csv
import sys
from copy import deepcopy
from datetime import date
from pathlib import Path

from common import interleaved, say, scratch

from kiosk import clock, config, store
from kiosk.catalog import document, folder, publishing
from kiosk.store import Database

GOAL_S = 2.0
CARRIERS = ("after", "after.xlsx", "after.json")


def publish(db: Database, path: Path, today: date) -> None:
    """Publish the catalog at *path*."""
    checked, problems = publishing.check(path, db, today)
    assert checked, [str(problem) for problem in problems]
    with db.transaction():
        proposal = publishing.propose(db, checked, today)
        publishing.publish(db, proposal, clock.utc_now(), "benchmark", path.name)


def compare(db: Database, path: Path, today: date, count: int) -> None:
    """Check and compare the catalog at *path*, in which *count* procedures changed."""
    checked, _ = publishing.check(path, db, today)
    assert checked
    assert len(publishing.propose(db, checked, today).to_store) == count


def plain_read(path: Path) -> None:
    """The reference: every row of every table of the folder, as plain dictionaries."""
    for table in path.glob("*.csv"):
        with table.open(encoding="utf-8", newline="") as file:
            list(csv.DictReader(file))


def grown(catalog: dict, count: int) -> dict:
    """*catalog* with *count* procedures: its own, again and again under other codes."""
    own = catalog["procedures"]
    procedures = [{**deepcopy(own[n % len(own)]), "code": f"9.{n:06}"} for n in range(count)]
    return {**catalog, "procedures": procedures, "life_event_procedures": []}


def prepare(place: Path, count: int, today: date) -> Database:
    """A database with *count* procedures, and the carriers of what they become."""
    start, other, db = (store.create(place / f"{n}.db") for n in ("start", "other", "kiosk"))
    publish(start, config.SHIPPED_CATALOG, today)
    catalog = grown(document.of_database(start, today), count)
    folder.write(place / "before", catalog, {})
    publish(db, place / "before", today)
    for procedure in catalog["procedures"]:
        procedure["agency"] = "Trung tâm Phục vụ hành chính công"
    folder.write(place / CARRIERS[0], catalog, {})
    publish(other, place / CARRIERS[0], today)
    for carrier in CARRIERS[1:]:
        document.export(other, place / carrier, today)
    start.close()
    other.close()
    return db


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    today = clock.local_day(clock.utc_now())
    with scratch() as place:
        db = prepare(place, count, today)
        works = [lambda p=place / name: compare(db, p, today, count) for name in CARRIERS]
        reference, *found = interleaved(lambda: plain_read(place / CARRIERS[0]), *works)
        for name, taken in zip(("CSV folder", ".xlsx", ".json"), found, strict=True):
            details = f"{taken:.2f} s (asked: <= {GOAL_S:.0f} s); reference {reference:.3f} s"
            say(f"check and diff, {count} procedures, {name}", taken / reference, "-", details)
        db.close()


if __name__ == "__main__":
    main()
