"""One date-stamped interaction. Never edited, never deleted: corrected by another."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from cadence import rules
from groundwork.ids import uuid7


class TouchQuerySet(models.QuerySet["Touch"]):
    def visible_to(self, actor) -> Self:
        return self.filter(prospect__team_id=actor.team_id)

    def standing(self) -> Self:
        """Touches that no later one takes back or replaces, without the void entries themselves."""
        return self.filter(corrected_by=None).exclude(outcome=rules.Outcome.VOID)


class Touch(models.Model):
    """An interaction, outbound or inbound, on any channel. Triggers keep it as written.

    `occurred_at` is when it happened by the word of whoever logged it, `recorded_at` is
    the database's time. `details` holds what its outcome carries (`prospects.details`).
    """

    append_only = True
    PERSONAL = ("details", "note", "hook", "angle_text")
    NOT_PERSONAL = ("channel", "direction", "outcome", "own_number", "lesson")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    prospect = models.ForeignKey(
        # The index below leads with it.
        "prospects.Prospect",
        on_delete=models.PROTECT,
        related_name="touches",
        db_index=False,
    )
    contact = models.ForeignKey(
        "prospects.Contact",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    rep = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="touches",
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
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    planned_for = models.DateTimeField(null=True, blank=True)
    channel = models.CharField(max_length=20)
    direction = models.CharField(max_length=10)
    outcome = models.CharField(max_length=20)
    promised_at = models.DateTimeField(null=True, blank=True)
    details = models.JSONField(default=dict, blank=True)
    attempt_number = models.PositiveIntegerField(null=True, blank=True)
    note = models.TextField(max_length=10_000, blank=True)
    hook = models.TextField(max_length=1_000, blank=True)
    angle = models.ForeignKey(
        "playbook.Angle",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    angle_text = models.CharField(max_length=200, blank=True)
    own_number = models.CharField(max_length=20, blank=True)
    # What a call teaches of the hours (`prospects.lessons`); empty: nothing. NULL, which only
    # touches older than this column have: it is worked out from what is known now.
    lesson = models.CharField(max_length=60, null=True, blank=True)  # noqa: DJ001
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    submission_id = models.UUIDField(null=True, blank=True)

    objects = TouchQuerySet.as_manager()

    class Meta:
        constraints = [
            # The same form sent twice is one touch.
            models.UniqueConstraint(
                fields=["prospect", "submission_id"], name="touch_submitted_once"
            ),
            models.CheckConstraint(
                name="touch_in_a_sane_year",
                condition=Q(occurred_at__gte="1900-01-01T00:00:00Z")
                & Q(occurred_at__lt="2200-01-01T00:00:00Z"),
            ),
        ]
        indexes = [
            # Read by log_touch and the timeline.
            models.Index(fields=["prospect", "-occurred_at"], name="touch_of_prospect"),
            # Read by the day bar and the reports: what a rep did in a period.
            models.Index(fields=["rep", "occurred_at"], name="touch_of_rep"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.occurred_at:%Y-%m-%d %H:%M}"
