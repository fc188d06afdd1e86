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

    def by(self, channel: str) -> Self:
        return self.filter(channel=channel)

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
            # Read by outbox.actions.claim, for one channel: thousands of another are no detour.
            models.Index(
                fields=["channel", "next_try_at"],
                name="message_pending_by_channel",
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


class Suppression(models.Model):
    """An address that refused mail: a team's mail to it is held back until somebody lifts this.

    `address` is in lower case. `held_back` counts what would have gone there since.
    """

    PERSONAL = ("address", "reason")
    NOT_PERSONAL = ()

    team_key = models.BigIntegerField(null=True, blank=True)
    address = models.CharField(max_length=500)
    reason = models.CharField(max_length=500)
    since = models.DateTimeField()
    held_back = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team_key", "address"], name="suppressed_once"),
        ]

    def __str__(self) -> str:
        return f"suppression {self.pk}"


class Breaker(models.Model):
    """A host that failed several times in a row, and until when nothing is sent to it.

    There is a row only for hosts in trouble: the first success takes it away.
    """

    PERSONAL = ()
    NOT_PERSONAL = ("host",)

    host = models.CharField(max_length=300, primary_key=True)  # such as "webhook:crm.example.com"
    failures = models.PositiveIntegerField(default=0)
    open_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.host}: {self.failures} failures"
