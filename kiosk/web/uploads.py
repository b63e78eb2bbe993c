"""How much a form may send. Every view takes little, unless it says that it takes more."""

from collections.abc import Callable
from functools import wraps

from flask import request

MEGABYTE = 1024 * 1024
MOST = 24 * MEGABYTE  # bytes of the largest form
# What the server lets through to be refused in words; beyond it, it answers by itself.
ROOM = 2 * MOST


def takes(most_bytes: int) -> Callable:
    """
    The view takes a body of *most_bytes*; a larger one is refused in words (413) before it is read.

    Stand it below `access.needs`, so that only who is signed in may send so much.
    """

    def more(view: Callable) -> Callable:
        @wraps(view)
        def with_room(**values):
            request.max_content_length = most_bytes
            request.max_form_memory_size = most_bytes
            request.max_form_parts = 20_000
            return view(**values)

        return with_room

    return more
