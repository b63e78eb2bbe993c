"""A procedure as linked data: schema.org `GovernmentService`, for search engines and others."""

from typing import Any

from kiosk import texts
from kiosk.catalog import wording
from kiosk.catalog.records import Procedure
from kiosk.catalog.unit import Unit

_AUDIENCES = {"individual": "PeopleAudience", "organization": "BusinessAudience"}


def government_service(procedure: Procedure, unit: Unit, address: str) -> dict[str, Any]:
    """
    *procedure* as JSON-LD; *address*: its lasting address. Only what is known stands in it.

    https://schema.org/GovernmentService
    """
    provider = {
        "@type": "GovernmentOrganization",
        "name": unit.one_stop_name or unit.name,
        "address": unit.address,
        "telephone": unit.phone,
    }
    service = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "identifier": procedure.code,
        "name": procedure.name,
        "description": procedure.summary,
        "url": address,
        "inLanguage": "vi",
        "provider": _known(provider),
        "serviceOperator": procedure.agency
        and {"@type": "GovernmentOrganization", "name": procedure.agency},
        "serviceOutput": procedure.result and {"@type": "Thing", "name": procedure.result},
        "audience": [
            {"@type": _AUDIENCES[one], "audienceType": wording.audience_name(one)}
            for one in procedure.audience
        ],
        "availableChannel": [
            {"@type": "ServiceChannel", "name": texts.text(f"channel_{way}")}
            for way in procedure.ways
        ],
        "isAccessibleForFree": procedure.is_free or None,
    }
    return _known(service)


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
