"""
The language of a page: Vietnamese, and English under the prefix `/en`.

The prefix becomes the root of the application (SCRIPT_NAME), so that every link of an English
page stays in English. Only the interface is translated: official texts keep their language.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import has_request_context, request
from markupsafe import Markup

from kiosk import texts

DEFAULT = "vi"
_PREFIX = "/en"


def enter(environ: dict[str, Any]) -> None:
    """Take the prefix of the language off the path of a request."""
    path = environ.get("PATH_INFO", "")
    if path == _PREFIX or path.startswith(f"{_PREFIX}/"):
        environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + _PREFIX
        environ["PATH_INFO"] = path.removeprefix(_PREFIX) or "/"


def current() -> str:
    """The language of the request that is answered."""
    is_english = has_request_context() and request.script_root.endswith(_PREFIX)
    return "en" if is_english else DEFAULT


def other_address(address: str) -> str:
    """*address*, a path of this site, in the other language."""
    if address == _PREFIX or address.startswith(f"{_PREFIX}/"):
        return address.removeprefix(_PREFIX) or "/"
    return _PREFIX if address == "/" else _PREFIX + address


def text(key: str, **values: object) -> str:
    """The interface text *key* in the language of the request."""
    return texts.text(key, current(), **values)


def of_catalog() -> Markup:
    """The attribute of an element that holds catalog text: it is Vietnamese on every page."""
    return Markup("") if current() == DEFAULT else Markup(' lang="vi"')


def spoken(function: Callable) -> Callable:
    """*function*, which takes a language last, in that of the request."""

    @wraps(function)
    def in_language(*values):
        return function(*values, current())

    return in_language
