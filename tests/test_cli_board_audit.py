"""`kiosk board audit`."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from board_photos import ADDRESS, Camera, field_sheet, glue, sheet_picture, shoot
from click.testing import CliRunner
from conftest import NOW
from PIL import Image

from kiosk.boards import revisions, rounds
from kiosk.catalog import published
from kiosk.cli import cli
from kiosk.clock import local_day

PX = 6
CAMERA = Camera(megapixels=2.5, tilt=15, blur=0.7)


def audit(*words):
    return CliRunner().invoke(cli, ["board", "audit", *map(str, words)])


@pytest.fixture(autouse=True)
def _environment(monkeypatch, tmp_path, database_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KIOSK_DATABASE", str(database_path))
    monkeypatch.setenv("KIOSK_SECRET_KEY", "a key for tests")
    monkeypatch.setenv("KIOSK_BASE_URL", ADDRESS)
    monkeypatch.setattr("kiosk.clock.utc_now", lambda: NOW)


@pytest.fixture
def sheets(db):
    """Two sheets of eight posted procedures each, recorded as they were printed."""
    posted = [p.code for p in published.load(db, local_day(NOW)).posted]
    made = (field_sheet("g01-1", *posted[:8]), field_sheet("g02-1", *posted[8:16]))
    record(db, *made)
    return made


def record(db, *made):
    with db.transaction():
        revisions.record(db, {"field-8": made}, ADDRESS, "lan", NOW)


def photo(name, page):
    path = Path(name)
    path.write_bytes(shoot(page, CAMERA, 1).jpeg(92))
    return path


def test_a_board_that_is_right_is_said_so(sheets):
    photos = [photo(f"{n}.jpg", sheet_picture(sheet, PX)) for n, sheet in enumerate(sheets)]
    result = audit(*photos)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "field-8/g01-1 Nhóm g01-1: 8 of 8 ok.",
        "field-8/g02-1 Nhóm g02-1: 8 of 8 ok.",
        "Sheets seen: 2. Codes: ok 16.",
    ]


def test_every_finding_is_a_line_with_its_place_and_next_step(sheets):
    page = sheet_picture(sheets[0], PX)
    glue(page, sheets[0].cells[1].symbol, "https://evil.example/\x1b[2J", PX)
    glue(page, sheets[0].cells[6].symbol, None, PX)
    result = audit(photo("wall.jpg", page))
    assert result.exit_code == 1
    first, missing = sheets[0].cells[1], sheets[0].cells[6]
    assert result.stdout.splitlines() == [
        "field-8/g01-1 Nhóm g01-1: 6 of 8 ok:",
        f'  row 1, right: {first.code} Tên: foreign "https://evil.example/�[2J": it is not ours. '
        "Take it off, then look whether the code below is whole. [wall.jpg]",
        f"  row 4, left: {missing.code} Tên: missing: its place is bare: no code is there. "
        "Print the sheet again. [wall.jpg]",
        "In no photo: field-8/g02-1.",
        "Sheets seen: 1. Codes: ok 6, foreign 1, missing 1.",
    ]
    assert result.stderr == "Error: The board is not proven: 2 codes wrong.\n"


def test_what_was_found_is_kept_as_a_round(db, sheets):
    page = sheet_picture(sheets[0], PX)
    glue(page, sheets[0].cells[1].symbol, "https://evil.example/\x1b[2J", PX)
    audit(photo("wall.jpg", page))
    (found,) = rounds.latest(db, 9)
    assert (len(found.right), len(found.wrong), found.n_photos) == (7, 1, 1)
    (wrong,) = found.wrong
    assert (wrong.said, wrong.photo) == ("https://evil.example/\N{REPLACEMENT CHARACTER}[2J", "1")
    audit(photo("notes.jpg", Image.new("L", (400, 400), 255)))
    assert len(rounds.latest(db, 9)) == 1


def test_what_is_not_read_names_the_part_to_photograph(sheets):
    whole = shoot(sheet_picture(sheets[0], PX), CAMERA, 1).image
    whole.crop((0, 0, whole.width, round(whole.height * 0.55))).save("upper.png")
    result = audit("upper.png")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    last = sheets[0].cells[7]
    assert f"  row 4, right: {last.code} Tên: unread: it is not in the photo." in lines
    assert lines[-3].startswith("  Take another photo of this sheet, from nearer: row ")
    assert lines[-3].endswith("row 4, left; row 4, right.")
    assert "codes not read" in result.stderr


def test_the_report_as_json(sheets):
    page = sheet_picture(sheets[0], PX)
    glue(page, sheets[0].cells[1].symbol, sheets[0].cells[2].payload, PX)
    Path("notes.jpg").write_text("x")
    result = audit(photo("wall.jpg", page), "notes.jpg", "--json")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert report["photos"] == [
        {"file": "wall.jpg", "problem": None},
        {
            "file": "notes.jpg",
            "problem": "notes.jpg is not a photo. Give a JPEG, PNG, WebP or HEIC file.",
        },
    ]
    (sheet,) = report["sheets"]
    assert (sheet["sheet"], sheet["edition"], len(sheet["cells"])) == (
        *("field-8/g01-1", "aaaaaaaa"),
        8,
    )
    cell = sheet["cells"][1]
    assert {name: cell[name] for name in ("place", "part", "target", "state", "text", "photo")} == {
        "place": 1,
        "part": "row 1, right",
        "target": sheets[0].cells[1].target,
        "state": "wrong place",
        "text": sheets[0].cells[2].payload,
        "photo": "wall.jpg",
    }
    assert report["not_shown"] == ["field-8/g02-1"]
    assert report["totals"] == {
        **{"ok": 7, "unread": 0, "outdated": 0, "foreign": 0, "wrong place": 1, "missing": 0},
        "wrong": 1,
    }


def test_a_former_address_is_outdated(sheets, monkeypatch):
    path = photo("wall.jpg", sheet_picture(sheets[0], PX))
    monkeypatch.setenv("KIOSK_BASE_URL", "https://moi.example.vn")
    result = audit(path)
    assert result.exit_code == 1
    assert result.stdout.count("it has an old base address. Print the sheet again.") == 8


def test_a_retired_procedure_is_outdated(db, sheets):
    cells = [*sheets[0].cells[:3], field_sheet("x", "1.999999").cells[0]]
    cells[3] = replace(cells[3], place=3, symbol=sheets[0].cells[3].symbol)
    old = replace(sheets[0], cells=tuple(cells))
    record(db, old)
    result = audit(photo("wall.jpg", sheet_picture(old, PX)))
    assert result.stdout.splitlines()[1].startswith("  row 2, right: 1.999999 Tên: outdated")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("notes.jpg", b"Mot cua", "is not a photo."),
        ("empty.jpg", b"", "is empty."),
    ],
)
def test_a_file_that_is_no_photo_is_one_line(sheets, name, content, told):
    Path(name).write_bytes(content)
    result = audit(name)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0].startswith(f"{name} {told}")
    assert len(result.stdout.splitlines()) == 2
    assert result.stderr == "Error: The board is not proven: 1 photo without a code of the board.\n"


def test_a_photo_without_a_code_is_one_line(sheets):
    Image.effect_noise((800, 600), 60).save("street.jpg")
    result = audit("street.jpg")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0] == (
        "street.jpg shows no code that can be read. Take it from nearer, one sheet to a photo, "
        "without flash."
    )


def test_a_photo_of_other_codes_only_is_told(sheets):
    page = Image.new("L", (1200, 1200), 255)
    glue(page, replace(sheets[0].cells[0].symbol, left=60, top=60), "https://evil.example/", PX)
    result = audit(photo("poster.jpg", page))
    assert result.exit_code == 1
    assert (
        'poster.jpg shows no code of the board, but 1 other ("https://evil.example/"). Take a '
        "photo of a sheet of the board." in result.stdout.splitlines()
    )


def test_without_a_printed_board_the_next_step_is_named(database_path):
    Path("wall.jpg").write_bytes(b"x")
    result = audit("wall.jpg")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: No sheet with codes is recorded as hanging. Run `kiosk")


def test_no_address_of_a_photo_is_opened(sheets, monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    page = sheet_picture(sheets[0], PX)
    glue(page, sheets[0].cells[1].symbol, "https://evil.example/", PX)
    assert "evil.example" in audit(photo("wall.jpg", page)).stdout


def test_wrong_usage_is_exit_code_two():
    assert audit().exit_code == 2
    assert CliRunner().invoke(cli, ["board", "audit", "--help"]).exit_code == 0


def test_a_photo_given_twice_says_nothing_new(sheets):
    photo("wall.jpg", sheet_picture(sheets[0], PX))
    assert audit("wall.jpg", "wall.jpg").stdout == audit("wall.jpg").stdout
