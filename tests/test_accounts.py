"""Accounts, passwords, sessions and failures, below the web."""

import re
from datetime import timedelta
from threading import Barrier, Event, Thread

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from click.testing import CliRunner
from conftest import NOW

from kiosk.accounts import accounts, audit, passwords, sessions, signing_in
from kiosk.accounts.accounts import AccountError
from kiosk.accounts.audit import Actor
from kiosk.cli import cli
from kiosk.cli.user import ROLES
from kiosk.errors import BusyError

KEY = "a key for tests"
ADMIN = Actor("root", via="command")
PASSWORD = "ba con vit qua song"


def add(db, name="an", role="staff"):
    return accounts.add(db, name, "Nguyễn Văn An", role, ADMIN, NOW)


def with_password(db, name, role="staff"):
    account, _ = add(db, name, role)
    return accounts.set_password(db, account, PASSWORD, NOW)


def check(db, name, typed, seconds=0):
    return signing_in.check(db, name, typed, KEY, NOW + timedelta(seconds=seconds))


def kinds(db):
    return [row["what"] for row in audit.rows(db, audit.Wanted())][::-1]


def test_a_code_opens_an_account_in_any_way_of_typing_it(db):
    account, code = add(db)
    assert len(code) == 14 and code.count("-") == 2
    typed = f" {code.lower().replace('-', ' ')} "
    found = check(db, " AN ", typed).account
    assert found == account
    assert found.must_set_password


def test_a_code_ends_after_72_hours(db):
    _, code = add(db)
    assert check(db, "an", code, seconds=72 * 3600).account
    assert check(db, "an", code, seconds=72 * 3600 + 1).reason == "expired"


def test_a_code_ends_when_a_password_is_set(db):
    account, code = add(db)
    accounts.set_password(db, account, PASSWORD, NOW)
    assert check(db, "an", code).reason == "wrong"
    assert check(db, "an", PASSWORD, seconds=1).account.must_set_password is False


def test_nothing_of_a_password_or_code_is_stored_in_the_open(db, database_path):
    _, code = add(db)
    with_password(db, "binh")
    check(db, "mat khau go nham o", "x")
    db.utils.execute("pragma wal_checkpoint(truncate)")
    stored = database_path.read_bytes()
    for secret in (code, code.replace("-", ""), PASSWORD, "mat khau go nham o"):
        assert secret.encode() not in stored
    assert b"$argon2id$v=19$m=19456,t=2,p=1$" in stored


def test_a_password_is_the_same_from_any_keyboard(db):
    account, _ = add(db)
    accounts.set_password(db, account, "đường về nhà xa", NOW)
    assert check(db, "an", "đường về nhà xa").account


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("ngan qua thoi", ""),
        ("muoi hai kyt", ""),
        ("muoimotkytu", "password_too_short"),
        ("x" * 60 + "yzabcdefgh" * 6 + "12345678", ""),
        ("x" * 60 + "yzabcdefgh" * 6 + "123456789", "password_too_long"),
        ("123456789012", "password_easy"),
        ("9876543210987654", "password_easy"),
        ("matkhau123456", "password_easy"),
        ("Password@2026", "password_easy"),
        ("aaaaaaaaaaaaaa", "password_easy"),
        ("ababababababab", "password_easy"),
        ("qwertyuiop123", "password_easy"),
        ("1q2w3e4r5t6y", "password_easy"),
        ("anhyeuem12345", "password_easy"),
        ("nguyenvanan2026", "password_easy"),
        ("an.nguyen@2026", "password_easy"),
        ("ubnd nam sach 2026", "password_easy"),
        ("Nam Sach 123456", "password_easy"),
        ("Ủy ban Nam Sách 1", "password_easy"),
        ("UyBanNhanDan2026", "password_easy"),
        ("con meo den 2026", ""),
        ("839204758193", ""),
        ("!?#$%&*()+=~", ""),
    ],
)
def test_only_easy_short_and_endless_passwords_are_refused(password, fault):
    person = ("an.nguyen", "Nguyễn Văn An")
    unit = ("Ủy ban nhân dân xã Nam Sách", "Trung tâm Phục vụ hành chính công")
    assert passwords.fault(password, person, unit) == fault


