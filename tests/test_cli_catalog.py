"""The commands `kiosk init` and `kiosk catalog`, as staff type them."""

import errno
import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from catalog_files import edit, files, put, rows, small
from click.testing import CliRunner
from conftest import ROOT

from kiosk import store
from kiosk.accounts import audit
from kiosk.catalog import versions
from kiosk.cli import cli
from kiosk.store import sqlite

FEE = "~ channels: direct: fee_vnd: 0 -> 8000"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The small catalog, and settings that lead to it and to a database that is not there yet."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KIOSK_DATABASE", str(tmp_path / "instance" / "kiosk.db"))
    monkeypatch.setenv("KIOSK_BASE_URL", "https://motcua.example.gov.vn")
    path = small(tmp_path / "catalog")
    monkeypatch.setenv("KIOSK_CATALOG", str(path))
    return path


@pytest.fixture
def database(folder, tmp_path):
    """The path of a database in which the small catalog is published."""
    done("init")
    return tmp_path / "instance" / "kiosk.db"


def run(*arguments):
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def done(*arguments):
    """The output of a command that must succeed, in lines."""
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


def refused(*arguments):
    """The one line on standard error of a command that must fail, and its output in lines."""
    result = run(*arguments)
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit)
    (line,) = result.stderr.splitlines()
    return line, result.stdout.splitlines()


def stored(path):
    """The publications and the versions in a database, counted."""
    db = store.open_database(path)
    counts = [
        next(iter(db.query(f"select count(*) as n from {table}")))["n"]
        for table in ("publication", "procedure_version")
    ]
    db.close()
    return counts


# kiosk init ------------------------------------------------------------------------------------


def test_init_makes_the_database_and_a_key_that_only_its_owner_reads(folder, tmp_path):
    database, key = tmp_path / "instance" / "kiosk.db", tmp_path / "instance" / "secret.key"
    assert done("init") == [
        f"Made the secret key {key}.",
        f"Loaded 2 procedures from {folder} into {database}.",
    ]
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stored(database) == [1, 2]


def test_the_database_is_its_owners_alone(database):
    assert stat.S_IMODE(database.stat().st_mode) == 0o600


def test_a_damaged_page_is_one_line_and_not_a_trace(folder, database):
    connection = sqlite3.connect(database)
    connection.execute("pragma wal_checkpoint(truncate)")
    (page_size,) = connection.execute("pragma page_size").fetchone()
    query = "select rootpage from sqlite_master where name = 'procedure_version'"
    (root,) = connection.execute(query).fetchone()
    connection.close()
    with database.open("r+b") as file:
        file.seek((root - 1) * page_size)
        file.write(b"\xff" * page_size)
    line, _ = refused("catalog", "diff", folder)
    assert "is damaged" in line and "Restore a backup" in line


def test_bytes_that_are_no_text_are_refused(folder, database):
    edit(folder / "procedures.csv", 0, name="Tên mới")
    line, _ = refused("catalog", "import", folder, "--decision", "1/Q\udcd0-UBND")
    assert (
        line == "Error: '1/Q\\udcd0-UBND' is not text in UTF-8. Write it anew, or rename the file."
    )
    assert stored(database)[0] == 1


def test_init_again_overwrites_nothing(folder, database):
    key = (database.parent / "secret.key").read_bytes()
    edit(folder / "channels.csv", 0, fee_vnd="8000")
    assert done("init") == [f"{database} has its catalog already; nothing was changed."]
    assert stored(database) == [1, 2]
    assert (database.parent / "secret.key").read_bytes() == key


def test_init_loads_the_shipped_catalog_by_default(folder, monkeypatch, tmp_path):
    monkeypatch.delenv("KIOSK_CATALOG")
    assert "Loaded 167 procedures" in done("init")[-1]
    assert stored(tmp_path / "instance" / "kiosk.db") == [1, 167]


def test_init_does_not_mind_what_became_of_a_catalog_that_is_loaded(folder, database):
    put(folder, procedures="code,name,field\n1,,\n")
    assert done("init") == [f"{database} has its catalog already; nothing was changed."]


