"""A person at the prospect, and the identifiers by which a pushed lead is matched."""

from typing import Self

from django.db import models

from cadence import rules
from groundwork.ids import uuid7


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, actor) -> Self:
        return self.filter(prospect__team_id=actor.team_id, blanked_at=None)


class Contact(models.Model):
    """A person there. Never deleted once there are touches: blanked instead."""

    PERSONAL = (
        "name",
        "title",
        "email",
        "phone",
        "phone_e164",
        "mobile",
        "mobile_e164",
        "linkedin",
        "best_time",
        "birthday",
    )
    NOT_PERSONAL = ("role", "preferred_channel", "opted_out_channels", "timezone")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    prospect = models.ForeignKey(
        "prospects.Prospect", on_delete=models.CASCADE, related_name="contacts", db_index=False
    )
    name = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=20, default=rules.Role.OTHER.value)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=64, blank=True)  # as written
    phone_e164 = models.CharField(max_length=20, blank=True)  # empty: could not be read
    mobile = models.CharField(max_length=64, blank=True)
    mobile_e164 = models.CharField(max_length=20, blank=True)
    linkedin = models.CharField(max_length=300, blank=True)
    timezone = models.CharField(max_length=64, blank=True)
    best_time = models.CharField(max_length=120, blank=True)  # as written
    preferred_channel = models.CharField(max_length=20, blank=True)
    contact_every_days = models.PositiveSmallIntegerField(null=True, blank=True)
    birthday = models.DateField(null=True, blank=True)
    no_voicemail = models.BooleanField(default=False)
    opted_out_channels = models.JSONField(default=list, blank=True)
    opted_out_at = models.DateTimeField(null=True, blank=True)  # altogether
    left_at = models.DateTimeField(null=True, blank=True)
    blanked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = ContactQuerySet.as_manager()

    class Meta:
        indexes = [
            # Read by the card: the people of one prospect, decision makers first.
            models.Index(fields=["prospect", "id"], name="contact_of_prospect"),
        ]

    def __str__(self) -> str:
        return self.name or self.email or self.phone or "somebody there"


class Identifier(models.Model):
    """What a lead is matched on: exact, normalised, once in a team."""

    class Kind(models.TextChoices):
        EMAIL = "email"
        PHONE = "phone"  # E.164
        DOMAIN = "domain"
        NAME_POSTCODE = "name_postal_code"

    PERSONAL = ("value",)
    NOT_PERSONAL = ("kind",)

    team = models.ForeignKey(
        "people.Team", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    prospect = models.ForeignKey(
        "prospects.Prospect", on_delete=models.CASCADE, related_name="identifiers"
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    value = models.CharField(max_length=320)

    class Meta:
        constraints = [
            # Also the index that every pushed lead is matched by.
            models.UniqueConstraint(fields=["team", "kind", "value"], name="identifier_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.prospect_id}"
