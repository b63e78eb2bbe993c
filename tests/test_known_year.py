"""
A made-up year whose events are known: every period, on either basis, gives the numbers that a plain
loop over the list of events gives, in each of the five formats and on the screen.
"""

import random
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
import test_same_numbers as files
from conftest import Clock
from staff_browser import signed_in

from kiosk import create_app
from kiosk.config import Settings
from kiosk.events.log import Event

NUMBERS = files.NUMBERS
KINDS = NUMBERS[:-1]
VIET_NAM = timezone(timedelta(hours=7))
CODES = ["1.001193", "1.000894", "2.000815", "1.004222", "2.001944"]
OTHERS = ["f01", "g03", "p1", "9.999999"]
CLASSES = ["person"] * 12 + ["bot", "preview", "prefetch", "repeat", "staff", "excess"]
# The days of each period by either reckoning, written out by hand.
PERIODS = [
    ("2025-W07", "2025-02-10..2025-02-16", "2025-02-10..2025-02-16"),
    ("2025-02", "2025-02-01..2025-02-28", "2025-01-15..2025-02-14"),
    ("2025-Q1", "2025-01-01..2025-03-31", "2024-12-15..2025-03-14"),
    ("2025-Q4", "2025-10-01..2025-12-31", "2025-09-15..2025-12-14"),
    ("2025-H1", "2025-01-01..2025-06-30", "2024-12-15..2025-06-14"),
    ("2025-H2", "2025-07-01..2025-12-31", "2025-06-15..2025-12-14"),
    ("2025-9M", "2025-01-01..2025-09-30", "2024-12-15..2025-09-14"),
    ("2025", "2025-01-01..2025-12-31", "2024-12-15..2025-12-14"),
    ("2025-01-15..2025-02-13", "2025-01-15..2025-02-13", "2025-01-15..2025-02-13"),
]
CASES = [
    pytest.param(name, basis, days, id=f"{name} {basis}")
    for name, calendar, cutoff in PERIODS
    for basis, days in (("calendar", calendar), ("cutoff", cutoff))
]


def made_up():
    """Some six thousand events from mid December 2024 to the end of 2025, many near midnight."""
    chance = random.Random(2025)
    moment, found = datetime(2024, 12, 10, tzinfo=UTC), []
    while moment < datetime(2026, 1, 3, tzinfo=UTC):
        kind = chance.choice(KINDS)
        target = chance.choice(CODES if chance.random() < 0.9 else OTHERS)
        place = chance.choice(["b", "d", "l", "k"]) if kind == "scan" else ""
        at = moment.replace(microsecond=0)
        if chance.random() < 0.1:  # just before or after midnight in Viet Nam
            at = at.replace(hour=chance.choice([16, 17]), minute=59 * (at.second % 2), second=0)
        cls = chance.choice(CLASSES)
        found.append(Event(f"y{len(found)}", kind, target, place, cls, at))
        moment += timedelta(seconds=chance.randint(60, 12_000))
    return found


EVENTS = made_up()


def local(event):
    return event.at.astimezone(VIET_NAM)


def counted(days):
    """By target, its seven numbers in *days*: `2025-01-01..2025-01-31`, both included."""
    first, last = map(date.fromisoformat, days.split(".."))
    sums = {}
    for event in EVENTS:
        if first <= local(event).date() <= last:
            numbers = sums.setdefault(event.target, [0] * 7)
            numbers[KINDS.index(event.kind) if event.cls == "person" else 6] += 1
    return sums


@pytest.fixture(scope="module")
def year(loaded_database, tmp_path_factory):
    """The leader's browser on an application that counted the year through its writer."""
    folder = tmp_path_factory.mktemp("year")
    path = folder / "kiosk.db"
    path.write_bytes(loaded_database.read_bytes())
    address = "https://motcua.example.gov.vn"
    app = create_app(Settings(database=str(path), base_url=address, secret_key="a key for tests"))
    running, clock = app.extensions["kiosk"], Clock()
    running.now = clock.now
    with ThreadPoolExecutor(64) as visitors:
        assert all(visitors.map(lambda event: running.writer.add(event, wait_s=60), EVENTS))
    yield signed_in(app, "leader")
    running.close()


