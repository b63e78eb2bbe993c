"""`kiosk stats`: the counts of a period as a file, and what citizens missed as plain tables."""

import csv
import json
from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner
from conftest import NOW, phone

from kiosk import store
from kiosk.cli import cli
from kiosk.events import log, runs
from kiosk.events.error_reports import ErrorReport
from kiosk.events.misses import Miss


@pytest.fixture(autouse=True)
def _environment(monkeypatch, tmp_path, database_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KIOSK_DATABASE", str(database_path))
    monkeypatch.setenv("KIOSK_SECRET_KEY", "a key for tests")
    monkeypatch.setenv("KIOSK_BASE_URL", "https://motcua.example.gov.vn")
    monkeypatch.setattr("kiosk.clock.utc_now", lambda: NOW)


def export(*words):
    return CliRunner().invoke(cli, ["stats", "export", *map(str, words)])


def as_json(*words):
    result = export("--format", "json", *words)
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def scan(db, at, uid):
    log.add_all(db, [log.Event(uid, "scan", "1.001193", "b", "person", at)])


@pytest.fixture
def scans(db):
    """One scan on each of three days."""
    for day in (datetime(2026, 2, 14), datetime(2026, 2, 15), datetime(2026, 3, 1)):
        scan(db, day.replace(tzinfo=UTC), day.isoformat())


def test_without_an_output_the_counts_go_to_the_screen(scans):
    found = as_json("--period", "2026-03")
    assert found["period"] == {
        "name": "2026-03",
        "from": "2026-03-01",
        "to": "2026-03-31",
        "basis": "calendar",
    }
    assert found["rows"][0]["code"] == "1.001193"
    assert found["rows"][0]["scan"] == found["totals"]["scan"] == 1
    assert as_json("--period", "2026-03", "-o", "-") == found


@pytest.mark.parametrize(
    ("words", "basis", "scans_counted"),
    [
        (["--period", "2026-02"], "calendar", 2),
        (["--period", "2026-02", "--calendar"], "calendar", 2),
        (["--period", "2026-02", "--report-cutoff"], "report_cutoff", 1),
        (["--period", "2026-03", "--report-cutoff"], "report_cutoff", 2),
        (["--period", "2026-W07"], "calendar", 2),
        (["--period", "2026-Q1"], "calendar", 3),
        (["--period", "2026-H1"], "calendar", 3),
        (["--period", "2026-9M"], "calendar", 3),
        (["--period", "2026"], "calendar", 3),
        (["--period", "2026-02-15..2026-03-01"], "calendar", 2),
        (["--period", "2025"], "calendar", 0),
    ],
)
def test_a_period_counts_its_days_on_its_basis(scans, words, basis, scans_counted):
    found = as_json(*words)
    assert (found["period"]["basis"], found["totals"]["scan"]) == (basis, scans_counted)


@pytest.mark.parametrize(("by", "rows"), [("procedure", 167), ("field", 34), ("day", 31)])
def test_rows_are_by_procedure_field_or_day(by, rows):
    found = as_json("--period", "2026-03", "--by", by)
    assert len(found["rows"]) == rows


def test_a_file_holds_what_the_screen_shows(scans, tmp_path):
    result = export("--period", "2026-03", "--format", "json", "-o", tmp_path / "counts.json")
    assert result.output == f"Wrote 167 rows to {tmp_path}/counts.json.\n"
    written = (tmp_path / "counts.json").read_bytes()
    assert written == export("--period", "2026-03", "--format", "json").stdout_bytes


def test_a_csv_file_opens_in_a_spreadsheet(scans, tmp_path):
    path = tmp_path / "thống kê.csv"
    result = export("--period", "2026-03", "--format", "csv", "-o", path)
    assert result.exit_code == 0
    assert path.read_bytes().startswith(b"\xef\xbb\xbfSTT,")
    assert b"\r\r\n" not in path.read_bytes()
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[1][:5] == ["1", "'1.001193", "Đăng ký khai sinh", "Hộ tịch", "1"]


def test_exporting_twice_gives_the_same_bytes(scans, tmp_path):
    for name in ("one.csv", "other.csv"):
        export("--period", "2026-03", "--format", "csv", "-o", name)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "other.csv").read_bytes()


def test_an_export_sees_an_event_that_was_just_stored(db):
    for n in range(3):
        scan(db, NOW, f"u{n}")
        assert as_json("--period", "2026-03")["totals"]["scan"] == n + 1


def test_an_export_tells_its_gaps_and_the_limit_in_force(db, monkeypatch):
    runs.beat(db, None, NOW, 0)
    monkeypatch.setenv("KIOSK_EXCESS_LIMIT", "42")
    found = as_json("--period", "2026-03")
    assert found["gaps"] == [
        {
            "from": "2026-03-01",
            "to": "2026-03-09",
            "reason": "before_start",
            "lost": 0,
            "minutes": 0,
        },
        {"from": "2026-03-11", "to": "2026-03-31", "reason": "not_yet", "lost": 0, "minutes": 0},
    ]
    assert "phần vượt 42 lượt" in found["definition"]


# Failures -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["2026-13", "9999", "0001", "tháng 3", "2026-03-31..2026-03-01"])
@pytest.mark.parametrize("basis", ["--calendar", "--report-cutoff"])
def test_what_is_no_period_is_one_readable_line(name, basis):
    result = export("--period", name, basis, "--format", "json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: The")
    assert name in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [
        ["--format", "json"],
        ["--period", "2026"],
        ["--period", "2026", "--format", "png"],
        ["--period", "2026", "--format", "json", "--by", "week"],
    ],
)
def test_wrong_usage_is_exit_code_two(words):
    assert export(*words).exit_code == 2


