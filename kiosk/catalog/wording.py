"""What the values of a procedure read like: ways to file, times, fees, papers, dates."""

from collections.abc import Callable
from datetime import date

from kiosk import texts
from kiosk.catalog.records import Channel, Document, Procedure

# Ways to file that are alike, together: (their names, the value or empty for unknown, a note).
ByWay = list[tuple[str, str, str]]
_FEW_LINES, _FEW_WORDS = 3, 80  # lines, and signs of one: what a small phone shows at a glance


def channel_names(procedure: Procedure, lang: str = "vi") -> str:
    """The ways to file, each once, in catalog order."""
    return ", ".join(texts.text(f"channel_{way}", lang) for way in procedure.ways)


def audience(procedure: Procedure, lang: str = "vi") -> str:
    return ", ".join(audience_name(one, lang) for one in procedure.audience)


def audience_name(one: str, lang: str = "vi") -> str:
    return texts.text(f"audience_{one}", lang)


def day(value: str | date | None, lang: str = "vi") -> str:
    """A stored date in Vietnamese form: a day, a month or a year; unknown says so."""
    if not value:
        return texts.text("badge_unverified", lang)
    return "/".join(reversed(str(value).split("-")))


def papers_by_case(procedure: Procedure) -> list[tuple[str | None, list[Document]]]:
    """The papers that are always needed, then those of each case, in catalog order."""
    cases: list[str | None] = [None, *procedure.cases]
    found = [(case, [d for d in procedure.documents if d.case == case]) for case in cases]
    return [(case, papers) for case, papers in found if papers]


def is_way(case: str) -> bool:
    """Is a case of papers a way to file, such as "Nộp trực tiếp"? Nearly everybody is in one."""
    return case.startswith("Nộp ")


def copies(document: Document, lang: str = "vi") -> str:
    """`1 bản chính, 2 bản sao`; empty when the source says nothing."""
    counts = ((document.originals, "originals_count"), (document.copies, "copies_count"))
    return ", ".join(texts.text(key, lang, n=n) for n, key in counts if n)


def times(procedure: Procedure, lang: str = "vi") -> ByWay:
    """How long it takes by each way to file."""
    return _by_way(procedure, duration, lang)


def fees(procedure: Procedure, lang: str = "vi") -> ByWay:
    """What it costs by each way to file."""
    return _by_way(procedure, fee, lang)


def brief(values: ByWay, lang: str = "vi") -> list[str]:
    """*values* in a few short lines; what takes more words stands further down the page."""
    if not values:
        return [texts.text("badge_unverified", lang)]
    unknown = texts.text("badge_unverified", lang)
    said = [way for ways, _, _ in values for way in ways.split(", ")]
    if len(values) == 1:
        ((_, value, note),) = values
        lines = [(value or unknown) + (f" {texts.text('see_note', lang)}" if note else "")]
    elif len(set(said)) < len(said):  # one way, several values: they hang on the case
        known = " / ".join(dict.fromkeys(value or unknown for _, value, _ in values))
        lines = [texts.text("by_case", lang, values=known)]
    else:
        lines = [f"{ways}: {value or unknown}" for ways, value, _ in values]
    if len(lines) > _FEW_LINES or max(map(len, lines)) > _FEW_WORDS:
        return [texts.text("see_below", lang)]
    return lines


def duration(channel: Channel, lang: str = "vi") -> tuple[str, str]:
    """The time of one way to file, and a note; both empty for unknown."""
    if channel.duration is None:
        return channel.duration_note or "", ""
    unit = texts.text(f"duration_{channel.duration_unit}", lang, n=channel.duration)
    return unit, channel.duration_note or ""


def fee(channel: Channel, lang: str = "vi") -> tuple[str, str]:
    """The fee of one way to file, and a note; both empty for unknown."""
    note = channel.fee_note or ""
    if channel.fee_vnd is None:
        return note, ""
    if channel.fee_vnd == 0:
        # The note names the source: "free" is a claim that a citizen acts on.
        return texts.text("fee_none", lang), note
    amount = texts.thousands(channel.fee_vnd)
    return (note, "") if amount in note else (texts.text("fee_amount", lang, amount=amount), note)


def _by_way(
    procedure: Procedure, value_of: Callable[[Channel, str], tuple[str, str]], lang: str
) -> ByWay:
    ways: dict[tuple[str, str], list[str]] = {}
    for channel in procedure.channels:
        way = texts.text(f"channel_{channel.channel}", lang)
        known = ways.setdefault(value_of(channel, lang), [])
        if way not in known:
            known.append(way)
    return [(", ".join(names), value, note) for (value, note), names in ways.items()]
