"""What is odd about figures that are to be frozen, and what came later than those that were."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kiosk.reports import narrative
from kiosk.reports.counts import NUMBERS
from kiosk.reports.desk_tally import WHATS
from kiosk.reports.indicators import ALL_NAMES, TARGET, Figure, label, warnings
from kiosk.reports.report import Report
from kiosk.reports.tables import shown
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
        *_of_fields(frozen, live, lang),
        *_of_gaps(frozen, live, lang),
        *_of_indicators(frozen, live, lang),
        *_of_desk(frozen, live, lang),
        *_of_changes(frozen, live, lang),
    ]


def _of_totals(frozen: Report, live: Report, lang: str) -> Iterator[Difference]:
    return _of_numbers(text("total_label", lang), frozen.counts.totals, live.counts.totals, lang)


def _of_rows(frozen: Report, live: Report, lang: str) -> Iterator[Difference]:
    """Procedure by procedure, and what else was counted; what one side lacks counts as nought."""
    before, now = _by_code(frozen), _by_code(live)
    for code in sorted({*before, *now}):
        yield from _of_numbers(code, before.get(code, {}), now.get(code, {}), lang)


def _of_numbers(of: str, before: dict, now: dict, lang: str) -> Iterator[Difference]:
    """The numbers *of* something that differ."""
    for number in NUMBERS:
        sides = before.get(number, 0), now.get(number, 0)
        if sides[0] != sides[1]:
            yield Difference(f"{of}: {text(f'column_{number}', lang)}", *map(thousands, sides))


def _by_code(report: Report) -> dict[str, dict]:
    rows = [(row["code"], row) for row in report.counts.rows]
    return dict(rows + [(row["target"], row) for row in report.counts.other_targets])


def _of_fields(frozen: Report, live: Report, lang: str) -> Iterator[Difference]:
    """The sums of each field: they change too when a procedure goes to another field."""
    sides = [{row["slug"]: row for row in report.fields.rows} for report in (frozen, live)]
    for slug in sorted({*sides[0], *sides[1]}):
        before, now = (side.get(slug, {}) for side in sides)
        field = before.get("field") or now["field"]
        yield from _of_numbers(f"{text('field_label', lang)} {field}", before, now, lang)


def _of_gaps(frozen: Report, live: Report, lang: str) -> Iterator[Difference]:
    told = [
        "; ".join(gap_text(gap, lang) for gap in report.counts.gaps) or text("gaps_none", lang)
        for report in (frozen, live)
    ]
    if told[0] != told[1]:
        yield Difference(text("gaps_label", lang), *told)


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
    before, now = ({row[1:]: row for row in report.changes_table.rows} for report in (frozen, live))
    if len(frozen.changes_table.rows) != len(live.changes_table.rows):
        totals = (thousands(len(report.changes_table.rows)) for report in (frozen, live))
        yield Difference(text("section_changes", lang), *totals)
    for row in [
        *(row for row in before if row not in now),
        *(row for row in now if row not in before),
    ]:
        day, code, _, change, _ = row
        what = f"{text('section_changes', lang)}: {shown(day)} {code or ''}".rstrip()
        sides = (shown(change), "–") if row in before else ("–", shown(change))
        yield Difference(what, *sides)
