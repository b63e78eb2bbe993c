"""`kiosk codes build` and `kiosk codes check`."""

import json
import shutil
from pathlib import Path

import pytest
from catalog_files import small
from click.testing import CliRunner
from conftest import NOW, load_catalog

from kiosk import store
from kiosk.cli import cli
from kiosk.codes import read

# The procedures of the small catalog, one of them without a code.
TAKEN_DOWN = """\
code,name,field,posted
1.001193,Đăng ký khai sinh,ho-tich,0
2.000815,Chứng thực bản sao,chung-thuc,
"""


def kiosk(*words):
    return CliRunner().invoke(cli, ["codes", *map(str, words)])


@pytest.fixture
def built(tmp_path):
    """The folder of a small catalog, built once, in the current folder beside its database."""
    publish(small(tmp_path / "small"))
    assert kiosk("build").exit_code == 0
    return tmp_path / "qr_out"


def publish(catalog):
    """Publish *catalog* in the database of the current folder."""
    db = store.create(Path("kiosk.db"))
    load_catalog(db, catalog)
    db.close()


@pytest.fixture(autouse=True)
def _environment(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KIOSK_DATABASE", "kiosk.db")
    monkeypatch.setenv("KIOSK_SECRET_KEY", "a key for tests")
    monkeypatch.setenv("KIOSK_BASE_URL", "https://motcua.example.gov.vn")
    monkeypatch.setattr("kiosk.clock.utc_now", lambda: NOW)


def codes_in(out):
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    return {entry["target"]: entry for entry in manifest["codes"]}


def events():
    db = store.open_database(Path("kiosk.db"))
    rows = list(db.query("select * from event"))
    db.close()
    return rows


# codes build --------------------------------------------------------------------------------


def test_a_first_build_creates_a_code_for_everything(tmp_path):
    publish(small(tmp_path / "small"))
    result = kiosk("build")
    assert (result.exit_code, result.stdout, result.stderr) == (
        0,
        "created 5, updated 0, unchanged 0, removed 0\n"
        "qr_out/manifest.json: codes for https://motcua.example.gov.vn\n",
        "",
    )
    assert list(codes_in(tmp_path / "qr_out")) == ["1.001193", "2.000815", "f01", "f02", "master"]


def test_building_again_changes_nothing(built):
    before = {path: path.stat().st_mtime_ns for path in built.rglob("*.[ps][nv]g")}
    assert kiosk("build").stdout == (
        "created 0, updated 0, unchanged 5, removed 0\n"
        "qr_out/manifest.json: codes for https://motcua.example.gov.vn\n"
    )
    assert {path: path.stat().st_mtime_ns for path in built.rglob("*.[ps][nv]g")} == before


def test_a_procedure_that_is_taken_down_loses_its_code(built, tmp_path):
    publish(small(tmp_path / "taken down", procedures=TAKEN_DOWN))
    assert kiosk("build").stdout.splitlines()[:2] == [
        "removed 1.001193",
        "created 0, updated 0, unchanged 4, removed 1",
    ]
    assert not (built / "procedures/1.001193.png").exists()
    assert "1.001193" not in codes_in(built)


def test_a_damaged_picture_is_mended(built):
    (built / "master.png").write_bytes(b"")
    assert kiosk("build").stdout.startswith("created 0, updated 1, unchanged 4, removed 0\n")
    assert read.text_in(built / "master.png") == "https://motcua.example.gov.vn/q"


def test_the_base_address_can_be_given(built):
    result = kiosk("build", "--base-url", "HTTPS://Xa.Example.VN/")
    assert result.stdout == (
        "created 0, updated 5, unchanged 0, removed 0\n"
        "qr_out/manifest.json: codes for https://xa.example.vn\n"
    )
    assert read.text_in(built / "fields/f02.svg") == "https://xa.example.vn/q/f02"


def test_a_base_address_of_this_machine_is_a_warning(tmp_path):
    publish(small(tmp_path / "small"))
    result = kiosk("build", "--base-url", "http://127.0.0.1:8000")
    assert result.exit_code == 0
    assert result.stderr == (
        "Warning: http://127.0.0.1:8000 is this machine only: no phone can open it. "
        "Set KIOSK_BASE_URL before print.\n"
    )


def test_a_base_address_that_no_phone_can_use_is_refused_before_anything_is_written(built):
    before = (built / "manifest.json").read_bytes()
    result = kiosk("build", "--base-url", "motcua.example.gov.vn")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: The base address 'motcua.example.gov.vn' must begin")
    assert (built / "manifest.json").read_bytes() == before


def test_a_manifest_that_is_not_ours_is_one_readable_line(built):
    (built / "manifest.json").write_text('{"codes": [{"png": "/etc/passwd"}]}')
    result = kiosk("build")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "qr_out/manifest.json is not a manifest of ours" in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_file_in_place_of_the_folder_is_one_readable_line(built, tmp_path):
    (tmp_path / "taken").write_text("")
    result = kiosk("build", "--out", "taken")
    assert (result.exit_code, result.stderr) == (1, "Error: taken: File exists.\n")


def test_without_a_database_the_next_step_is_named(tmp_path):
    result = kiosk("build")
    assert result.exit_code == 1
    assert result.stderr == "Error: There is no database at kiosk.db. Run `kiosk init` first.\n"
    assert not (tmp_path / "qr_out").exists()


@pytest.mark.parametrize("words", [["build", "--speed"], ["build", "x"], ["draw"]])
def test_wrong_usage_is_exit_code_two(words):
    assert kiosk(*words).exit_code == 2


# codes check --------------------------------------------------------------------------------


def test_the_shipped_catalog_has_codes_that_open_their_pages_and_count_nothing(database_path):
    assert kiosk("build").stdout.startswith("created 191, updated 0, unchanged 0, removed 0\n")
    kinds = [entry["kind"] for entry in codes_in(Path("qr_out")).values()]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "procedure": 141,
        "field": 34,
        "group": 13,
        "page": 2,
        "master": 1,
    }
    result = kiosk("check")
    assert (result.exit_code, result.stdout, result.stderr) == (
        0,
        "qr_out: all 382 pictures were read, and open the page of their caption.\n",
        "",
    )
    assert events() == []