def test_the_stand_in_for_nobody_costs_what_an_account_costs(db):
    account, _ = add(db)
    assert passwords.NOBODY.split("$")[:4] == account.password_hash.split("$")[:4]
    assert len(passwords.NOBODY) == len(account.password_hash)
    with pytest.raises(VerifyMismatchError):  # compared, not refused at a glance
        PasswordHasher().verify(passwords.NOBODY, "x")


def test_known_and_unknown_names_are_answered_alike(db):
    with_password(db, "an")
    for seconds in (0, 0, 1, 2, 3, 100, 101, 4000):
        known, unknown = check(db, "an", "x", seconds), check(db, "nobody", "x", seconds)
        assert known == unknown


def test_the_wait_doubles_from_a_second_to_a_quarter_of_an_hour(db):
    add(db)
    waits, seconds = [], 0
    for _ in range(13):
        outcome = check(db, "an", "x", seconds)
        assert outcome.reason == "wrong"
        waits.append(outcome.wait_s)
        assert check(db, "an", "x", seconds + outcome.wait_s - 1).reason == "waiting"
        seconds += outcome.wait_s
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]


def test_of_a_thousand_tries_an_hour_at_most_twenty_are_looked_at(db):
    add(db)
    looked_at = [check(db, "an", "x", seconds=3.6 * n).reason for n in range(1000)].count("wrong")
    assert 10 <= looked_at <= 20
    assert kinds(db).count("sign_in_failed") == looked_at


def test_even_the_right_password_waits(db):
    with_password(db, "an")
    assert check(db, "an", "x").reason == "wrong"
    assert check(db, "an", PASSWORD).reason == "waiting"
    assert check(db, "an", PASSWORD, seconds=1).account


def test_success_forgets_the_failures(db):
    with_password(db, "an")
    for seconds in (0, 1, 3):
        assert check(db, "an", "x", seconds).reason == "wrong"
    assert check(db, "an", PASSWORD, seconds=7).account
    assert check(db, "an", "x", seconds=8).wait_s == 1


def test_a_clock_that_is_set_back_does_not_lengthen_a_wait(db):
    with_password(db, "an")
    check(db, "an", "x", seconds=3600)
    assert check(db, "an", PASSWORD, seconds=0).reason == "waiting"
    assert check(db, "an", PASSWORD, seconds=1).account


def test_failures_of_ever_new_names_do_not_fill_the_disk(db, monkeypatch):
    monkeypatch.setattr(signing_in, "_MOST_NAMES", 5)
    check(db, "an", "x", 0)
    check(db, "an", "x", 1)
    for n in range(8):
        check(db, f"name{n}", "x", 2 + n)
    (row,) = db.query("select count(*) as n, max(failures) as most from sign_in_failure")
    assert row == {"n": 5, "most": 2}
    assert kinds(db) == ["sign_in_unknown"]


def test_failures_are_forgotten_after_a_day(db):
    check(db, "an", "x")
    check(db, "binh", "x", seconds=24 * 3600 + 1)
    (row,) = db.query("select count(*) as n from sign_in_failure")
    assert row["n"] == 1


def test_no_more_than_two_passwords_are_hashed_at_once_and_few_wait():
    leave, inside = Event(), Barrier(3)

    def hash_slowly():
        with passwords.turn():
            inside.wait(timeout=10)
            leave.wait(timeout=10)

    def wait():
        with passwords.turn():
            pass

    threads = [Thread(target=hash_slowly) for _ in range(2)]
    for thread in threads:
        thread.start()
    inside.wait(timeout=10)
    waiting = [Thread(target=wait) for _ in range(4)]
    for thread in waiting:
        thread.start()
    while passwords._coming._value:
        pass
    with pytest.raises(BusyError), passwords.turn():
        pass
    leave.set()
    for thread in threads + waiting:
        thread.join()
    with passwords.turn():
        pass


