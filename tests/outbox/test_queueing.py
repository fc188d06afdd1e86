"""What goes into the outbox, and what is taken back from it."""

from datetime import timedelta

import pytest
from django.db import transaction

from outbox import actions
from outbox.models import Message
from tests.outbox.racing import at_once

pytestmark = pytest.mark.django_db


def test_a_message_undone_with_its_transaction_never_was(queue_letter):
    with transaction.atomic():
        queue_letter()
        transaction.set_rollback(True)

    assert not Message.objects.exists()


def test_the_same_once_key_makes_one_message_and_returns_it(queue_letter):
    first = queue_letter(once="digest:1:2026-03-03:morning")
    second = queue_letter(once="digest:1:2026-03-03:morning", payload={"subject": "Other"})

    assert second.pk == first.pk
    assert Message.objects.get().payload == {}


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_with_one_key_make_one_message(queue_letter):
    made = at_once(10, lambda: queue_letter(once="digest:1:2026-03-03:morning").pk)

    assert len(set(made)) == 1
    assert Message.objects.count() == 1


def digest(key: str) -> actions.Once:
    return actions.Once(
        kind="reminders.digest", channel="email", address="rep@team.example", payload={}, once=key
    )


def test_many_messages_are_queued_once_each_in_one_statement(now, django_assert_num_queries):
    actions.queue_once([digest("b")], now=now)

    with django_assert_num_queries(1):
        actions.queue_once([digest("c"), digest("b"), digest("a")], now=now)

    rows = Message.objects.order_by("once")
    assert [(row.once, row.state, row.next_try_at) for row in rows] == [
        (key, Message.State.PENDING, now) for key in "abc"
    ]


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_with_the_same_keys_make_one_message_of_each(now):
    keys = [str(number) for number in range(30)]
    at_once(10, lambda: actions.queue_once([digest(key) for key in keys], now=now))

    assert Message.objects.count() == 30


def test_messages_of_the_cycle_that_moved_on_are_void(queue_letter, now):
    old = queue_letter(about="prospect:7:cycle:3")
    other = queue_letter(about="prospect:7:cycle:4")

    assert actions.void(about="prospect:7:cycle:3", now=now) == 1

    old.refresh_from_db()
    other.refresh_from_db()
    assert (old.state, other.state) == (Message.State.VOID, Message.State.PENDING)


def test_voiding_nothing_in_particular_voids_nothing(queue_letter, now):
    queue_letter(about="")

    assert actions.void(about="", now=now) == 0
    assert Message.objects.get().state == Message.State.PENDING


def test_what_has_been_sent_stays_sent_when_the_cycle_moves_on(queue_letter, server, now):
    queue_letter(about="prospect:7:cycle:3")
    actions.send_waiting(clock=lambda: now)

    actions.void(about="prospect:7:cycle:3", now=now)

    assert Message.objects.get().state == Message.State.SENT


def test_a_held_message_waits_and_can_be_taken_back(queue_letter, server, now):
    queue_letter(hold=timedelta(seconds=10), about="prospect:7:cycle:3")

    actions.send_waiting(clock=lambda: now + timedelta(seconds=9))
    assert server.mails == []

    actions.void(about="prospect:7:cycle:3", now=now)
    actions.send_waiting(clock=lambda: now + timedelta(seconds=11))
    assert server.mails == []
