"""
Who may open what, over the whole map of addresses: a new page is tried here by itself, and one that
forgets to say who may open it is found (reliability.md, S12 and S18).
"""

import re

import pytest
from conftest import NOW, phone
from staff_browser import TESTER, browser, sign_in, signed_in
from werkzeug.routing import BuildError

from kiosk.accounts import accounts, audit
from kiosk.accounts.accounts import ROLES
from kiosk.accounts.audit import Wanted

HARMLESS = {"GET", "HEAD", "OPTIONS"}
INSIDE = ("/can-bo", "/bao-cao")
# Inside, and yet open to everybody: the way in and out, and the mark of a device of staff.
OPEN = {
    "sign_in.home",  # who is signed out gets the way to sign in
    "sign_in.form",
    "sign_in.enter",
    "sign_in.leave",
    "staff.device",
    "staff.mark",
}
# Modules that are for administrators alone.
ADMIN_ONLY = {"accounts", "audit_log", "api_tokens"}
# A leader reads and exports; what else a leader does concerns the own account only.
OF_ONES_OWN = {"sign_in.save_password", "sign_in.leave_everywhere"}
# Unsafe, and never refused: a citizen is not stopped because an old phone says nothing of itself.
# What another site sends there is answered, but changes nothing (their own tests say so).
NEVER_REFUSED = {"handover.submit", "error_report.send"}


def routes(app):
    """Every (method, address, endpoint), its arguments filled in with what there need not be."""
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield method, _address(app, rule), rule.endpoint


def _address(app, rule):
    values = {}
    for name in rule.arguments:
        converter = rule._converters[name]
        values[name] = next(iter(sorted(getattr(converter, "items", ["1"]))))
    built = app.url_map.bind("localhost").build
    try:
        return built(rule.endpoint, values)
    except BuildError:  # a converter that wants something else
        raise AssertionError(f"{rule} cannot be tried: teach this test its arguments") from None


def is_inside(address):
    return any(address == one or address.startswith(f"{one}/") for one in INSIDE)


def role_of(app, endpoint):
    """The least role that may open *endpoint*; None: nobody need sign in."""
    return getattr(app.view_functions[endpoint], "needs_role", None)


def guarded(app):
    return [one for one in routes(app) if role_of(app, one[2])]


def opened(client, method, address):
    answer = client.open(address, method=method)
    return answer.status_code, answer.headers.get("Location", "")


def test_every_page_inside_says_who_may_open_it(app):
    silent = {e for _, address, e in routes(app) if is_inside(address) and not role_of(app, e)}
    assert silent == OPEN
    assert {role_of(app, endpoint) for _, _, endpoint in guarded(app)} == set(ROLES)
    outside = [address for _, address, _ in guarded(app) if not is_inside(address)]
    assert outside == []


def test_accounts_log_and_tokens_are_for_administrators(app):
    found = {e for _, _, e in guarded(app) if e.partition(".")[0] in ADMIN_ONLY}
    assert {role_of(app, endpoint) for endpoint in found} == {"admin"}
    assert {endpoint.partition(".")[0] for endpoint in found} == ADMIN_ONLY


def test_a_leader_changes_nothing_but_the_own_account(app):
    changing = [one for one in guarded(app) if one[0] not in HARMLESS]
    assert {e for _, _, e in changing if role_of(app, e) == "leader"} == OF_ONES_OWN


def test_who_is_signed_out_is_sent_to_sign_in(app):
    stranger = browser(app)
    found = guarded(app)
    assert len(found) > 30
    for method, address, _ in found:
        status, target = opened(stranger, method, address)
        assert (status, target.partition("?")[0]) == (303, "/can-bo/dang-nhap"), (method, address)
        # In English too: the prefix of a language is no way around.
        status, target = opened(stranger, method, f"/en{address}")
        assert (status, target.partition("?")[0]) == (303, "/en/can-bo/dang-nhap"), address


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_what_it_may_and_no_more(app, role):
    person = signed_in(app, role)
    for method, address, endpoint in guarded(app):
        may = ROLES.index(role) >= ROLES.index(role_of(app, endpoint))
        if endpoint == "sign_in.leave_everywhere":
            continue  # the rest is tried while signed in
        status, target = opened(person, method, address)
        assert (status == 403) is not may, (role, method, address, status)
        assert "/can-bo/dang-nhap" not in target, (role, method, address)
        assert status < 500, (role, method, address)