def test_every_fault_of_a_set_is_a_line(built):
    shutil.copy(built / "procedures/2.000815.png", built / "procedures/1.001193.png")
    (built / "fields/f02.svg").unlink()
    result = kiosk("check")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "qr_out/procedures/1.001193.png: says https://motcua.example.gov.vn/q/2000815, not "
        "https://motcua.example.gov.vn/q/1001193. Run `kiosk codes build`.",
        "qr_out/fields/f02.svg: is missing. Run `kiosk codes build`.",
    ]
    assert result.stderr == "Error: qr_out: 2 faults in 10 pictures.\n"


def test_a_set_for_another_address_is_a_fault(built, monkeypatch):
    monkeypatch.setenv("KIOSK_BASE_URL", "https://xa.example.vn")
    result = kiosk("check")
    assert result.exit_code == 1
    assert result.stdout == (
        "qr_out/manifest.json: codes are for https://motcua.example.gov.vn, but the base address "
        "is https://xa.example.vn. Run `kiosk codes build`.\n"
    )


def test_a_set_of_an_older_catalog_is_a_fault(built, tmp_path):
    publish(small(tmp_path / "taken down", procedures=TAKEN_DOWN))
    result = kiosk("check")
    assert result.exit_code == 1
    assert result.stdout == "1.001193: has a code but is not to be posted. Build again.\n"


def test_a_code_that_was_never_built_is_a_fault(tmp_path):
    publish(small(tmp_path / "taken down", procedures=TAKEN_DOWN))
    kiosk("build")
    publish(small(tmp_path / "small", procedures=TAKEN_DOWN.replace(",0\n", ",1\n")))
    result = kiosk("check")
    assert result.exit_code == 1
    assert result.stdout == "1.001193: has no code. Run `kiosk codes build`.\n"


def test_without_codes_the_next_step_is_named(database_path):
    result = kiosk("check")
    assert result.exit_code == 1
    assert (
        result.stderr == "Error: There is no qr_out/manifest.json. Run `kiosk codes build` first.\n"
    )
