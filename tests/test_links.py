"""Checking links against a real host: what is asked for, what an answer is worth, what is kept."""

from dataclasses import replace

import pytest
from catalog_files import edit, exported
from click.testing import CliRunner
from conftest import NOW, load_catalog
from elsewhere import RIGHT, elsewhere

from kiosk.catalog import published
from kiosk.cli import cli
from kiosk.clock import local_day
from kiosk.errors import StoreError
from kiosk.links import addresses, fetching, runs, states
from kiosk.links.addresses import Link
from kiosk.links.fetching import Answer, Rules, fetch
from kiosk.links.states import Verdict
from kiosk.links.verdicts import judge

RULES = Rules(hosts=("127.0.0.1",), agent="kiosk/1 link check", may_be_private=True)
BIRTH = "1.001193"
LINK = Link("https://cong.vn/x", ("source",), "Khai sinh", (BIRTH,), (BIRTH, "Đăng ký khai sinh"))


@pytest.fixture(scope="module")
def host():
    with elsewhere() as running:
        yield running


def link_to(address):
    return replace(LINK, address=address)


def verdict(host, path, rules=RULES):
    address = host.address + path
    return judge(link_to(address), fetch(address, rules))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/dung", ("ok", "named", "Đăng ký khai sinh")),
        ("/ma?x=Thủ tục&y=%20", ("ok", "named", BIRTH)),
        ("/nen", ("ok", "named", "Đăng ký khai sinh")),
        ("/chuyen-trong", ("ok", "named", "Đăng ký khai sinh")),
        ("/trong", ("blank", "blank", "")),
        ("/khung", ("person", "script_page", "")),
        ("/p/home/khung", ("blank", "blank", "")),
        ("/sai", ("wrong", "not_named", "")),
        ("/khong-thay", ("wrong", "not_named", "")),
        ("/chuyen-ngoai", ("moved", "moved", "localhost")),
        ("/chuyen-noi-bo", ("moved", "moved", "169.254.169.254")),
        ("/vong", ("error", "redirects", "")),
        ("/chuyen-hong", ("error", "garbled", "")),
        ("/dut", ("error", "garbled", "")),
        ("/dut-nen", ("error", "garbled", "")),
        ("/404-nen", ("error", "status", "404")),
        ("/503", ("error", "status", "503")),
        ("/404", ("error", "status", "404")),
        ("/403", ("person", "refused", "403")),
        ("/pdf", ("person", "no_page", "application/pdf")),
    ],
)
def test_a_page_is_judged_by_its_own_text(host, path, expected):
    found = verdict(host, path)
    assert (found.name, found.reason, found.value) == expected


@pytest.mark.parametrize("path", ["/cham", "/nho-giot", "/trang-nho-giot"])
def test_a_slow_host_is_left_after_the_deadline(host, path):
    rules = replace(RULES, timeout_s=0.5, deadline_s=0.5)
    assert verdict(host, path, rules) == Verdict("error", "timeout")


@pytest.mark.parametrize("path", ["/lon", "/bom"])
def test_a_huge_page_is_read_no_further_than_allowed(host, path):
    answer = fetch(host.address + path, replace(RULES, most_bytes=100_000))
    assert (answer.status, len(answer.body)) == (200, 100_000)


def test_a_host_that_is_not_there_is_an_error(host):
    with elsewhere() as gone:
        address = gone.address
    assert fetch(f"{address}/dung", RULES).fault == "unreachable"


def test_we_name_ourselves_and_the_host_we_ask(host):
    fetch(f"{host.address}/dung", RULES)
    assert host.asked[-1] == ("/dung", "kiosk/1 link check", f"127.0.0.1:{host.server_port}")


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/x",
        "http://2130706433/",
        "http://localhost/",
        "http://[::1]/",
        "https://127.0.0.1/",
    ],
)
def test_nothing_inside_our_own_network_is_asked_for(address):
    rules = Rules(hosts=("127.0.0.1", "2130706433", "localhost", "::1"), agent="kiosk")
    assert fetch(address, rules).fault == "private"


@pytest.mark.parametrize(
    ("ip", "expected"),
    [
        ("1.1.1.1", True),
        ("10.0.0.1", False),
        ("172.16.5.5", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("2606:4700::1111", True),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:0a00:0001::", False),
        ("nonsense", False),
    ],
)
def test_only_addresses_of_the_open_internet_are_public(ip, expected):
    assert fetching.is_public(ip) is expected


@pytest.mark.parametrize(
    "address",
    [
        "http://khac.vn/",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "http://an:mat-khau@127.0.0.1/",
        "http://127.0.0.1:99999/",
        "http:///x",
        "http://[x",
    ],
)
def test_only_listed_hosts_of_the_web_are_asked(address):
    assert fetch(address, RULES).fault == "not_listed"


def test_other_ports_are_not_asked_in_earnest(host):
    assert fetch(host.address, replace(RULES, may_be_private=False)).fault == "not_listed"


def test_what_is_not_asked_for_needs_a_person():
    assert judge(LINK, Answer(fault="not_listed")).name == "person"
    assert judge(LINK, Answer(fault="private")).name == "error"


def test_a_guide_is_right_with_any_text_but_not_with_a_denial(host):
    guide = replace(LINK, expected=(), kinds=("guide",))
    for path, expected in (("/bai", "ok"), ("/khong-thay", "wrong"), ("/trong", "blank")):
        assert judge(guide, fetch(host.address + path, RULES)).name == expected


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<",
        "<![khac[",
        "<![if",
        "<script>",
        "<title>" * 5000,
        "&#x110000;&#xd800;",
        "<!--",
        "<![CDATA[",
        "\x00" * 99,
    ],
)
def test_broken_pages_are_judged_too(html):
    answer = Answer(status=200, type="text/html", body=html.encode("utf-8", "replace"))
    assert judge(LINK, answer).name in ("blank", "person", "wrong")


