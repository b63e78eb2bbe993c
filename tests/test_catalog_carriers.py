import json
import shutil
import subprocess
import sys
import unicodedata
from itertools import permutations

import pytest
from catalog_files import (
    PLAIN_COLUMNS,
    TODAY,
    edit,
    exported,
    files,
    found_in,
    proposed,
    put,
    rows,
    shipped,
    small,
    write,
)
from conftest import NOW, load_catalog

from kiosk import store
from kiosk.catalog import document, publishing, versions
from kiosk.errors import CatalogError

CARRIERS = ["exported", "exported.json", "exported.xlsx"]


def all_of(path):
    """The bytes of a carrier, folder or file."""
    return files(path) if path.is_dir() else path.read_bytes()


def second_database(tmp_path):
    return store.create(tmp_path / "second.db")


@pytest.mark.parametrize("carrier", CARRIERS)
def test_import_of_an_export_changes_nothing(tmp_path, db, carrier):
    proposal = proposed(db, exported(db, tmp_path / carrier))
    assert proposal.is_empty
    assert proposal.absent == []
    assert len(proposal.differences) == 167


@pytest.mark.parametrize("carrier", CARRIERS)
def test_an_export_loaded_elsewhere_exports_to_the_same_bytes(tmp_path, db, carrier):
    before = exported(db, tmp_path / carrier)
    other = second_database(tmp_path)
    load_catalog(other, before)
    after = exported(other, tmp_path / f"again-{carrier}")
    assert all_of(after) == all_of(before)
    other.close()


@pytest.mark.parametrize(("one", "two"), list(permutations(CARRIERS, 2)))
def test_all_carriers_hold_the_same(tmp_path, db, one, two):
    other = second_database(tmp_path)
    load_catalog(other, exported(db, tmp_path / one))
    assert document.of_database(other, TODAY) == document.of_database(db, TODAY)
    assert all_of(exported(other, tmp_path / f"b-{two}")) == all_of(exported(db, tmp_path / two))
    other.close()


def test_the_shipped_folder_is_what_an_export_of_it_gives(tmp_path, db):
    before, after = files(shipped(tmp_path / "catalog")), files(exported(db, tmp_path / "exported"))
    tables = [name for name in after if name.endswith(".csv") or name.startswith("guides/")]
    assert len(tables) == 23
    assert [name for name in tables if after[name] != before[name]] == []


def test_the_json_form_is_as_promised(tmp_path, db):
    path = exported(db, tmp_path / "catalog.json")
    found = json.loads(path.read_text(encoding="utf-8"))
    assert list(found)[:3] == ["unit", "fields", "procedures"]
    assert found["fields"][0] == {
        **{"slug": "ho-tich", "number": 1, "name": "Hộ tịch"},
        **{"sector": "commune", "desk": None, "status": None},
    }
    birth = found["procedures"][0]
    assert (birth["code"], birth["name"]) == ("1.001193", "Đăng ký khai sinh")
    assert (birth["field"], birth["sector"], birth["interlinked"]) == ("ho-tich", "commune", False)
    assert birth["legal_bases"][0] == {"number": "Luật Hộ tịch 60/2014/QH13"}
    assert birth["channels"][0]["fee_vnd"] == 0
    assert birth["documents"][0]["name"] == "Tờ khai đăng ký khai sinh theo mẫu"


def test_an_empty_table_is_exported_and_changes_nothing(tmp_path, empty_db):
    load_catalog(empty_db, small(tmp_path / "catalog"))
    path = exported(empty_db, tmp_path / "exported")
    assert rows(path / "groups.csv") == []
    assert proposed(empty_db, path).is_empty


def test_an_export_replaces_the_tables_of_an_older_one(tmp_path, empty_db, db):
    load_catalog(empty_db, small(tmp_path / "catalog"))
    path = exported(db, tmp_path / "exported")
    exported(empty_db, path)
    assert [row["code"] for row in rows(path / "procedures.csv")] == ["1.001193", "2.000815"]


