"""What was amended in a procedure, as a citizen reads it: kinds of content, old and new values."""

from kiosk import texts
from kiosk.catalog import diff, wording
from kiosk.catalog.diff import Body
from kiosk.catalog.records import Procedure

TIMES, FEES = "processing_time_heading", "fees_heading"
_CHANNELS = "channels_heading"
_INTERLINKED = "badge_interlinked"
# The heading under which a citizen finds each column or table, as the key of its text. What is not
# here (sources, keywords, days of review, what is posted) changes nothing that a citizen has to
# know, bring, pay or wait for.
HEADINGS = {
    "name": "changes_name",
    "field": "field_label",
    "sector": "heading_procedures_sector",
    "service_level": "heading_procedures_service_level",
    "audience": "who_for",
    "agency": "agency_heading",
    "result": "result_heading",
    "decision_no": "announcement_decision",
    "portal_url": "changes_portal_page",
    "conditions": "conditions_heading",
    "accepts_e_copy": "documents_heading",
    "documents": "documents_heading",
    "legal_bases": "legal_basis_heading",
    "steps": "steps_heading",
    "forms": "forms_heading",
}
_TIME_COLUMNS = {"duration", "duration_unit", "duration_note"}
_FEE_COLUMNS = {"fee_vnd", "fee_note"}
# In the order of the page.
ORDER = (
    "changes_name",
    "field_label",
    "heading_procedures_sector",
    "heading_procedures_service_level",
    _INTERLINKED,
    "documents_heading",
    _CHANNELS,
    "agency_heading",
    TIMES,
    FEES,
    "forms_heading",
    "changes_portal_page",
    "result_heading",
    "who_for",
    "conditions_heading",
    "steps_heading",
    "legal_basis_heading",
    "announcement_decision",
)


def headings(before: Body, after: Body) -> tuple[str, ...]:
    """
    The kinds of content in which *after* differs from *before*, in the order of the page: keys of
    their texts. Empty when only what a citizen does not need has changed.
    """
    changes = [
        change
        for change in diff.of_procedure(before, after, "").changes
        if change.column != diff.ORDER
    ]
    found = {HEADINGS.get(change.table or change.column, "") for change in changes}
    columns = {change.column for change in changes if change.table == "channels"}
    if columns:
        found |= _of_channels(Procedure.of(before), Procedure.of(after), columns)
    if Procedure.of(before).interlinked_is_seen != Procedure.of(after).interlinked_is_seen:
        found.add(_INTERLINKED)
    return tuple(heading for heading in ORDER if heading in found)


def _of_channels(before: Procedure, after: Procedure, columns: set[str]) -> set[str]:
    """What of the ways to file changed, when these *columns* of their rows did."""
    found = set()
    if wording.channel_names(before) != wording.channel_names(after):
        found.add(_CHANNELS)
    # A row that comes or goes may bring a new time or fee, or only another way to file.
    if columns & _TIME_COLUMNS or _values(wording.times(before)) != _values(wording.times(after)):
        found.add(TIMES)
    if columns & _FEE_COLUMNS or _values(wording.fees(before)) != _values(wording.fees(after)):
        found.add(FEES)
    return found


def _values(by_way: wording.ByWay) -> set[tuple[str, str]]:
    return {(value, note) for _, value, note in by_way}


def old_and_new(
    heading: str, before: Procedure, after: Procedure, lang: str = "vi"
) -> tuple[str, str] | None:
    """
    The time or fee before and after, where each is one for all ways to file; else None, and the
    page of the procedure tells.
    """
    tell = {TIMES: wording.times, FEES: wording.fees}.get(heading)
    if tell is None:
        return None
    old, new = tell(before, lang), tell(after, lang)
    if len(old) != 1 or len(new) != 1 or old[0][1] == new[0][1]:
        return None
    unknown = texts.text("badge_unverified", lang)
    return old[0][1] or unknown, new[0][1] or unknown
