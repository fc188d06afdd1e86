"""Every refusal has one shape for programs, and a page for people."""

import json

import pytest

from groundwork.problems import FieldError, Refused, flatten

MEMBERS = {"type", "title", "status", "detail", "errors"}


def problem(response, status: int) -> dict:
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    told = json.loads(response.content)
    assert set(told) == MEMBERS
    assert told["status"] == status
    return told


@pytest.mark.parametrize(
    ("what", "status", "code"),
    [
        ("missing", 404, "not-found"),
        ("closed", 401, "not-authenticated"),
        ("forbidden", 403, "forbidden"),
        ("throttled", 429, "throttled"),
        ("locked", 503, "unavailable"),
        ("refused", 409, "in-progress"),
        ("broken", 500, "fault"),
    ],
)
def test_whatever_is_raised_in_the_api_is_told_as_a_problem(knock, what, status, code):
    told = problem(knock.get(f"/api/raises/{what}/"), status)

    assert told["type"] == f"urn:followup:problem:{code}"
    assert told["detail"]


def test_a_fault_of_ours_tells_nothing_about_our_code(knock):
    response = knock.get("/api/raises/broken/")

    assert b"secret" not in response.content
    assert b"RuntimeError" not in response.content


def test_who_has_no_key_is_told_which_kind_to_bring(knock):
    assert knock.get("/api/raises/closed/")["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("what", "seconds"), [("throttled", "7"), ("locked", "2"), ("refused", "1")]
)
def test_who_may_try_again_is_told_when(knock, what, seconds):
    assert knock.get(f"/api/raises/{what}/")["Retry-After"] == seconds


def test_an_address_that_is_not_there_is_a_problem_under_api_and_a_page_elsewhere(knock):
    problem(knock.get("/api/nothing/"), 404)

    page = knock.get("/nothing/")

    assert page.status_code == 404
    assert page["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    ("what", "status"), [("missing", 404), ("locked", 503), ("refused", 409), ("broken", 500)]
)
def test_a_page_that_fails_is_still_a_page(knock, what, status):
    page = knock.get(f"/raises/{what}/")

    assert page.status_code == status
    assert b"<h1" in page.content
    assert b"secret" not in page.content


def test_a_verb_that_is_not_offered_names_those_that_are(knock):
    response = knock.delete("/api/companies/")

    problem(response, 405)
    assert "POST" in response["Allow"]


def test_nested_mistakes_are_named_by_their_paths(knock):
    body = {"name": "", "contacts": [{"name": "Dana"}, {"email": "nonsense"}]}

    told = problem(knock.post("/api/companies/", body, "application/json"), 400)

    named = {error["field"]: error["code"] for error in told["errors"]}
    assert named == {"name": "blank", "contacts[1].email": "invalid"}


def test_one_mistake_is_told_in_the_detail_itself(knock):
    told = problem(knock.post("/api/companies/", {"name": 7}, "application/json"), 400)

    assert told["detail"] == "name: It must be text."


def test_a_mistake_of_the_whole_has_an_empty_path(knock):
    told = problem(knock.post("/api/companies/", "[]", "application/json"), 400)

    assert [error["field"] for error in told["errors"]] == [""]


def test_lists_of_texts_are_numbered_only_where_they_nest():
    nested = {"contacts": [{}, {"email": ["bad", "worse"]}], "non_field_errors": ["neither"]}

    told = [(error.field, error.detail) for error in flatten(nested)]

    assert told == [
        ("contacts[1].email", "bad"),
        ("contacts[1].email", "worse"),
        ("", "neither"),
    ]


def test_a_problem_can_be_sent_whatever_it_quotes():
    error = FieldError(field="a\udfff", code="x", detail="\ud800")

    body = Refused(status=400, code="x", detail="half \udfff", errors=[error]).body()

    assert json.dumps(body, ensure_ascii=False).encode()