def test_a_folder_that_is_not_there_is_one_readable_line(tmp_path):
    result = export("--period", "2026", "--format", "json", "-o", tmp_path / "none" / "x.json")
    assert result.exit_code == 1
    assert result.stderr == f"Error: {tmp_path}/none/x.json: No such file or directory.\n"


def test_without_a_database_the_next_step_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("KIOSK_DATABASE", str(tmp_path / "none.db"))
    result = export("--period", "2026", "--format", "json")
    assert result.exit_code == 1
    assert result.stderr == (
        f"Error: There is no database at {tmp_path}/none.db. Run `kiosk init` first.\n"
    )
    assert not (tmp_path / "none.db").exists()


def test_without_a_catalog_the_next_step_is_named(monkeypatch, tmp_path):
    store.create(tmp_path / "empty.db").close()
    monkeypatch.setenv("KIOSK_DATABASE", str(tmp_path / "empty.db"))
    result = export("--period", "2026", "--format", "json")
    assert result.exit_code == 1
    assert result.stderr == "Error: The database holds no catalog. Run `kiosk init`.\n"


# What citizens missed ------------------------------------------------------------------------


def stats(*words):
    result = CliRunner().invoke(cli, ["stats", *words])
    return result.exit_code, result.output.splitlines()


def test_searches_are_a_plain_table_most_frequent_first(db):
    for day, words, n in ((10, "xay dung", 3), (9, "xay dung", 12), (1, "ho chieu ####", 4)):
        Miss(date(2026, 3, day), words, n).add_to(db)
    assert stats("searches", "--period", "2026-03") == (
        0,
        [
            "Searches without result from 2026-03-01 to 2026-03-31:",
            "Times  Words",
            "15     xay dung",
            "4      ho chieu ####",
        ],
    )


def test_reports_name_the_procedure_and_what_is_wrong(db):
    for code, reason in (("1.001193", "fees"), ("1.001193", "fees"), ("9.999999", "other")):
        ErrorReport(date(2026, 3, 9), code, reason).add_to(db)
    assert stats("reports", "--period", "2026-W11") == (
        0,
        [
            "Reports from 2026-03-09 to 2026-03-15:",
            "Times  Code      What           Procedure",
            "2      1.001193  Phí, lệ phí    Đăng ký khai sinh",
            "1      9.999999  Nội dung khác",
        ],
    )


@pytest.mark.parametrize(
    ("command", "what"), [("searches", "searches without result"), ("reports", "reports")]
)
def test_the_last_thirty_days_are_the_default(db, command, what):
    for day in (date(2026, 2, 8), date(2026, 3, 11)):
        Miss(day, "xay dung", 3).add_to(db)
        ErrorReport(day, "1.001193", "fees").add_to(db)
    assert stats(command) == (0, [f"No {what} from 2026-02-09 to 2026-03-10."])


def test_they_see_everything_already_answered(app):
    for n in range(3):
        browser = phone(app, address=f"10.0.0.{n}")
        browser.get("/tim-kiem?q=xyzzy")
        browser.post("/bao-sai/1.001193", data={"reason": "time"})
    assert stats("searches")[1][-1] == "3      xyzzy"
    assert stats("reports")[1][-1] == "3      1.001193  Thời hạn giải quyết  Đăng ký khai sinh"


@pytest.mark.parametrize("command", ["searches", "reports"])
def test_a_table_of_no_period_is_one_readable_line(command):
    code, lines = stats(command, "--period", "tháng 3")
    assert (code, len(lines)) == (1, 1)
    assert lines[0].startswith("Error: There is no period 'tháng 3'.")


# Freezing -----------------------------------------------------------------------------------


def said(*words):
    result = CliRunner().invoke(cli, ["stats", *words])
    return result.exit_code, result.stdout.splitlines(), result.stderr.splitlines()


def test_a_frozen_period_is_listed_and_exported_the_same_ever_after(scans, db):
    code, lines, notes = said("freeze", "--period", "2026-02")
    assert (code, lines[0]) == (0, "Froze 2026-02-01 to 2026-02-28 as version 1.")
    digest = lines[1].removeprefix("SHA-256: ")
    assert any("Chưa nhập chỉ tiêu hồ sơ" in note for note in notes)
    before = export("--period", "2026-02", "--format", "csv").stdout
    assert digest in before
    scan(db, datetime(2026, 2, 20, tzinfo=UTC), "late")
    assert export("--period", "2026-02", "--format", "csv").stdout == before
    code, lines, _ = said("frozen")
    assert code == 0
    assert lines[1].split()[:3] == ["2026-02", "2026-02-01..2026-02-28", "1"]
    assert lines[1].endswith(f"yes    {digest}")


def test_freezing_again_or_too_early_asks_for_a_reason(scans):
    assert said("freeze", "--period", "2026-02")[0] == 0
    code, _, errors = said("freeze", "--period", "2026-02")
    assert (code, errors) == (
        1,
        ["Error: This period is frozen. Give a reason (--reason) to freeze it again."],
    )
    assert "is not over" in said("freeze", "--period", "2026-03")[2][0]
    done = said("freeze", "--period", "2026-02", "--reason", "Bổ sung")
    assert done[1][0].endswith("as version 2.")


def test_the_list_of_frozen_periods_fails_when_one_was_changed(scans, db):
    assert said("frozen")[1] == [
        "No period is frozen. Freeze one: kiosk stats freeze --period 2026-Q1"
    ]
    said("freeze", "--period", "2026-02")
    db.execute("drop trigger frozen_period_is_never_changed")
    db.execute("update frozen_period set body = replace(body, '2026', '2025')")
    code, lines, errors = said("frozen")
    assert (code, "  NO  " in lines[1]) == (1, True)
    assert "does not match its digest" in errors[0]