def test_init_loads_the_catalog_into_a_database_that_has_none(folder, tmp_path):
    (tmp_path / "instance").mkdir()
    path = tmp_path / "instance" / "kiosk.db"
    store.create(path).close()
    assert done("init")[-1] == f"Loaded 2 procedures from {folder} into {path}."
    assert stored(path) == [1, 2]


def test_many_may_run_init_at_once(folder, tmp_path):
    command = [sys.executable, "-m", "kiosk", "init"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    running = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    output = [(process.communicate(), process.returncode) for process in running]
    assert [code for _, code in output] == [0] * 4, output
    assert sum(b"Loaded 2 procedures" in out for (out, _), _ in output) == 1
    assert sum(b"Made the secret key" in out for (out, _), _ in output) == 1
    assert stored(tmp_path / "instance" / "kiosk.db") == [1, 2]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("legal_bases", "code,number\n9.999999,x\n", "1 error; nothing was changed."),
        ("unit.toml", None, "cannot start a database: it has no unit."),
    ],
)
def test_init_with_a_catalog_that_cannot_start_makes_nothing(
    folder, tmp_path, monkeypatch, name, content, message
):
    monkeypatch.setenv("KIOSK_CATALOG", str(small(tmp_path / "other", **{name: content})))
    assert message in refused("init")[0]
    assert not (tmp_path / "instance").exists()


def test_init_never_takes_over_a_file_that_is_not_ours(folder, tmp_path):
    (tmp_path / "instance").mkdir()
    other = tmp_path / "instance" / "kiosk.db"
    other.write_text("a letter" * 1000)
    assert "Restore a backup, or point KIOSK_DATABASE" in refused("init")[0]
    assert other.read_text() == "a letter" * 1000


def test_an_address_that_no_phone_can_open_is_a_warning(folder, monkeypatch):
    monkeypatch.setenv("KIOSK_BASE_URL", "http://127.0.0.1:8000")
    result = run("init")
    assert result.exit_code == 0
    assert result.stderr.startswith("Warning: http://127.0.0.1:8000 is this machine only")


def test_a_misspelt_setting_is_a_warning(database, folder, monkeypatch):
    monkeypatch.setenv("KIOSK_BASEURL", "https://a.vn")
    result = run("catalog", "check", folder)
    assert result.exit_code == 0
    assert result.stderr == "Warning: KIOSK_BASEURL is not a setting; it is ignored.\n"


# kiosk catalog check ---------------------------------------------------------------------------


def test_check_says_that_a_file_is_free_of_errors_even_before_init(folder, tmp_path):
    assert done("catalog", "check", folder) == [f"{folder}: 2 procedures, no errors."]
    assert not (tmp_path / "instance").exists()


def test_check_lists_every_problem_in_the_order_of_the_files(folder):
    put(
        folder,
        procedures="code,name,field\n1.001193,,ho-tich\n2.000815,A,dat-dai\nXP_1,B,ho-tich\n",
        channels="code,channel\n",
    )
    line, output = refused("catalog", "check", folder)
    assert line == f"Error: {folder}: 7 errors; nothing was changed."
    assert output == [
        "channels.csv:1: duration: This column is missing",
        "channels.csv:1: duration_note: This column is missing",
        "channels.csv:1: duration_unit: This column is missing",
        "channels.csv:1: fee_note: This column is missing",
        "channels.csv:1: fee_vnd: This column is missing",
        "procedures.csv:2: name: Must not be empty",
        'procedures.csv:3: field: There is no field "dat-dai"',
        'procedures.csv:4: code: warning: The code "XP_1" is not of the national form '
        "(1.001193); kept",
    ]


def test_check_knows_the_numbers_that_are_printed(folder, database):
    edit(folder / "fields.csv", 0, number="7")
    _, output = refused("catalog", "check", folder)
    assert output == [
        'fields.csv:2: number: The number of "ho-tich" is printed as 1; it must not change'
    ]


@pytest.mark.parametrize("command", ["check", "diff", "import"])
def test_a_path_that_is_not_there_is_one_readable_line(database, command):
    line, output = refused("catalog", command, "nowhere")
    assert line == (
        "Error: There is nothing at nowhere. Give a catalog folder, an .xlsx or a .json file."
    )
    assert output == []


