"""A file is written whole or not at all: what was there stays until the new one is complete."""

import os
from pathlib import Path


def write(path: Path, content: bytes) -> None:
    """
    Put *content* at *path*. Raises OSError naming *path*; then what was there is untouched.
    """
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        unfinished.write_bytes(content)
        os.replace(unfinished, path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        # A full disk names no file by itself, and nobody knows the unfinished one.
        raise OSError(error.errno, error.strerror, str(path)) from error
