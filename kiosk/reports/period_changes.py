"""What was published in a period, as rows of a table."""

from collections.abc import Iterator
from datetime import date

from kiosk.catalog import amended
from kiosk.catalog.changelog import Batch, ChangePage, Entry
from kiosk.catalog.wording import day as day_in_words
from kiosk.reports.tables import Value
from kiosk.texts import text


def rows(page: ChangePage) -> Iterator[tuple[Value, ...]]:
    """Day, code, name, what changed and the decision of each change, oldest first."""
    if page.first_day:
        what = text("changes_first", n=page.first_count)
        yield date.fromisoformat(page.first_day), None, None, what, None
    for batch in reversed(page.batches):
        day, decision = date.fromisoformat(batch.day), _decision(batch)
        for entry in batch.entries:
            procedure = entry.procedure
            yield day, procedure.code, procedure.name, _told(entry, batch), decision
        if batch.minor:
            yield day, None, None, text("changes_minor", n=batch.minor), decision


def _decision(batch: Batch) -> str:
    if batch.undone_day:
        return text("changes_undo", date=day_in_words(batch.undone_day))
    return batch.decision or text("changes_no_decision")


def _told(entry: Entry, batch: Batch) -> str:
    """What happened to one procedure, as `/thay-doi` tells it."""
    parts = [_kind(entry, batch)]
    if entry.procedure.is_retired and entry.procedure.replaced_by:
        parts.append(f"{text('status_replaced_by')} {entry.procedure.replaced_by}")
    if entry.effective_from and entry.kind != "repealed":
        parts.append(text("status_effective_from", date=day_in_words(entry.effective_from)))
    return ". ".join(part for part in parts if part)


def _kind(entry: Entry, batch: Batch) -> str:
    if entry.kind == "replaced":
        return ""
    if entry.kind == "repealed":
        day = entry.procedure.effective_from or batch.day
        return text("changes_repealed", date=day_in_words(day))
    if entry.kind != "amended":
        return text(f"changes_{entry.kind}")
    contents = "; ".join(_content(entry, heading) for heading in entry.headings)
    return f"{text('changes_amended')}: {contents}" if contents else text("changes_amended")


def _content(entry: Entry, heading: str) -> str:
    values = entry.before and amended.old_and_new(heading, entry.before, entry.procedure)
    if not values:
        return text(heading)
    return text("changes_old_and_new", heading=text(heading), old=values[0], new=values[1])