def test_wrong_usage_has_its_own_exit_code(folder):
    assert run("catalog", "import").exit_code == 2
    assert run("catalog", "import", folder, "--force").exit_code == 2


# kiosk catalog diff, import --------------------------------------------------------------------


@pytest.mark.parametrize("command", [["diff"], ["import"], ["export"]])
def test_without_a_database_the_next_step_is_named(folder, command):
    assert "Run `kiosk init` first." in refused("catalog", *command, folder)[0]


def test_diff_shows_every_kind_of_change_and_changes_nothing(folder, database):
    edit(folder / "channels.csv", 0, fee_vnd="8000")
    put(folder, **{"unit.toml": (folder / "unit.toml").read_text().replace('"01"', '"22"')})
    assert done("catalog", "diff", folder) == [
        "amended 1.001193 Đăng ký khai sinh",
        f"    {FEE}",
        "~ unit: province_code: 01 -> 22",
        "new 0, amended 1, replaced 0, repealed 0, restored 0, unchanged 1, absent 0",
    ]
    assert stored(database) == [1, 2]


def test_diff_says_by_what_and_from_when(folder, database):
    put(
        folder,
        procedures="code,name,field,status,replaced_by,effective_from\n"
        "1.001193,Đăng ký khai sinh,ho-tich,replaced,2.000815,\n"
        "2.000815,Chứng thực bản sao,chung-thuc,repealed,,2999-01-01\n",
    )
    assert [line for line in done("catalog", "diff", folder) if line[0] not in " ~"] == [
        "replaced by 2.000815 1.001193 Đăng ký khai sinh",
        "repealed from 2999-01-01 2.000815 Chứng thực bản sao",
        "new 0, amended 0, replaced 1, repealed 1, restored 0, unchanged 0, absent 0",
    ]


def test_import_shows_the_diff_and_publishes_it_once(folder, database):
    edit(folder / "channels.csv", 0, fee_vnd="8000")
    output = done("catalog", "import", folder, "--decision", " 163/QĐ-BTP ")
    assert output[1:] == [
        f"    {FEE}",
        "new 0, amended 1, replaced 0, repealed 0, restored 0, unchanged 1, absent 0",
        "Published as number 2.",
    ]
    assert done("catalog", "import", folder)[-1] == (
        "Nothing to change: all of it is published already."
    )
    assert stored(database) == [2, 3]
    db = store.open_database(database)
    assert [v.decision for v in versions.history(db, "1.001193")] == ["", "163/QĐ-BTP"]
    (publication,) = db.query("select source, decision from publication where id = 2")
    assert publication == {"source": "catalog", "decision": "163/QĐ-BTP"}
    (noted,) = audit.rows(db, audit.Wanted())
    assert (noted["via"], noted["what"], noted["details"]) == (
        *("command", "catalog_imported", "Lần công khai số 2: catalog"),
    )
    db.close()


def test_a_dry_run_shows_the_same_and_changes_nothing(folder, database):
    edit(folder / "channels.csv", 0, fee_vnd="8000")
    output = done("catalog", "import", folder, "--dry-run")
    assert output[1] == f"    {FEE}"
    assert output[-1] == "Nothing was changed (dry run)."
    assert stored(database) == [1, 2]


def test_a_file_with_errors_is_not_imported(folder, database):
    edit(folder / "channels.csv", 0, fee_vnd="8000")
    edit(folder / "documents.csv", 0, name="")
    line, output = refused("catalog", "import", folder)
    assert line == f"Error: {folder}: 1 error; nothing was changed."
    assert output == ["documents.csv:2: name: Must not be empty"]
    assert stored(database) == [1, 2]


def only_births(folder):
    put(folder, procedures="code,name,field\n1.001193,Đăng ký khai sinh,ho-tich\n")
    for name in ("channels", "documents"):
        text = (folder / f"{name}.csv").read_text(encoding="utf-8")
        put(folder, **{name: "".join(text.splitlines(keepends=True)[:2])})