def test_who_has_only_a_code_sets_a_password_first(app, db):
    _, code = accounts.add(db, "moi", "Người mới", "admin", TESTER, NOW)
    newcomer = browser(app)
    assert sign_in(newcomer, "moi", code).status_code == 303
    of_a_code = {"sign_in.password", "sign_in.save_password"}
    for method, address, endpoint in guarded(app):
        if endpoint not in of_a_code:
            found = opened(newcomer, method, address)
            assert found == (303, "/can-bo/mat-khau"), (method, address)


FORGED = [
    pytest.param({}, id="nothing proves it"),
    pytest.param({"Origin": "null"}, id="no origin"),
    pytest.param({"Origin": ""}, id="empty origin"),
    pytest.param({"Origin": "http://evil.example"}, id="another site"),
    pytest.param({"Origin": "http://localhost.evil.example"}, id="a look-alike"),
    pytest.param({"Origin": "http://localhost@evil.example"}, id="a name before the host"),
    pytest.param({"Origin": "http://localhost:3000"}, id="another program of this machine"),
    pytest.param({"Origin": "http://[::1"}, id="no address"),
    pytest.param({"Origin": "file://localhost"}, id="a file"),
    pytest.param({"Sec-Fetch-Site": "cross-site"}, id="cross-site"),
    pytest.param({"Sec-Fetch-Site": "same-site"}, id="another host of the same name"),
    pytest.param({"Sec-Fetch-Site": "none"}, id="typed in"),
    pytest.param(
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, id="one of two"
    ),
]  # fmt: skip


@pytest.mark.parametrize("headers", FORGED)
def test_every_unsafe_address_refuses_what_no_page_of_ours_sent(app, db, headers):
    signed = signed_in(app, "admin")
    del signed.environ_base["HTTP_SEC_FETCH_SITE"]
    unsafe = [one for one in routes(app) if one[0] not in HARMLESS]
    assert {endpoint for _, _, endpoint in unsafe} > NEVER_REFUSED
    before = list(audit.rows(db, Wanted()))
    for method, address, endpoint in unsafe:
        if endpoint in NEVER_REFUSED:
            continue
        for client, prefix in ((phone(app), ""), (signed, ""), (signed, "/en")):
            answer = client.open(prefix + address, method=method, headers=headers)
            assert answer.status_code == 403, (method, address)
            assert answer.headers.getlist("Set-Cookie") == []
    said = signed.post("/can-bo/dang-xuat", headers=headers).get_data(as_text=True)
    assert "Yêu cầu không được thực hiện" in said
    assert list(audit.rows(db, Wanted())) == before
    assert "Đăng xuất khỏi mọi máy" in signed.get("/can-bo").get_data(as_text=True)


@pytest.mark.parametrize("endpoint", sorted(NEVER_REFUSED))
def test_what_is_never_refused_is_a_page_of_citizens(app, endpoint):
    (address,) = {a for m, a, e in routes(app) if e == endpoint and m == "POST"}
    assert not is_inside(address)
    assert phone(app).post(address, headers={"Sec-Fetch-Site": "cross-site"}).status_code != 403


@pytest.mark.parametrize("number", ["9" * 30, "-1", "٣", "1.5"])
def test_no_number_in_an_address_is_a_fault_of_ours(app, number):
    client = signed_in(app, "admin")
    rules = [rule for rule in app.url_map.iter_rules() if "<int:" in rule.rule]
    assert len(rules) > 10
    for rule in rules:
        address = re.sub(r"<int:\w+>", number, rule.rule).replace("<code>", "1.001193")
        method = next(iter(rule.methods - {"HEAD", "OPTIONS"}))
        assert client.open(address, method=method).status_code == 404, rule