@pytest.mark.parametrize("name", ["catalog.xls", "catalog.txt"])
def test_another_kind_of_file_is_neither_read_nor_written(tmp_path, db, name):
    with pytest.raises(CatalogError, match="as a folder, as .xlsx or as .json"):
        document.export(db, tmp_path / name, TODAY)
    assert not (tmp_path / name).exists()
    (tmp_path / name).touch()
    with pytest.raises(CatalogError, match="is not a catalog"):
        document.read(tmp_path / name)


def test_a_file_is_not_replaced_by_a_folder(tmp_path, db):
    (tmp_path / "catalog").write_text("mine")
    with pytest.raises(CatalogError, match="is a file"):
        document.export(db, tmp_path / "catalog", TODAY)
    assert (tmp_path / "catalog").read_text() == "mine"


def test_a_folder_of_other_files_is_neither_filled_nor_emptied(tmp_path, db):
    folder = tmp_path / "notes"
    put(folder, **{"guides/mine.md": "# Mine\n", "list.txt": "mine"})
    before = files(folder)
    with pytest.raises(CatalogError, match="is no catalog. Give a new or an empty folder"):
        document.export(db, folder, TODAY)
    assert files(folder) == before


def test_a_guide_that_is_no_more_leaves_an_exported_folder(tmp_path, empty_db, db):
    path = exported(db, tmp_path / "exported")
    load_catalog(empty_db, small(tmp_path / "catalog", **{"guides/nop.md": "# Nộp\n"}))
    exported(empty_db, path)
    assert [guide.name for guide in (path / "guides").iterdir()] == ["nop.md"]


@pytest.mark.parametrize("name", ["out.2026", "danh mục v1.2", ".hidden"])
def test_a_folder_may_have_a_dot_in_its_name(tmp_path, db, name):
    path = exported(db, tmp_path / name)
    assert (path / "procedures.csv").is_file()
    (path / ".DS_Store").touch()
    exported(db, path)


# In a process of its own: a limit on ours would also cut a log that this run writes to a file.
EXPORT_WITHOUT_ROOM = """
import resource, signal, sys
from datetime import date
from pathlib import Path
from kiosk import store
from kiosk.catalog import document, versions

database, path, day = sys.argv[1:]
db = store.open_database(Path(database))
versions.latest(db)  # what SQLite keeps beside its file is there now
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, resource.RLIM_INFINITY))
try:
    document.export(db, Path(path), date.fromisoformat(day))
except OSError as error:
    print(error.filename)
"""


@pytest.mark.parametrize("carrier", CARRIERS)
def test_an_export_that_does_not_fit_leaves_whole_files(tmp_path, db, database_path, carrier):
    path = exported(db, tmp_path / carrier)
    before = all_of(path)
    done = subprocess.run(
        [sys.executable, "-c", EXPORT_WITHOUT_ROOM, database_path, path, TODAY.isoformat()],
        capture_output=True,
        encoding="utf-8",
    )
    assert done.stderr == ""
    assert done.stdout.strip() in (str(path), str(path / "procedures.csv"))
    assert all_of(path) == before


# What people and spreadsheets do to the files --------------------------------------------------


def bom(text):
    return "\ufeff" + text


def crlf(text):
    return text.replace("\n", "\r\n")


def semicolons(text):
    return text.replace(",", ";")


def empty_columns(text):
    return text.replace("\n", ",,\n") + ",,,,,\n"


def excel(text):
    return bom(crlf(semicolons(text)))


@pytest.mark.parametrize("how", [bom, crlf, semicolons, empty_columns, excel])
def test_a_file_saved_by_a_spreadsheet_means_the_same(tmp_path, empty_db, how):
    folder = small(tmp_path / "catalog")
    load_catalog(empty_db, folder)
    for path in folder.glob("*.csv"):
        path.write_text(how(path.read_text(encoding="utf-8")), encoding="utf-8", newline="")
    assert found_in(folder, empty_db) == []
    assert proposed(empty_db, folder).is_empty


