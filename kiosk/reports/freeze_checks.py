"""What is odd about figures that are to be frozen, and what came later than those that were."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kiosk.reports import narrative
from kiosk.reports.counts import NUMBERS
from kiosk.reports.desk_tally import WHATS
from kiosk.reports.indicators import ALL_NAMES, TARGET, Figure, label, warnings
from kiosk.reports.report import Report
from kiosk.reports.words import day_text, gap_text
from kiosk.texts import text, thousands


def oddities(report: Report, today: date, lang: str = "vi") -> Iterator[str]:
    """What whoever freezes *report* should know before, in words."""
    if report.period.last >= today:
        left = (report.period.last - today).days + 1
        yield text("freeze_odd_not_over", lang, last=day_text(report.period.last), n=left)
    for gap in report.counts.gaps:
        if gap.reason != "not_yet":
            yield f"{text('freeze_odd_gap', lang)}: {gap_text(gap)}"
    if not report.indicators.figures:
        yield text("freeze_odd_no_indicators", lang)
    for warning in warnings(report.indicators, lang):
        note = report.indicators.note
        yield f"{warning} {text('indicators_odd_explained', lang, note=note)}" if note else warning
    for edit in narrative.outdated(report):
        yield text("narrative_outdated", lang, section=text(f"section_{edit.section}", lang))


@dataclass(frozen=True)
class Difference:
    """*what* was *frozen* as one value and is *now* another, both as words."""

    what: str
    frozen: str
    now: str


def differences(frozen: Report, live: Report, lang: str = "vi") -> list[Difference]:
    """What came after *frozen*, in the figures that are *live*: totals, rows, dossier figures."""
    return [
        *_of_totals(frozen, live, lang),
        *_of_rows(frozen, live, lang),
        *_of_indicators(frozen, live, lang),
        *_of_desk(frozen, live, lang),
        *_of_changes(frozen, live, lang),
    ]


def _of_totals(frozen: Report, live: Report, lang: str) -> Iterator[Difference]:
    for number in NUMBERS:
        before, now = frozen.counts.totals[number], live.counts.totals[number]
        if before != now:
            what = f"{text('total_label', lang)}: {text(f'column_{number}', lang)}"
            yield Difference(what, thousands(before), thousands(now))


def _of_rows(frozen: Report, live: Report, lang: str) -> Iterator[Difference]:
    """Procedure by procedure, and what else was counted; what one side lacks counts as nought."""
    sides = [_by_code(report) for report in (frozen, live)]
    for code in sorted({*sides[0], *sides[1]}):
        before, now = (side.get(code, {}) for side in sides)
        for number in NUMBERS:
            if before.get(number, 0) != now.get(number, 0):
                what = f"{code}: {text(f'column_{number}', lang)}"
                yield Difference(
                    what, thousands(before.get(number, 0)), thousands(now.get(number, 0))
                )


def _by_code(report: Report) -> dict[str, dict]:
    rows = [(row["code"], row) for row in report.counts.rows]
    return dict(rows + [(row["target"], row) for row in report.counts.other_targets])


def _of_indicators(frozen: Report, live: Report, lang: str) -> Iterator[Difference]:
    for name in ALL_NAMES:
        before, now = frozen.indicators.figures.get(name), live.indicators.figures.get(name)
        if before != now:
            of = label(name.removeprefix(TARGET), lang)
            target = f"{text('indicator_target', lang)} - " if name.startswith(TARGET) else ""
            yield Difference(f"{target}{of}", _figure(before, lang), _figure(now, lang))
    if frozen.indicators.note != live.indicators.note:
        what = text("indicator_note", lang)
        yield Difference(what, frozen.indicators.note, live.indicators.note)


def _figure(figure: Figure | None, lang: str) -> str:
    if figure is None:
        return text("no_data", lang)
    if figure.denominator is None:
        return thousands(figure.numerator)
    return f"{thousands(figure.numerator)}/{thousands(figure.denominator)}"


def _of_desk(frozen: Report, live: Report, lang: str) -> Iterator[Difference]:
    for what in WHATS:
        before, now = frozen.desk.get(what, 0), live.desk.get(what, 0)
        if before != now:
            told = f"{text('define_desk_what', lang)}: {text(f'desk_tally_{what}', lang)}"
            yield Difference(told, thousands(before), thousands(now))


def _of_changes(frozen: Report, live: Report, lang: str) -> Iterator[Difference]:
    before, now = len(frozen.changes_table.rows), len(live.changes_table.rows)
    if before != now:
        yield Difference(text("section_changes", lang), thousands(before), thousands(now))
