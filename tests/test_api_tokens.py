"""Tokens of the API: made, shown once, used, ended, revoked; and how often one may ask."""

import re
from datetime import date, timedelta

import pytest
from conftest import NOW, phone
from reporting import count_events
from staff_browser import TESTER, signed_in

from kiosk.accounts import api_tokens, audit
from kiosk.accounts.api_tokens import CATALOG, COUNTS, TokenError
from kiosk.accounts.audit import Wanted
from kiosk.accounts.quota import Quota
from kiosk.events.kinds import NUMBERS
from kiosk.reports import exports, freezing
from kiosk.reports.freezing import Source
from kiosk.reports.periods import period
from kiosk.store.database import first

COUNTED = "/api/v1/counts?period=2026-03"
TODAY = date(2026, 3, 10)


def bearer(secret):
    return {"Authorization": f"Bearer {secret}"}


def made(db, name="Cổng xã", scopes=(COUNTS,), ends_on=""):
    return api_tokens.add(db, name, list(scopes), ends_on, TESTER, NOW)


@pytest.fixture
def secret(db):
    return made(db)[1]


def log(db):
    return [(row["who"], row["what"], row["details"]) for row in audit.rows(db, Wanted())]


# What is kept -------------------------------------------------------------------------------


def test_a_secret_is_kept_as_a_digest_only(db, secret):
    assert re.fullmatch(r"kiosk_[A-Za-z0-9_-]{43}", secret)
    held = [str(row) for row in db.query("select * from api_token")]
    held += [str(row) for row in db.query("select * from audit_entry")]
    assert len(held) == 2
    assert not any(secret in one or secret[6:] in one for one in held)
    assert api_tokens.of_secret(db, secret, TODAY).name == "Cổng xã"
    assert api_tokens.of_secret(db, secret[:-1], TODAY) is None
    assert log(db) == [("tester", "api_token_made", "Cổng xã: counts:read")]


@pytest.mark.parametrize(
    ("name", "scopes", "ends_on", "key"),
    [
        ("", [COUNTS], "", "token_bad_name"),
        ("x" * 81, [COUNTS], "", "token_bad_name"),
        ("a\u202eb", [COUNTS], "", "token_bad_name"),
        ("Tỉnh", [], "", "token_without_scope"),
        ("Tỉnh", ["admin"], "", "token_without_scope"),
        ("Tỉnh", [COUNTS], "2026-03-09", "token_bad_end"),
        ("Tỉnh", [COUNTS], "31/12/2026", "token_bad_end"),
        ("Tỉnh", [COUNTS], "2026-02-30", "token_bad_end"),
        ("Cổng  xã ", [COUNTS], "", "token_taken"),
    ],
)
def test_a_token_that_cannot_be_made_is_refused(db, secret, name, scopes, ends_on, key):
    with pytest.raises(TokenError) as refused:
        made(db, name, scopes, ends_on)
    assert refused.value.key == key
    assert len(api_tokens.everything(db)) == 1


def test_the_name_of_a_revoked_token_is_free_again(db, secret):
    (token,) = api_tokens.everything(db)
    api_tokens.revoke(db, token, TESTER, NOW)
    api_tokens.revoke(db, token, TESTER, NOW + timedelta(hours=1))
    assert api_tokens.by_id(db, token.id).revoked_at == "2026-03-10T03:00:00Z"
    assert [what for _, what, _ in log(db)] == ["api_token_revoked", "api_token_made"]
    assert made(db)[0].state(TODAY) == "active"


# What it opens ------------------------------------------------------------------------------


def test_the_counts_are_the_very_text_of_an_export(app, client, db, secret):
    count_events(db)
    running = app.extensions["kiosk"]
    shown = running.shelf.current(running.pool)
    for name, basis, of in [
        ("2026-03", "calendar", "calendar"),
        ("2026-03", "cutoff", "report_cutoff"),
        ("2026-H1", "report_cutoff", "report_cutoff"),
        ("2026-03-01..2026-03-05", "calendar", "calendar"),
    ]:
        for by in ("procedure", "field", "day"):
            source = Source(shown, NOW, 600, running.base_url)
            report = freezing.report_of(db, period(name, of), source, by)
            asked = {"period": name, "basis": basis, "by": by}
            answer = client.get("/api/v1/counts", query_string=asked, headers=bearer(secret))
            assert answer.get_data(as_text=True) == exports.to_json(report)
            asked["format"] = "csv"
            table = client.get("/api/v1/counts", query_string=asked, headers=bearer(secret))
            assert table.get_data(as_text=True) == exports.to_csv(report)
    found = client.get(COUNTED, headers=bearer(secret)).json
    assert found["totals"] == dict(zip(NUMBERS, (51, 5, 3, 4, 2, 1, 7), strict=True))
    assert len(found["rows"]) == 167


