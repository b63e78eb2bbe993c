"""What a citizen needs to know of a procedure and is not known of it."""

from kiosk.catalog.records import Procedure


def missing(procedure: Procedure) -> tuple[str, ...]:
    """
    The contents that are not known, as keys of their headings, in the order of the page: papers,
    ways to file, agency, time, fee, result.
    """
    channels = procedure.channels
    known = {
        "documents_heading": bool(procedure.documents),
        "channels_heading": bool(channels),
        "agency_heading": bool(procedure.agency),
        "processing_time_heading": any(c.duration is not None or c.duration_note for c in channels),
        "fees_heading": any(c.fee_vnd is not None or c.fee_note for c in channels),
        "result_heading": bool(procedure.result),
    }
    return tuple(heading for heading, is_known in known.items() if not is_known)
