"""A period that is frozen, and everything that can change after it."""

from datetime import UTC, datetime

import reporting
from catalog_files import edit, put, shipped
from conftest import NOW, load_catalog

from kiosk.events import log
from kiosk.reports import freezing
from kiosk.reports.freezing import Source
from kiosk.reports.periods import period

OVER = datetime(2026, 4, 10, 3, tzinfo=UTC)  # when March 2026 is past
LATER = datetime(2026, 5, 20, 3, tzinfo=UTC)


def source(db, now=OVER):
    from kiosk.catalog import published
    from kiosk.clock import local_day

    return Source(published.load(db, local_day(now)), now, 600, reporting.ADDRESS)


def freeze(db, name="2026-03", basis="calendar", now=OVER, seen=0, reason=""):
    return freezing.freeze(
        db, period(name, basis), source(db, now), seen, reason, reporting.TESTER, "Nguyễn Văn An"
    )


def change_everything(db, tmp_path):
    """Late events, other figures, and a catalog in which names, states and the unit are others."""
    late = datetime(2026, 3, 4, 5, tzinfo=UTC)
    log.add_all(
        db, [log.Event(f"late{n}", "scan", "1.001193", "k", "person", late) for n in range(3)]
    )
    reporting.type_in(db, "received=7 online=1/7", note="Sửa sau khi chốt.")
    folder = shipped(tmp_path / "other")
    edit(folder / "procedures.csv", 0, name="Tên khác hẳn", posted="0", reviewed_on="2026-03-01")
    profile = (folder / "unit.toml").read_text(encoding="utf-8")
    put(folder, **{"unit.toml": profile.replace("Ủy ban nhân dân xã", "Đơn vị đổi tên", 1)})
    load_catalog(db, folder, NOW)
