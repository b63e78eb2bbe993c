"""The device of a member of staff: what it opens is kept, but not counted."""

from flask import Blueprint, redirect, render_template, request, url_for

from kiosk.web.counting import STAFF_COOKIE

bp = Blueprint("staff", __name__)
_YEAR_S = 365 * 24 * 3600


@bp.get("/can-bo/may-nay")
def device() -> str:
    """Is this device counted? A button to change that."""
    return render_template(
        "staff/device.html", canonical="", is_staff=STAFF_COOKIE in request.cookies
    )


@bp.post("/can-bo/may-nay")
def mark():
    """Leave this device out of the counts, or count it again. It holds no identity."""
    response = redirect(url_for("staff.device"), 303)
    # A page of another site must not be able to stop a citizen's visits from counting.
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return response
    if request.form.get("staff") == "1":
        response.set_cookie(
            STAFF_COOKIE,
            "1",
            max_age=_YEAR_S,
            secure=request.is_secure,
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(STAFF_COOKIE)
    return response
