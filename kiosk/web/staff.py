"""The device of a member of staff: what it opens is kept, but not counted."""

from flask import Blueprint, redirect, render_template, request, url_for

from kiosk.web.access import YEAR_S
from kiosk.web.counting import own_cookie
from kiosk.web.visitor import STAFF_COOKIE, cookie_name

bp = Blueprint("staff", __name__)


@bp.get("/can-bo/may-nay")
def device():
    """Is this device counted? A button to change that. Nobody need sign in for it."""
    is_staff = cookie_name(STAFF_COOKIE, request.is_secure) in request.cookies
    return render_template("staff/device.html", canonical="", is_staff=is_staff)


@bp.post("/can-bo/may-nay")
def mark():
    """Leave this device out of the counts, or count it again. It holds no identity."""
    response = redirect(url_for("staff.device"), 303)
    is_staff = request.form.get("staff") == "1"
    age = YEAR_S if is_staff else 0
    cookie = own_cookie(STAFF_COOKIE, "1" if is_staff else "", age, request.is_secure)
    response.headers.add("Set-Cookie", cookie)
    return response
