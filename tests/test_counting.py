"""From a request to an event: who is counted, once, before the answer."""

import dataclasses
import logging
from datetime import timedelta

import pytest
from conftest import PHONE, phone

from kiosk import create_app
from kiosk.events.writer import Writer

ZALO = (
    "Mozilla/5.0 (Linux; Android 12; SM-A135F Build/SP1A.210812.016; wv) AppleWebKit/537.36 "
    "(KHTML, like Gecko) Version/4.0 Chrome/124.0.6367.82 Mobile Safari/537.36 "
    "Zalo android/12100655 ZaloTheme/light ZaloLanguage/vi"
)
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
CODE = "/q/1001193"


def events(db, *columns):
    """The events so far, in order: their class, or the given columns."""
    names = columns or ("class",)
    found = [tuple(row[c] for c in names) for row in db.query("select * from event order by id")]
    return found if columns else [cls for (cls,) in found]


def persons(db, kind="scan"):
    (row,) = db.query(
        "select count(*) as n from event where class = 'person' and kind = :kind", {"kind": kind}
    )
    return row["n"]


@pytest.fixture
def limited(settings, clock):
    """The application with a share of three person events a network."""
    application = create_app(dataclasses.replace(settings, excess_limit="3"))
    running = application.extensions["kiosk"]
    running.now, running.monotonic = clock.now, clock.monotonic
    running.writer = Writer(running.pool, probe_s=0)
    yield application
    running.close()


# The twelve requests of design.md, section 7 ------------------------------------------------


def test_the_twelve_requests(app, db, clock):
    one_phone = phone(app)
    requests = [
        (one_phone, "GET", {}),
        (one_phone, "GET", {}),
        (phone(app), "HEAD", {}),
        (phone(app), "GET", {"Sec-Purpose": "prefetch"}),
        (phone(app), "GET", {"Purpose": "prefetch"}),
        (phone(app, GOOGLEBOT), "GET", {}),
        (phone(app, "facebookexternalhit/1.1"), "GET", {}),
        (phone(app, "WhatsApp/2.23.20.0 A"), "GET", {}),
        (phone(app, "TelegramBot (like TwitterBot)"), "GET", {}),
        (phone(app, ZALO), "GET", {}),
        (phone(app, "curl/8.5.0"), "GET", {}),
        (phone(app, ""), "GET", {}),
    ]
    counted = []
    for browser, method, headers in requests:
        before = persons(db)
        assert browser.open(CODE, method=method, headers=headers).status_code == 200
        counted.append(persons(db) - before)
        clock.advance(1)
    assert counted == [1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0]
    assert events(db) == [
        "person",
        "repeat",
        "prefetch",
        "prefetch",
        "bot",
        "preview",
        "preview",
        "preview",
        "person",
        "bot",
        "bot",
    ]


# What becomes an event ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "status", "kind", "target", "place"),
    [
        ("/q/1001193", 200, "scan", "1.001193", "b"),
        ("/q/1001193/d", 200, "scan", "1.001193", "d"),
        ("/Q/1.001193/L", 200, "scan", "1.001193", "l"),
        ("/q/1.001193.000.00.00.H23/k", 200, "scan", "1.001193", "k"),
        ("/q", 200, "scan", "master", "b"),
        ("/q/f01", 200, "scan", "f01", "b"),
        ("/q/F1/d", 200, "scan", "f01", "d"),
        ("/q/g3", 200, "scan", "g03", "b"),
        ("/q/p1", 200, "scan", "p1", "b"),
        ("/thu-tuc/1.001193", 200, "view", "1.001193", ""),
        ("/linh-vuc/ho-tich", 200, "view", "f01", ""),
        ("/an-toan", 200, "view", "p2", ""),
        ("/phieu/1.001193", 200, "checklist_print", "1.001193", ""),
        ("/q/9999999", 404, "scan", "9.999999", "b"),
        ("/q/f99", 404, "scan", "unknown", "b"),
        ("/q/nguyen-van-a", 404, "scan", "unknown", "b"),
        ("/q/000.00.53.H48-220921-0099", 404, "scan", "unknown", "b"),
    ],
)
def test_a_page_is_counted_as_what_it_is(client, db, path, status, kind, target, place):
    assert client.get(path).status_code == status
    assert events(db, "kind", "target", "place", "class") == [(kind, target, place, "person")]


