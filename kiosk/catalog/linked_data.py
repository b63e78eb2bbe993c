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
    service = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "identifier": procedure.code,
        "name": procedure.name,
        "description": procedure.summary,
        "url": address,
        "inLanguage": "vi",
        "provider": provider(unit),
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
    return known(service)


def provider(unit: Unit) -> dict[str, Any]:
    """Who offers the services."""
    return known(
        {
            "@type": "GovernmentOrganization",
            "name": unit.one_stop_name or unit.name,
            "address": unit.address,
            "telephone": unit.phone,
        }
    )


def known(values: dict[str, Any]) -> dict[str, Any]:
    """*values* without those that say nothing."""
    return {name: value for name, value in values.items() if value}
