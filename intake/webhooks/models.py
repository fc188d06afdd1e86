"""Whom to tell of what, and what became of each telling."""

from typing import Self

from django.conf import settings
from django.db import models

from groundwork.ids import uuid7


class EndpointQuerySet(models.QuerySet["WebhookEndpoint"]):
    def visible_to(self, actor) -> Self:
        return self.filter(team_id=actor.team_id)

    def listening(self) -> Self:
        return self.filter(paused_at=None)


class WebhookEndpoint(models.Model):
    """An address that is told of some events. Its secrets lie sealed (`groundwork.sealing`)."""

    PERSONAL = ()
    NOT_PERSONAL = ("url", "name", "events", "sealed_secret", "sealed_old_secret", "paused_why")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    team = models.ForeignKey("people.Team", on_delete=models.PROTECT, related_name="webhooks")
    name = models.CharField(max_length=120, blank=True)
    url = models.CharField(max_length=500)
    events = models.JSONField(default=list)
    sealed_secret = models.CharField(max_length=400)
    sealed_old_secret = models.CharField(max_length=400, blank=True)
    old_secret_until = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_why = models.CharField(max_length=300, blank=True)  # empty: by hand
    failing_since = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)  # the last time

    objects = EndpointQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name or self.url


class WebhookDelivery(models.Model):
    """One event on its way to one endpoint, with what was sent and what was answered last.

    The message in the outbox carries it; `copy` counts how often it was sent anew by hand.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "On its way"
        DELIVERED = "delivered", "Delivered"
        FAILED = "failed", "Given up"

    PERSONAL = ("body", "error")
    NOT_PERSONAL = ("event", "state")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    endpoint = models.ForeignKey(
        WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries", db_index=False
    )
    event = models.CharField(max_length=60)
    body = models.TextField()
    copy = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    told_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    seconds = models.FloatField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [
            # Read by the delivery log, newest first.
            models.Index(fields=["endpoint", "-id"], name="webhook_delivery_newest"),
            # Read by the clean-up.
            models.Index(fields=["told_at"], name="webhook_delivery_age"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.state}"
