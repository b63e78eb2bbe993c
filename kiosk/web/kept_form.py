"""
A form that was sent after its session had ended: carried through signing in, then offered again.

It stays in the browser all the while. Files cannot be carried; they are chosen again.
"""

import json
import re
from dataclasses import dataclass

from flask import current_app, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from kiosk.web import uploads

FIELD = "giu"  # of the form to sign in, which carries it
ROOM = uploads.MEGABYTE // 4  # of the largest form that is carried


@dataclass(frozen=True)
class KeptForm:
    """What was sent: the *path* it went to, and its *values*, each with its name."""

    path: str
    values: tuple[tuple[str, str], ...]

    @property
    def action(self) -> str:
        """Where it is sent again."""
        return request.script_root + self.path

    def packed(self) -> str:
        """The same as one text."""
        return json.dumps([self.path, self.values], ensure_ascii=False)


def sent() -> KeptForm | None:
    """The form of this request; None when it holds nothing but files, or too much."""
    request.max_content_length = request.max_form_memory_size = ROOM
    try:
        values = tuple(request.form.items(multi=True))
    except RequestEntityTooLarge:
        return None
    for file in request.files.values():
        file.close()
    return KeptForm(request.path, values) if values else None


def carried() -> KeptForm | None:
    """The form that the form to sign in carries; None for none, or for one that is not ours."""
    try:
        path, values = json.loads(request.form.get(FIELD, ""))
        pairs = tuple((name, value) for name, value in values)
    except (ValueError, TypeError, RecursionError):
        return None
    texts = [path, *(text for pair in pairs for text in pair)]
    if not all(_is_text(text) for text in texts) or not _is_page_of_ours(path):
        return None
    return KeptForm(path, pairs)


def _is_text(value: object) -> bool:
    """Is it a text that a page can show? JSON can write halves of signs, which none can."""
    return isinstance(value, str) and not re.search("[\ud800-\udfff]", value)


def _is_page_of_ours(path: str) -> bool:
    """Is it the path of a form for which one has to be signed in?"""
    try:
        endpoint, _ = current_app.url_map.bind("localhost").match(path, method="POST")
    except HTTPException:
        return False
    return path[:1] == "/" != path[1:2] and hasattr(
        current_app.view_functions[endpoint], "needs_role"
    )
