"""Search over the published procedures: by code, and by words with or without marks."""

from kiosk.catalog.search.highlight import Matches, Piece
from kiosk.catalog.search.index import Index, Result
from kiosk.catalog.search.text import words
from kiosk.catalog.search.weights import Weights

__all__ = ["Index", "Matches", "Piece", "Result", "Weights", "words"]
