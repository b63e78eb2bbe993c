"""What a check found: something to mend, something to know, or nothing wrong."""

from dataclasses import dataclass

BAD, WARNING, GOOD = "bad", "warning", "ok"


@dataclass(frozen=True)
class Finding:
    """One line for the operator: *subject*, and what is the matter and what to do about it."""

    level: str
    subject: str
    told: str

    def __str__(self) -> str:
        return f"{self.level:<8} {self.subject}: {self.told}"


def bad(subject: str, told: str) -> Finding:
    return Finding(BAD, subject, told)


def warning(subject: str, told: str) -> Finding:
    return Finding(WARNING, subject, told)


def good(subject: str, told: str) -> Finding:
    return Finding(GOOD, subject, told)
