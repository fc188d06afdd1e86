"""What somebody was told, exactly once; how they want it; and the heartbeat of whoever tells."""

from datetime import datetime, time, timedelta
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


class WordQuerySet(models.QuerySet["Word"]):
    def visible_to(self, actor) -> Self:
        return self.filter(prospect__team_id=actor.team_id)

    def standing(self) -> Self:
        """Words that were not taken back."""
        return self.filter(taken_back_at=None)


class Word(models.Model):
    """What a manager tells a rep about one prospect: a nudge, or the answer to an escalation.

    An escalation is answered in a cycle as soon as any word of that cycle stands. Words
    said together carry one `batch`, to be taken back together.
    """

    class Kind(models.TextChoices):
        NUDGE = "nudge", "Nudge"
        SEEN = "seen", "Seen, because"
        HANDED_OVER = "handed_over", "Handed over"
        MOVED = "moved", "Moved"

    UNDO_WITHIN = timedelta(seconds=10)
    PERSONAL = ("words",)
    NOT_PERSONAL = ("kind",)

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    prospect = models.ForeignKey(
        "prospects.Prospect", on_delete=models.CASCADE, related_name="words", db_index=False
    )
    cycle = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    words = models.CharField(max_length=1_000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="words", db_index=False
    )
    batch = models.UUIDField()
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = WordQuerySet.as_manager()

    class Meta:
        indexes = [
            # Read by the overdue page (answered?), the card, and the limit on nudging.
            models.Index(fields=["prospect", "cycle"], name="word_of_prospect"),
            # Read by the bell.
            models.Index(fields=["to", "-at"], name="word_to_rep"),
            # Read when words are taken back.
            models.Index(fields=["batch"], name="word_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.prospect_id}/{self.cycle}"


class PauseQuerySet(models.QuerySet["Pause"]):
    def visible_to(self, actor) -> Self:
        return self.filter(team_id=actor.team_id)

    def standing(self, *, now: datetime) -> Self:
        """Pauses that hold at `now`. Each ends by itself."""
        return self.filter(lifted_at=None, until__gt=now)


class Pause(models.Model):
    """Who let reminders rest, of what, until when and why: of a team, of a rep, or of a prospect.

    What the scan obeys are the columns `paused_until` of those; this is the record that
    pages show, so that no pause is silent.
    """

    PERSONAL = ("reason",)
    NOT_PERSONAL = ()

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    team = models.ForeignKey("people.Team", on_delete=models.CASCADE, db_index=False)
    rep = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="pauses",
        db_index=False,
    )
    prospect = models.ForeignKey(
        "prospects.Prospect",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="pauses",
        db_index=False,
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    until = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = PauseQuerySet.as_manager()

    class Meta:
        indexes = [
            # Read by the pages that show what rests.
            models.Index(
                fields=["team", "until"], name="pause_standing", condition=Q(lifted_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"pause until {self.until:%Y-%m-%d %H:%M}"


class Wishes(models.Model):
    """How a person wants to be told, besides the page. Whoever has no row has the defaults.

    `channels` maps a kind of notice to the channels wanted for it; a kind that is not
    named has its default. In the quiet hours, on the person's own clock, only the page
    tells; the rest waits.
    """

    PERSONAL = ()
    NOT_PERSONAL = ("channels",)

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="wishes"
    )
    channels = models.JSONField(default=dict, blank=True)
    quiet_from = models.TimeField(default=time(21))
    quiet_until = models.TimeField(default=time(7))
    # Whether a browser notification, which shows on a locked screen, may name a prospect.
    names_prospects = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"wishes of {self.user_id}"


class Subscription(models.Model):
    """One browser of one person that takes notifications, as its push service knows it."""

    PERSONAL = ("endpoint", "p256dh", "auth", "browser")
    NOT_PERSONAL = ()

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_subscriptions"
    )
    endpoint = models.CharField(max_length=500, unique=True)
    p256dh = models.CharField(max_length=100)  # the browser's public key, base64url
    auth = models.CharField(max_length=40)  # the secret shared with it, base64url
    browser = models.CharField(max_length=120, blank=True)  # for its owner to tell them apart
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"subscription {self.public_id}"


class PushKey(models.Model):
    """The one pair of keys by which push services know this house.

    The private one is sealed under the secret key of the installation: a copy of the
    database alone cannot speak in our name.
    """

    PERSONAL = ("sealed",)
    NOT_PERSONAL = ("public",)

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    public = models.CharField(max_length=100)  # base64url
    sealed = models.CharField(max_length=500)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"push key of {self.created_at:%Y-%m-%d}"


class Heartbeat(models.Model):
    """When a tireless part last did its work, written by the work itself."""

    PERSONAL = ()
    NOT_PERSONAL = ("name", "detail")

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    detail = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"
