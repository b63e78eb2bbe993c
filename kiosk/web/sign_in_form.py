"""The form to sign in, as it is shown on its own page and in place of one that needs it."""

from collections.abc import Mapping

from flask import render_template, request

from kiosk.config import LOOPBACK_HOSTS, without_port
from kiosk.web import kept_form
from kiosk.web.kept_form import KeptForm


def page(
    message: str, name: str, remembered: Mapping[str, str], kept: KeptForm | None = None
) -> str:
    """
    The form, with a *message* and the *name* that was typed. It carries on where to go afterwards
    (*remembered*) and a form that is to be sent again (*kept*).
    """
    is_open = not request.is_secure and without_port(request.host) not in LOOPBACK_HOSTS
    carried = {kept_form.FIELD: kept.packed()} if kept else {}
    return render_template(
        "staff/sign_in.html",
        canonical="",
        message=message,
        name=name,
        is_open=is_open,
        carried={**remembered, **carried},
        is_signed_out="da_thoat" in request.args,
    )
