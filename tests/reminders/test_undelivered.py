"""The page of what could not be delivered, and who is told of it."""

from uuid import uuid4

import pytest

from outbox import actions as outbox
from outbox.models import Message, Suppression
from reminders import actions
from tests.factories import create_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def dead(team, rep, now):
    message = outbox.queue(
        kind="reminders.digest",
        channel="email",
        address=rep.email,
        payload={},
        team_key=team.pk,
        now=now,
    )
    Message.objects.update(state=Message.State.DEAD, last_error="550 <b>no such user</b>")
    return message


@pytest.fixture
def page(client, manager, clock):
    actions.scan(now=clock.now())
    client.force_login(manager)
    return client


def state():
    message = Message.objects.get()
    return message.state, message.seen_dead_at


def test_it_shows_to_whom_and_why(page, dead, rep):
    shown = page.get("/undelivered/").content.decode()

    assert rep.email in shown
    assert "550 &lt;b&gt;no such user&lt;/b&gt;" in shown
    assert '<a href="/undelivered/">1 message</a>' in shown


def test_a_message_can_be_tried_again(page, dead):
    answer = page.post("/undelivered/retry/", {"message": [dead.pk]}, follow=True)

    assert "1 message will be tried again." in answer.content.decode()
    assert state() == (Message.State.PENDING, None)
    assert "Everything was delivered" in page.get("/undelivered/").content.decode()


def test_a_message_can_be_put_aside_and_is_told_no_more(page, dead, now):
    page.post("/undelivered/put-aside/", {"message": [dead.pk]})

    assert state() == (Message.State.DEAD, now)
    assert list(page.get("/undelivered/").context["house_banners"]) == []


@pytest.mark.parametrize("chosen", [[], ["nonsense"], [uuid4()], ["\u0664" * 32], ["a" * 5000]])
@pytest.mark.parametrize("door", ["retry", "put-aside"])
def test_nonsense_changes_nothing(page, dead, chosen, door):
    assert page.post(f"/undelivered/{door}/", {"message": chosen}).status_code == 302

    assert state() == (Message.State.DEAD, None)


def test_another_teams_messages_are_out_of_reach(client, dead, clock):
    client.force_login(create_user(role="manager"))

    client.post("/undelivered/retry/", {"message": [dead.pk]})
    client.post("/undelivered/put-aside/", {"message": [dead.pk]})

    assert state() == (Message.State.DEAD, None)
    assert "no such user" not in client.get("/undelivered/").content.decode()


def test_reps_have_no_such_page_but_are_told_of_their_own_address(client, dead, rep, clock):
    client.force_login(rep)

    assert client.get("/undelivered/").status_code == 403
    [told] = client.get("/bell/").context["house_banners"]
    assert "Mail to your own address is refused" in told


def test_colleagues_are_not_told_of_an_address_that_is_not_theirs(client, dead, team, clock):
    client.force_login(create_user(team=team))

    assert list(client.get("/bell/").context["house_banners"]) == []


# --- Held back -----------------------------------------------------------------------------------


@pytest.fixture
def held(team, rep, now):
    return Suppression.objects.create(
        team_key=team.pk, address=rep.email.lower(), reason="550 no such user", since=now
    )


def test_an_address_that_is_held_back_is_shown_and_can_be_lifted(page, held):
    assert "550 no such user" in page.get("/undelivered/").content.decode()

    answer = page.post("/undelivered/write-again/", {"address": [held.pk]}, follow=True)

    assert "1 address will be written to again." in answer.content.decode()
    assert not Suppression.objects.exists()


def test_whose_address_is_held_back_is_told_so_on_every_page(client, rep, held, clock):
    actions.scan(now=clock.now())
    client.force_login(rep)

    assert "Mail to your own address is refused" in client.get("/").content.decode()


@pytest.mark.parametrize("chosen", [[], ["nonsense"], ["\u0664"], ["9" * 30], ["-1"]])
def test_nonsense_lifts_nothing(page, held, chosen):
    assert page.post("/undelivered/write-again/", {"address": chosen}).status_code == 302

    assert Suppression.objects.exists()


def test_another_teams_addresses_stay_held_back(client, held, clock):
    client.force_login(create_user(role="manager"))
    client.post("/undelivered/write-again/", {"address": [held.pk]})

    assert Suppression.objects.exists()
    assert "no such user" not in client.get("/undelivered/").content.decode()
