"""Addresses that refused mail get none, until somebody lifts it; and old messages go away."""

import smtplib
from datetime import UTC, datetime, timedelta

import pytest

from outbox import actions
from outbox.models import Message, Suppression

pytestmark = pytest.mark.django_db

State = Message.State
GONE = smtplib.SMTPRecipientsRefused({"dana@northwind.example": (550, b"5.1.1 no such user")})


def send(now):
    return actions.send_waiting(clock=lambda: now)


@pytest.fixture
def refused(queue_letter, server, now):
    message = queue_letter(team_key=7)
    server.fails_with = GONE
    send(now)
    server.fails_with = None
    return message


def test_an_address_that_refused_gets_nothing_more_from_that_team(
    refused, queue_letter, server, now
):
    held = queue_letter(team_key=7, address="Dana@Northwind.example")
    others = queue_letter(team_key=8)
    send(now)

    held.refresh_from_db()
    assert (held.state, held.seen_dead_at) == (State.DEAD, now)  # the suppression is the news
    assert "no such user" in held.last_error
    assert server.ids() == [f"<{others.pk}@localhost>"]
    row = Suppression.objects.get()
    assert (row.team_key, row.address, row.held_back) == (7, "dana@northwind.example", 1)


def test_a_refusal_for_the_moment_suppresses_nothing(queue_letter, server, now):
    queue_letter(team_key=7)
    server.fails_with = smtplib.SMTPRecipientsRefused({"d@n.example": (451, b"4.7.1 greylisted")})
    send(now)

    assert not Suppression.objects.exists()


def test_what_is_lifted_is_written_to_again(refused, queue_letter, server, now):
    mine = list(Suppression.objects.values_list("pk", flat=True))
    assert actions.lift(suppression_ids=mine, team_key=8, now=now) == 0  # another team's
    assert actions.lift(suppression_ids=mine, team_key=7, now=now) == 1

    queue_letter(team_key=7)
    assert send(now).sent == 1


def test_who_asks_to_send_it_again_means_it(refused, server, now):
    actions.retry(message_ids=[refused.pk], team_key=7, now=now)

    assert send(now).sent == 1
    assert not Suppression.objects.exists()


# --- Pruning ------------------------------------------------------------------------------------

# Ids hold the machine's time of their making; this is later than any machine's.
MUCH_LATER = datetime(2090, 1, 1, tzinfo=UTC)


def test_what_was_settled_long_ago_is_dropped_and_what_nobody_saw_is_not(queue_letter, server, now):
    for state in State:
        queue_letter(about=state)
        Message.objects.filter(about=state).update(state=state)
    queue_letter(about="seen")
    Message.objects.filter(about="seen").update(state=State.DEAD, seen_dead_at=now)
    queue_letter(about="recent", now=MUCH_LATER - timedelta(days=89))
    Message.objects.filter(about="recent").update(state=State.SENT)

    assert actions.prune(now=now) == 0
    assert actions.prune(now=MUCH_LATER) == 3

    left = set(Message.objects.values_list("about", flat=True))
    assert left == {State.PENDING, State.DEAD, "recent"}
    assert actions.prune(now=MUCH_LATER) == 0
