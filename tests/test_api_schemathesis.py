"""
Requests that the OpenAPI document allows, and such as it forbids, made up by Schemathesis: by
examples, by every value at the edge of a schema, at random, and one after the other. All checks.
"""

from collections import Counter

import pytest
import schemathesis
from schemathesis.engine import events, from_schema

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


def run(app, examples, **headers):
    """What fails, in words, and how often each check was made."""
    # The test client does not unpack; what is packed is the same (see test_api.py).
    settings = {
        "seed": SEED,
        "headers": {"Accept-Encoding": "identity", **headers},
        "generation": {"max-examples": examples, "database": "none"},
    }
    config = schemathesis.Config.from_dict(settings)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app, config=config)
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


def test_the_document_is_true_for_everybody(app, examples):
    faults, made = run(app, examples)
    assert faults == []
    assert made.keys() >= CHECKS
    assert made["requests"] > 10 * examples
