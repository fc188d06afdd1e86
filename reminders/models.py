"""What somebody was told, exactly once; and the heartbeat of whoever tells."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from groundwork.ids import uuid7


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def visible_to(self, actor) -> Self:
        return self.filter(prospect__team_id=actor.team_id)

    def of(self, user) -> Self:
        return self.filter(recipient=user)

    def unseen(self) -> Self:
        return self.filter(seen_at=None, lapsed_at=None)


class Reminder(models.Model):
    """One rung of the ladder, for one person. It is about this prospect in this cycle.

    `level` is the rung's position; every position past the last is the repeating rung,
    so the unique key never swallows a repeat.
    """

    class Kind(models.TextChoices):
        DUE = "due", "Due"
        NAG = "nag", "Overdue"
        DAY_END = "day_end", "Still open at the end of the day"
        ESCALATION = "escalation", "Escalated"
        MORNING = "morning", "Still waiting"

    PERSONAL = ()
    NOT_PERSONAL = ("kind",)

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    prospect = models.ForeignKey(
        "prospects.Prospect", on_delete=models.CASCADE, related_name="reminders", db_index=False
    )
    cycle = models.PositiveIntegerField()
    level = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminders"
    )
    due_at = models.DateTimeField()  # when this rung was to be raised
    attempt_at = models.DateTimeField()  # the attempt it is about
    raised_at = models.DateTimeField()  # the database's time
    seen_at = models.DateTimeField(null=True, blank=True)
    lapsed_at = models.DateTimeField(null=True, blank=True)  # pointless before it was seen

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["prospect", "cycle", "level", "recipient"], name="reminder_once"
            ),
        ]
        indexes = [
            # Read by the dashboard: escalations that nobody has answered.
            models.Index(
                fields=["prospect", "cycle"],
                name="reminder_escalation",
                condition=Q(kind="escalation"),
            ),
            # Read by the bell's number on every page.
            models.Index(
                fields=["recipient", "-raised_at"],
                name="reminder_unseen",
                condition=Q(seen_at=None, lapsed_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.prospect_id}/{self.cycle}/{self.level}"


class Heartbeat(models.Model):
    """When a tireless part last did its work, written by the work itself."""

    PERSONAL = ()
    NOT_PERSONAL = ("name", "detail")

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    detail = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"
