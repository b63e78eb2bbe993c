"""Why a code is judged as it is, kept as the key of its words, so that it can be said anew."""

from dataclasses import dataclass

from kiosk.texts import text


@dataclass(frozen=True)
class Why:
    """*key* of the text `why_<key>`; empty: nothing to say. *about*: what it is about."""

    key: str = ""
    about: str = ""

    def words(self, lang: str) -> str:
        return text(f"why_{self.key}", lang, about=self.about) if self.key else ""

    def __str__(self) -> str:
        return self.words("en")