@pytest.mark.parametrize("path", ["/", "/tim-kiem?q=khai+sinh", "/su-kien/sinh-con", "/healthz"])
def test_other_pages_are_no_events(client, db, path):
    assert client.get(path).status_code == 200
    assert events(db) == []


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
@pytest.mark.parametrize("path", [CODE, "/thu-tuc/1.001193", "/phieu/1.001193", "/q/9999999"])
def test_head_and_options_are_no_events(client, db, method, path):
    answer = client.open(path, method=method)
    assert events(db) == []
    assert "Set-Cookie" not in answer.headers


def test_another_form_of_the_address_is_counted_where_it_leads(client, db):
    assert client.get("/thu-tuc/1001193").status_code == 301
    assert events(db) == []


def test_an_event_carries_the_time_of_the_request(client, db):
    client.get(CODE)
    assert events(db, "at", "day") == [("2026-03-10T03:00:00Z", "2026-03-10")]


def test_a_page_that_is_asked_for_anew_is_a_view_again_after_the_window(client, db, clock):
    etag = client.get("/thu-tuc/1.001193").headers["ETag"]
    for seconds in (60, 1740):
        clock.advance(seconds)
        answer = client.get("/thu-tuc/1.001193", headers={"If-None-Match": etag})
        assert (answer.status_code, answer.data) == (304, b"")
    assert events(db) == ["person", "repeat", "person"]


def test_no_client_can_ask_not_to_be_counted(client, db):
    client.get(CODE, headers={"Kiosk-Uncounted": "1", "kiosk.uncounted": "1"})
    assert events(db) == ["person"]


def test_nothing_that_tells_who_it_was_is_stored(app, db):
    phone(app, ZALO, "203.0.113.77").get(CODE)
    db.utils.execute("pragma wal_checkpoint(truncate)")
    stored = "\n".join(db.utils.conn.iterdump())
    for trace in ("203.0.113", "Zalo android", "SM-A135F"):
        assert trace not in stored


# Repeats ------------------------------------------------------------------------------------


def test_twenty_refreshes_count_one(client, db, clock):
    for _ in range(20):
        client.get(CODE)
        clock.advance(1)
    assert events(db) == ["person"] + ["repeat"] * 19


@pytest.mark.parametrize(("seconds", "expected"), [(1799, "repeat"), (1800, "person")])
def test_a_repeat_is_less_than_thirty_minutes_old(client, db, clock, seconds, expected):
    client.get(CODE)
    clock.advance(seconds)
    client.get(CODE)
    assert events(db) == ["person", expected]


def test_another_place_is_a_repeat_and_another_code_or_kind_is_not(client, db, clock):
    for path in (CODE, f"{CODE}/d", "/q/1000894", "/thu-tuc/1.001193", "/phieu/1.001193"):
        client.get(path)
        clock.advance(5)
    assert events(db) == ["person", "repeat", "person", "person", "person"]


@pytest.mark.parametrize("moved", [-3600, -86400, 86400])
def test_a_clock_that_is_set_does_not_stop_counting(client, db, clock, moved):
    client.get(CODE)
    clock.moment += timedelta(seconds=moved)
    clock.seconds += 5
    client.get(CODE)
    client.get(CODE)
    assert events(db) == ["person", "person", "repeat"]


@pytest.mark.parametrize("cookie", ["rubbish", "01.001193*99999999999", "=;,", '"', "0" * 4000])
def test_a_cookie_that_makes_no_sense_does_not_stop_counting(client, db, cookie):
    client.set_cookie("counted", cookie)
    assert client.get(CODE).status_code == 200
    assert events(db) == ["person"]


def test_the_cookie_holds_only_what_was_counted(client):
    assert client.get(CODE).headers.getlist("Set-Cookie") == [
        "counted=01.001193*1773111600; Max-Age=1800; HttpOnly; Path=/; SameSite=Lax"
    ]


