"""
Requests that the OpenAPI document allows, and such as it forbids, made up by Schemathesis: by
examples, by every value at the edge of a schema, at random, and one after the other. All checks.
"""

from collections import Counter

import pytest
import schemathesis
from conftest import NOW
from reporting import TESTER, count_events
from schemathesis.engine import events, from_schema
from serving import serving

from kiosk.accounts import api_tokens
from kiosk.accounts.api_tokens import SCOPES

DOCUMENT = "/api/v1/openapi.json"
SEED = 20260310  # the same requests every time; the long form tries more of them
EXAMPLES, MANY_EXAMPLES = 25, 2000  # of random requests, for each operation
CHECKS = {
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "positive_data_acceptance",
    "unsupported_method",
    "allow_header_conformance",
}


def configured(examples, **headers):
    settings = {
        "seed": SEED,
        # Unpacked: the test client does not do it, and what is packed is the same (test_api.py).
        "headers": {"Accept-Encoding": "identity", **headers},
        "generation": {"max-examples": examples, "database": "none"},
    }
    return schemathesis.Config.from_dict(settings)


def run(schema):
    """What fails, in words, and how often each check was made."""
    faults, made = [], Counter()
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            faults.append(str(event))
        if isinstance(event, events.ScenarioFinished):
            made["requests"] += len(event.recorder.interactions)
            for case, checks in event.recorder.checks.items():
                made.update(check.name for check in checks)
                faults += [_told(event, case, check) for check in checks if check.failure_info]
    return faults, made


def _told(event, case, check):
    request = event.recorder.interactions[case].request
    return f"{request.method} {request.uri}: {check.name}: {check.failure_info.failure}"


@pytest.fixture
def examples(request):
    return MANY_EXAMPLES if request.config.getoption("--long") else EXAMPLES


@pytest.fixture
def app(app):
    """The application, for one network and one token that ask as often as they like."""
    app.extensions["kiosk"].quota.wait_s = lambda *_: 0
    return app


def test_the_document_is_true_for_everybody(app, examples):
    config = configured(examples)
    faults, made = run(schemathesis.openapi.from_wsgi(DOCUMENT, app, config=config))
    assert faults == []
    assert made.keys() >= CHECKS
    assert made["requests"] > 10 * examples


def test_the_document_is_true_with_a_token_and_without_it_nothing_opens(app, db, examples):
    count_events(db)
    _, secret = api_tokens.add(db, "Thử", list(SCOPES), "", TESTER, NOW)
    config = configured(examples, Authorization=f"Bearer {secret}")
    # Over the wire: the probes without a token need more than the test client understands.
    with serving(app) as address:
        faults, made = run(schemathesis.openapi.from_url(address + DOCUMENT, config=config))
    assert faults == []
    assert made.keys() >= {*CHECKS, "ignored_auth"}
    assert made["ignored_auth"] > 0
