"""
What the numbers say, in the sentences of an administrative report.

Nought is said as nought ("không phát sinh"), what nobody knows as "Chưa có số liệu"; a hand-over is
never called a filed dossier.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kiosk.reports.counts import Counts, has_data
from kiosk.reports.coverage import REVIEWED_DAYS, Coverage
from kiosk.reports.indicators import FEWER, Indicators, label, rate, target_text
from kiosk.reports.words import (
    day_text,
    gap_text,
    long_day,
    percent,
    period_title,
    range_text,
    running,
)
from kiosk.texts import text

if TYPE_CHECKING:
    from kiosk.reports.report import Report

LOOKUPS = ("scan", "view", "terminal_view")
_TOP_FIELDS = 3
# Dossier figures that are told in one sentence.
_SENTENCES = (
    ("received", "resolved", "in_progress"),
    ("early", "on_time", "in_time", "overdue"),
    ("online", "online_full", "online_partial"),
    ("digitised",),
    ("e_certified", "accounts"),
)


SECTIONS = ("posting", "usage", "dossiers", "changes")


@dataclass(frozen=True)
class Section:
    """A numbered part of the report: *name* says which, *heading* as it is printed."""

    name: str
    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Edit:
    """
    The *paragraphs* that *who* wrote in place of those generated for a *section*, and when.
    *basis*: what was generated then, see `basis`.
    """

    section: str
    paragraphs: tuple[str, ...]
    basis: str
    who: str
    at: str


def sections(report: "Report") -> list[Section]:
    """The parts of the report in order, as they were edited or frozen."""
    edited = {one.section: one.paragraphs for one in report.edits}
    return list(report.told) or [
        replace(one, paragraphs=edited.get(one.name, one.paragraphs)) for one in generated(report)
    ]


def basis(section: Section, report: "Report") -> str:
    """
    What is generated for *section*, but for the day of the report: by it an edit knows whether the
    numbers changed since.
    """
    return "\n".join(section.paragraphs).replace(day_text(report.day), "…")


def outdated(report: "Report") -> list[Edit]:
    """The edits whose numbers changed since they were written."""
    now = {one.name: basis(one, report) for one in generated(report)}
    return [one for one in report.edits if one.basis != now[one.section]]


def generated(report: "Report") -> list[Section]:
    """The parts of the report in order, as its numbers say."""
    told = {
        "posting": posting(report),
        "usage": usage(report),
        "dossiers": dossiers(report),
        "changes": changes(report),
    }
    numbered = zip(("I", "II", "III", "IV"), told.items(), strict=True)
    return [
        Section(name, f"{number}. {text(f'section_{name}').upper()}", tuple(paragraphs))
        for number, (name, paragraphs) in numbered
    ]


def plain(report: "Report") -> str:
    """All of it as plain text, to be pasted into a report that somebody else writes."""
    parts = ["\n".join((part.heading, *part.paragraphs)) for part in sections(report)]
    return "\n\n".join(parts) + "\n"


def posting(report: "Report") -> list[str]:
    """What is published and posted on the day of the report."""
    of = {one.scope: one for one in report.coverage}
    everything = of["all"]
    if not everything.total:
        return [f"{text('no_data')}."]
    return [
        text(
            "narrative_posting",
            day=day_text(report.day),
            unit=report.unit.name,
            total=running(everything.total),
            posted=running(everything.posted),
            fields=running(report.fields_posted),
            rate=percent(everything.posted, everything.total),
        )
        + " "
        + _sectors(of),
        text(
            "narrative_reviewed",
            n=REVIEWED_DAYS,
            reviewed=running(everything.reviewed),
            incomplete=running(everything.incomplete),
        ),
    ]


def _sectors(of: dict[str, Coverage]) -> str:
    names = ("commune", "military", "police", "interlinked", "interlinked_seen")
    return text("narrative_sectors", **{name: running(of[name].total) for name in names})


def usage(report: "Report") -> list[str]:
    """What was counted, where most of it was, and where the counts are not whole."""
    counts = report.counts
    if not has_data(counts):
        return [f"{text('no_data')}: {text('narrative_no_counts')}.", _gaps(counts)]
    told = [
        _counted(report),
        _handed_over(counts),
        _top_fields(report.fields),
        _others(counts),
        _gaps(counts),
    ]
    return [sentence for sentence in told if sentence]


def _counted(report: "Report") -> str:
    kinds = (*LOOKUPS, "form_download", "checklist_print")
    happened = [kind for kind in kinds if report.counts.totals[kind]]
    none = [kind for kind in kinds if not report.counts.totals[kind]]
    told = [f"{running(report.counts.totals[kind])} {_noun(kind)}" for kind in happened]
    parts = [text("narrative_counted", counts=", ".join(told))] if told else []
    if none:
        parts.append(text("narrative_none", what=", ".join(_noun(kind) for kind in none)))
    return f"{_in_period(report)}, {'; '.join(parts)}."


def _noun(kind: str) -> str:
    return text(f"narrative_{kind}")


def _handed_over(counts: Counts) -> str:
    n = counts.totals["submit"]
    if not n:
        return _sentence(text("narrative_none", what=_noun("submit")))
    return text("narrative_handed_over", n=running(n))


def _top_fields(fields: Counts) -> str:
    lookups = [(sum(row[kind] for kind in LOOKUPS), row["field"]) for row in fields.rows]
    most = sorted((pair for pair in lookups if pair[0]), key=lambda pair: -pair[0])[:_TOP_FIELDS]
    if not most:
        return ""
    told = ", ".join(text("narrative_of_field", field=name, n=running(n)) for n, name in most)
    return text("narrative_top_fields", fields=told)


def _others(counts: Counts) -> str:
    n = sum(row["scan"] for row in counts.other_targets)
    return text("narrative_others", n=running(n)) if n else ""


def _gaps(counts: Counts) -> str:
    gaps = "; ".join(gap_text(gap) for gap in counts.gaps)
    return text("narrative_gaps", gaps=gaps) if gaps else ""


def _in_period(report: "Report") -> str:
    """`Trong tháng 3 năm 2026 (từ ngày 01/03/2026 đến ngày 31/03/2026)`."""
    title = period_title(report.period) or text("narrative_the_period")
    return text("narrative_in_period", period=title, range=range_text(report.period))


def dossiers(report: "Report") -> list[str]:
    """The typed-in figures; what nobody typed in is left out."""
    found = report.indicators
    told = [_figures(found, names) for names in _SENTENCES]
    sentences = [_sentence("; ".join(parts)) for parts in told if parts]
    if not sentences:
        return [f"{text('no_data')}: {text('narrative_no_dossiers')}.", *_desk(report)]
    lead = f"{_in_period(report)}, {sentences[0][0].lower()}{sentences[0][1:]}"
    note = [f"{text('indicator_note')}: {found.note}"] if found.note else []
    return [lead, *sentences[1:], f"({text('manual_entry_note')})", *note, *_desk(report)]


def _desk(report: "Report") -> list[str]:
    """What staff tapped at the desk, if they did: a sentence of its own, added to nothing."""
    told = [text(f"narrative_desk_{what}", n=running(n)) for what, n in report.desk.items()]
    return [text("narrative_desk", told=", ".join(told))] if told else []


def _figures(found: Indicators, names: tuple[str, ...]) -> list[str]:
    return [_figure(found, name) for name in names if name in found.figures]


def _figure(found: Indicators, name: str) -> str:
    figure, share, target = found.figures[name], found.share(name), found.target(name)
    if not figure.numerator and not figure.denominator:
        return text("narrative_none", what=_lower(label(name)))
    n = running(figure.numerator)
    if figure.denominator is not None:
        n = f"{n}/{running(figure.denominator)}"
    words = text(f"narrative_{name}", n=n)
    if share and share.denominator:
        key = "narrative_share" if name in FEWER else "narrative_rate"
        words = text(key, words=words, rate=rate(share))
    reached = found.is_reached(name)
    if target and reached is not None:
        key = "target_reached" if reached else "target_missed"
        shown = target_text(name, target, written=running)
        words = text("narrative_target", words=words, target=shown, reached=_lower(text(key)))
    return words


def changes(report: "Report") -> list[str]:
    """How many changes of the catalog were published; the table lists them."""
    n = len(report.changes_table.rows)
    if not n:
        return [f"{report.changes_table.nothing}."]
    return [text("narrative_changes", n=running(n))]


def loudspeaker(report: "Report") -> str:
    """A short text to be read aloud: whole words, no signs."""
    of_all = report.coverage[0]
    values: dict[str, Any] = {
        "unit": report.unit.name,
        "place": report.unit.one_stop_name or text("loudspeaker_place"),
        "posted": running(of_all.posted),
        "first": long_day(report.period.first),
        "last": long_day(report.period.last),
    }
    counted = report.counts.totals["scan"]
    said = text("loudspeaker_counted", n=running(counted), **values) if counted else ""
    parts = (text("loudspeaker_begin", **values), said, text("loudspeaker_end", **values))
    return " ".join(part for part in parts if part) + "\n"


def zalo(report: "Report") -> str:
    """A short text for the commune's Zalo page; the address only when a phone can open it."""
    of_all, scans = report.coverage[0], report.counts.totals["scan"]
    lines = [
        text("zalo_begin", unit=report.unit.name, posted=running(of_all.posted)),
        text("zalo_counted", range=range_text(report.period), n=running(scans)) if scans else "",
        text("zalo_address", address=report.address) if report.address[:8] == "https://" else "",
        text("zalo_end"),
    ]
    return "\n".join(line for line in lines if line) + "\n"


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


def _lower(words: str) -> str:
    return words[0].lower() + words[1:]
