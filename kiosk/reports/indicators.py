"""
Dossier figures that staff type in: their names, how they are written, whether their sums agree.

They come out of the one-stop system and never mix with what is counted here. A share keeps its
numerator and denominator; its percentage is worked out where it is shown, and never stored.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from kiosk.errors import IndicatorError
from kiosk.reports.words import percent, running
from kiosk.texts import text, thousands

# In the order of a report. The parts of what was resolved are shares of it.
OF_RESOLVED = ("early", "on_time", "in_time", "overdue")
FEWER = ("overdue", "in_progress")  # the fewer the better: their targets are ceilings
SHARES = ("online", "online_full", "online_partial", "digitised")  # typed in with their whole
NAMES = ("received", "resolved", *OF_RESOLVED, "in_progress", *SHARES, "e_certified", "accounts")
TARGET = "target_"
ALL_NAMES = (*NAMES, *(f"{TARGET}{name}" for name in NAMES))
# Parts, and the whole that they make.
_SUMS = (
    (("resolved", "in_progress"), "received"),
    (("early", "on_time"), "in_time"),
    (("in_time", "overdue"), "resolved"),
    (("early", "on_time", "overdue"), "resolved"),
    (("online_full", "online_partial"), "online"),
)
_NUMBER = re.compile(r"[0-9]{1,9}|[0-9]{1,3}(?:\.[0-9]{3}){1,2}")  # 1049 or 1.049
_PERCENT = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]))? *%?")


@dataclass(frozen=True)
class Figure:
    """A number, or a share: *numerator* out of *denominator*."""

    numerator: int
    denominator: int | None = None


@dataclass(frozen=True)
class Indicators:
    """What was typed in for a period, by name, targets too; *note*: why sums may disagree."""

    figures: Mapping[str, Figure] = field(default_factory=dict)
    note: str = ""

    def number(self, name: str) -> int | None:
        """The number itself; None when nobody typed it in."""
        found = self.figures.get(name)
        return found.numerator if found else None

    def share(self, name: str) -> Figure | None:
        """*name* with the whole it is a part of; None when either is not known."""
        found = self.figures.get(name)
        if found is None or found.denominator is not None:
            return found
        whole = self.number("resolved") if name in OF_RESOLVED else None
        return None if whole is None else Figure(found.numerator, whole)

    def target(self, name: str) -> Figure | None:
        return self.figures.get(f"{TARGET}{name}")

    def is_reached(self, name: str) -> bool | None:
        """
        Does *name* reach its target, or not exceed it as one of `FEWER`? None: nobody can say.
        """
        target, own = self.target(name), self.figures.get(name)
        if target is None or own is None:
            return None
        beyond = own.numerator - target.numerator
        if target.denominator is not None:
            share = self.share(name)
            if share is None or not share.denominator:
                return None
            beyond = share.numerator * target.denominator - target.numerator * share.denominator
        return beyond <= 0 if name in FEWER else beyond >= 0


def check_name(name: str) -> None:
    """Raises IndicatorError when there is no such indicator."""
    if name not in ALL_NAMES:
        raise IndicatorError(
            f"There is no indicator {name!r}. The names are: {', '.join(NAMES)}; "
            f"with {TARGET} before one of them, its target."
        )


def parse(name: str, written: str) -> Figure:
    """
    The figure of *name* as it is *written*: `1049`, `1.049`, `1041/1049`, a target also `80%`.

    Raises IndicatorError naming what is wrong and the next step.
    """
    check_name(name)
    if name.startswith(TARGET):
        return _target(name, written.strip())
    parts = written.split("/")
    if len(parts) != (2 if name in SHARES else 1):
        form = "numerator and denominator, such as 1041/1049" if name in SHARES else "one number"
        raise IndicatorError(f"{name}={written}: give {form}.")
    numbers = [_number(name, part.strip()) for part in parts]
    if len(numbers) == 2 and numbers[0] > numbers[1]:
        raise IndicatorError(f"{name}={written}: the part is larger than the whole.")
    return Figure(*numbers)


def _target(name: str, written: str) -> Figure:
    of = name.removeprefix(TARGET)
    share = percentage(written) if written.endswith("%") else None
    if share:
        if of not in (*SHARES, *OF_RESOLVED):
            raise IndicatorError(f"{name}={written}: {of} has no whole; give a number.")
        return share
    if of in SHARES:
        raise IndicatorError(f"{name}={written}: give a percentage, such as 80% or 99,2%.")
    return Figure(_number(name, written))


def percentage(written: str) -> Figure | None:
    """`80%`, `80` or `99,2%` as a share of 100 or 1000; None when it is no percentage."""
    share = _PERCENT.fullmatch(written)
    if share is None or int(share[1]) * 10 + int(share[2] or 0) > 1000:
        return None
    return Figure(int(share[1] + share[2]), 1000) if share[2] else Figure(int(share[1]), 100)


def whole_number(written: str) -> int | None:
    """`1049` or `1.049` as a number, `02` as 2; None for anything else."""
    return int(written.replace(".", "")) if _NUMBER.fullmatch(written) else None


def _number(name: str, written: str) -> int:
    number = whole_number(written)
    if number is None:
        raise IndicatorError(
            f"{name}={written}: not a whole number. Write 1049 or 1.049, and a share as 1041/1049."
        )
    return number


def warnings(found: Indicators, lang: str = "vi") -> Iterator[str]:
    """The sums that disagree, in words. A note can explain them; nothing is changed by itself."""
    for parts, whole in _SUMS:
        numbers = [found.number(name) for name in parts]
        total = found.number(whole)
        if total is None or None in numbers or sum(n or 0 for n in numbers) == total:
            continue
        yield text(
            "indicator_sum_mismatch",
            lang,
            parts=" + ".join(_named(found, name, lang) for name in parts),
            whole=_named(found, whole, lang),
        )
    yield from _larger_than_whole(found, lang)
    online, received = found.figures.get("online"), found.number("received")
    if online and received is not None and online.denominator != received:
        yield text(
            "indicator_whole_mismatch",
            lang,
            name=label("online", lang),
            denominator=thousands(online.denominator or 0),
            whole=_named(found, "received", lang),
        )


def _larger_than_whole(found: Indicators, lang: str) -> Iterator[str]:
    """A part of what was resolved that is more than all of it would print a share above 100%."""
    resolved = found.number("resolved")
    for name in OF_RESOLVED:
        if resolved is not None and (found.number(name) or 0) > resolved:
            yield text(
                "indicator_part_too_large",
                lang,
                part=_named(found, name, lang),
                whole=_named(found, "resolved", lang),
            )


def _named(found: Indicators, name: str, lang: str) -> str:
    return f"{label(name, lang)} {running(found.number(name) or 0)}"


def label(name: str, lang: str = "vi") -> str:
    """What the indicator is called."""
    return text(f"indicator_{name}", lang)


@dataclass(frozen=True)
class Row:
    """A line of the table of indicators, as words; what is not known is said so or empty."""

    name: str
    label: str
    value: str
    rate: str
    target: str
    reached: str


def rows(found: Indicators, lang: str = "vi") -> list[Row]:
    """Every figure that was typed in or has a target, in the order of a report."""
    shown = [name for name in NAMES if name in found.figures or found.target(name)]
    return [
        Row(name, label(name, lang), _value(found, name, lang), *_against(found, name, lang))
        for name in shown
    ]


def _value(found: Indicators, name: str, lang: str) -> str:
    figure = found.figures.get(name)
    if figure is None:
        return text("no_data", lang)
    if figure.denominator is None:
        return thousands(figure.numerator)
    return f"{thousands(figure.numerator)}/{thousands(figure.denominator)}"


def _against(found: Indicators, name: str, lang: str) -> tuple[str, str, str]:
    share, target, reached = found.share(name), found.target(name), found.is_reached(name)
    return (
        rate(share, lang) if share else "",
        target_text(name, target, lang) if target else "",
        "" if reached is None else text("target_reached" if reached else "target_missed", lang),
    )


def rate(share: Figure, lang: str = "vi") -> str:
    """The percentage of a share; of nothing at all there is none."""
    if not share.denominator:
        return text("no_occurrence", lang)
    return percent(share.numerator, share.denominator)


def target_text(
    name: str, target: Figure, lang: str = "vi", written: Callable[[int], str] = thousands
) -> str:
    """
    The target of *name* as it is shown: `80%`, `1.049`, and a ceiling as `không quá 5%`; *written*
    makes words of a number.
    """
    shown = written(target.numerator)
    if target.denominator is not None:
        shown = percent(target.numerator, target.denominator)
    return text("target_at_most", lang, target=shown) if name in FEWER else shown
