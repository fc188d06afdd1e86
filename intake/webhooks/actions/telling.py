"""From an event to a message in the outbox for each endpoint that wants it, and back again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from groundwork.events import Event
from intake.webhooks.actions.endpoints import about, pause
from intake.webhooks.bodies import bodies, written
from intake.webhooks.models import WebhookDelivery, WebhookEndpoint
from outbox import actions as outbox
from outbox.actions import Once
from outbox.models import Message
from outbox.senders import End, Outcome
from people.actors import Actor

KIND = "intake.webhook"
TEST = "webhook.test"
KEPT_FOR = timedelta(days=30)


class CannotRedeliver(Exception):
    """The message says what to do first."""


def hear(event: Event) -> None:
    """Write a delivery for each endpoint that wants the event, in the caller's transaction."""
    endpoints = [
        endpoint
        for endpoint in WebhookEndpoint.objects.filter(team_id=event.team_id).listening()
        if event.name in endpoint.events
    ]
    if not endpoints:
        return
    told = bodies(event)
    deliveries = [
        WebhookDelivery(endpoint=endpoint, event=event.name, body=body, told_at=event.at)
        for endpoint in endpoints
        for body in told
    ]
    WebhookDelivery.objects.bulk_create(deliveries)
    _queue(deliveries, now=event.at)


def _queue(deliveries: Sequence[WebhookDelivery], *, now: datetime) -> None:
    outbox.queue_once(
        [
            Once(
                kind=KIND,
                channel=Message.Channel.WEBHOOK,
                address=delivery.endpoint.url,
                payload={"delivery": str(delivery.public_id)},
                once=f"webhook:{delivery.public_id}:{delivery.copy}",
                team_key=delivery.endpoint.team_id,
                about=about(delivery.endpoint),
            )
            for delivery in deliveries
        ],
        now=now,
    )
    outbox.hurry("outbox.post")


@transaction.atomic
def send_test(*, endpoint_id: int, by: Actor, now: datetime) -> WebhookDelivery:
    """Send an endpoint an event that says only that this works; also while it is paused."""
    endpoint = WebhookEndpoint.objects.visible_to(by).get(pk=endpoint_id)
    body = written(TEST, at=now, data={"webhook": str(endpoint.public_id)})
    delivery = WebhookDelivery.objects.create(endpoint=endpoint, event=TEST, body=body, told_at=now)
    _queue([delivery], now=now)
    return delivery


@transaction.atomic
def redeliver(*, delivery_id: int, by: Actor, now: datetime) -> WebhookDelivery:
    """Send a delivery once more, as it was, under a new webhook-id.

    :raises CannotRedeliver: while it is on its way, or its endpoint is paused
    """
    rows = WebhookDelivery.objects.select_related("endpoint").select_for_update(of=("self",))
    delivery = rows.get(pk=delivery_id, endpoint__team_id=by.team_id)
    if delivery.endpoint.paused_at is not None:
        raise CannotRedeliver("This webhook is paused. Resume it first.")
    if delivery.state == WebhookDelivery.State.WAITING and _is_waiting(delivery):
        raise CannotRedeliver("It is still on its way.")
    delivery.copy += 1
    delivery.state = WebhookDelivery.State.WAITING
    delivery.save(update_fields=["copy", "state"])
    _queue([delivery], now=now)
    return delivery


def _is_waiting(delivery: WebhookDelivery) -> bool:
    once = f"webhook:{delivery.public_id}:{delivery.copy}"
    return Message.objects.filter(once=once, state=Message.State.PENDING).exists()


def heard_back(message: Message, outcome: Outcome) -> None:
    """Write down what came of a try. An endpoint that takes nothing for a day, or is gone, is
    paused."""
    rows = WebhookDelivery.objects.select_related("endpoint").select_for_update(of=("self",))
    delivery = rows.filter(public_id=message.payload["delivery"]).first()
    if delivery is None:
        return
    states = {
        End.SENT: WebhookDelivery.State.DELIVERED,
        End.LATER: WebhookDelivery.State.WAITING,
        End.DEAD: WebhookDelivery.State.FAILED,
    }
    delivery.state, delivery.tries = states[outcome.end], delivery.tries + 1
    delivery.tried_at, delivery.seconds = outcome.at, outcome.seconds
    delivery.status, delivery.error = outcome.status, outcome.error[:500]
    delivery.save(update_fields=["state", "tries", "tried_at", "seconds", "status", "error"])
    _judge(delivery.endpoint, outcome)


def _judge(endpoint: WebhookEndpoint, outcome: Outcome) -> None:
    mine = WebhookEndpoint.objects.filter(pk=endpoint.pk)
    if outcome.end is End.SENT:
        mine.update(failing_since=None, delivered_at=outcome.at)
        return
    mine.filter(failing_since=None).update(failing_since=outcome.at)
    if outcome.end is End.DEAD:
        why = f"It was tried without success, the last answer being: {outcome.error}"
        pause(endpoint_id=endpoint.pk, by=None, now=outcome.at, why=why)


def forget_deliveries(*, now: datetime) -> int:
    """Forget what was told a month ago or earlier. Return how many deliveries went."""
    old = WebhookDelivery.objects.filter(told_at__lt=now - KEPT_FOR)
    return old.delete()[0]