def test_a_byte_order_mark_and_crlf_are_no_change_in_any_file(tmp_path, db):
    folder = shipped(tmp_path / "catalog")
    for path in [*folder.glob("*.csv"), folder / "unit.toml", *(folder / "guides").iterdir()]:
        path.write_text(excel_of_text(path), encoding="utf-8", newline="")
    assert found_in(folder, db) == []
    assert proposed(db, folder).is_empty


def excel_of_text(path):
    return bom(crlf(path.read_text(encoding="utf-8")))


def test_a_byte_order_mark_in_json_is_no_change(tmp_path, db):
    path = exported(db, tmp_path / "catalog.json")
    path.write_text(excel_of_text(path), encoding="utf-8", newline="")
    assert proposed(db, path).is_empty


def test_text_with_loose_marks_is_normalised_with_one_warning_a_file(tmp_path, empty_db):
    folder = small(tmp_path / "catalog")
    (folder / "guides").mkdir()
    (folder / "guides" / "nop.md").write_text("# Nộp hồ sơ\n", encoding="utf-8")
    load_catalog(empty_db, folder)
    for path in [*folder.glob("*.csv"), folder / "unit.toml", folder / "guides" / "nop.md"]:
        text = unicodedata.normalize("NFD", path.read_text(encoding="utf-8"))
        path.write_text(text, encoding="utf-8")
    assert sorted(found_in(folder, empty_db)) == [
        "channels.csv:3: -: warning: 1 cells were not in NFC; they are normalised",
        "documents.csv:2: -: warning: 2 cells were not in NFC; they are normalised",
        "fields.csv:2: -: warning: 2 cells were not in NFC; they are normalised",
        "guides/nop.md:1: -: warning: 1 cells were not in NFC; they are normalised",
        "procedures.csv:2: -: warning: 2 cells were not in NFC; they are normalised",
        "unit.toml:1: -: warning: 1 cells were not in NFC; they are normalised",
    ]
    assert proposed(empty_db, folder).is_empty


def test_every_line_end_becomes_one(tmp_path, empty_db):
    load_catalog(empty_db, small(tmp_path / "catalog", **{"guides/nop.md": "# Nộp\rMột\r\nHai\n"}))
    path = exported(empty_db, tmp_path / "catalog.json")
    found = json.loads(path.read_text(encoding="utf-8"))
    assert found["guides"] == [{"slug": "nop", "body": "# Nộp\nMột\nHai\n"}]
    found["procedures"][0]["conditions"] = "Một\rhai\r\nba"
    found["guides"][0]["body"] = "# Nộp\rMột\r\nHai\n"
    path.write_text(json.dumps(found), encoding="utf-8")
    load_catalog(empty_db, path)
    assert versions.in_force(empty_db, TODAY)["1.001193"].body["conditions"] == "Một\nhai\nba"
    assert proposed(empty_db, exported(empty_db, tmp_path / "exported")).is_empty


def test_old_line_ends_are_read(tmp_path, empty_db):
    folder = small(tmp_path / "catalog")
    load_catalog(empty_db, folder)
    for path in folder.iterdir():
        text = path.read_text(encoding="utf-8").replace("\n", "\r")
        path.write_text(text, encoding="utf-8", newline="")
    assert found_in(folder, empty_db) == []
    assert proposed(empty_db, folder).is_empty


