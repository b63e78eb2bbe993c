"""Numbers in addresses, such as that of a publication."""

from werkzeug.routing import IntegerConverter


class Number(IntegerConverter):
    """A number that a database can hold; with any other, the address leads nowhere (404)."""

    regex = "[0-9]{1,9}"
