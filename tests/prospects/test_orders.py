"""Small lists over the API: which end comes first, and only what changed since."""

from datetime import timedelta

import pytest
from django.test import Client

from intake.webhooks.models import WebhookEndpoint
from people.permissions import SCOPES
from tests.factories import TUESDAY, create_api_key, create_team, create_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def team():
    return create_team()


@pytest.fixture
def program(team):
    _, text = create_api_key(team=team, scopes=sorted(SCOPES))
    return Client(raise_request_exception=False, headers={"authorization": f"Bearer {text}"})


def read(program, path: str, **asked) -> list[dict]:
    answer = program.get(f"/api/v1/{path}/", asked)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_people_are_listed_from_either_end(program, team):
    first, last = create_user(team=team), create_user(team=team)

    in_order = [row["email"] for row in read(program, "users")]
    turned = [row["email"] for row in read(program, "users", ordering="-created_at")]

    assert in_order == [first.email, last.email]
    assert turned == [last.email, first.email]


def test_a_page_begins_where_the_one_before_ended_in_that_order_too(program, team):
    people = [create_user(team=team) for _ in range(3)]

    page = program.get("/api/v1/users/", {"ordering": "-created_at", "page_size": 2}).json()
    rest = program.get(page["next"]).json()

    told = [row["email"] for row in page["results"] + rest["results"]]
    assert told == [person.email for person in reversed(people)]


@pytest.mark.parametrize(
    "path", ["users", "campaigns", "scripts", "angles", "articles", "policies", "webhooks"]
)
def test_an_order_that_a_list_does_not_have_is_refused(program, path):
    answer = program.get(f"/api/v1/{path}/", {"ordering": "name"})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "ordering"


def test_webhooks_that_changed_since_are_told_alone(program, team):
    for days in (5, 1):
        at = TUESDAY - timedelta(days=days)
        WebhookEndpoint.objects.create(
            team=team, url=f"https://{days}.example/", created_at=at, updated_at=at
        )
    since = (TUESDAY - timedelta(days=2)).isoformat()

    told = read(program, "webhooks", updated_since=since)

    assert [row["url"] for row in told if "url" in row] == [told[0]["url"]]
    assert len(told) == 1
