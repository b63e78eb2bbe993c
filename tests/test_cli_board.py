"""`kiosk board build`, `status`, `hung`: with the real commands over the real catalog."""

import io
import json
import os
import pty
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pypdfium2
import pytest
from boards import codes, texts
from catalog_files import edit, rows, shipped, write
from click.testing import CliRunner
from conftest import NOW
from PIL import Image

from kiosk import store
from kiosk.cli import cli

ADDRESS = "https://motcua.example.gov.vn"
FIELD = Path("qr_out/board/field-8.pdf")


@pytest.fixture(autouse=True)
def _environment(monkeypatch, tmp_path, database_path):
    """The current folder holds the database `kiosk.db` with the shipped catalog."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KIOSK_DATABASE", "kiosk.db")
    monkeypatch.setenv("KIOSK_SECRET_KEY", "a key for tests")
    monkeypatch.setenv("KIOSK_BASE_URL", ADDRESS)
    monkeypatch.setattr("kiosk.clock.utc_now", lambda: NOW)


def kiosk(*words):
    return CliRunner().invoke(cli, list(map(str, words)))


def build(*words):
    result = kiosk("board", "build", *words)
    assert result.exit_code == 0, result.output
    return result


def publish(catalog):
    result = kiosk("catalog", "import", catalog)
    assert result.exit_code == 0, result.output


def status():
    result = kiosk("board", "status")
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


def codes_in(path):
    """The codes of a PDF, page by page, as the ends of their addresses."""
    return [
        [text.removeprefix(f"{ADDRESS}/q/") for text in page] for page in codes(path.read_bytes())
    ]


def stored(sql):
    db = store.open_database(Path("kiosk.db"))
    found = list(db.query(sql))
    db.close()
    return found


def revisions():
    return [row["id"] for row in stored("select id from board_revision order by id")]


def changed_fee(folder):
    """A copy of the shipped catalog in which one fee is another."""
    catalog = shipped(folder)
    number = [row["code"] for row in rows(catalog / "channels.csv")].index("2.000815")
    edit(catalog / "channels.csv", number, fee_vnd="3000", fee_note="mỗi trang")
    return catalog


def one_repealed_one_added(folder):
    """A copy of the shipped catalog without marriage, and with a new procedure for children."""
    catalog = shipped(folder)
    path = catalog / "procedures.csv"
    found = rows(path)
    for row in found:
        if row["code"] == "1.000894":
            row["status"] = "repealed"
    new = {**dict.fromkeys(found[0], ""), "code": "1.009999", "posted": "1", "interlinked": "0"}
    new |= {"name": "Thủ tục mới cho trẻ em", "field": "tre-em", "sector": "commune"}
    write(path, list(found[0]), [*found, new])
    return catalog


# board build --------------------------------------------------------------------------------


def test_the_board_has_every_posted_code_once():
    result = build()
    assert result.stdout == (
        "26 sheets, 141 codes, all read back: qr_out/board/field-8.pdf\n"
        "Recorded as board revision 1.\n"
    )
    read = [code for page in codes_in(FIELD) for code in page]
    assert len(read) == len(set(read)) == 141
    assert {"1001193", "2000815"} <= set(read)


def test_what_the_unit_does_not_say_is_left_out_with_a_warning():
    assert build().stderr == (
        "Warning: unit.toml has no phone and no hours; the sheets leave it out.\n"
    )
    assert "Chưa xác minh" not in texts(FIELD.read_bytes())[0]
    assert 'the guide says "Chưa xác minh"' in build("--format", "guide").stderr


def test_an_identical_build_writes_nothing_and_makes_no_revision():
    build()
    before = FIELD.stat().st_mtime_ns
    assert build().stdout == (
        "26 sheets, 141 codes, unchanged: qr_out/board/field-8.pdf\n"
        "The board is as in revision 1.\n"
    )
    assert FIELD.stat().st_mtime_ns == before
    build("-o", "again.pdf")
    assert Path("again.pdf").read_bytes() == FIELD.read_bytes()
    assert revisions() == [1]


def test_a_damaged_file_is_made_again():
    build()
    before = FIELD.read_bytes()
    FIELD.write_bytes(before[:1000])
    assert "all read back" in build().stdout
    assert FIELD.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "name", "pages"),
    [
        (["--format", "wall"], "wall-a1", 1),
        (["--format", "wall", "--paper", "a2"], "wall-a2", 1),
        (["--format", "field", "--cells", "12"], "field-12", 17),
        (["--format", "label"], "label-60x70", 16),
        (["--format", "label", "--label", "90x90", "--place", "d"], "label-90x90-d", 32),
        (["--format", "guide"], "guide", 3),
        (["--place", "d"], "card-d", 7),
        (["--place", "l"], "leaflet-l", 1),
    ],
)
def test_every_format_has_its_file(words, name, pages):
    build(*words)
    read = codes(Path(f"qr_out/board/{name}.pdf").read_bytes())
    assert len(read) == pages
    assert all(read)
    place = f"/{name[-1]}" if name[-2:] in ("-d", "-l") else ""
    assert all(text.endswith(place) for page in read for text in page)


def test_a_single_sheet_can_be_printed_alone():
    result = build("--format", "single", "--only", "1.001193", "--only", "g05", "-o", "some.pdf")
    assert result.stdout == "9 sheets, 9 codes, all read back: some.pdf\n"
    read = sorted(code for page in codes_in(Path("some.pdf")) for code in page)
    assert read[0] == "1001193"
    assert revisions() == []


def test_a_preview_is_a_picture_and_records_nothing():
    result = build("--format", "label", "--preview", "label.png")
    assert result.stdout == "Preview of label-60x70: label.png\n"
    with Image.open("label.png") as picture:
        assert picture.size == (1240, 1754)
        assert picture.convert("L").getextrema() == (0, 255)
    assert revisions() == []
    assert not Path("qr_out").exists()


def test_a_preview_of_changes_is_their_list(tmp_path):
    build("--format", "single", "-o", "single.pdf")
    catalog = one_repealed_one_added(tmp_path / "catalog")
    found = rows(catalog / "procedures.csv")
    write(catalog / "procedures.csv", list(found[0]), found[:-1])
    publish(catalog)  # one is repealed, none is new: there is only something to take down
    build("--format", "single", "--changed-since", 1, "--preview", "list.png", "-o", "list.pdf")
    assert codes_in(Path("list.pdf")) == [[]]
    assert "Gỡ 1 tờ" in texts(Path("list.pdf").read_bytes())[0]
    with Image.open("list.png") as picture:
        assert picture.size == (1240, 1754)


def test_a_sign_that_the_font_lacks_is_a_warning(tmp_path):
    catalog = shipped(tmp_path / "catalog")
    edit(catalog / "procedures.csv", 0, name="Đăng ký → khai sinh")
    publish(catalog)
    result = build("--only", "1.001193")
    assert "Warning: 1.001193: the font has no →; it reads ? there.\n" in result.stderr


def test_a_preview_can_come_with_the_pdf():
    build("--format", "wall", "--preview", "wall.png", "-o", "wall.pdf")
    assert Path("wall.png").exists() and Path("wall.pdf").exists()
    assert revisions() == [1]


# What changed -------------------------------------------------------------------------------


def test_a_changed_fee_reprints_one_single_sheet_and_no_symbol(tmp_path):
    for format_ in ("wall", "field", "label", "single", "guide"):
        build("--format", format_)
    symbols = stored("select * from symbol order by payload")
    assert revisions() == [1, 2, 3, 4, 5]
    publish(changed_fee(tmp_path / "catalog"))
    assert [line for line in status() if line.startswith(" ")] == [
        line for line in status() if line.startswith("  reprint single/2.000815: ")
    ]
    assert status()[-1] == "Print what changed: kiosk board build --changed-since hung"
    result = build("--changed-since", 5, "-o", "reprint.pdf")
    assert result.stdout.splitlines() == [
        "1 sheet, 1 code, all read back: reprint.pdf",
        "replace 1, hang 0 new, take down 0, 361 stay",
        "Recorded as board revision 6.",
    ]
    assert codes_in(Path("reprint.pdf")) == [[], ["2000815"]]
    assert stored("select * from symbol order by payload") == symbols
    assert not [line for line in status() if line.startswith(" ")]


def test_one_repealed_and_one_added_reprint_the_touched_sheets_alone(tmp_path):
    for format_ in ("wall", "field", "label", "single", "guide"):
        build("--format", format_)
    before = codes_in(FIELD)
    publish(one_repealed_one_added(tmp_path / "catalog"))
    # Marriage stood on three sheets: of its field, as a sticker, on one of its own.
    assert status()[0] == (
        "487 codes as printed, 0 renamed, 0 with an old address, 3 no longer posted"
    )
    lines = [line for line in status() if line.startswith(" ")]
    assert [line.split(":")[0].strip() for line in lines] == [
        "reprint field-8/g01-1",
        "reprint field-8/g05-2",
        "hang label-60x70/1.009999",
        "take down label-60x70/1.000894",
        "hang single/1.009999",
        "take down single/1.000894",
    ]
    build("--changed-since", 5, "-o", "reprint.pdf")
    cover, *pages = codes_in(Path("reprint.pdf"))
    assert cover == []
    assert pages[0] == [code for code in before[0] if code != "1000894"]
    assert "1009999" in pages[1] and len(pages[1]) == 5
    assert pages[2:] == [["1009999"], ["1009999"]]
    words = " ".join(texts(Path("reprint.pdf").read_bytes())[0].split())
    assert "Tờ G01-1: Khai sinh, kết hôn, khai tử. Bỏ 1.000894." in words
    assert "Tờ G05-2: Trẻ em, nuôi con nuôi. Thêm 1.009999." in words
    assert "Treo thêm 2 tờ" in words and "Gỡ 2 tờ" in words
    assert "Tem 1.000894: Đăng ký kết hôn." in words


def test_the_sheets_that_are_not_touched_stay_as_they_are(tmp_path):
    build()
    before = cells(1)
    publish(one_repealed_one_added(tmp_path / "catalog"))
    build()
    after = cells(2)
    assert before - after == {("field-8/g01-1", 1, "1.000894")}
    assert after - before == {("field-8/g05-2", 4, "1.009999")}
    editions = "select sheet, edition from board_sheet where revision_id = {}"
    changed = {
        row["sheet"] for row in stored(editions.format(2)) if row not in stored(editions.format(1))
    }
    assert changed == {"field-8/g01-1", "field-8/g05-2"}


def cells(revision):
    """(sheet, place, target) of every cell of a revision."""
    found = stored(f"select sheet, place, target from board_cell where revision_id = {revision}")
    return {(row["sheet"], row["place"], row["target"]) for row in found}


def test_nothing_changed_prints_nothing():
    build()
    result = build("--changed-since", 1, "-o", "reprint.pdf")
    assert result.stdout == "Nothing to print: nothing changed.\n"
    assert not Path("reprint.pdf").exists()


def test_a_series_can_be_compared_alone(tmp_path):
    build()
    build("--format", "single")
    publish(changed_fee(tmp_path / "catalog"))
    assert build("--format", "field", "--changed-since", 2).stdout == (
        "Nothing to print: nothing changed.\n"
    )
    assert "replace 1" in build("--format", "single", "--changed-since", 2).stdout


# What hangs ---------------------------------------------------------------------------------


def test_status_without_a_board_names_the_next_step():
    assert status() == ["No board was printed yet. Run `kiosk board build`."]


def test_marks_decide_what_must_be_done(tmp_path):
    build()
    result = kiosk("board", "hung", "--all", "--on", "2026-03-09", "--by", "Chị Lan")
    assert result.stdout == "26 sheets marked as hung on 2026-03-09.\n"
    assert status() == [
        "141 codes as printed, 0 renamed, 0 with an old address, 0 no longer posted",
        "field-8: 26 up to date, 0 to reprint, 0 to hang, 0 to take down",
    ]
    publish(one_repealed_one_added(tmp_path / "catalog"))
    build()  # printed, but not yet hung
    assert status()[1] == "field-8: 24 up to date, 2 to reprint, 0 to hang, 0 to take down"
    build("--changed-since", "hung", "-o", "reprint.pdf")
    assert [len(page) for page in codes_in(Path("reprint.pdf"))] == [0, 7, 5]
    assert kiosk("board", "hung", "G01-1", "field-8/g05-2").stdout == (
        "2 sheets marked as hung on 2026-03-10.\n"
    )
    assert status()[1] == "field-8: 26 up to date, 0 to reprint, 0 to hang, 0 to take down"
    marks = stored("select sheet, day, who from board_hanging order by id")
    assert marks[0] == {"sheet": "field-8/g01-1", "day": "2026-03-09", "who": "Chị Lan"}
    assert marks[-1]["sheet"] == "field-8/g05-2" and marks[-1]["day"] == "2026-03-10"


def test_what_was_taken_down_is_marked_so(tmp_path):
    build("--format", "single")
    publish(one_repealed_one_added(tmp_path / "catalog"))
    assert "  take down single/1.000894: Đăng ký kết hôn" in status()
    result = kiosk("board", "hung", "single/1.000894", "--taken-down")
    assert result.stdout == "1 sheet marked as taken down on 2026-03-10.\n"
    assert not [line for line in status() if "take down single" in line]


def logged():
    sql = "select who, via, what, details from audit_entry order by number"
    return [tuple(row.values()) for row in stored(sql)]


def test_what_changes_the_board_stands_in_the_audit_log(monkeypatch):
    monkeypatch.setattr("getpass.getuser", lambda: "lan")
    build("--format", "guide")
    build("--format", "guide")  # the same again: nothing is recorded, so nothing is noted
    kiosk("board", "hung", "guide", "--on", "2026-03-09", "--by", "Chị Lan")
    kiosk("board", "hung", "guide", "--on", "2026-03-09")
    kiosk("board", "hung", "p1", "--taken-down")
    assert logged() == [
        ("lan", "command", "board_printed", "1: guide"),
        (
            *("lan", "command", "board_hung"),
            "3: guide/master, guide/p1, guide/p2; 09/03/2026 Chị Lan",
        ),
        ("lan", "command", "board_taken_down", "1: guide/p1; 10/03/2026"),
    ]


def test_a_part_of_a_printed_series_is_recorded_sheet_by_sheet(tmp_path):
    build("--format", "single")
    kiosk("board", "hung", "--all")
    publish(changed_fee(tmp_path / "catalog"))
    build("--format", "single", "--only", "1.001193", "-o", "part.pdf")  # as it was: an extra copy
    assert revisions() == [1]
    result = build("--format", "single", "--only", "2.000815", "-o", "part.pdf")
    assert "Recorded as board revision 2." in result.stdout
    assert kiosk("board", "hung", "single/2.000815").exit_code == 0
    assert status()[1] == "single: 141 up to date, 0 to reprint, 0 to hang, 0 to take down"


def test_a_part_leaves_the_other_changed_sheets_to_be_printed(tmp_path):
    build("--format", "field")
    kiosk("board", "hung", "--all")
    publish(one_repealed_one_added(tmp_path / "catalog"))
    build("--only", "1.009999")
    kiosk("board", "hung", "g05-2")
    assert [line for line in status() if line.startswith(" ")][0].startswith(
        "  reprint field-8/g01-1: "
    )
    assert status()[1] == "field-8: 25 up to date, 1 to reprint, 0 to hang, 0 to take down"


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["hung"], 2, "Name the sheets, or give --all."),
        (["hung", "p1", "--all"], 2, "Name the sheets, or give --all."),
        (["hung", "p9"], 1, "There is no sheet 'p9'. `kiosk board status` lists them."),
        (["hung", "p1", "--on", "yesterday"], 2, "Invalid value for '--on'"),
        (["build", "--changed-since", "9"], 1, "There is no board revision '9'; the last is 1. "),
        (["build", "--changed-since", "x"], 1, "There is no board revision 'x'; the last is 1. "),
        (["build", "--only", "1.999999"], 1, "There is no code '1.999999'."),
        (["build", "--only", "f33"], 1, "No sheet of field-8 shows f33."),
        (["build", "--format", "label", "--label", "30x30"], 1, "A label of 30x30 mm is too small"),
        (["build", "--format", "poster"], 2, "Invalid value for '--format'"),
        (["build", "--place", "k"], 2, "Invalid value for '--place'"),
        (["build", "--paper", "a5"], 2, "Invalid value for '--paper'"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(words, code, message):
    build("--format", "guide")
    result = kiosk("board", *words)
    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert revisions() == [1]


def test_a_name_that_two_sheets_have_must_be_whole():
    build("--format", "single")
    build("--format", "label")
    result = kiosk("board", "hung", "1.001193")
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: '1.001193' could be label-60x70/1.001193, single/1.001193. Write one of them.\n"
    )


# Safety of print ----------------------------------------------------------------------------


def test_a_sheet_that_does_not_read_back_is_not_released():
    """A stored symbol that is whole, but of another address: printed, it would mislead."""
    build()
    db = store.open_database(Path("kiosk.db"))
    db.execute(
        """
        update symbol
        set (modules, digest) = (select modules, digest from symbol where payload = :other)
        where payload = :payload
        """,
        {"payload": f"{ADDRESS}/q/1001193", "other": f"{ADDRESS}/q/1000894"},
    )
    db.close()
    before = FIELD.read_bytes()
    result = kiosk("board", "build")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1] == (
        "field-8/g01-1: 1.001193: the code says https://motcua.example.gov.vn/q/1000894, "
        "not https://motcua.example.gov.vn/q/1001193"
    )
    assert FIELD.read_bytes() == before
    assert revisions() == [1]


def test_a_file_that_cannot_be_written_leaves_no_revision():
    Path("taken").mkdir()
    result = kiosk("board", "build", "-o", "taken")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].startswith("Error: taken")
    assert revisions() == []
    assert sorted(path.name for path in Path().iterdir() if "taken" in path.name) == ["taken"]


def test_a_new_base_address_says_what_it_makes_outdated_and_leaves_no_old_file(monkeypatch):
    kiosk("codes", "build")
    build()
    build("--format", "wall")
    build("--format", "guide", "-o", "elsewhere.pdf")
    monkeypatch.setenv("KIOSK_BASE_URL", "https://xa.example.vn")
    assert status()[-2] == "30 sheets with codes of an old base address."
    result = build()
    lines = result.stdout.splitlines()
    assert lines[0] == (
        "The base address is now https://xa.example.vn. 30 sheets on the board with 158 codes for "
        "https://motcua.example.gov.vn are outdated and must be replaced. Old codes go on working "
        "as long as their host leads to this server."
    )
    assert lines[1] == "26 sheets, 141 codes, all read back: qr_out/board/field-8.pdf"
    assert "removed qr_out/board/wall-a1.pdf: its codes had an old address" in lines
    assert "qr_out: 191 codes drawn anew" in lines
    assert [line for line in lines if "elsewhere.pdf still has codes with an old address" in line]
    assert sorted(path.name for path in Path("qr_out/board").glob("*.pdf")) == ["field-8.pdf"]
    read = [code for page in codes(FIELD.read_bytes()) for code in page]
    assert len(read) == 141
    assert all(code.startswith("https://xa.example.vn/q/") for code in read)
    manifest = json.loads(Path("qr_out/manifest.json").read_text(encoding="utf-8"))
    assert manifest["base_url"] == "https://xa.example.vn"
    assert build().stdout.startswith("The base address is now https://xa.example.vn. 4 sheets")


def test_codes_build_removes_sheets_with_an_old_address_too(monkeypatch):
    build()
    monkeypatch.setenv("KIOSK_BASE_URL", "https://xa.example.vn")
    result = kiosk("codes", "build")
    assert "removed qr_out/board/field-8.pdf: its codes had an old address" in result.stdout
    assert not FIELD.exists()


def test_a_base_address_of_this_machine_is_a_warning(monkeypatch):
    monkeypatch.setenv("KIOSK_BASE_URL", "http://127.0.0.1:8000")
    result = build("--format", "wall")
    assert "http://127.0.0.1:8000 is this machine only: no phone can open it." in result.stderr


def test_a_revision_never_stands_on_paper(tmp_path):
    """A board of revision 1 and one that was printed many times before are the same bytes."""
    build()
    first = FIELD.read_bytes()
    publish(changed_fee(tmp_path / "catalog"))
    build("--format", "single", "--only", "1.001193")
    for format_ in ("wall", "guide"):
        build("--format", format_)
    build()
    assert FIELD.read_bytes() == first
    document = pypdfium2.PdfDocument(io.BytesIO(first))
    assert document.get_metadata_dict()["CreationDate"].startswith("D:2000")
    document.close()


def test_on_a_terminal_it_shows_its_progress_and_asks_before_a_new_address(monkeypatch):
    code, said = on_a_terminal("board", "build", "--format", "guide")
    assert (code, "Drawing sheets" in said, "Reading them back" in said) == (0, True, True)
    before = Path("qr_out/board/guide.pdf").read_bytes()
    monkeypatch.setenv("KIOSK_BASE_URL", "https://xa.example.vn")
    code, said = on_a_terminal("board", "build", "--format", "guide", answer="n\n")
    assert code == 1
    assert "3 sheets on the board with 3 codes" in said and "Print anew? [y/N]" in said
    assert Path("qr_out/board/guide.pdf").read_bytes() == before
    code, said = on_a_terminal("board", "build", "--format", "guide", "--yes")
    assert (code, "Print anew?" in said) == (0, False)
    assert revisions() == [1, 2]


def on_a_terminal(*words, answer=""):
    """Run a command on a terminal, as a person does: its exit code, and all that it shows."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "kiosk", *words]
    running = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    os.write(ours, answer.encode())
    said = b""
    with suppress(OSError):  # the terminal is gone once the command is
        while part := os.read(ours, 4096):
            said += part
    os.close(ours)
    return running.wait(), said.decode("utf-8")
