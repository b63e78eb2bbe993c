"""The built wheel works alone, in an empty directory, away from the checkout."""

import subprocess
import sys

import pytest
from conftest import ROOT
from serving import environment


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The package as a user gets it: built, and unpacked into a directory of its own."""
    folder = tmp_path_factory.mktemp("bản dựng")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    target = folder / "site"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target"]
    subprocess.run([*install, str(target), str(wheel)], check=True, capture_output=True)
    return target


def test_the_wheel_holds_catalog_templates_and_styles(installed):
    for name in ("shipped/catalog/procedures.csv", "shipped/templates/base.html"):
        assert (installed / "kiosk" / name).is_file()
    assert (installed / "kiosk/static/site.css").is_file()


def test_the_wheel_runs_in_an_empty_directory(installed, tmp_path):
    folder = tmp_path / "máy của xã"
    folder.mkdir()
    env = {**environment({}), "PYTHONPATH": str(installed)}

    def run(*words):
        command = [sys.executable, *words]
        done = subprocess.run(command, cwd=folder, env=env, capture_output=True, encoding="utf-8")
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert str(installed) in run("-c", "import kiosk; print(kiosk.__file__)")
    assert "Loaded 167 procedures" in run("-m", "kiosk", "init")
    assert "created 191" in run("-m", "kiosk", "codes", "build")
    assert "all 382 pictures were read" in run("-m", "kiosk", "codes", "check")
    assert "all read back" in run("-m", "kiosk", "board", "build", "--format", "guide")
    assert "unchanged 167" in run("-m", "kiosk", "catalog", "diff", str(ROOT / "catalog"))
