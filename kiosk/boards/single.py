"""One sheet of A4 a procedure: its code, the papers to bring, time, fee and ways to file."""

from kiosk.boards import flow, notice
from kiosk.boards.flow import Block
from kiosk.boards.layout import Series, Sheet
from kiosk.boards.shown import Planned, Shown, planned
from kiosk.catalog import wording
from kiosk.catalog.records import Document, Procedure
from kiosk.catalog.wording import ByWay
from kiosk.texts import text

draw = notice.draw
_SIZES = (15.0, 14.0, 13.0, 12.0, 11.0, 10.0, 9.5)


def plan(shown: Shown, series: Series, before: tuple[Sheet, ...]) -> list[Planned]:
    """A sheet for every posted procedure, in the order of the catalog."""
    return [_sheet(shown, series, procedure) for procedure in shown.published.posted]


def _sheet(shown: Shown, series: Series, procedure: Procedure) -> Planned:
    cell = shown.cell(series, 0, procedure.code, procedure.name, notice.BOX, notice.SIDE)
    field = shown.published.field_of[procedure.field]
    body = notice.Body(
        kicker=f"{text('field_label')}: {field.name}",
        lead=procedure.summary or "",
        facts=(
            (text("processing_time_heading"), tuple(wording.brief(wording.times(procedure)))),
            (text("fees_heading"), tuple(wording.brief(wording.fees(procedure)))),
        ),
        blocks=tuple(_blocks(shown, procedure)),
        sizes=_SIZES,
    )
    size = (notice.WIDTH, notice.HEIGHT)
    return planned(shown, series, procedure.code, procedure.name, size, [cell], body)


def _blocks(shown: Shown, procedure: Procedure) -> list[Block]:
    # Police and military lines may be filed elsewhere: there we only name who can be asked.
    where = "checklist_where" if procedure.sector == "commune" else "ask_where"
    found = [
        flow.heading(text("documents_heading")),
        *_papers(procedure),
        flow.heading(text("channels_heading")),
        _row(text("channels_label"), wording.channel_names(procedure)),
        _row(text(where), _desk(shown, procedure)),
        *_times_and_fees(procedure),
        flow.heading(text("more_heading")),
        _row(text("result_heading"), procedure.result),
        _row(text("agency_heading"), procedure.agency),
    ]
    for line in (procedure.conditions or "").splitlines():
        found.append(_row(text("conditions_heading"), line))
    found.append(_row(text("legal_basis_heading"), "; ".join(procedure.legal_bases)))
    found.append(_row(text("announcement_decision"), procedure.decision_no))
    found.append(flow.paragraph((text("source_as_of", date=wording.day(procedure.as_of)), False)))
    return [*found, *_steps(procedure)]


def _steps(procedure: Procedure) -> list[Block]:
    """The order of things, last: it is for those who read on."""
    found = [flow.heading(text("steps_heading"))] if procedure.steps else []
    for step in procedure.steps:
        if step.case:
            found.append(flow.subheading(f"{text('case_label')}: {step.case}"))
        title = f"{step.title}: " if step.title else ""
        first, *others = step.body.splitlines()
        found.append(flow.item((title, True), (first, False)))
        found += [flow.item((line, False), marker="") for line in others if line.strip()]
    return found


def _desk(shown: Shown, procedure: Procedure) -> str:
    """The one-stop shop, its desk and its address, as far as they are known."""
    unit, field = shown.published.unit, shown.published.field_of[procedure.field]
    parts = (unit.one_stop_name or unit.name, field.desk, unit.address)
    return ", ".join(part for part in parts if part)


def _papers(procedure: Procedure) -> list[Block]:
    found = []
    for case, documents in wording.papers_by_case(procedure):
        if case:
            found.append(flow.subheading(f"{text('case_label')}: {case}"))
        found += [_paper(document) for document in documents]
    if not found:
        unknown = f"{text('badge_unverified')}. {text('documents_ask')}"
        found = [flow.paragraph((unknown, False))]
    if procedure.accepts_e_copy:
        found.append(flow.paragraph((text("e_certified_copy_accepted"), False)))
    return found


def _paper(document: Document) -> Block:
    counts, form = wording.copies(document), document.form
    more = [counts] if counts else []
    more += [f"{text('form_label')}: {form}"] if form else []
    return flow.item((document.name, False), *([(f" ({'; '.join(more)})", False)] if more else []))


def _times_and_fees(procedure: Procedure) -> list[Block]:
    """What the facts in large type cannot say: notes, and values that differ by the way to file."""
    rows = [
        *_by_way(text("processing_time_heading"), wording.times(procedure)),
        *_by_way(text("fees_heading"), wording.fees(procedure)),
    ]
    return [flow.heading(text("sheet_time_and_fee_heading")), *rows] if rows else []


def _by_way(label: str, values: ByWay) -> list[Block]:
    if len(values) > 1:
        return [_row(f"{label} ({ways})", value, note) for ways, value, note in values]
    is_said = [value for _, value, note in values if not note] == wording.brief(values)
    return [] if is_said else [_row(label, value, note) for _, value, note in values if value]


def _row(label: str, value: str | None, note: str = "") -> Block:
    shown = value or text("badge_unverified")
    return flow.item((f"{label}: ", True), (f"{shown}{f' ({note})' if note else ''}", False))
