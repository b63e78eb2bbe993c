"""The catalog as linked data: what every node is, that it hangs together, and what CPSV-AP asks."""

import json
import re

import pytest
from conftest import NOW

from kiosk.catalog import linked_catalog, published
from kiosk.clock import local_day

HOME = "https://motcua.example.gov.vn"
# What CPSV-AP 3.2 wants to be there of each class, as far as it is known.
WANTED = {
    "cpsv:PublicService": {"dct:identifier", "dct:title"},
    "cv:PublicOrganisation": {"skos:prefLabel"},
    "cv:Channel": {"dct:identifier"},
    "cv:Cost": {"dct:identifier"},
    "cv:Evidence": {"dct:identifier", "dct:title"},
    "cv:Output": {"dct:identifier", "dct:title"},
    "cv:LifeEvent": {"dct:identifier", "dct:title"},
    "eli:LegalResource": {"dct:identifier"},
    "skos:Concept": {"skos:prefLabel"},
}
SAID = {"dct:title", "dct:description", "skos:prefLabel"}


@pytest.fixture
def document(db):
    return linked_catalog.document(published.load(db, local_day(NOW)), HOME)


def nodes(value):
    """Every object of *value*, however deep."""
    if isinstance(value, list):
        for one in value:
            yield from nodes(one)
    elif isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from nodes(inner)


def types_of(node):
    found = node.get("@type", [])
    return [found] if isinstance(found, str) else found


def of_type(document, wanted):
    return [node for node in nodes(document["@graph"]) if wanted in types_of(node)]


def test_every_procedure_is_a_service_of_both_vocabularies(document, db):
    shown = published.load(db, local_day(NOW))
    services = of_type(document, "cpsv:PublicService")
    assert [one["identifier"] for one in services] == list(shown.procedures)
    assert services == of_type(document, "GovernmentService")
    assert len(of_type(document, "skos:Concept")) == 34
    assert len(of_type(document, "cv:LifeEvent")) == len(shown.life_events)


@pytest.mark.parametrize("wanted", WANTED)
def test_each_class_has_what_its_vocabulary_asks_for(document, wanted):
    found = of_type(document, wanted)
    assert found
    for node in found:
        assert WANTED[wanted] <= node.keys(), node
        for name in SAID & node.keys():
            assert node[name]["@language"] == "vi" and node[name]["@value"]


def test_every_prefix_is_declared_and_every_reference_leads_somewhere(document):
    context = document["@context"]
    there = {node["@id"] for node in nodes(document["@graph"]) if len(node) > 1 and "@id" in node}
    assert len(there) == sum(1 for n in nodes(document["@graph"]) if len(n) > 1 and "@id" in n)
    for node in nodes(document["@graph"]):
        for name in (*node, *types_of(node)):
            if re.match(r"[a-z]+:", name):
                assert name.partition(":")[0] in context, name
        target = node.get("@id", "")
        if len(node) == 1 and target.startswith(HOME):
            assert target in there, target
        assert not any(value in (None, "", [], {}) for value in node.values()), node


def test_one_procedure_says_what_its_page_says(document, client):
    html = client.get("/thu-tuc/1.001193").get_data(as_text=True)
    page = json.loads(
        re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)[1]
    )
    (node,) = [one for one in document["@graph"] if one.get("identifier") == "1.001193"]
    (unit,) = [one for one in document["@graph"] if one["@id"] == node["provider"]["@id"]]
    assert page.pop("@context") == document["@context"]["@vocab"].rstrip("/")
    provider = page.pop("provider")
    assert (page.pop("@type"), provider.pop("@type")) == (node["@type"][0], unit["@type"][0])
    assert {name: node[name] for name in page} == page
    assert {name: unit[name] for name in provider} == provider
    assert node["@id"] == node["url"] == f"{HOME}/thu-tuc/1.001193"


def test_fees_times_and_papers_are_those_of_the_catalog(document):
    (node,) = [one for one in document["@graph"] if one.get("identifier") == "1.001193"]
    direct = f"{HOME}/thu-tuc/1.001193#direct"
    assert node["cv:hasChannel"][0] == {
        "@id": direct,
        "@type": "cv:Channel",
        "dct:identifier": "direct",
        "dct:description": {"@language": "vi", "@value": "Trực tiếp"},
        "cv:processingTime": {"@type": "xsd:duration", "@value": "P1D"},
    }
    cost = node["cv:hasCost"][0]
    assert cost["cv:hasValue"] == {"@type": "xsd:double", "@value": "0"}
    assert cost["cv:ifAccessedThrough"] == {"@id": direct}
    assert node["cv:thematicArea"] == {"@id": f"{HOME}/linh-vuc/ho-tich"}
    assert node["cpsv:produces"]["dct:title"]["@value"] == "Giấy khai sinh"


def test_working_days_are_not_passed_off_as_days(document, db):
    shown = published.load(db, local_day(NOW))
    lengths = {
        one["@value"] for one in nodes(document["@graph"]) if one.get("@type") == "xsd:duration"
    }
    assert all(re.fullmatch(r"P\d+[DM]|PT\d+H", one) for one in lengths)
    of_working_days = {
        f"{HOME}/thu-tuc/{p.code}#{row.channel}"
        for p in shown.procedures.values()
        for row in p.channels
        if row.duration_unit == "working_day"
    }
    assert of_working_days
    for channel in of_type(document, "cv:Channel"):
        assert channel["@id"] not in of_working_days or "cv:processingTime" not in channel


def test_it_is_served_as_linked_data(client, document):
    for accept in (None, "application/ld+json", "application/json", "*/*"):
        headers = {"Accept": accept} if accept else {}
        answer = client.get("/api/v1/catalog.jsonld", headers=headers)
        kind = "application/json" if accept == "application/json" else "application/ld+json"
        assert answer.headers["Content-Type"] == kind
        assert json.loads(answer.data) == document
    assert json.loads(client.get("/en/api/v1/catalog.jsonld").data) == document
