"""`POST /nop/<code>`: the chain of targets, allow-listed hosts only, never a refusal."""

import dataclasses

import pytest

from kiosk.web.handover import target_of

PORTAL_PAGE = "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/019d2bfd-3fe0-70ac-b9d6-5e9e20d6eef7"


@pytest.fixture
def published(app):
    running = app.extensions["kiosk"]
    return running.shelf.current(running.pool)


@pytest.mark.parametrize(
    ("portal_url", "source_url", "template", "expected"),
    [
        pytest.param(
            "https://dichvucong.gov.vn/x", PORTAL_PAGE, "", "https://dichvucong.gov.vn/x",
            id="its own address first",
        ),
        pytest.param(None, PORTAL_PAGE, "", PORTAL_PAGE, id="then the page it was read from"),
        pytest.param(
            None, "https://thuvienphapluat.vn/x", "https://dichvucong.gov.vn/t?keyword={code}",
            "https://dichvucong.gov.vn/t?keyword=1.001193", id="then the search template",
        ),
        pytest.param(None, None, "", "", id="then nothing"),
        pytest.param("https://evil.example/x", None, "", "", id="no other host"),
        pytest.param("https://dichvucong.gov.vn@evil.example/x", None, "", "", id="no user part"),
        pytest.param("https://dichvucong.gov.vn.evil.example/", None, "", "", id="no longer host"),
        pytest.param("http://dichvucong.gov.vn/x", None, "", "", id="https only"),
        pytest.param("https://dichvucong.gov.vn:8443/x", None, "", "", id="no other port"),
        pytest.param("//evil.example/x", None, "", "", id="no address without scheme"),
        pytest.param("javascript:alert(1)", None, "", "", id="no script"),
        pytest.param(
            None, "https://dichvucong.gov.vn/p/home/dvc-chi-tiet.html?ma_thu_tuc=1", "", "",
            id="no page known to be dead",
        ),
        pytest.param(
            None, "https://thutuc.dichvucong.gov.vn/p/home/x.html", "", "", id="no dead host"
        ),
    ],
)  # fmt: skip
def test_the_chain_of_targets(published, portal_url, source_url, template, expected):
    procedure = dataclasses.replace(
        published.procedures["1.001193"], portal_url=portal_url, source_url=source_url
    )
    unit = dataclasses.replace(published.unit, search_template=template)
    assert target_of(procedure, unit) == expected


def test_every_published_procedure_has_somewhere_to_go(published):
    for procedure in published.procedures.values():
        target = target_of(procedure, published.unit)
        assert target.startswith("https://dichvucong.gov.vn/"), procedure.code


def test_a_hand_over_redirects_with_303(client):
    answer = client.post("/nop/1.001193")
    assert (answer.status_code, answer.headers["Location"]) == (303, PORTAL_PAGE)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("code", ["1001193", "1.001193", "1.001193.000.00.00.H23"])
def test_any_form_of_the_code_hands_over(client, code):
    assert client.post(f"/nop/{code}").headers["Location"] == PORTAL_PAGE


def test_the_address_of_the_button_opened_as_a_page_leads_back(client):
    answer = client.get("/nop/1.001193")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/thu-tuc/1.001193")


def test_an_unknown_code_is_a_page_not_a_redirect(client):
    assert client.post("/nop/9.999999").status_code == 404


@pytest.mark.parametrize("origin", ["http://[bad", "null", "", "https://evil.example", "x" * 500])
def test_whatever_the_origin_says_it_hands_over(client, db, origin):
    answer = client.post("/nop/1.001193", headers={"Origin": origin})
    assert answer.headers["Location"] == PORTAL_PAGE
    assert list(db.query("select 1 from event")) == []