def test_a_frozen_period_gives_its_frozen_figures(app, client, db, secret):
    count_events(db)
    running = app.extensions["kiosk"]
    source = Source(running.shelf.current(running.pool), NOW, 600, running.base_url)
    wanted = period("2026-03")
    freezing.freeze(db, wanted, source, 0, "Nộp sớm", TESTER, "Nguyễn Văn An")
    count_events(db)
    found = client.get(COUNTED, headers=bearer(secret)).json
    assert (found["totals"]["scan"], found["frozen"]["by"]) == (51, "Nguyễn Văn An")


def test_counts_are_for_one_program_alone(client, secret):
    answer = client.get(COUNTED, headers=bearer(secret))
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Access-Control-Allow-Origin" not in client.options(COUNTED).headers
    again = client.get(COUNTED, headers={**bearer(secret), "If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(COUNTED, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 401


@pytest.mark.parametrize(
    ("headers", "error"),
    [
        ({}, ""),
        ({"Authorization": "Basic YTpi"}, ""),
        ({"Authorization": "kiosk_x"}, ""),
        ({"Authorization": "Bearer"}, ""),
        ({"Authorization": "Bearer "}, 'error="invalid_token"'),
        (bearer("kiosk_x"), 'error="invalid_token"'),
        (bearer("' or '1'='1"), 'error="invalid_token"'),
        ({"Authorization": "Bearer a=b, c=d"}, ""),
    ],
)
def test_counts_need_a_token(client, secret, headers, error):
    answer = client.get(COUNTED, headers=headers)
    assert (answer.status_code, answer.json["status"]) == (401, 401)
    challenge = answer.headers["WWW-Authenticate"]
    assert challenge.startswith('Bearer realm="kiosk"')
    assert error in challenge
    assert "/can-bo/api" in answer.json["detail"]


def test_a_secret_in_the_address_is_no_token(client, secret):
    for name in ("token", "access_token"):
        assert client.get(f"{COUNTED}&{name}={secret}").status_code == 401


def test_signing_in_as_staff_opens_no_counts(app):
    assert signed_in(app, "admin").get(COUNTED).status_code == 401


def test_a_token_opens_what_it_was_made_for(client, db):
    _, narrow = made(db, scopes=[CATALOG])
    answer = client.get(COUNTED, headers=bearer(narrow))
    assert (answer.status_code, answer.json["status"]) == (403, 403)
    assert 'error="insufficient_scope", scope="counts:read"' in answer.headers["WWW-Authenticate"]
    assert "counts:read" in answer.json["detail"]
    for scopes in ([CATALOG], [COUNTS]):
        _, secret = made(db, str(scopes), scopes)
        assert client.get("/api/v1/fields", headers=bearer(secret)).status_code == 200


def test_a_wrong_token_is_not_taken_for_none(client):
    assert client.get("/api/v1/fields", headers=bearer("kiosk_x")).status_code == 401
    assert client.get("/api/v1/fields", headers={"Authorization": "Basic YTpi"}).status_code == 200


def test_a_token_ends_with_its_last_day_or_when_it_is_revoked(app, client, clock, db):
    token, secret = made(db, ends_on="2026-03-11")
    clock.advance(24 * 3600)
    assert client.get(COUNTED, headers=bearer(secret)).status_code == 200
    clock.advance(24 * 3600)
    assert client.get(COUNTED, headers=bearer(secret)).status_code == 401
    token, secret = made(db, "Tỉnh")
    assert client.get(COUNTED, headers=bearer(secret)).status_code == 200
    api_tokens.revoke(db, token, TESTER, NOW)
    assert client.get(COUNTED, headers=bearer(secret)).status_code == 401


def test_the_last_day_of_use_is_noted_and_nothing_else(client, clock, db):
    token, secret = made(db)
    for _ in range(2):
        client.get(COUNTED, headers=bearer(secret))
    assert api_tokens.by_id(db, token.id).used_on == "2026-03-10"
    clock.advance(24 * 3600)
    client.get("/api/v1/fields", headers=bearer(secret))
    assert api_tokens.by_id(db, token.id).used_on == "2026-03-11"
    assert first(db.query("select count(*) as n from event"))["n"] == 0


# How often ----------------------------------------------------------------------------------


def test_a_share_fills_up_again_within_a_minute():
    quota = Quota()
    assert [quota.wait_s("a", 3, 100.0) for _ in range(4)] == [0, 0, 0, 20]
    assert quota.wait_s("b", 3, 100.0) == 0
    assert quota.wait_s("a", 3, 110.0) == 10
    assert quota.wait_s("a", 3, 120.0) == 0
    assert quota.wait_s("a", 3, 120.0) == 20
    assert [quota.wait_s("a", 3, 1000.0) for _ in range(4)] == [0, 0, 0, 20]


def test_who_asks_too_often_waits_and_others_do_not(app, clock, db):
    one, other = phone(app), phone(app, address="10.0.0.2")
    for _ in range(120):
        assert one.get("/api/v1/procedures/9.999999").status_code == 404
    answer = one.get("/api/v1/fields")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "120 lần" in answer.json["detail"]
    assert other.get("/api/v1/fields").status_code == 200
    assert one.get("/thu-tuc/1.001193").status_code == 200
    assert one.get("/tim-kiem?q=a").status_code == 200
    _, secret = made(db, scopes=[CATALOG])
    assert one.get("/api/v1/fields", headers=bearer(secret)).status_code == 200
    clock.advance(1)
    assert one.get("/api/v1/fields").status_code == 200


def test_guessing_tokens_is_slowed_down(app):
    client = phone(app)
    told = [client.get(COUNTED, headers=bearer(f"kiosk_{n}")).status_code for n in range(121)]
    assert (set(told[:120]), told[120]) == ({401}, 429)


def test_a_token_has_a_share_of_its_own_wherever_it_is_used(app, db, secret):
    for n in range(600):
        answer = phone(app, address=f"10.0.1.{n % 250}").get(
            "/api/v1/counts?period=x", headers=bearer(secret)
        )
        assert answer.status_code == 400
    assert phone(app).get(COUNTED, headers=bearer(secret)).status_code == 429


def test_nothing_of_a_network_is_kept_in_words(app, client):
    client.get("/api/v1/fields")
    held = vars(app.extensions["kiosk"].quota)
    assert len(held["_left"]) == 1
    assert "10.0.0.1" not in repr(held)


# The pages of administrators ----------------------------------------------------------------


def test_an_administrator_makes_uses_and_revokes_a_token(app, client, db):
    admin = signed_in(app, "admin")
    form = {"name": "Cổng <b>xã</b>", "scope": [COUNTS, CATALOG], "ends_on": "2026-12-31"}
    page = admin.post("/can-bo/api", data=form).get_data(as_text=True)
    secret = re.search(r'<p class="code[^>]*>([^<]*)</p>', page)[1]
    assert "<b>xã" not in page
    assert client.get(COUNTED, headers=bearer(secret)).status_code == 200
    listed = admin.get("/can-bo/api").get_data(as_text=True)
    assert secret not in listed
    assert "Đang dùng được" in listed and "dùng lần cuối 10/03/2026" in listed
    one = re.search(r'href="(/can-bo/api/\d+)"', listed)[1]
    page = admin.get(one).get_data(as_text=True)
    assert "31/12/2026" in page and "ngừng nhận số liệu ngay" in page and secret not in page
    answer = admin.post(f"{one}/thu-hoi")
    assert (answer.status_code, answer.location) == (303, f"{one}?da_thu_hoi=1")
    page = admin.get(answer.location).get_data(as_text=True)
    assert "Đã thu hồi khóa." in page and "Thu hồi khóa này" not in page
    assert client.get(COUNTED, headers=bearer(secret)).status_code == 401
    assert admin.get("/can-bo/api/99").status_code == 404
    told = [(what, who) for who, what, _ in log(db) if what.startswith("api_")]
    assert told == [("api_token_revoked", "mot-admin"), ("api_token_made", "mot-admin")]
    assert "Cấp khóa API" in admin.get("/can-bo/nhat-ky").get_data(as_text=True)


def test_a_form_that_will_not_do_comes_back_as_filled_in(app):
    admin = signed_in(app, "admin")
    answer = admin.post("/can-bo/api", data={"name": "Cổng xã", "ends_on": "2026-12-31"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "Chọn ít nhất một quyền" in page
    assert 'value="Cổng xã"' in page and 'value="2026-12-31"' in page
