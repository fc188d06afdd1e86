"""The OpenAPI document tells a stranger's program how to push a lead."""

from importlib import import_module

import pytest
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from groundwork import openapi, pages, params


@pytest.fixture(scope="module")
def document() -> dict:
    import_module("followup.schema")  # it tells what this room's document does not know itself
    return SchemaGenerator().get_schema(request=None, public=True)


def test_the_document_is_valid(document):
    validate_schema(document)

    assert document["openapi"].startswith("3.1")


def test_it_tells_what_a_lead_may_hold(document):
    lead = document["components"]["schemas"]["LeadIn"]["properties"]

    assert {"external_id", "company", "contacts", "next_step", "custom"} <= set(lead)
    assert lead["comments"]["maxLength"] == 10_000
    assert "integer" in str(lead["external_id"])


def test_it_tells_every_answer(document):
    push = document["paths"]["/api/v1/leads/"]["post"]

    assert {"200", "201", "400", "401", "403", "409", "413", "415", "422", "429"} <= set(
        push["responses"]
    )
    (_, _, name) = push["responses"]["400"]["$ref"].rpartition("/")
    assert "application/problem+json" in document["components"]["responses"][name]["content"]
    assert {"key": []} in push["security"]


def test_it_names_the_parameters_that_a_list_takes(document):
    names = {one["name"] for one in document["paths"]["/api/v1/leads/"]["get"]["parameters"]}

    assert names == {*pages.PARAMS, "fate", "source", "external_id", "updated_since", "ordering"}


@pytest.mark.parametrize(
    ("param", "shape"),
    [
        (params.Integer(least=1, most=9), {"type": "integer", "minimum": 1, "maximum": 9}),
        (params.Flag(), {"type": "boolean"}),
        (params.Choice(among=["a", "b"]), {"type": "string", "enum": ["a", "b"]}),
        (params.Id(), {"type": "string", "format": "uuid"}),
        (params.Instant(), {"type": "string", "format": "date-time"}),
        (params.Day(), {"type": "string", "format": "date"}),
        (params.Text(longest=7), {"type": "string", "minLength": 1, "maxLength": 7}),
    ],
)
def test_a_parameter_knows_its_shape(param, shape):
    assert openapi.asked({"x": param})[0].type == shape