def test_over_https_the_cookie_is_bound_to_this_host(client):
    (cookie,) = client.get(CODE, base_url="https://localhost").headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-counted=01.001193*1773111600; ")
    assert "; Secure; " in cookie
    assert "Domain" not in cookie


@pytest.mark.parametrize("agent", ["curl/8.5.0", GOOGLEBOT])
def test_who_is_not_counted_gets_no_cookie(app, agent):
    assert "Set-Cookie" not in phone(app, agent).get(CODE).headers


# Many phones, one network -------------------------------------------------------------------


def test_forty_phones_that_remember_different_things_count_forty(app, db):
    codes = [row["code"] for row in db.query("select distinct code from procedure_version")][1:41]
    phones = [phone(app) for _ in codes]
    for one, code in zip(phones, codes, strict=True):
        one.get(f"/thu-tuc/{code}")
    for one in phones:
        one.get(CODE)
    assert persons(db) == 40


def test_forty_like_phones_a_few_seconds_apart_count_forty(app, db, clock):
    for _ in range(40):
        phone(app).get(CODE)
        clock.advance(3)
    assert events(db) == ["person"] * 40


def test_like_phones_in_the_same_moment_merge(app, db):
    """The limit that the definition of counting states."""
    for _ in range(40):
        phone(app).get(CODE)
    assert events(db) == ["person"] + ["repeat"] * 39


@pytest.mark.parametrize(("seconds", "expected"), [(2, "repeat"), (5, "person")])
def test_two_like_phones_count_two_when_they_are_apart(app, db, clock, seconds, expected):
    phone(app).get(CODE)
    clock.advance(seconds)
    phone(app).get(CODE)
    assert events(db) == ["person", expected]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param("10.0.0.1", "10.0.0.1", 1, id="one address"),
        pytest.param("10.0.0.1", "10.0.0.2", 2, id="two addresses"),
        pytest.param("10.0.0.1", "::ffff:10.0.0.1", 1, id="one address in both forms"),
        pytest.param("2001:db8::1", "2001:db8::2", 1, id="one IPv6 network"),
        pytest.param("2001:db8::1", "2001:db8:0:1::1", 2, id="two IPv6 networks"),
        pytest.param("fe80::1%eth0", "fe80::1%eth0", 1, id="an address with a zone"),
        pytest.param("", "unix:", 2, id="no address"),
    ],
)
def test_a_network_is_an_ipv4_address_or_a_64_bit_prefix(app, db, first, second, expected):
    for address in (first, second):
        assert phone(app, address=address).get(CODE).status_code == 200
    assert persons(db) == expected


def test_excess_is_classed_and_never_refused(limited, db, clock):
    for _ in range(5):
        assert phone(limited).get(CODE).status_code == 200
        clock.advance(5)
    assert phone(limited, address="10.0.0.2").get(CODE).status_code == 200
    assert events(db) == ["person", "person", "person", "excess", "excess", "person"]
    clock.advance(600)
    phone(limited).get(CODE)
    assert events(db)[-1] == "person"


def test_bots_and_repeats_take_no_share_of_a_network(limited, db, clock):
    one = phone(limited)
    for _ in range(4):
        one.get(CODE)
        phone(limited, "curl/8.5.0").get(CODE)
        clock.advance(5)
    phone(limited).get(CODE)
    phone(limited).get("/q/1000894")
    assert events(db)[-2:] == ["person", "person"]


# Staff, prefetch ----------------------------------------------------------------------------


def test_a_device_of_staff_is_kept_and_not_counted(client, db):
    same_origin = {"Sec-Fetch-Site": "same-origin"}
    client.post("/can-bo/may-nay", data={"staff": "1"}, headers=same_origin)
    client.get(CODE)
    client.post("/nop/1.001193")
    client.post("/can-bo/may-nay", data={"staff": "0"}, headers=same_origin)
    client.get(CODE)
    assert events(db, "kind", "class") == [
        ("scan", "staff"),
        ("submit", "staff"),
        ("scan", "person"),
    ]


@pytest.mark.parametrize("header", ["Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"])
def test_a_page_loaded_ahead_does_not_spoil_the_real_view(client, db, header):
    client.get(CODE, headers={header: "prefetch;prerender"})
    client.get(CODE)
    assert events(db) == ["prefetch", "person"]