def test_leading_zeros_are_kept(tmp_path, empty_db):
    procedures = """\
code,name,field,decision_no
1.001193,Đăng ký khai sinh,ho-tich,007
2.000815,Chứng thực bản sao,chung-thuc,
"""
    load_catalog(empty_db, small(tmp_path / "catalog", procedures=procedures))
    folder = exported(empty_db, tmp_path / "exported")
    assert rows(folder / "procedures.csv")[0]["decision_no"] == "007"
    assert 'province_code = "01"' in (folder / "unit.toml").read_text(encoding="utf-8")
    path = exported(empty_db, tmp_path / "catalog.json")
    found = json.loads(path.read_text(encoding="utf-8"))
    assert found["procedures"][0]["decision_no"] == "007"
    assert found["unit"]["province_code"] == "01"


def test_signs_that_formats_use_survive_both_carriers(tmp_path, empty_db):
    name = 'Khai "sinh", tử; \\ # {x} 👶'
    steps = 'code,case,position,title,body\n1.001193,,1,"Bước, 1","Một;\nhai ""ba"""\n'
    quoted = name.replace('"', '""')
    unit = ["name = 'Xã'", "level = 'commune'", r'address = "a\\b \"c\" ô\u007f"']
    folder = small(
        tmp_path / "catalog",
        procedures=f'code,name,field\n1.001193,"{quoted}",ho-tich\n2.000815,A,ho-tich\n',
        steps=steps,
        **{"unit.toml": "\n".join(unit)},
    )
    load_catalog(empty_db, folder)
    for carrier in CARRIERS:
        path = exported(empty_db, tmp_path / carrier)
        assert proposed(empty_db, path).is_empty
    body = versions.in_force(empty_db, TODAY)["1.001193"].body
    assert (body["name"], body["steps"][0]["body"]) == (name, 'Một;\nhai "ba"')
    assert versions.parts(empty_db)["unit"]["address"] == 'a\\b "c" ô\x7f'


# Columns and tables that a file leaves out -----------------------------------------------------


def plain(folder):
    """What *folder* is with only the columns and tables that every catalog has."""
    write(folder / "procedures.csv", PLAIN_COLUMNS, rows(folder / "procedures.csv"))
    write(folder / "fields.csv", ["slug", "number", "name", "sector"], rows(folder / "fields.csv"))
    kept = ("procedures", "fields", "channels", "documents", "legal_bases", "provenance")
    for path in folder.glob("*.csv"):
        if path.stem not in kept:
            path.unlink()
    shutil.rmtree(folder / "guides")
    (folder / "unit.toml").unlink()
    return folder


def test_a_folder_without_the_further_columns_and_tables_changes_nothing(tmp_path, db):
    folder = plain(shipped(tmp_path / "catalog"))
    assert sorted(path.name for path in folder.glob("*.csv")) == [
        *("channels.csv", "documents.csv", "fields.csv"),
        *("legal_bases.csv", "procedures.csv", "provenance.csv"),
    ]
    assert found_in(folder, db) == []
    proposal = proposed(db, folder)
    assert proposal.is_empty
    assert {difference.kind for difference in proposal.differences} == {"unchanged"}


def test_a_column_left_out_keeps_what_is_stored_while_another_changes(tmp_path, db):
    stored = versions.in_force(db, TODAY)["1.001193"].body
    folder = plain(shipped(tmp_path / "catalog"))
    edit(folder / "procedures.csv", 0, agency="Công an cấp xã")
    difference = proposed(db, folder).differences[0]
    assert [str(change) for change in difference.changes] == [
        "~ agency: Ủy ban nhân dân cấp xã -> Công an cấp xã"
    ]
    assert difference.body == {**stored, "agency": "Công an cấp xã"}
    assert stored["keywords"].startswith("giấy khai sinh; ")


def test_a_column_that_is_there_but_empty_clears_what_is_stored(tmp_path, db):
    folder = shipped(tmp_path / "catalog")
    edit(folder / "procedures.csv", 0, agency="")
    difference = proposed(db, folder).differences[0]
    assert [str(change) for change in difference.changes] == [
        "~ agency: Ủy ban nhân dân cấp xã -> (empty)"
    ]


