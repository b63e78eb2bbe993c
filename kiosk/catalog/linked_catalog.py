"""
The published catalog as linked data: schema.org `GovernmentService`, as on the pages, and beside it
the European core vocabulary of public services, CPSV-AP 3.2 (semiceu.github.io/CPSV-AP).
"""

from collections.abc import Iterator
from typing import Any

from kiosk import texts
from kiosk.catalog import linked_data
from kiosk.catalog.linked_data import known
from kiosk.catalog.published import Field, LifeEvent, Published
from kiosk.catalog.records import Channel, Procedure

Node = dict[str, Any]
CONTEXT: Node = {
    "@vocab": "https://schema.org/",
    "url": {"@type": "@id"},
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_VIETNAMESE = {"@id": "http://publications.europa.eu/resource/authority/language/VIE"}
_DONG = {"@id": "http://publications.europa.eu/resource/authority/currency/VND"}
# Lengths of time that ISO 8601 can say; it knows no working days, so that those stay in words.
_DURATIONS = {"hour": "PT{}H", "day": "P{}D", "month": "P{}M"}
_UNIT = "#don-vi"


def document(published: Published, base_url: str) -> Node:
    """
    All that is in force as JSON-LD. What has a page has its lasting address under *base_url* as its
    name, in whatever language it is read. Only what is known stands in it.
    """
    services = [_service(published, one, base_url) for one in published.procedures.values()]
    return {
        "@context": CONTEXT,
        "@graph": [
            _organisation(published, base_url),
            *(_area(one, base_url) for one in published.open_fields),
            *services,
            *(_event(published, one, base_url) for one in published.life_events),
        ],
    }


def _address(code: str, base_url: str) -> str:
    return f"{base_url}/thu-tuc/{code}"


def _said(text: str | None) -> Node | None:
    """A text of the catalog with its language."""
    return {"@language": "vi", "@value": text} if text else None


def _organisation(published: Published, base_url: str) -> Node:
    unit = published.unit
    provider = linked_data.provider(unit)
    return {
        "@id": f"{base_url}/{_UNIT}",
        **provider,
        "@type": [provider["@type"], "cv:PublicOrganisation"],
        "dct:identifier": base_url,
        "skos:prefLabel": _said(provider["name"]),
    }


def _area(field: Field, base_url: str) -> Node:
    """A field, as a concept that services are about."""
    address = f"{base_url}/linh-vuc/{field.slug}"
    return {
        "@id": address,
        "@type": "skos:Concept",
        "url": address,
        "dct:identifier": field.slug,
        "skos:prefLabel": _said(field.name),
    }


def _service(published: Published, procedure: Procedure, base_url: str) -> Node:
    """A procedure: what its page says to search engines, and what CPSV-AP can say beyond it."""
    address = _address(procedure.code, base_url)
    plain = linked_data.government_service(procedure, published.unit, address)
    del plain["@context"]
    node = {
        **plain,
        "@id": address,
        "@type": [plain["@type"], "cpsv:PublicService"],
        "provider": {"@id": f"{base_url}/{_UNIT}"},
        "dct:identifier": procedure.code,
        "dct:title": _said(procedure.name),
        "dct:description": _said(procedure.summary),
        "dct:language": _VIETNAMESE,
        "cv:thematicArea": {"@id": f"{base_url}/linh-vuc/{procedure.field}"},
        "cv:hasCompetentAuthority": procedure.agency
        and {"@type": "cv:PublicOrganisation", "skos:prefLabel": _said(procedure.agency)},
        "cv:hasChannel": list(_channels(procedure, address)),
        "cv:hasCost": list(_costs(procedure, address)),
        "cpsv:hasInput": list(_papers(procedure, address)),
        "cpsv:produces": procedure.result and _output(procedure.result, address),
        "cv:hasLegalResource": [
            {"@type": "eli:LegalResource", "dct:identifier": number}
            for number in procedure.legal_bases
        ],
    }
    return known(node)


def _channel_id(address: str, way: str) -> str:
    return f"{address}#{way}"


def _channels(procedure: Procedure, address: str) -> Iterator[Node]:
    for way in procedure.ways:
        rows = [row for row in procedure.channels if row.channel == way]
        yield known(
            {
                "@id": _channel_id(address, way),
                "@type": "cv:Channel",
                "dct:identifier": way,
                "dct:description": _said(texts.text(f"channel_{way}")),
                # Several lengths of time are those of several cases: no one of them is the answer.
                "cv:processingTime": _duration(rows[0]) if len(rows) == 1 else None,
            }
        )


def _duration(row: Channel) -> Node | None:
    form = _DURATIONS.get(row.duration_unit or "")
    if form is None or row.duration is None:
        return None
    return {"@type": "xsd:duration", "@value": form.format(row.duration)}


def _costs(procedure: Procedure, address: str) -> Iterator[Node]:
    for number, row in enumerate(procedure.channels, 1):
        if row.fee_vnd is not None:
            yield known(
                {
                    "@type": "cv:Cost",
                    "dct:identifier": f"{procedure.code}-{number}",
                    "cv:hasValue": {"@type": "xsd:double", "@value": str(row.fee_vnd)},
                    "cv:currency": _DONG,
                    "cv:ifAccessedThrough": {"@id": _channel_id(address, row.channel)},
                    "dct:description": _said(row.fee_note),
                }
            )


def _papers(procedure: Procedure, address: str) -> Iterator[Node]:
    for number, paper in enumerate(procedure.documents, 1):
        yield known(
            {
                "@id": f"{address}#giay-to-{number}",
                "@type": "cv:Evidence",
                "dct:identifier": f"{procedure.code}-{number}",
                "dct:title": _said(paper.name),
                # When it is needed; without it, always.
                "dct:description": _said(paper.case),
            }
        )


def _output(result: str, address: str) -> Node:
    return {
        "@id": f"{address}#ket-qua",
        "@type": "cv:Output",
        "dct:identifier": f"{address}#ket-qua",
        "dct:title": _said(result),
    }


def _event(published: Published, event: LifeEvent, base_url: str) -> Node:
    """A situation in life, with the services that it asks for."""
    address = f"{base_url}/su-kien/{event.slug}"
    codes = [code for code, _ in event.procedures if code in published.procedures]
    return known(
        {
            "@id": address,
            "@type": "cv:LifeEvent",
            "url": address,
            "dct:identifier": event.slug,
            "dct:title": _said(event.name),
            "dct:description": _said(event.summary),
            "cv:hasRelatedService": [{"@id": _address(code, base_url)} for code in codes],
        }
    )
