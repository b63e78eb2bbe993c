"""
Texts in the cells of a CSV file: no spreadsheet may run them as a formula (OWASP, CSV injection).

A text that begins like a formula gets a `'` before it, which is taken off when it is read again.
"""

import re

_LIKE_A_FORMULA = re.compile("'*[=+\\-@\t\r＝＋－＠]")  # noqa: RUF001, full-width signs count too


def written(text: str) -> str:
    """*text* as it stands in the file."""
    return f"'{text}" if _LIKE_A_FORMULA.match(text) else text


def read(cell: str) -> str:
    """The text of *cell*: what `written` made it of."""
    return cell[1:] if cell.startswith("'") and _LIKE_A_FORMULA.match(cell) else cell