def test_json_may_leave_out_a_table_of_one_procedure(tmp_path, db):
    path = exported(db, tmp_path / "catalog.json")
    found = json.loads(path.read_text(encoding="utf-8"))
    for name in ("documents", "channels", "summary"):
        del found["procedures"][0][name]
    found["procedures"][1]["documents"] = []
    path.write_text(json.dumps(found), encoding="utf-8")
    proposal = proposed(db, path)
    assert [(d.code, d.kind) for d in proposal.differences[:2]] == [
        ("1.001193", "unchanged"),
        ("1.000894", "amended"),
    ]
    assert {change.table for change in proposal.differences[1].changes} == {"documents"}


@pytest.mark.parametrize("name", ["documents", "channels", "legal_bases", "forms"])
def test_null_in_json_is_left_out(tmp_path, db, name):
    path = exported(db, tmp_path / "catalog.json")
    found = json.loads(path.read_text(encoding="utf-8"))
    found["procedures"][0][name] = None
    found["groups"] = found["guides"] = found["unit"] = None
    path.write_text(json.dumps(found), encoding="utf-8")
    assert found_in(path, db) == []
    assert proposed(db, path).is_empty


# Forms -----------------------------------------------------------------------------------------

FORMS = """\
id,code,name,number,file
to-khai,1.001193,Tờ khai,01,Tờ khai (1).docx
mau,2.000815,Mẫu giấy,,
"""
FORM = bytes(range(256)) * 40


def with_form(folder, content=FORM):
    small(folder, forms=FORMS)
    (folder / "forms").mkdir()
    (folder / "forms" / "Tờ khai (1).docx").write_bytes(content)
    return folder


@pytest.mark.parametrize("carrier", ["exported", "exported.json"])
def test_form_files_travel_with_the_catalog(tmp_path, empty_db, carrier):
    load_catalog(empty_db, with_form(tmp_path / "catalog"))
    path = exported(empty_db, tmp_path / carrier)
    assert proposed(empty_db, path).is_empty
    other = second_database(tmp_path)
    load_catalog(other, path)
    (form,) = versions.in_force(other, TODAY)["1.001193"].body["forms"]
    assert versions.form_file(other, form["sha256"]) == FORM
    assert all_of(exported(other, tmp_path / f"again-{carrier}")) == all_of(path)
    other.close()


def test_a_form_with_new_content_is_a_change_and_the_old_content_is_kept(tmp_path, empty_db):
    load_catalog(empty_db, with_form(tmp_path / "catalog"))
    old = versions.in_force(empty_db, TODAY)["1.001193"].body["forms"][0]["sha256"]
    (tmp_path / "catalog" / "forms" / "Tờ khai (1).docx").write_bytes(b"%PDF new")
    proposal = proposed(empty_db, tmp_path / "catalog")
    (change,) = proposal.differences[0].changes
    assert (change.table, change.where, change.column) == ("forms", "Tờ khai", "sha256")
    with empty_db.transaction():
        publishing.publish(empty_db, proposal, NOW, "tester", "catalog")
    new = versions.in_force(empty_db, TODAY)["1.001193"].body["forms"][0]["sha256"]
    assert versions.form_file(empty_db, new) == b"%PDF new"
    assert versions.form_file(empty_db, old) == FORM
    assert versions.form_file(empty_db, "0" * 64) is None


def test_a_form_file_that_is_too_large_is_refused(tmp_path):
    folder = with_form(tmp_path / "catalog", b"x" * (5 * 1024 * 1024 + 1))
    assert "forms/Tờ khai (1).docx:1: -: The form file is larger than 5 MiB" in found_in(folder)


def test_a_form_file_is_found_where_the_system_gives_names_with_loose_marks(tmp_path):
    folder = with_form(tmp_path / "catalog")
    path = folder / "forms" / "Tờ khai (1).docx"
    path.rename(path.with_name(unicodedata.normalize("NFD", path.name)))
    assert found_in(folder) == []
