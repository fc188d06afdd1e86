"""What a program is told of a team's overdue attempts."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from dashboards.ages import Age
from people.models import Leave
from tests.dashboards.standing import a_mixed_day, escalate, overdue
from tests.factories import create_api_key, create_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

URL = "/api/v1/overdue/"


@pytest.fixture
def ask(client, team):
    """Ask with a key that may read reports."""
    _, secret = create_api_key(team=team, scopes=["reports:read"])

    def get(**query):
        return client.get(URL, query, headers={"Authorization": f"Bearer {secret}"})

    return get


def test_it_tells_every_rep_and_every_row(ask, manager, ana, bo, now):
    prospect = overdue(ana, since=now - timedelta(days=4), name="Contoso Bakery")
    escalate(prospect, to=manager)

    answer = ask().json()

    first, second = answer["reps"]
    assert (first["rep"], first["overdue"], first["by_age"]["days-1-3"]) == (ana.email, 1, 1)
    assert (second["rep"], second["overdue"], second["oldest_overdue_at"]) == (bo.email, 0, None)
    assert answer["totals"]["oldest_overdue_at"] == "2026-02-27T15:00:00Z"
    (row,) = answer["results"]
    assert row["prospect"]["id"] == str(prospect.public_id)
    assert (row["rep"], row["age"], row["working_days"]) == (ana.email, "days-1-3", 2)
    assert row["escalated_at"] == "2026-03-03T15:00:00Z"
    assert row["next_attempt"]["at"] == "2026-02-27T13:00:00Z"


def test_rows_of_one_rep_and_one_age_are_as_many_as_the_figure_says(ask, ana, bo, now):
    a_mixed_day([ana, bo], now=now, seed=5)
    figures = {each["rep"]: each for each in ask().json()["reps"]}

    for age in Age:
        rows = ask(rep=bo.email.upper(), age=age.value, page_size=200).json()["results"]
        assert len(rows) == figures[bo.email]["by_age"][age]
        assert {row["rep"] for row in rows} <= {bo.email}


def test_pages_follow_one_another(ask, ana, now):
    for hours in range(3):
        overdue(ana, since=now - timedelta(hours=hours), name=f"{hours} hours")

    first = ask(page_size=2).json()

    assert [row["prospect"]["name"] for row in first["results"]] == ["2 hours", "1 hours"]
    assert first["previous"] is None
    asked = parse_qs(urlsplit(first["next"]).query)
    second = ask(**{name: values[0] for name, values in asked.items()}).json()
    assert [row["prospect"]["name"] for row in second["results"]] == ["0 hours"]


def test_somebody_on_leave_is_told_as_away(ask, ana, now):
    Leave.objects.create(user=ana, first_on=now.date(), last_on=now.date())

    (rep,) = ask().json()["reps"]

    assert (rep["away_until"], rep["capacity_today"]) == ("2026-03-03", 0)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"rep": "nobody@team.example"}, "rep"),
        ({"age": "old"}, "age"),
        ({"show": "all"}, "show"),
        ({"page_size": "0"}, "page_size"),
        ({"cursor": "abc"}, "cursor"),
        ({"owner": "x"}, "owner"),
    ],
)
def test_a_bad_parameter_is_refused_by_name(ask, query, field):
    answer = ask(**query)

    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_a_stranger_looks_exactly_like_nobody(ask):
    stranger = create_user()

    theirs, nobody = ask(rep=stranger.email), ask(rep="nobody@team.example")

    assert theirs.status_code == nobody.status_code == 400
    assert theirs.json() == nobody.json()


def test_it_takes_the_scope_for_reports(client, team):
    _, secret = create_api_key(team=team, scopes=["prospects:read"])

    answer = client.get(URL, headers={"Authorization": f"Bearer {secret}"})

    assert answer.status_code == 403
    assert "reports:read" in answer.json()["detail"]
    assert client.get(URL).status_code == 401


def test_a_manager_may_ask_in_the_browser_and_a_rep_may_not(client, manager, ana):
    client.force_login(manager)
    assert client.get(URL).status_code == 200
    client.force_login(ana)
    assert client.get(URL).status_code == 403
