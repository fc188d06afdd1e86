"""Two prospects that were one, and a time asked for beside a promise that stands."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from groundwork.ids import uuid7


class MergeQuerySet(models.QuerySet["Merge"]):
    def visible_to(self, actor) -> Self:
        return self.filter(kept__team_id=actor.team_id)


class Merge(models.Model):
    """One prospect taken for another: nothing is moved, so that it can be undone.

    `before` is what `kept` and `merged` looked like, as far as the merge changed them.
    """

    PERSONAL = ("before",)
    NOT_PERSONAL = ()

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    kept = models.ForeignKey(
        "prospects.Prospect", on_delete=models.PROTECT, related_name="merges", db_index=False
    )
    merged = models.ForeignKey("prospects.Prospect", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
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
    before = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], name="merged_once", condition=Q(undone_at__isnull=True)
            ),
        ]
        indexes = [
            # Read by the card: what was merged into it.
            models.Index(fields=["kept", "-id"], name="merge_of_prospect"),
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} into {self.kept_id}"


class AskedTimeQuerySet(models.QuerySet["AskedTime"]):
    def visible_to(self, actor) -> Self:
        return self.filter(prospect__team_id=actor.team_id)

    def open(self) -> Self:
        return self.filter(state=AskedTime.State.OPEN)


class AskedTime(models.Model):
    """A time that a lead asks for although another is promised: the rep chooses.

    `stood_at` is the promise that stood then. `before` is what undo puts back.
    """

    class State(models.TextChoices):
        OPEN = "open"
        KEPT = "kept"  # the promise stays as it was
        TAKEN = "taken"  # the time asked for is the promise now

    PERSONAL = ("note",)
    NOT_PERSONAL = ("kind", "source", "state", "before")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    prospect = models.ForeignKey(
        "prospects.Prospect", on_delete=models.CASCADE, related_name="asked_times", db_index=False
    )
    asked_at = models.DateTimeField()  # the time that is asked for
    kind = models.CharField(max_length=14)
    note = models.TextField(max_length=1_000, blank=True)
    source = models.CharField(max_length=80, blank=True)
    stood_at = models.DateTimeField()
    told_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    before = models.JSONField(default=dict, blank=True)

    objects = AskedTimeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["prospect", "asked_at"],
                name="asked_time_once",
                condition=Q(state="open"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"