@pytest.mark.parametrize("html", ["<!--", "<a ", "<?", "</", '<a b="', "<!a"])
def test_what_never_ends_is_judged_at_once(html):
    """The parser of Python would search the rest of the page from each of them, for minutes."""
    answer = Answer(status=200, type="text/html", body=(html * 300_000).encode())
    assert judge(LINK, answer).name in ("blank", "wrong")


@pytest.mark.parametrize("charset", ["klingon", "idna", "undefined", "a\0b"])
def test_an_unknown_charset_is_read_as_utf_8(charset):
    answer = Answer(status=200, type="text/html", charset=charset, body=RIGHT.encode())
    assert judge(LINK, answer).name == "ok"


def test_every_outgoing_address_of_the_catalog_is_checked_once(db):
    shown = published.load(db, local_day(NOW))
    found = addresses.of_catalog(shown)
    listed = [link.address for link in found]
    sources = {p.source_url for p in shown.procedures.values() if p.source_url}
    assert sources <= set(listed) and len(listed) == len(set(listed))
    (search,) = [link for link in found if "search" in link.kinds]
    assert search.address.endswith(BIRTH)


def test_what_a_person_says_counts_until_the_program_knows_better(db):
    def stands():
        return states.everything(db)[LINK.address].name

    states.add_check(db, LINK.address, Verdict("person", "script_page"), NOW)
    assert stands() == "person"
    states.say(db, LINK.address, "right", NOW, "an")
    assert stands() == "right"
    states.add_check(db, LINK.address, Verdict("blank", "blank"), NOW)
    assert stands() == "right"
    states.add_check(db, LINK.address, Verdict("error", "status", "503"), NOW)
    assert stands() == "error"
    states.say(db, LINK.address, "dead", NOW, "an")
    assert (stands(), states.dead(db)) == ("dead", {LINK.address: "2026-03-10"})
    states.add_check(db, LINK.address, Verdict("wrong", "not_named"), NOW)
    assert stands() == "dead"
    states.add_check(db, LINK.address, Verdict("ok", "named", BIRTH), NOW)
    assert (stands(), states.dead(db)) == ("ok", {})


def test_what_is_due_is_unknown_not_good_or_old(db, clock):
    links = [link_to(f"https://cong.vn/{n}") for n in range(4)]
    for link, name in zip(links, ("ok", "error", "ok"), strict=False):
        states.add_check(db, link.address, Verdict(name, "x"), clock.now())
        clock.advance(4 * 24 * 3600)
    known = states.everything(db)
    assert runs.due(links, known, clock.now()) == [links[0], links[1], links[3]]


def test_two_runs_never_go_on_at_once_but_a_dead_one_is_forgotten(db, clock):
    first = runs.begin(db, "an", 3, clock.now())
    assert first and runs.begin(db, "binh", 3, clock.now()) is None
    clock.advance(600)
    assert runs.begin(db, "binh", 3, clock.now()) == first + 1


def test_a_run_that_cannot_be_kept_fails_as_expected(host, db, clock):
    """A full disk: neither what was found nor the end of the run can be written."""
    run = runs.begin(db, "an", 1, clock.now())
    db.utils.execute("pragma query_only = on")
    checking = runs.check(db, run, [link_to(f"{host.address}/dung")], RULES, clock.now)
    with pytest.raises(StoreError, match="cannot be written to"):
        list(checking)


@pytest.fixture
def command(host, monkeypatch, db, database_path, tmp_path):
    """`kiosk links check` of a catalog whose only listed host is the one of the tests."""
    folder = exported(db, tmp_path / "out")
    unit = (folder / "unit.toml").read_text(encoding="utf-8")
    unit = unit.replace('["dichvucong.gov.vn", ', '["127.0.0.1", "dichvucong.gov.vn", ')
    unit = unit.replace("https://dichvucong.gov.vn/tim-kiem-thu-tuc-hanh-chinh?keyword={code}", "")
    (folder / "unit.toml").write_text(unit, encoding="utf-8")
    for n in range(167):
        edit(folder / "procedures.csv", n, source_url="https://127.0.0.1/x" if n == 0 else "")
    load_catalog(db, folder)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KIOSK_DATABASE", str(database_path))
    return lambda *words: CliRunner().invoke(cli, ["links", "check", *words])


def test_the_command_tells_what_failed_and_fails(command):
    result = command()
    assert result.exit_code == 1
    assert "error  private  https://127.0.0.1/x" in result.stdout
    assert "Checked 1 link; 0 of 1 open rightly." in result.stdout
    assert "1 link failed" in result.stderr


def test_the_command_leaves_alone_what_a_person_found_right(command, db):
    states.say(db, "https://127.0.0.1/x", "right", NOW, "an")
    states.add_check(db, "https://127.0.0.1/x", Verdict("person", "script_page"), clock_now())
    result = command()
    assert (result.exit_code, result.stdout) == (0, "Checked 0 links; 1 of 1 open rightly.\n")
    assert command("--all").exit_code == 1


def test_the_command_waits_for_nobody(command, db):
    runs.begin(db, "an", 3, clock_now())
    result = command()
    assert result.exit_code == 1 and "being checked already" in result.stderr


def clock_now():
    """The real time: the command knows no other."""
    from kiosk import clock

    return clock.utc_now()
