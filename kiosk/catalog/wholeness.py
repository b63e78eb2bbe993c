"""What should be known of a procedure and is not."""

from collections.abc import Callable

from kiosk.catalog.records import Procedure

# By the key of its heading, in the order of the page. Without one of these a citizen cannot prepare
# the dossier: the procedure is incomplete.
NEEDED: dict[str, Callable[[Procedure], bool]] = {
    "documents_heading": lambda p: bool(p.documents),
    "channels_heading": lambda p: bool(p.channels),
    "agency_heading": lambda p: bool(p.agency),
    "processing_time_heading": lambda p: any(
        c.duration is not None or c.duration_note for c in p.channels
    ),
    "fees_heading": lambda p: any(c.fee_vnd is not None or c.fee_note for c in p.channels),
    "result_heading": lambda p: bool(p.result),
}
# What makes it easier to check and to use.
FURTHER: dict[str, Callable[[Procedure], bool]] = {
    "heading_procedures_service_level": lambda p: bool(p.service_level),
    "who_for": lambda p: bool(p.audience),
    "steps_heading": lambda p: bool(p.steps),
    "legal_basis_heading": lambda p: bool(p.legal_bases),
    "announcement_decision": lambda p: bool(p.decision_no),
    "source_label": lambda p: bool(p.source_url),
}


def missing(procedure: Procedure) -> tuple[str, ...]:
    """
    The contents that a citizen needs and that are not known, as keys of their headings, in the
    order of the page: papers, ways to file, agency, time, fee, result.
    """
    return tuple(heading for heading, is_known in NEEDED.items() if not is_known(procedure))


def further(procedure: Procedure) -> tuple[str, ...]:
    """What else is not known, as keys of headings: service level, steps, legal basis, source, …"""
    return tuple(heading for heading, is_known in FURTHER.items() if not is_known(procedure))
