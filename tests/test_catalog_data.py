"""The shipped catalog: the counts of the reference commune, and what every page relies on."""

import unicodedata
from collections import Counter

import pytest
from catalog_files import TODAY, found_in, rows
from conftest import CATALOG

from kiosk.catalog import code
from kiosk.catalog.guides import heading
from kiosk.catalog.published import load


@pytest.fixture(scope="module")
def tables():
    return {path.stem: rows(path) for path in CATALOG.glob("*.csv")}


@pytest.fixture
def published(db):
    return load(db, TODAY)


def test_it_has_no_problem_not_even_a_warning():
    assert found_in(CATALOG) == []


def test_its_tables_have_their_counts(tables):
    counted = ("procedures", "fields", "groups", "documents", "channels", "legal_bases")
    assert {name: len(tables[name]) for name in counted} == {
        **{"procedures": 167, "fields": 34, "groups": 13},
        **{"documents": 599, "channels": 427, "legal_bases": 849},
    }
    assert len(tables["life_events"]) == 14
    assert len(list((CATALOG / "guides").glob("*.md"))) == 10


def test_its_procedures_are_those_of_the_reference_commune(published):
    procedures = published.procedures.values()
    assert Counter(p.sector for p in procedures) == {"commune": 141, "military": 14, "police": 12}
    assert sum(p.interlinked for p in procedures) == 17
    assert len(published.posted) == 141
    assert {p.sector for p in published.posted} == {"commune"}
    assert published.retired == {}


def test_every_code_is_of_the_national_form_and_in_its_short_form(published):
    assert [c for c in published.procedures if not code.is_standard(c)] == []
    assert [c for c in published.procedures if code.normalise(c) != c] == []


def test_every_procedure_has_a_short_summary_and_words_that_people_use(published):
    procedures = published.procedures.values()
    assert [p.code for p in procedures if not 0 < len(p.summary or "") <= 120] == []
    assert [p.code for p in procedures if not p.keywords] == []


def test_every_procedure_says_where_it_was_read(published):
    assert [p.code for p in published.procedures.values() if not p.provenance] == []


def test_every_field_has_procedures_and_a_group(published):
    assert len(published.open_fields) == 34
    assert [f.slug for f in published.fields if not published.by_field[f.slug]] == []
    assert [f.slug for f in published.fields if f.group is None] == []
    assert sum(len(fields) for fields in published.by_group.values()) == 34
    assert [group.slug for group in published.groups if not published.by_group[group.slug]] == []


def test_every_life_event_leads_to_procedures(published):
    assert [e.slug for e in published.life_events if not e.procedures] == []
    linked = {code for event in published.life_events for code, _ in event.procedures}
    assert sorted(linked - published.procedures.keys()) == []


def test_every_guide_has_a_heading(published):
    assert [slug for slug, body in published.guides.items() if not heading(body)] == []


def test_all_text_is_in_nfc():
    texts = {path: path.read_text(encoding="utf-8") for path in CATALOG.rglob("*.*")}
    assert len(texts) > 24
    assert [str(p) for p, text in texts.items() if not unicodedata.is_normalized("NFC", text)] == []
