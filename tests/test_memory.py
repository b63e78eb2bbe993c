"""What was counted a moment ago: in the browser's cookie, and in the memory of the process."""

import re

import pytest

from kiosk.events.memory import Counted, Recent

AT = 1773111600  # 2026-03-10T03:00:00Z
KHAI_SINH, KET_HON = "1.001193", "1.000894"


def counted(kind="scan", target=KHAI_SINH, at=AT):
    return Counted({(kind, target): at})


# The cookie ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "target", "cookie"),
    [
        ("scan", "1.001193", "01.001193*1773111600"),
        ("view", "1.001193", "11.001193*1773111600"),
        ("terminal_view", "f07", "2f07*1773111600"),
        ("submit", "C08_XPHCDB", "3C08_XPHCDB*1773111600"),
        ("form_download", "unknown", "4unknown*1773111600"),
        ("checklist_print", "master", "5master*1773111600"),
        ("error_report", "1.001193-1", "61.001193-1*1773111600"),
    ],
)
def test_a_cookie_says_what_was_counted_and_when(kind, target, cookie):
    assert counted(kind, target).cookie() == cookie
    assert Counted.of_cookie(cookie) == counted(kind, target)


def test_several_events_come_back_from_their_cookie():
    both = counted().with_event("submit", KET_HON, AT + 5)
    assert both.cookie() == "01.001193*1773111600:31.000894*1773111605"
    assert Counted.of_cookie(both.cookie()) == both


@pytest.mark.parametrize(
    "value",
    [
        "",
        "x",
        ":::",
        "01.001193",
        "01.001193*",
        "01.001193*abc",
        "01.001193*-5",
        "71.001193*1773111600",
        "0*1773111600",
        "0<script>*1773111600",
        "01.001193*1773111600\n",
        "01.001193*٣",
        "0" + "a" * 41 + "*1773111600",
        "01.001193*1773111600000",
        "\x00\xff" * 3000,
    ],
)
def test_what_cannot_be_read_in_a_cookie_is_ignored(value):
    assert Counted.of_cookie(value) == Counted({})


def test_what_can_be_read_beside_it_is_kept():
    assert Counted.of_cookie("rubbish:01.001193*1773111600:9") == counted()


@pytest.mark.parametrize(
    ("seconds", "expected"), [(0, True), (1, True), (1799, True), (1800, False), (86400, False)]
)
def test_an_event_is_a_repeat_for_thirty_minutes(seconds, expected):
    assert counted().has("scan", KHAI_SINH, AT + seconds) is expected


@pytest.mark.parametrize(("kind", "target"), [("view", KHAI_SINH), ("scan", KET_HON)])
def test_another_kind_or_target_is_no_repeat(kind, target):
    assert not counted().has(kind, target, AT)


@pytest.mark.parametrize("seconds", [1, 3600, 10 * 365 * 86400])
def test_a_time_in_the_future_does_not_stop_counting(seconds):
    """The clock was stepped back, or somebody wrote the cookie by hand."""
    ahead = counted(at=AT + seconds)
    assert not ahead.has("scan", KHAI_SINH, AT)
    assert ahead.with_event("scan", KHAI_SINH, AT) == counted()


def test_what_is_out_of_date_leaves_the_cookie():
    later = counted().with_event("scan", KET_HON, AT + 1800)
    assert later == counted(target=KET_HON, at=AT + 1800)


def test_a_full_cookie_keeps_the_sixty_youngest_entries_under_four_kilobytes():
    memory = Counted({})
    for n in range(100):
        memory = memory.with_event("scan", f"{n:040}", AT + n)
    assert list(memory.at) == [("scan", f"{n:040}") for n in range(40, 100)]
    assert len(memory.cookie()) == 3179
    assert Counted.of_cookie(memory.cookie()) == memory


def test_a_cookie_of_too_many_entries_is_read_only_at_its_beginning():
    value = ":".join(f"0f{n:04}*{AT}" for n in range(5000))
    assert len(Counted.of_cookie(value).at) == 60


