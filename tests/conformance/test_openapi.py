"""The OpenAPI document: sound by others' judgement, whole, and true by schemathesis."""

import json
import sys

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from tests.conformance.fuzz import fuzz
from tests.conformance.served import house


@pytest.fixture
def document():
    """The document, made without a word of complaint."""
    GENERATOR_STATS.reset()
    made = SchemaGenerator().get_schema(request=None, public=True)
    assert not GENERATOR_STATS, "it could not be made without warnings"
    return json.loads(json.dumps(made))


def operations(document):
    return [
        (path, method, told)
        for path, item in document["paths"].items()
        for method, told in item.items()
        if method in {"get", "post", "patch", "put", "delete"}
    ]


def test_it_is_valid_openapi_3_1(document):
    assert document["openapi"].startswith("3.1")
    validate_schema(document)


def test_every_operation_says_what_it_does_under_a_name_of_its_own(document):
    names = [told["operationId"] for _, _, told in operations(document)]
    assert len(names) == len(set(names)) >= 40
    assert [path for path, _, told in operations(document) if not told.get("description")] == []


def test_every_answer_tells_the_limit_and_every_refusal_is_a_problem(document):
    responses = document["components"]["responses"]
    for _, _, told in operations(document):
        assert {"400", "401", "403", "429", "503"} <= set(told["responses"])
        for status, response in told["responses"].items():
            meant = (
                responses[response["$ref"].rpartition("/")[2]] if "$ref" in response else response
            )
            assert "RateLimit-Remaining" in meant["headers"]
            if int(status) >= 400:
                assert "application/problem+json" in meant["content"]


def test_what_can_be_changed_has_an_etag(document):
    for path, item in document["paths"].items():
        if "patch" in item and "get" in item and "webhooks" not in path:
            names = {each["name"] for each in item["patch"].get("parameters", ())}
            assert "If-Match" in names, path
            assert "ETag" in item["get"]["responses"]["200"]["headers"], path


@pytest.mark.conformance
def test_a_house_answers_as_its_document_says():
    with house() as served:
        outcome = fuzz(served, examples=1, seconds=60)
    sys.stdout.write(f"\n{outcome.line()}\n")
    assert outcome.passed, outcome.report
    assert outcome.cases >= 1_000
    assert max(outcome.statuses) < 500