@pytest.mark.parametrize(("name", "basis", "days"), CASES)
def test_every_format_and_the_screen_give_the_known_numbers(year, name, basis, days):
    expected = counted(days)
    totals = [sum(expected.get(code, [0] * 7)[n] for code in CODES) for n in range(7)]
    assert all(totals) or ".." in name or "W" in name
    chot = "?chot=1" if basis == "cutoff" else "?"
    for form, read in files.READERS.items():
        rows, sums = read(year.get(f"/bao-cao/tai/{name}.{form}{chot}").data)
        assert (form, sums) == (form, totals)
        assert (form, {c: rows[c] for c in CODES}) == (
            form,
            {c: expected.get(c, [0] * 7) for c in CODES},
        )
        assert sum(map(sum, rows.values())) == sum(totals)
    html = year.get(f"/bao-cao{chot}&ky={name}").text
    assert on_screen(html, "bang-linh-vuc", "Tổng cộng") == totals
    everything = [sum(numbers[n] for numbers in expected.values()) for n in range(7)]
    assert on_screen(html, "bang-moi-ma", "Tổng cộng") == everything
    assert on_screen(html, "bang-khong-tinh", "Tổng cộng") == [everything[6]]
    html = year.get(f"/bao-cao/thu-tuc{chot}&ky={name}").text
    assert on_screen(html, "bang-thu-tuc", "Tổng cộng") == totals


def on_screen(html, table, heading):
    """The numbers of the row that *heading* begins, in the table of that id."""
    part = re.search(rf'<table class="table[^>]*id="{table}">(.*?)</table>', html, re.S)[1]
    row = re.search(rf'<th scope="row"[^>]*>{heading}</th>(.*?)</tr>', part, re.S)[1]
    found = re.findall(r'<td class="number">([0-9.]+)</td>', row)
    return [int(number.replace(".", "")) for number in found]


@pytest.mark.parametrize("row", ["1.001193", "2.000815"])
def test_each_procedure_stands_on_the_screen_with_its_numbers(year, row):
    html = year.get("/bao-cao/thu-tuc?ky=2025-H1&q=" + row).text
    expected = counted("2025-01-01..2025-06-30")[row]
    assert (
        on_screen(
            html, "bang-thu-tuc", "Tổng cộng (1 thủ tục)".replace("(", r"\(").replace(")", r"\)")
        )
        == expected
    )


def test_hours_and_weekdays_are_the_known_ones(year):
    html = year.get("/bao-cao/thoi-gian?ky=2025").text
    table = re.search(r'id="bang-gio">(.*?)</table>', html, re.S)[1]
    expected = {}
    for event in EVENTS:
        if (
            event.cls == "person"
            and local(event).year == 2025
            and event.kind in ("scan", "view", "terminal_view")
        ):
            at = local(event)
            expected.setdefault(f"{at.hour:02}h", [0] * 7)[at.weekday()] += 1
    for hour, numbers in expected.items():
        assert (hour, on_screen(html, "bang-gio", hour)) == (hour, [*numbers, sum(numbers)])
    assert len(re.findall(r'<tr><th scope="row">[0-9]{2}h', table)) == 24


def test_places_and_reasons_are_the_known_ones(year):
    html = year.get("/bao-cao?ky=2025-Q2").text
    inside = [e for e in EVENTS if "2025-04-01" <= str(local(e).date()) <= "2025-06-30"]
    names = {"b": "Bảng niêm yết", "d": "Quầy", "l": "Tờ rơi", "k": "Màn hình kiosk"}
    for place, name in names.items():
        scans = [e for e in inside if e.kind == "scan" and e.cls == "person" and e.place == place]
        assert on_screen(html, "bang-noi-dan", name) == [len(scans)]
    reasons = {"bot": "Chương trình tự động", "staff": "Máy của cán bộ"}
    for cls, name in reasons.items():
        assert on_screen(html, "bang-khong-tinh", name) == [sum(e.cls == cls for e in inside)]


@pytest.mark.parametrize("form", files.READERS)
@pytest.mark.parametrize("query", ["", "?chot=1&theo=linh-vuc", "?theo=ngay"])
def test_the_browser_gives_the_bytes_of_the_command(year, monkeypatch, tmp_path, form, query):
    from click.testing import CliRunner

    from kiosk.cli import cli

    running = year.application.extensions["kiosk"]
    monkeypatch.setenv("KIOSK_DATABASE", running.settings.database)
    monkeypatch.setenv("KIOSK_BASE_URL", running.base_url)
    monkeypatch.setattr("kiosk.clock.utc_now", running.now)
    monkeypatch.chdir(tmp_path)
    options = ["--report-cutoff"] if "chot" in query else []
    options += ["--by", "field"] if "linh" in query else ["--by", "day"] if "ngay" in query else []
    command = ["stats", "export", "--period", "2025-Q1", "--format", form, "-o", "r", *options]
    result = CliRunner().invoke(cli, command)
    assert (result.exit_code, result.stderr) == (0, "")
    answer = year.get(f"/bao-cao/tai/2025-Q1.{form}{query}")
    assert answer.data == (tmp_path / "r").read_bytes()