# Hand-overs ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        pytest.param({"Sec-Fetch-Site": "same-origin"}, 1, id="our own page"),
        pytest.param({"Sec-Fetch-Site": "none"}, 1, id="typed by hand"),
        pytest.param({}, 1, id="an old phone that tells nothing"),
        pytest.param({"Origin": "http://localhost"}, 1, id="an old phone on our page"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, 0, id="another site"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, 0, id="another host of the domain"),
        pytest.param({"Origin": "https://evil.example"}, 0, id="another site, old phone"),
        pytest.param({"Origin": "http://localhost.evil.example"}, 0, id="a host like ours"),
        pytest.param({"Origin": "null"}, 0, id="a page without a site"),
        pytest.param(
            {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 0, id="contradiction"
        ),
    ],
)
def test_a_hand_over_of_another_site_goes_on_uncounted(client, db, headers, expected):
    answer = client.post("/nop/1.001193", headers=headers)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("https://dichvucong.gov.vn/")
    assert persons(db, "submit") == expected
    assert len(events(db)) == expected


def test_a_double_tap_is_one_hand_over(client, db, clock):
    client.get(CODE)
    for _ in range(2):
        client.post("/nop/1.001193")
        clock.advance(1)
    assert events(db, "kind", "class") == [
        ("scan", "person"),
        ("submit", "person"),
        ("submit", "repeat"),
    ]


def test_two_taps_that_cross_are_one_hand_over(app, client, db):
    """The second is sent before the answer to the first came with its cookie."""
    client.get(CODE)
    before = client.get_cookie("counted").value
    for _ in range(2):
        client.set_cookie("counted", before)
        client.post("/nop/1.001193")
    assert events(db, "kind", "class")[1:] == [("submit", "person"), ("submit", "repeat")]


@pytest.mark.parametrize("path", ["/nop/9.999999", "/nop/f01"])
def test_a_hand_over_to_nowhere_is_no_event(client, db, path):
    assert client.post(path).status_code == 404
    assert events(db) == []


def test_the_button_opened_as_a_page_is_no_hand_over(client, db):
    assert client.get("/nop/1.001193").status_code == 303
    assert events(db) == []


# When counting fails ------------------------------------------------------------------------


@pytest.mark.parametrize("broken", ["drop table event", "drop table tally"])
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", CODE, 200), ("GET", "/thu-tuc/1.001193", 200), ("POST", "/nop/1.001193", 303)],
)
def test_a_page_never_fails_because_counting_fails(client, db, broken, method, path, status):
    db.execute(broken)
    assert client.open(path, method=method).status_code == status


@pytest.fixture
def failing(db):
    """A database that stores no event until the trigger is dropped."""
    db.execute(
        "create trigger full before insert on event begin select raise(abort, 'disk full'); end"
    )
    return db


def test_a_count_that_failed_is_logged_and_known(app, failing, caplog):
    answer = phone(app).get(CODE)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert app.extensions["kiosk"].writer.failed == 1
    with caplog.at_level(logging.ERROR):
        phone(app).get(CODE)
    assert "1 counts could not be stored" in caplog.text
    assert PHONE not in caplog.text


def test_counting_goes_on_without_a_restart(client, failing):
    client.get(CODE)
    failing.execute("drop trigger full")
    client.get(CODE)
    assert events(failing) == ["person"]


def test_what_could_not_be_stored_takes_no_share_of_a_network(limited, failing):
    for _ in range(5):
        phone(limited).get(CODE)
    failing.execute("drop trigger full")
    phone(limited).get(CODE)
    assert events(failing) == ["person"]


def test_a_repeat_that_could_not_be_stored_does_not_let_the_next_one_count(app, db, clock):
    phone(app).get(CODE)
    db.execute("create trigger full before insert on event begin select raise(abort, ''); end")
    clock.advance(1)
    phone(app).get(CODE)
    db.execute("drop trigger full")
    clock.advance(1)
    phone(app).get(CODE)
    assert events(db) == ["person", "repeat"]
