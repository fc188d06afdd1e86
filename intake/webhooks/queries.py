"""Reads of webhooks: a team's endpoints, and the log of what they were told."""

from django.db.models import QuerySet

from intake.webhooks.models import EndpointQuerySet, WebhookDelivery, WebhookEndpoint
from people.actors import Actor


def endpoints_for(actor: Actor) -> EndpointQuerySet:
    """Return the webhooks of the actor's team, in the order in which they were made."""
    return WebhookEndpoint.objects.visible_to(actor).select_related("team").order_by("pk")


def deliveries_of(endpoint: WebhookEndpoint) -> QuerySet[WebhookDelivery]:
    return WebhookDelivery.objects.filter(endpoint=endpoint)
