"""`kiosk indicators`: figures of a period are entered, shown, corrected and taken back."""

import pytest
from click.testing import CliRunner

from kiosk.cli import cli
from kiosk.reports import indicator_entries, periods
from kiosk.reports.indicators import Figure

REFERENCE = (
    "received=1049 resolved=1047 in_progress=2 in_time=1047 overdue=0 online=1041/1049 "
    "e_certified=369 accounts=109"
).split()


@pytest.fixture(autouse=True)
def _environment(monkeypatch, tmp_path, database_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KIOSK_DATABASE", str(database_path))


def run(*words):
    result = CliRunner().invoke(cli, ["indicators", *words])
    return result.exit_code, result.stdout.splitlines(), result.stderr.splitlines()


def entered(*values, period="2023-H1"):
    return run("set", "--period", period, *values)


def stored(db, name="2023-H1", basis="calendar"):
    return indicator_entries.of_period(db, periods.period(name, basis))


def test_the_reference_report_is_entered_and_shown():
    assert entered(*REFERENCE, "target_online=80%") == (
        0,
        ["Entered 9 figures for 2023-01-01 to 2023-06-30."],
        [],
    )
    assert run("show", "--period", "2023-H1") == (
        0,
        [
            "Figures for 2023-01-01 to 2023-06-30:",
            "Name         Value        Share  Target           Meaning",
            "received     1.049                                Applications received",
            "resolved     1.047                                Applications resolved",
            "in_time      1.047        100%                    Resolved early or on time",
            "overdue      0            0%                      Resolved late",
            "in_progress  2                                    Applications in progress",
            "online       1.041/1.049  99,2%  80%     Reached  Applications filed online",
            "e_certified  369                                  Electronic certified copies",
            "accounts     109                                  Accounts created for citizens",
        ],
        [],
    )


def test_numerator_and_denominator_are_kept_and_no_percentage(db):
    entered("online=1041/1049")
    assert stored(db).figures == {"online": Figure(1041, 1049)}
    columns = [row["name"] for row in db.query("select name from pragma_table_info('indicator')")]
    assert not [name for name in columns if "rate" in name or "percent" in name]


def test_entering_the_same_again_changes_nothing(db):
    entered(*REFERENCE)
    assert entered(*REFERENCE)[1] == ["Entered 0 figures for 2023-01-01 to 2023-06-30."]
    assert next(db.query("select count(*) as n from indicator")) == {"n": len(REFERENCE)}


def test_a_correction_counts_and_what_it_corrects_is_kept(db):
    entered("received=1049")
    entered("received=1050")
    assert stored(db).figures == {"received": Figure(1050)}
    entries = list(db.query("select numerator from indicator order by id"))
    assert entries == [{"numerator": 1049}, {"numerator": 1050}]


def test_an_empty_value_takes_a_figure_back(db):
    entered("received=1049", "online=1041/1049", "target_online=80%")
    assert entered("received=", "online=", "target_online=")[0] == 0
    assert stored(db).figures == {}
    assert run("show", "--period", "2023-H1")[1] == ["No figures for 2023-01-01 to 2023-06-30."]


def test_figures_belong_to_the_days_of_their_period(db):
    entered("received=1049")
    assert stored(db, basis="report_cutoff").figures == {}
    assert stored(db, "2023-01-01..2023-06-30").figures == {"received": Figure(1049)}


def test_figures_are_of_one_unit(db):
    entered("received=1049")
    db.execute("insert into unit (id, created_at) values (2, '2026-03-10T03:00:00Z')")
    db.unit_id = 2
    assert stored(db).figures == {}


def test_sums_that_disagree_are_a_warning_until_a_note_explains_them():
    says = (
        "Warning: The sum does not match: Applications resolved 1.046 + Applications in progress "
        "02 is not Applications received 1.049."
    )
    code, _, errors = entered("received=1049", "resolved=1046", "in_progress=2")
    assert (code, errors) == (0, [f"{says} Correct the figures, or explain them with --note."])
    assert run("set", "--period", "2023-H1", "--note", "Một hồ sơ rút.")[2] == [says]
    assert run("show", "--period", "2023-H1")[1][-1] == "Note: Một hồ sơ rút."


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["received"], 1, "'received' is not NAME=VALUE, such as received=1049."),
        (["scan=5"], 1, "There is no indicator 'scan'."),
        (["scan="], 1, "There is no indicator 'scan'."),
        (["online=1041"], 1, "online=1041: give numerator and denominator"),
        ([], 2, "Give at least one NAME=VALUE, or --note."),
    ],
)
def test_what_cannot_be_entered_is_said_and_nothing_is_kept(db, words, code, says):
    exit_code, lines, errors = entered("resolved=1", *words) if words else entered()
    assert (exit_code, lines) == (code, [])
    assert says in errors[-1]
    assert stored(db).figures == {}


def test_a_note_is_plain_text():
    code, _, errors = run("set", "--period", "2023-H1", "--note", "Ghi\x0bchú")
    assert (code, len(errors)) == (1, 1)
    assert "cannot be printed" in errors[0]


def test_a_period_that_is_none_is_one_readable_line():
    code, _, errors = entered("received=1", period="2023-13")
    assert (code, len(errors)) == (1, 1)
