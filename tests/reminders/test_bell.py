"""The bell: its number, its page, and its part of the API."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from prospects.models import Prospect
from reminders import actions, queries
from reminders.models import Reminder
from tests.factories import create_api_key, create_prospect, create_user, log

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(rep, now, clock):
    """A rep who was told of two prospects."""
    prospects = [create_prospect(owner=rep, next_attempt_at=now) for _ in range(2)]
    actions.scan(now=now)
    return prospects


@pytest.fixture
def page(client, rep):
    client.force_login(rep)
    return client


def test_the_number_is_what_was_not_seen(rep, told, page):
    assert queries.unseen_count(rep) == 2

    response = page.get("/bell/")

    assert response.status_code == 200
    assert response.context["bell_unseen"] == 2
    for prospect in told:
        assert prospect.name in response.content.decode()


def test_the_number_stops_at_a_hundred(rep, told):
    prospect = told[0]
    Reminder.objects.bulk_create(
        Reminder(
            prospect=prospect,
            cycle=prospect.cycle,
            level=level,
            kind="morning",
            recipient=rep,
            due_at=prospect.next_attempt_at,
            attempt_at=prospect.next_attempt_at,
            raised_at=prospect.next_attempt_at,
        )
        for level in range(10, 200)
    )

    assert queries.unseen_count(rep) == 100


def test_the_number_is_one_statement(rep, told, django_assert_num_queries):
    with django_assert_num_queries(1):
        queries.unseen_count(rep)


def test_one_can_be_marked_as_seen(rep, told, page):
    first = Reminder.objects.order_by("id").first()

    response = page.post(f"/bell/{first.public_id}/seen/")

    assert response.status_code == 302
    assert queries.unseen_count(rep) == 1
    assert page.post(f"/bell/{first.public_id}/seen/").status_code == 302


def test_all_can_be_marked_as_seen_but_not_what_came_in_since(rep, told, page, now, clock):
    up_to = page.get("/bell/").context["see_all"]["up_to"].value()
    create_prospect(owner=rep, next_attempt_at=now)
    actions.scan(now=clock.move(minutes=1))

    page.post("/bell/seen/", {"up_to": up_to})

    assert queries.unseen_count(rep) == 1


@pytest.mark.parametrize("up_to", ["", "nonsense", "9999-12-31T23:59:59Z", "\x00", "1" * 100])
def test_nonsense_about_until_when_marks_all_or_is_refused(rep, told, page, up_to):
    assert page.post("/bell/seen/", {"up_to": up_to}).status_code in {302, 400}
    assert queries.unseen_count(rep) in {0, 2}


def test_what_was_logged_since_is_shown_as_done_and_not_counted(rep, told, page, now):
    seen = Reminder.objects.get(prospect=told[0])
    page.post(f"/bell/{seen.public_id}/seen/")
    for prospect in told:
        log(prospect, "no_answer", at=now + timedelta(minutes=1))

    response = page.get("/bell/")

    assert queries.unseen_count(rep) == 0
    [line] = response.context["lines"]
    assert (line.prospect, line.is_done) == (told[0].name, True)


def test_a_reminder_of_somebody_else_is_not_there(team, told, client):
    client.force_login(create_user(team=team))
    theirs = Reminder.objects.first()

    assert client.post(f"/bell/{theirs.public_id}/seen/").status_code == 404
    assert client.post(f"/bell/{uuid4()}/seen/").status_code == 404
    assert "Northwind" not in client.get("/bell/").content.decode()
    theirs.refresh_from_db()
    assert theirs.seen_at is None


def test_a_stranger_is_sent_to_the_sign_in_page(client, db):
    assert client.get("/bell/").status_code == 302
    assert client.post("/bell/seen/").status_code == 302


def test_seeing_is_no_get(page, told):
    assert page.get("/bell/seen/").status_code == 405


def test_an_empty_bell_says_so(page):
    assert "Nothing to remind you of" in page.get("/bell/").content.decode()


def test_many_reminders_come_in_pages(rep, page, now, clock):
    for _ in range(5):
        create_prospect(owner=rep, next_attempt_at=now)
    actions.scan(now=now)

    first = page.get("/bell/?page_size=3")
    second = page.get("/bell/", {"cursor": first.context["page"].next, "page_size": 3})

    shown = [line.public_id for each in (first, second) for line in each.context["lines"]]
    assert len(set(shown)) == 5


@pytest.mark.parametrize("query", ["cursor=nonsense", "page_size=0", "page_size=1e9", "cursor=%00"])
def test_nonsense_in_the_address_is_refused(page, query):
    assert page.get(f"/bell/?{query}").status_code == 400


# --- Housekeeping ---------------------------------------------------------------------------------


def test_what_became_pointless_is_lapsed_and_the_rest_is_not(rep, told, now):
    log(told[0], "no_answer", at=now + timedelta(minutes=1))

    assert actions.lapse_pointless(now=now) == 1
    assert actions.lapse_pointless(now=now) == 0

    assert Reminder.objects.get(prospect=told[0]).lapsed_at == now
    assert Reminder.objects.get(prospect=told[1]).lapsed_at is None


# --- The API --------------------------------------------------------------------------------------


def test_the_api_lists_the_callers_reminders(rep, told, page):
    body = page.get("/api/v1/reminders/").json()

    assert [row["kind"] for row in body["results"]] == ["due", "due"]
    assert {row["prospect"]["name"] for row in body["results"]} == {each.name for each in told}
    assert body["next"] is None


def test_the_api_marks_as_seen_and_can_be_repeated(rep, told, page, now):
    [first, _] = page.get("/api/v1/reminders/").json()["results"]

    for _ in range(2):
        answer = page.post(f"/api/v1/reminders/{first['id']}/seen/")
        assert answer.status_code == 200
        assert answer.json()["seen_at"] == "2026-03-03T15:00:00Z"

    unseen = page.get("/api/v1/reminders/?unseen=true").json()["results"]
    assert len(unseen) == 1


def test_the_api_knows_no_reminder_of_somebody_else(team, told, client):
    client.force_login(create_user(team=team))
    theirs = Reminder.objects.first()

    assert client.get("/api/v1/reminders/").json()["results"] == []
    answer = client.post(f"/api/v1/reminders/{theirs.public_id}/seen/")
    assert answer.status_code == 404
    assert json.loads(answer.content)["status"] == 404


def test_a_key_has_no_bell(team, client):
    _, text = create_api_key(team=team)

    answer = client.get("/api/v1/reminders/", headers={"Authorization": f"Bearer {text}"})

    assert answer.status_code == 403


def test_a_stranger_gets_401(client, db):
    assert client.get("/api/v1/reminders/").status_code == 401


def test_prospects_that_went_to_another_team_leave_the_bell(rep, told, page, now):
    other = create_user()
    Prospect.objects.filter(pk=told[0].pk).update(team=other.team)

    assert queries.unseen_count(rep) == 1
    assert len(page.get("/bell/").context["lines"]) == 1
