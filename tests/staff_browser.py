"""A member of staff in front of the application: signed in, and sending what a browser sends."""

from conftest import phone

from kiosk.accounts import accounts
from kiosk.accounts.audit import Actor

PASSWORD = "ba con vit qua song"
HOST = "http://localhost"  # where the test client stands
TESTER = Actor("tester", via="command")


def browser(app):
    """A browser of now: it says that its forms come from our own pages."""
    client = phone(app)
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    return client


def account(app, name, role):
    """An account that has set its password to `PASSWORD`."""
    running = app.extensions["kiosk"]
    db, now = running.pool.db(), running.now()
    made, _ = accounts.add(db, name, f"Họ tên {name}", role, TESTER, now)
    return accounts.set_password(db, made, PASSWORD, now)


def sign_in(client, name, password=PASSWORD, **more):
    return client.post("/can-bo/dang-nhap", data={"name": name, "password": password, **more})


def signed_in(app, role, name=None):
    """A browser in which an account of *role* is signed in."""
    name = name or f"mot-{role}"
    account(app, name, role)
    client = browser(app)
    assert sign_in(client, name).status_code == 303
    return client
