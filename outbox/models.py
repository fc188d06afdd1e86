"""What leaves the house, one row a message. The table is the queue."""

from datetime import datetime
from typing import Self

from django.db import models

from groundwork.ids import uuid7


class MessageQuerySet(models.QuerySet["Message"]):
    def waiting(self, *, now: datetime) -> Self:
        """Messages to send at `now` that nobody holds a lease on."""
        free = models.Q(lease_until=None) | models.Q(lease_until__lt=now)
        return self.filter(free, state=Message.State.PENDING, next_try_at__lte=now)

    def dead(self) -> Self:
        return self.filter(state=Message.State.DEAD)


class Message(models.Model):
    """An e-mail, calendar request, webhook or push that is to leave the house.

    `id` is its Message-ID and webhook-id, so a second copy can be told from a second
    message. `about` names what it is about (such as ``prospect:17:cycle:3``), so that it
    can be voided when that moves on. `once` is unique: a digest keyed by person, date and
    slot exists once.
    """

    class Channel(models.TextChoices):
        EMAIL = "email"
        CALENDAR = "calendar"
        WEBHOOK = "webhook"
        PUSH = "push"

    class State(models.TextChoices):
        PENDING = "pending"
        SENT = "sent"
        DEAD = "dead"
        VOID = "void"

    PERSONAL = ("address", "payload", "first_error", "last_error")
    NOT_PERSONAL = ("kind", "channel", "state", "about", "once")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # A plain number: this room stands below the one that knows teams.
    team_key = models.BigIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    address = models.CharField(max_length=500)
    payload = models.JSONField(default=dict)
    about = models.CharField(max_length=80, blank=True)
    once = models.CharField(max_length=160, null=True, blank=True, unique=True)

    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    claims = models.PositiveSmallIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    first_error = models.CharField(max_length=500, blank=True)
    last_error = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    seen_dead_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [
            # Read by outbox.actions.claim every few seconds.
            models.Index(
                fields=["next_try_at"],
                name="message_pending",
                condition=models.Q(state="pending"),
            ),
            # Read by outbox.actions.void when a cycle moves on.
            models.Index(
                fields=["about"],
                name="message_about_pending",
                condition=models.Q(state="pending"),
            ),
            # Read by doctor, the dead-letter page and the banner.
            models.Index(
                fields=["team_key", "created_at"],
                name="message_dead",
                condition=models.Q(state="dead"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id} {self.state}"
