"""Appointments and visits to our web site."""

from django.conf import settings
from django.db import models

from groundwork.ids import uuid7


class Appointment(models.Model):
    """A meeting agreed with a prospect. Its follow-up is planned the moment it is logged."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        HELD = "held", "Held"
        MISSED = "missed", "Missed"
        CANCELLED = "cancelled", "Cancelled"

    PERSONAL = ("place", "note")
    NOT_PERSONAL = ("state", "timezone")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    prospect = models.ForeignKey(
        "prospects.Prospect", on_delete=models.PROTECT, related_name="appointments"
    )
    contact = models.ForeignKey(
        "prospects.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    rep = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    touch = models.OneToOneField(
        "prospects.Touch", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=30)
    timezone = models.CharField(max_length=64, blank=True)
    place = models.CharField(max_length=300, blank=True)
    note = models.TextField(max_length=4_000, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    sequence = models.PositiveSmallIntegerField(default=0)  # of the calendar request
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            # Read by the calendar and by "appointments gone quiet".
            models.Index(fields=["rep", "starts_at"], name="appointment_of_rep"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"


class WebVisit(models.Model):
    """A page of ours that the prospect opened."""

    PERSONAL = ("url", "title")
    NOT_PERSONAL = ()

    prospect = models.ForeignKey(
        "prospects.Prospect", on_delete=models.CASCADE, related_name="web_visits", db_index=False
    )
    at = models.DateTimeField()
    url = models.CharField(max_length=2_000)
    title = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            # Read by the card, newest first.
            models.Index(fields=["prospect", "-at"], name="web_visit_of_prospect"),
        ]

    def __str__(self) -> str:
        return self.url
