"""How many rows a file may have, known before a parser spends its time on them."""

from kiosk.catalog.workbook_gate import Refused

ROW_LIMIT = 50_000  # of a table, and of all tables together: ten times the list of the country


def lines_of(content: bytes) -> int:
    """About how many lines *content* has, whatever ends them."""
    return max(content.count(b"\n"), content.count(b"\r"))


def check(n: int) -> None:
    """Raise Refused when *n* rows are more than a catalog can have."""
    if n > ROW_LIMIT:
        raise Refused("reading_too_many_rows", n=ROW_LIMIT)
