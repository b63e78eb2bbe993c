"""A device of staff is left out of the counts; nobody else can leave a citizen's out."""

import pytest
from conftest import phone
from staff_browser import browser


@pytest.fixture
def client(app):
    """A browser that says that its forms come from our own pages."""
    return browser(app)


def test_a_marked_device_is_kept_but_not_counted(client, db):
    assert client.post("/can-bo/may-nay", data={"staff": "1"}).status_code == 303
    assert "Máy này đang không được tính" in client.get("/can-bo/may-nay").get_data(as_text=True)
    client.get("/q/1001193")
    assert [row["class"] for row in db.query("select class from event")] == ["staff"]


def test_the_mark_can_be_taken_away(client, db):
    client.post("/can-bo/may-nay", data={"staff": "1"})
    client.post("/can-bo/may-nay", data={"staff": "0"})
    client.get("/q/1001193")
    assert [row["class"] for row in db.query("select class from event")] == ["person"]


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_another_site_cannot_mark_a_citizens_device(app, headers):
    answer = phone(app).post("/can-bo/may-nay", data={"staff": "1"}, headers=headers)
    assert answer.status_code == 403
    assert answer.headers.getlist("Set-Cookie") == []


def test_over_https_the_mark_cannot_come_from_another_host(client):
    answer = client.post(
        "/can-bo/may-nay", data={"staff": "1"}, base_url="https://motcua.example.gov.vn"
    )
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-staff_device=1; ")
    assert "; Secure; HttpOnly; Path=/; SameSite=Lax" in cookie
    assert "no-store" in client.get("/can-bo/may-nay").headers["Cache-Control"]
