"""Small catalogs on disk, and edits of a copy of the shipped one."""

import csv
import shutil

from conftest import CATALOG, NOW

from kiosk.catalog import document, publishing
from kiosk.clock import local_day

TODAY = local_day(NOW)
# A whole catalog, small enough to be seen at once: two procedures of two fields.
SMALL = {
    "unit.toml": """\
name = "Ủy ban nhân dân xã"
level = "commune"
province_code = "01"

[portal]
hosts = ["dichvucong.gov.vn"]
""",
    "fields.csv": """\
slug,number,name,sector
ho-tich,1,Hộ tịch,commune
chung-thuc,2,Chứng thực,commune
""",
    "procedures.csv": """\
code,name,field
1.001193,Đăng ký khai sinh,ho-tich
2.000815,Chứng thực bản sao,chung-thuc
""",
    "channels.csv": """\
code,channel,duration,duration_unit,fee_vnd,fee_note,duration_note
1.001193,direct,1,day,0,,
2.000815,direct,,,2000,mỗi trang,
""",
    "documents.csv": """\
code,case,position,name,originals,copies,form
1.001193,,1,Giấy chứng sinh,1,0,
2.000815,,1,Bản chính giấy tờ,1,0,
""",
    "legal_bases.csv": """\
code,number
1.001193,60/2014/QH13
""",
}
# The columns and tables that a catalog may leave out.
PLAIN_COLUMNS = (
    "code,name,field,sector,interlinked,service_level,audience,agency,result,decision_no,"
    "source_url,as_of"
).split(",")


def small(folder, **files):
    """The small catalog in *folder*, with *files* in place of its own; None leaves one out."""
    folder.mkdir()
    return put(folder, **{**SMALL, **_named(files)})


def put(folder, **files):
    """Write *files* into *folder*: text by name, a table by its name alone."""
    for name, text in _named(files).items():
        if text is not None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    return folder


def _named(files):
    return {name if "." in name else f"{name}.csv": text for name, text in files.items()}


def shipped(folder):
    """A copy of the shipped catalog in *folder*."""
    shutil.copytree(CATALOG, folder)
    return folder


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path, columns, found):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)


def edit(path, number, /, **cells):
    """Set *cells* of the row *number* (0 is the first after the heading)."""
    found = rows(path)
    found[number].update(cells)
    write(path, list(found[0]), found)


def files(folder):
    """Everything in *folder*: relative path -> bytes."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def check(path, db=None, today=TODAY):
    """What checking *path* on *today* gives."""
    return publishing.check(path, db, today)


def found_in(folder, db=None):
    """Every problem of the catalog in *folder*, a line each."""
    return [str(problem) for problem in check(folder, db)[1]]


def proposed(db, path, today=TODAY, **asked):
    """What publishing *path* on *today* would change."""
    checked, problems = check(path, db, today)
    assert checked, [str(problem) for problem in problems]
    return publishing.propose(db, checked, today, **asked)


def exported(db, path, today=TODAY):
    document.export(db, path, today)
    return path


def changed(proposal):
    """Code and kind of every difference but the unchanged."""
    return [(d.code, d.kind) for d in proposal.differences if d.kind != "unchanged"]