def test_a_weaker_hash_is_made_anew_at_sign_in(db):
    account = with_password(db, "an")
    weak = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    db.execute("update account set password_hash = :weak", {"weak": weak})
    account = check(db, "an", PASSWORD).account
    assert signing_in.enter(db, account, PASSWORD, NOW)
    renewed = accounts.named(db, "an").password_hash
    assert not passwords.is_outdated(renewed)
    assert passwords.matches(renewed, PASSWORD)


@pytest.fixture
def token(db):
    account = with_password(db, "an")
    return signing_in.enter(db, account, PASSWORD, NOW)


def owner(db, token, **later):
    return sessions.account_id_of(db, token, NOW + timedelta(**later))


def test_a_session_lasts_while_it_is_used_and_twelve_hours_at_most(db, token):
    for minutes in range(0, 12 * 60 + 1, 30):
        assert owner(db, token, minutes=minutes)
    assert owner(db, token, hours=12, seconds=1) is None
    assert list(db.query("select * from session")) == []


def test_a_session_that_is_left_alone_ends_after_half_an_hour(db, token):
    assert owner(db, token, minutes=30, seconds=1) is None
    assert list(db.query("select * from session")) == []


def test_a_clock_that_is_set_back_signs_nobody_out(db, token):
    assert owner(db, token, hours=-1)
    assert owner(db, token, minutes=-31)
    assert owner(db, token, days=-3650)


def test_only_the_digest_of_a_token_is_stored(db, token):
    assert len(token) == 43  # 256 bits
    (row,) = db.query("select * from session")
    assert token not in row.values()
    assert owner(db, row["token_digest"]) is None


def test_ended_sessions_are_removed_when_another_begins(db, token):
    account = accounts.named(db, "an")
    signing_in.enter(db, account, PASSWORD, NOW + timedelta(minutes=31))
    (row,) = db.query("select count(*) as n from session")
    assert row["n"] == 1


def test_a_session_does_not_begin_with_a_password_that_was_just_changed(db):
    before = with_password(db, "an")
    accounts.set_password(db, before, "mot mat khau khac", NOW)
    assert signing_in.enter(db, before, PASSWORD, NOW) is None
    accounts.disable(db, before, ADMIN, NOW)
    assert signing_in.enter(db, accounts.named(db, "an"), PASSWORD, NOW) is None


def test_a_new_code_is_not_overwritten_by_a_password_of_the_same_moment(db):
    account, _ = accounts.add(db, "an", "", "staff", ADMIN, NOW)
    code = accounts.reset(db, account, ADMIN, NOW)
    with pytest.raises(AccountError):
        accounts.set_password(db, account, PASSWORD, NOW)
    assert check(db, "an", code).reason == ""


@pytest.mark.parametrize(
    ("name", "full_name", "role", "key"),
    [
        ("a", "", "staff", "account_bad_name"),
        ("án", "", "staff", "account_bad_name"),
        ("1an", "", "staff", "account_bad_name"),
        ("an\n", "", "staff", ""),
        ("an nguyen", "", "staff", "account_bad_name"),
        ("a" * 41, "", "staff", "account_bad_name"),
        ("an", "x" * 81, "staff", "account_bad_full_name"),
        ("an", "x\x1b[31m", "staff", "account_bad_full_name"),
        ("an", "", "root", "account_bad_role"),
    ],
)
def test_names_and_roles_are_checked(db, name, full_name, role, key):
    if not key:
        assert accounts.add(db, name, full_name, role, ADMIN, NOW)[0].name == "an"
        return
    with pytest.raises(AccountError) as caught:
        accounts.add(db, name, full_name, role, ADMIN, NOW)
    assert caught.value.key == key
    assert accounts.everyone(db) == []


def test_a_name_is_taken_once_whatever_its_case(db):
    add(db)
    with pytest.raises(AccountError, match="There is an account an already"):
        add(db, "AN")


def test_the_last_administrator_stays(db):
    an = with_password(db, "an", "admin")
    add(db, "binh", "admin")  # has never set a password
    for change in (
        lambda: accounts.disable(db, an, ADMIN, NOW),
        lambda: accounts.set_role(db, an, "staff", ADMIN, NOW),
    ):
        with pytest.raises(AccountError, match="last administrator"):
            change()
    accounts.set_password(db, accounts.named(db, "binh"), PASSWORD, NOW)
    accounts.disable(db, an, ADMIN, NOW)
    with pytest.raises(AccountError, match="last administrator"):
        accounts.disable(db, accounts.named(db, "binh"), ADMIN, NOW)


