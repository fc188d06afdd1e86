"""Leads as they came, kept raw; and what makes each of them count exactly once."""

from typing import Self

from django.db import models
from django.db.models import Q

from groundwork.ids import uuid7


class LeadQuerySet(models.QuerySet["Lead"]):
    def visible_to(self, actor) -> Self:
        return self.filter(team_id=actor.team_id)


class Lead(models.Model):
    """What an outside source pushed in, byte for byte, and what became of it.

    A failed or refused lead holds no `external_id` of its own (`settled_external_id` is
    empty), so the source may send it again.
    """

    class Fate(models.TextChoices):
        RECEIVED = "received"  # kept, not judged yet
        CREATED = "created"
        MERGED = "merged"
        SUPPRESSED = "suppressed"
        REFUSED = "refused"  # the sender's mistake
        FAILED = "failed"  # our mistake: kept for replay
        WITHDRAWN = "withdrawn"

    PERSONAL = ("raw", "answer", "problem", "from_address")
    NOT_PERSONAL = (
        "source",
        "external_id",
        "settled_external_id",
        "fingerprint",
        "fate",
        "matched_on",
        "via",
    )

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    team = models.ForeignKey(
        "people.Team", on_delete=models.PROTECT, related_name="leads", db_index=False
    )
    api_key = models.ForeignKey(
        "people.ApiKey",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="leads",
        db_index=False,
    )
    via = models.CharField(max_length=10, default="api")  # api, batch, csv, form
    from_address = models.CharField(max_length=45, blank=True)
    received_at = models.DateTimeField()
    raw = models.BinaryField(max_length=65_536)
    fingerprint = models.CharField(max_length=64)  # SHA-256 of the canonical content
    source = models.CharField(max_length=80, blank=True)
    external_id = models.CharField(max_length=200, blank=True)
    # Null, not empty, where it holds none: a unique index lets any number of nulls be.
    settled_external_id = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001
    fate = models.CharField(max_length=10, choices=Fate.choices, default=Fate.RECEIVED)
    prospect = models.ForeignKey(
        "prospects.Prospect",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="leads",
    )
    matched_on = models.JSONField(default=list, blank=True)
    answer = models.JSONField(default=dict, blank=True)
    answer_status = models.PositiveSmallIntegerField(null=True, blank=True)
    problem = models.JSONField(default=dict, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)
    batch = models.ForeignKey(
        "intake.Batch",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="leads",
        db_index=False,
    )
    place = models.PositiveIntegerField(null=True, blank=True)  # in its batch, from 0
    seen_at = models.DateTimeField(null=True, blank=True)  # by a manager, if refused or failed

    objects = LeadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "source", "settled_external_id"], name="lead_external_id_once"
            ),
        ]
        indexes = [
            # Read by every push: did this very body fail before?
            models.Index(fields=["team", "fingerprint"], name="lead_content"),
            # Read by GET /leads/, newest first.
            models.Index(fields=["team", "-id"], name="lead_team_newest"),
            # Read when a batch that broke off is sent again: what of it is there?
            models.Index(
                fields=["batch", "place"],
                name="lead_of_batch",
                condition=Q(batch__isnull=False),
            ),
            # Read by the banner and doctor: what was refused, failed or never judged.
            models.Index(
                fields=["team", "received_at"],
                name="lead_in_trouble",
                condition=Q(fate__in=["received", "refused", "failed"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.external_id} {self.fate}".strip()


class IdempotencyKey(models.Model):
    """The first answer to a request that carried this key. Kept 30 days at least."""

    PERSONAL = ("answer",)
    NOT_PERSONAL = ("key", "route", "fingerprint")

    api_key = models.ForeignKey(
        "people.ApiKey", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    route = models.CharField(max_length=120)  # method and path
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)  # SHA-256 of the body
    status = models.PositiveSmallIntegerField(null=True, blank=True)  # empty: in progress
    answer = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["api_key", "route", "key"], name="idempotency_key_once"
            ),
        ]
        indexes = [
            # Read by the clean-up of old keys.
            models.Index(fields=["created_at"], name="idempotency_key_age"),
        ]

    def __str__(self) -> str:
        return f"{self.route} {self.key}"


class KeyDefaults(models.Model):
    """What a lead pushed with this key belongs to when it does not say."""

    PERSONAL = ()
    NOT_PERSONAL = ()

    api_key = models.OneToOneField(
        "people.ApiKey", on_delete=models.CASCADE, related_name="lead_defaults"
    )
    campaign = models.ForeignKey(
        "prospects.Campaign", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_us = models.BooleanField(default=False)  # its leads are hand-raisers

    def __str__(self) -> str:
        return f"defaults of {self.api_key_id}"
