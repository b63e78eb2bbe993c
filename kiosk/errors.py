"""The failures we expect. Their text names the thing and the next step, and is shown as it is."""


class KioskError(Exception):
    """An expected failure: one readable line for a command, a plain page for a browser."""


class SettingError(KioskError):
    """A setting cannot be used."""


class StoreError(KioskError):
    """The database is missing, is another program's, is newer, or cannot be opened."""


class CatalogError(KioskError):
    """A catalog was refused; nothing was changed."""


class CodesError(KioskError):
    """Codes could not be built, or do not open what they should."""


class BoardError(KioskError):
    """The board cannot be printed, compared or marked, or photos do not prove it right."""


class ReadBackError(BoardError):
    """A document was read back and is not right; *faults*: `sheet: code: what` of each."""

    def __init__(self, message: str, faults: list[str]):
        super().__init__(message)
        self.faults = faults


class PhotoError(KioskError):
    """A file is no photo that can be read; *key*: why, as the key of the text `photo_<key>`."""

    def __init__(self, message: str, key: str):
        super().__init__(message)
        self.key = key


class PeriodError(KioskError):
    """A report period cannot be read."""


class IndicatorError(KioskError):
    """A dossier figure cannot be read."""


class LinksError(KioskError):
    """Links do not open what they should, or cannot be checked now."""


class BusyError(KioskError):
    """Too much of the same is being done at once. It passes by itself."""