def test_what_is_absent_is_listed_and_repealed_only_when_asked(folder, database):
    only_births(folder)
    assert done("catalog", "import", folder) == [
        "absent 2.000815 Chứng thực bản sao",
        "new 0, amended 0, replaced 0, repealed 0, restored 0, unchanged 1, absent 1",
        "Nothing to change: all of it is published already.",
    ]
    assert done("catalog", "import", folder, "--repeal-absent") == [
        "repealed 2.000815 Chứng thực bản sao",
        "new 0, amended 0, replaced 0, repealed 1, restored 0, unchanged 1, absent 0",
        "Published as number 2.",
    ]
    assert stored(database) == [2, 3]


PLAN = """\
code,name,field,effective_from
1.001193,Khai sinh mới,ho-tich,2999-04-10
2.000815,Chứng thực bản sao,chung-thuc,
"""
NO_PLAN = PLAN.replace("Khai sinh mới", "Đăng ký khai sinh").replace("2999-04-10", "")


def test_what_waits_is_shown_until_it_is_withdrawn(folder, database):
    put(folder, procedures=PLAN)
    assert done("catalog", "import", folder)[0] == (
        "amended from 2999-04-10 1.001193 Khai sinh mới"
    )
    put(folder, procedures=NO_PLAN)
    assert done("catalog", "diff", folder) == [
        "waiting 1.001193 from 2999-04-10 Khai sinh mới",
        "new 0, amended 0, replaced 0, repealed 0, restored 0, unchanged 2, absent 0",
    ]
    assert done("catalog", "import", folder, "--withdraw-waiting") == [
        "withdrawn 1.001193: what was to hold from 2999-04-10",
        "new 0, amended 0, replaced 0, repealed 0, restored 0, unchanged 2, absent 0",
        "Published as number 3.",
    ]
    assert done("catalog", "import", folder, "--withdraw-waiting")[-1] == (
        "Nothing to change: all of it is published already."
    )


def test_what_stays_repealed_is_shown(folder, database):
    text = (folder / "procedures.csv").read_text(encoding="utf-8")
    repealed = text.replace("field\n", "field,status\n").replace("ho-tich\n", "ho-tich,repealed\n")
    put(folder, procedures=repealed)
    done("catalog", "import", folder)
    put(folder, procedures=text)
    assert done("catalog", "diff", folder)[0] == "still repealed 1.001193 Đăng ký khai sinh"


def test_a_database_in_use_is_one_readable_line(folder, database, monkeypatch):
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_S", 0.01)
    edit(folder / "channels.csv", 0, fee_vnd="8000")
    db = store.open_database(database)
    with db.transaction():
        assert "database is locked. Try again" in refused("catalog", "import", folder)[0]
    db.close()
    assert stored(database) == [1, 2]


# kiosk catalog export --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["out", "out.json", "deep/er/out", "deep/er/out.json"])
def test_import_of_an_export_changes_nothing(database, tmp_path, name):
    assert done("catalog", "export", name) == [f"Wrote 2 procedures to {name}."]
    before = files(tmp_path / name.split("/")[0])
    assert done("catalog", "import", name)[-1] == (
        "Nothing to change: all of it is published already."
    )
    assert done("catalog", "export", name) == [f"Wrote 2 procedures to {name}."]
    assert files(tmp_path / name.split("/")[0]) == before


def test_an_export_holds_what_was_imported(folder, database, tmp_path):
    edit(folder / "channels.csv", 0, fee_vnd="8.000")
    done("catalog", "import", folder)
    done("catalog", "export", "out")
    assert rows(tmp_path / "out" / "channels.csv")[0]["fee_vnd"] == "8000"


def test_another_kind_of_file_is_refused(database, tmp_path):
    line, _ = refused("catalog", "export", "out.csv")
    assert line == "Error: out.csv: a catalog is written as a folder, as .xlsx or as .json."
    assert not (tmp_path / "out.csv").exists()


def test_a_full_disk_is_one_readable_line(database, tmp_path, monkeypatch):
    def no_room(path, content):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", no_room)
    line, _ = refused("catalog", "export", "out.json")
    assert line == "Error: out.json: No space left on device."
    assert not list(tmp_path.glob("*out*"))


def test_a_place_that_cannot_be_written_is_one_readable_line(database, tmp_path):
    (tmp_path / "file").touch()
    assert refused("catalog", "export", "file/out")[0].startswith("Error: file/out: ")
