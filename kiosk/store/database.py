"""What every engine offers to the functions that hold SQL."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol


class Database(Protocol):
    """One connection, bound to one unit. Not shared between threads."""

    unit_id: int

    def query(self, sql: str, params: Mapping[str, Any] | None = None) -> Iterator[dict]:
        """Rows as dictionaries. `:unit` is bound to `unit_id`."""

    def execute(self, sql: str, params: Mapping[str, Any] | None = None) -> int:
        """Run a statement; the number of rows it touched."""

    def execute_many(self, sql: str, rows: Sequence[Mapping[str, Any]]) -> int:
        """Run a statement once a row, in a transaction; the number of rows it touched in all."""

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing. Waits its turn among writers before it begins."""

    def snapshot(self) -> AbstractContextManager[None]:
        """
        Reads that belong together see one state, whatever others write meanwhile. Inside a
        transaction or another snapshot it is part of that one.
        """

    def close(self) -> None:
        """Give the connection back."""


def first(rows: Iterator[dict]) -> dict | None:
    """The first of *rows*, or None."""
    return next(iter(rows), None)
