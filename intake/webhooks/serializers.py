"""Webhooks on the wire."""

from typing import Any

from rest_framework import serializers

from groundwork.bodies import Body
from groundwork.events import EVENTS
from groundwork.fields import Line, OneOf, Web
from groundwork.openapi import AT, ID, TEXT, WHOLE, many, maybe, record, words
from intake.webhooks.models import WebhookDelivery, WebhookEndpoint
from prospects.serializers import when


class EndpointIn(Body):
    """A webhook to make."""

    address = Web(longest=500, required=True)
    events = serializers.ListSerializer(
        child=OneOf(among=[*EVENTS], required=True), min_length=1, max_length=len(EVENTS)
    )
    name = Line(longest=120, required=False)


class EndpointChanges(Body):
    """What to change of a webhook. `paused: false` resumes it."""

    address = Web(longest=500, required=True)
    events = serializers.ListSerializer(
        child=OneOf(among=[*EVENTS], required=True), min_length=1, max_length=len(EVENTS)
    )
    name = Line(longest=120, required=False)
    paused = serializers.BooleanField()


_SHOWN: dict[str, Any] = {
    "id": ID,
    "url": TEXT,
    "address": TEXT,
    "name": TEXT,
    "events": many(words(EVENTS)),
    "paused_at": maybe(AT),
    "paused_why": TEXT,
    "failing_since": maybe(AT),
    "delivered_at": maybe(AT),
    "created_at": AT,
    "updated_at": AT,
}
ENDPOINT = record("Webhook", "An address that is told of some events.", **_SHOWN)
WITH_SECRET = record(
    "WebhookWithSecret",
    "A webhook and its secret, which is shown only this once.",
    **_SHOWN,
    secret=TEXT,
)
DELIVERY = record(
    "WebhookDelivery",
    "One event on its way to a webhook.",
    id=ID,
    event=TEXT,
    state=words(WebhookDelivery.State.values),
    told_at=AT,
    tried_at=maybe(AT),
    tries=WHOLE,
    status=maybe(WHOLE),
    error=TEXT,
    body=TEXT,
)


def endpoint_out(endpoint: WebhookEndpoint) -> dict[str, Any]:
    return {
        "id": str(endpoint.public_id),
        "url": f"/api/v1/webhooks/{endpoint.public_id}/",
        "address": endpoint.url,
        "name": endpoint.name,
        "events": endpoint.events,
        "paused_at": when(endpoint.paused_at),
        "paused_why": endpoint.paused_why,
        "failing_since": when(endpoint.failing_since),
        "delivered_at": when(endpoint.delivered_at),
        "created_at": when(endpoint.created_at),
        "updated_at": when(endpoint.updated_at),
    }


def delivery_out(delivery: WebhookDelivery) -> dict[str, Any]:
    return {
        "id": str(delivery.public_id),
        "event": delivery.event,
        "state": delivery.state,
        "told_at": when(delivery.told_at),
        "tried_at": when(delivery.tried_at),
        "tries": delivery.tries,
        "status": delivery.status,
        "error": delivery.error,
        "body": delivery.body,
    }