def test_a_new_code_ends_the_password_and_the_sessions_and_lifts_a_lock(db, token):
    account = accounts.named(db, "an")
    accounts.disable(db, account, ADMIN, NOW)
    assert owner(db, token) is None
    assert check(db, "an", PASSWORD).reason == "disabled"
    code = accounts.reset(db, account, ADMIN, NOW)
    assert check(db, "an", PASSWORD, seconds=1).reason == "wrong"
    assert check(db, "an", code, seconds=3).account.must_set_password


def test_roles_may_what_lesser_roles_may():
    may = {
        role: [other for other in accounts.ROLES if of_role(role).may(other)]
        for role in accounts.ROLES
    }
    assert may == {
        "leader": ["leader"],
        "staff": ["leader", "staff"],
        "admin": ["leader", "staff", "admin"],
    }


def of_role(role):
    return accounts.Account(1, "an", "An", role, "", None, False, None)


@pytest.fixture
def run(monkeypatch, tmp_path, database_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KIOSK_DATABASE", str(database_path))
    monkeypatch.setenv("KIOSK_SECRET_KEY", KEY)
    monkeypatch.setattr("kiosk.clock.utc_now", lambda: NOW)
    return lambda *words: CliRunner().invoke(cli, ["user", *words])


def code_in(output):
    (line,) = [line for line in output.splitlines() if line.startswith("One-time code")]
    assert "valid until 2026-03-13 10:00: " in line
    return line.rpartition(" ")[2]


def test_the_first_administrator_is_made_by_a_command(run, db):
    assert "No accounts yet" in run("list").output
    made = run("add", "an", "--role", "admin", "--full-name", "Nguyễn Văn An")
    assert (made.exit_code, made.output.splitlines()[0]) == (0, "Added an (admin).")
    assert check(db, "an", code_in(made.output)).account.role == "admin"
    listed = run("list").output.splitlines()
    assert re.split(" {2,}", listed[1]) == [
        "an", "admin", "code until 2026-03-13 10:00", "Nguyễn Văn An"
    ]  # fmt: skip
    assert code_in(made.output) not in run("list").output


def test_a_command_resets_a_password_and_the_wait(run, db):
    with_password(db, "an")
    for seconds in (0, 1, 3, 7):
        check(db, "an", "x", seconds)
    done = run("reset", "an")
    assert done.exit_code == 0
    assert check(db, "an", code_in(done.output)).account


def test_a_command_disables(run, db):
    with_password(db, "an")
    assert run("disable", "an").output == "Disabled an.\n"
    assert "disabled" in run("list").output
    assert accounts.named(db, "an").is_disabled


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (["add", "an", "--role", "staff"], 1, "There is an account an already"),
        (["add", "Á", "--role", "staff"], 1, "letters a-z"),
        (["add", "binh", "--role", "root"], 2, "'root' is not one of"),
        (["add", "binh"], 2, "--role"),
        (["disable", "an"], 1, "last administrator"),
        (["disable", "nobody"], 1, "There is no account nobody"),
        (["reset", "nobody"], 1, "There is no account nobody"),
    ],
)
def test_a_command_says_what_is_wrong_in_a_line(run, db, words, status, message):
    with_password(db, "an", "admin")
    done = run(*words)
    assert (done.exit_code, done.stdout) == (status, "")
    assert message in done.stderr


def test_commands_stand_in_the_log_with_the_user_of_the_machine(run, db, monkeypatch):
    monkeypatch.setattr("getpass.getuser", lambda: "may-chu")
    run("add", "an", "--role", "leader")
    (row,) = audit.rows(db, audit.Wanted())
    assert row == {
        "number": 1, "at": "2026-03-10T03:00:00Z", "who": "may-chu", "via": "command",
        "what": "account_added", "details": "an: Lãnh đạo",
    }  # fmt: skip


def test_the_roles_of_the_command_are_those_of_accounts():
    assert ROLES == accounts.ROLES