def test_a_cookie_holds_no_identity():
    one = Counted({}).with_event("scan", KHAI_SINH, AT)
    other = Counted({}).with_event("scan", KHAI_SINH, AT)
    assert one.cookie() == other.cookie()
    assert re.fullmatch(r"01\.001193\*1773111600", one.cookie())


# The memory of the process ------------------------------------------------------------------

NETWORK = "10.0.0.1"
ALIKE = (NETWORK, "a phone", "scan", KHAI_SINH, "")


@pytest.fixture
def recent():
    return Recent(excess_from=600)


@pytest.mark.parametrize(
    ("seconds", "expected"), [(0, "repeat"), (2.9, "repeat"), (3, "person"), (5, "person")]
)
def test_like_requests_merge_for_three_seconds(recent, seconds, expected):
    recent.classify(ALIKE, NETWORK, 1000.0)
    assert recent.classify(ALIKE, NETWORK, 1000.0 + seconds) == expected


def test_the_three_seconds_do_not_slide(recent):
    classes = [recent.classify(ALIKE, NETWORK, 1000.0 + n) for n in range(7)]
    assert classes == ["person", "repeat", "repeat", "person", "repeat", "repeat", "person"]


@pytest.mark.parametrize("part", range(5))
def test_requests_that_differ_in_anything_do_not_merge(recent, part):
    other = [*ALIKE]
    other[part] += "x"
    recent.classify(ALIKE, NETWORK, 1000.0)
    assert recent.classify(other, NETWORK, 1000.0) == "person"


def test_parts_do_not_run_into_each_other(recent):
    recent.classify(("ab", "c"), NETWORK, 1000.0)
    assert recent.classify(("a", "bc"), NETWORK, 1000.0) == "person"


def many(recent, n, at=1000.0, network=NETWORK):
    """The classes of *n* different requests of one network."""
    return [recent.classify((network, str(at), str(i)), network, at) for i in range(n)]


def test_excess_begins_after_the_share_of_a_network():
    assert many(Recent(3), 5) == ["person", "person", "person", "excess", "excess"]


def test_each_network_has_its_own_share():
    recent = Recent(3)
    many(recent, 3)
    assert many(recent, 1, network="10.0.0.2") == ["person"]


@pytest.mark.parametrize(("seconds", "expected"), [(599.9, "excess"), (600, "person")])
def test_the_share_is_of_the_last_ten_minutes(seconds, expected):
    recent = Recent(3)
    many(recent, 3)
    assert many(recent, 1, at=1000.0 + seconds) == [expected]


def test_what_is_excess_takes_no_share():
    recent = Recent(1)
    assert many(recent, 1, at=1000.0) == ["person"]
    assert many(recent, 1, at=1500.0) == ["excess"]
    assert many(recent, 1, at=1600.0) == ["person"]


def test_a_share_of_none_makes_all_excess():
    recent = Recent(0)
    assert [many(recent, 1, at=1000.0 + 10 * n) for n in range(3)] == [["excess"]] * 3


def test_what_could_not_be_stored_may_count_at_the_next_try(recent):
    recent.classify(ALIKE, NETWORK, 1000.0)
    recent.forget(ALIKE, NETWORK)
    assert recent.classify(ALIKE, NETWORK, 1000.5) == "person"


def test_what_could_not_be_stored_takes_no_share():
    recent = Recent(1)
    for n in range(5):
        assert recent.classify(ALIKE, NETWORK, 1000.0 + 10 * n) == "person"
        recent.forget(ALIKE, NETWORK)


def test_forgetting_what_never_was_changes_nothing(recent):
    recent.forget(ALIKE, NETWORK)
    assert recent.classify(ALIKE, NETWORK, 1000.0) == "person"


def test_memory_is_pruned():
    recent = Recent(600)
    for n in range(1000):
        recent.classify((str(n),), f"10.0.{n // 250}.{n % 250}", 1000.0)
    recent.classify(ALIKE, NETWORK, 1600.0)
    assert (len(recent._merged), len(recent._networks)) == (1, 1)


def test_memory_holds_no_address_and_no_agent(recent):
    recent.classify(ALIKE, NETWORK, 1000.0)
    held = repr(vars(recent))
    assert NETWORK not in held
    assert "a phone" not in held
