"""Two at one prospect: who is on it, what the other sees and cannot do."""

import pytest
from django.test import Client
from django.urls import reverse

from prospects.models import Touch
from tests.factories import create_prospect, create_user


@pytest.fixture
def lee(team):
    return create_user(team=team, name="Lee Wong", timezone="America/New_York")


@pytest.fixture
def other_desk(lee, clock) -> Client:
    client = Client()
    client.force_login(lee)
    return client


@pytest.fixture
def prospect(rep):
    return create_prospect(owner=rep, name="New Leaf")


def address(prospect, name="claim"):
    return reverse(f"desk:{name}", args=[prospect.public_id])


def card(client, prospect) -> str:
    return client.get(address(prospect, "card")).content.decode()


def test_the_other_sees_who_is_on_it_and_can_only_look(other_desk, desk, prospect, press):
    other_desk.post(address(prospect))

    page = card(desk, prospect)
    answer = press(prospect, "no_answer", note="Luis decides")

    assert "Lee Wong is on it</strong>, until 12:00" in page
    assert '<fieldset id="log-set" disabled>' in page
    assert "Another time" not in page
    assert answer.status_code == 422
    assert "Lee Wong is on New Leaf just now" in answer.content.decode()
    assert "Luis decides" in answer.content.decode()  # what was typed is not lost
    assert Touch.objects.count() == 0


def test_who_is_on_it_logs_and_it_is_free_again(other_desk, desk, prospect, press):
    desk.post(address(prospect))
    assert "You are on it until 12:00" in card(desk, prospect)

    press(prospect, "no_answer")

    assert "I am on it" in card(other_desk, prospect)


def test_a_look_is_answered_with_nothing_until_somebody_comes(other_desk, desk, prospect):
    free = desk.get(address(prospect), {"seen": "something"})
    assert free.status_code == 200
    assert desk.get(address(prospect), {"seen": free.context["claim"].stamp}).status_code == 204

    other_desk.post(address(prospect))

    answer = desk.get(address(prospect), {"seen": free.context["claim"].stamp})
    assert "Lee Wong is on it" in answer.content.decode()


def test_the_rep_of_the_prospect_can_free_it(other_desk, desk, prospect, press):
    other_desk.post(address(prospect))

    desk.post(address(prospect, "claim-end"))

    assert press(prospect, "no_answer").status_code == 303


def test_a_colleague_cannot_free_it(other_desk, team, desk, prospect):
    stranger = Client()
    stranger.force_login(create_user(team=team))
    other_desk.post(address(prospect))

    answer = stranger.post(address(prospect, "claim-end"), follow=True)

    assert "Ask them, the rep of this prospect or a manager" in answer.content.decode()
    assert "Lee Wong is on it" in card(desk, prospect)


@pytest.mark.parametrize("name", ["known", "edit", "person-add", "person-remove", "move"])
def test_nothing_is_written_under_somebodys_hands(other_desk, desk, prospect, name):
    other_desk.post(address(prospect))
    more = {"known": ["budget"], "person-remove": [prospect.contacts.get().public_id]}
    door = reverse(f"desk:{name}", args=[prospect.public_id, *more.get(name, [])])

    answer = desk.post(door, {"budget": "50k", "name": "Luis", "role": "other"})

    assert answer.status_code == 409
    assert "Lee Wong is on New Leaf just now" in answer.content.decode()


def test_the_queue_says_it_of_the_row(other_desk, desk, prospect):
    other_desk.post(address(prospect))

    assert "Lee Wong is on it" in desk.get(reverse("desk:queue-list")).content.decode()
