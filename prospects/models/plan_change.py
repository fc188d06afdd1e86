"""A change of the plan by a person: a fact for the rule, so that it is not drift."""

from django.conf import settings
from django.db import models

from groundwork.ids import uuid7


class PlanChange(models.Model):
    """Snooze, move, hand-over, catch-up, reopen, pause: who, why, until when. Only grows."""

    append_only = True
    PERSONAL = ("reason",)
    NOT_PERSONAL = ("kind", "before")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    prospect = models.ForeignKey(
        "prospects.Prospect", on_delete=models.PROTECT, related_name="plan_changes", db_index=False
    )
    kind = models.CharField(max_length=12)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    api_key = models.ForeignKey(
        "people.ApiKey",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    from_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    to_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    reason = models.CharField(max_length=1_000, blank=True)
    before = models.JSONField(default=dict, blank=True)  # what undo puts back
    undoes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by"
    )
    # Rows changed together (a hand-over of many) carry the same number, to undo together.
    batch = models.UUIDField(null=True, blank=True)

    class Meta:
        indexes = [
            # Read by log_touch and the timeline.
            models.Index(fields=["prospect", "at"], name="plan_change_of_prospect"),
            # Read when a change of many is undone.
            models.Index(fields=["batch"], name="plan_change_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
