"""
How long it takes to check a catalog of 600 procedures and compare it with what is published: by
the functions alone, and on the page of staff, from sending the file to the report as HTML.

    python benchmarks/importing.py [PROCEDURES]

The shipped procedures are repeated under made-up codes and published, then compared with a file in
which each of them has changed. The reference reads the same folder's tables with `csv.DictReader`
and does nothing else.
"""

import csv
import io
import itertools
import shutil
import sys
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date
from functools import partial
from pathlib import Path

from common import interleaved, say, scratch
from flask.testing import FlaskClient
from openpyxl import Workbook

from kiosk import clock, config, create_app, store
from kiosk.accounts import accounts
from kiosk.accounts.audit import Actor
from kiosk.catalog import document, folder, folder_zip, publishing
from kiosk.store import Database

GOAL_S = 2.0
CARRIERS = ("after", "after.xlsx", "after.json")
NATIONAL, ZIPPED = "national.xlsx", "after.zip"
PASSWORD = "ba con vit qua song"


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
    (place / ZIPPED).write_bytes(folder_zip.packed(place / CARRIERS[0]))
    write_national(place / NATIONAL, catalog)
    start.close()
    other.close()
    return db


def write_national(path: Path, catalog: dict) -> None:
    """The same procedures as the national workbook of a commune gives them out."""
    # Not written row by row: then its texts are shared, as Excel shares them.
    names = {row["slug"]: row["name"] for row in catalog["fields"]}
    main = ["STT", "Mã TTHC", "Tên TTHC", "Lĩnh vực", "Cơ quan thực hiện"]
    ways = ["STT", "Mã TTHC", "Tên TTHC", "Hình thức nộp", "Thời gian", "Phí, lệ phí", "Mô tả"]
    papers = ["STT", "Mã TTHC", "Tên TTHC", "Mã TPHS", "Tên giấy tờ", "Bản chính", "Bản sao"]
    book = Workbook()
    book.remove(book.active)
    sheets = {
        title: book.create_sheet(title) for title in ("TTHC2-CAPXA", "Cách thức thực hiện", "TPHS")
    }
    for sheet, heading in zip(sheets.values(), (main, ways, papers), strict=True):
        sheet.append(heading)
    for n, one in enumerate(catalog["procedures"], start=1):
        head = [n, f"{one['code']}.000.00.00.H24", one["name"]]
        sheets["TTHC2-CAPXA"].append([*head, names[one["field"]], one["agency"]])
        for way in ("Trực tiếp", "Trực tuyến", "Bưu chính"):
            cells = [way, "05 Ngày làm việc", "8.000 đồng", None]
            sheets["Cách thức thực hiện"].append([*head, *cells])
        for paper in one["documents"]:
            sheets["TPHS"].append([*head, None, paper["name"], "1", "0"])
    book.save(path)


def clerk(place: Path) -> FlaskClient:
    """A member of staff, signed in at the application of a copy of the database."""
    shutil.copy(place / "kiosk.db", place / "web.db")
    app = create_app(config.Settings(database=str(place / "web.db"), secret_key="benchmark"))
    running = app.extensions["kiosk"]
    now = running.now()
    account, _ = accounts.add(
        running.pool.db(), "can-bo", "Cán bộ", "staff", Actor("benchmark", via="command"), now
    )
    accounts.set_password(running.pool.db(), account, PASSWORD, now)
    client = app.test_client()
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    client.post("/can-bo/dang-nhap", data={"name": "can-bo", "password": PASSWORD})
    return client


def look(client: FlaskClient, path: Path, count: int, times: Iterator[int]) -> None:
    """Send the file at *path* and open its report, in which *count* procedures change."""
    # Under another name each time: nothing may be left from the time before.
    name = f"{next(times)}-{path.name}"
    sent = client.post("/can-bo/nhap", data={"tep": (io.BytesIO(path.read_bytes()), name)})
    assert sent.status_code == 303, sent.text
    report = client.get(sent.location).text
    assert f"Công khai {count} thủ tục cùng một lúc" in report


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    today = clock.local_day(clock.utc_now())
    works: dict[str, Callable[[], None]] = {}
    with scratch() as place:
        db = prepare(place, count, today)
        for carrier in CARRIERS:
            works[f"check and diff, {carrier}"] = partial(
                compare, db, place / carrier, today, count
            )
        db.utils.execute("pragma wal_checkpoint(truncate)")
        client, times = clerk(place), itertools.count()
        for carrier in ("after.xlsx", NATIONAL, ZIPPED, "after.json"):
            works[f"from sending to the report, {carrier}"] = partial(
                look, client, place / carrier, count, times
            )
        reference, *found = interleaved(lambda: plain_read(place / "after"), *works.values())
        for name, taken in zip(works, found, strict=True):
            details = f"{taken:.2f} s (asked: <= {GOAL_S:.0f} s); reference {reference:.3f} s"
            say(f"{count} procedures, {name}", taken / reference, "-", details)
        db.close()


if __name__ == "__main__":
    main()
