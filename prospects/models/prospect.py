"""The company being pursued, with its next attempt as columns of its own row."""

from datetime import UTC, datetime
from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import Q

from cadence import rules
from groundwork.ids import uuid7
from prospects.models.prospect_rows import ProspectQuerySet

_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def _sane(column: str) -> Q:
    return Q(**{f"{column}__isnull": True}) | Q(
        **{f"{column}__gte": _FIRST, f"{column}__lt": _LAST}
    )


class Prospect(models.Model):
    """Open until won, lost or do-not-contact; while open it has a next attempt, always.

    The plan's columns are a stored answer: the touches and plan changes are the truth,
    and `check_next_attempts` compares the two. What is intended (local date, time, zone)
    stands beside the instant derived from it.
    """

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        WON = "won", "Won"
        LOST = "lost", "Lost"
        DO_NOT_CONTACT = "do_not_contact", "Do not contact"
        MERGED = "merged", "Merged"

    class Priority(models.IntegerChoices):
        LOW = 0, "Low"
        NORMAL = 1, "Normal"
        HIGH = 2, "High"

    PERSONAL = (
        "name",
        "name_key",
        "website",
        "phone",
        "phone_e164",
        "address_line1",
        "city",
        "postal_code",
        "environment",
        "pain_points",
        "purchase_plans",
        "timeframe",
        "budget",
        "decision_process",
        "hook",
        "lost_reason",
        "custom",
    )
    NOT_PERSONAL = (
        "status",
        "source",
        "country",
        "region",
        "timezone",
        "industry",
        "value_currency",
        "promised_kind",
        "next_tz",
        "next_channel",
        "next_kind",
        "next_why",
        "held_by",
        "phase",
        "raise_error",
    )

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    # Indexes below lead with team and owner; nobody looks up by the other pointers.
    team = models.ForeignKey(
        "people.Team", on_delete=models.PROTECT, related_name="prospects", db_index=False
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="prospects", db_index=False
    )
    campaign = models.ForeignKey(
        "prospects.Campaign", null=True, blank=True, on_delete=models.PROTECT, db_index=False
    )
    status = models.CharField(max_length=14, choices=Status.choices, default=Status.OPEN)

    # Who they are
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, db_default="")  # folded, for looking up
    website = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=64, blank=True)  # as written
    phone_e164 = models.CharField(max_length=20, blank=True)  # empty: could not be read
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=80, blank=True)
    city = models.CharField(max_length=120, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    address_line1 = models.CharField(max_length=200, blank=True)
    timezone = models.CharField(max_length=64, blank=True)  # as told; empty: worked out
    industry = models.CharField(max_length=120, blank=True)
    size = models.PositiveIntegerField(null=True, blank=True)  # people working there

    # What is known
    source = models.CharField(max_length=80, blank=True)
    hand_raiser = models.BooleanField(default=False)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    environment = models.TextField(max_length=4_000, blank=True)
    pain_points = models.TextField(max_length=4_000, blank=True)
    purchase_plans = models.TextField(max_length=4_000, blank=True)
    timeframe = models.TextField(max_length=1_000, blank=True)
    budget = models.TextField(max_length=1_000, blank=True)
    decision_process = models.TextField(max_length=4_000, blank=True)
    hook = models.TextField(max_length=1_000, blank=True)  # what was agreed last time
    project_on = models.DateField(null=True, blank=True)
    value_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    value_currency = models.CharField(max_length=3, blank=True)
    no_voicemail = models.BooleanField(default=False)
    custom = models.JSONField(default=dict, blank=True)

    # What was promised with the lead itself, before any touch of ours
    promised_at = models.DateTimeField(null=True, blank=True)
    promised_kind = models.CharField(max_length=14, blank=True, db_default="")
    promised_given_at = models.DateTimeField(null=True, blank=True)
    attempts_before = models.PositiveSmallIntegerField(default=0)
    last_touch_before_at = models.DateTimeField(null=True, blank=True)

    # The plan
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    next_local_date = models.DateField(null=True, blank=True)
    next_local_time = models.TimeField(null=True, blank=True)
    next_tz = models.CharField(max_length=64, blank=True)
    next_channel = models.CharField(max_length=20, blank=True)
    next_kind = models.CharField(max_length=14, blank=True)
    next_contact = models.ForeignKey(
        "prospects.Contact",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    next_why = models.JSONField(default=list, blank=True)
    # The kind of change by which a person holds the attempt where it is: snooze, move, catch-up.
    held_by = models.CharField(max_length=12, blank=True, db_default="")
    attempt_number = models.PositiveIntegerField(default=1)  # of the next attempt
    phase = models.CharField(max_length=14, blank=True)
    urgency = models.PositiveSmallIntegerField(default=rules.Urgency.ROUTINE.value)
    cycle = models.PositiveIntegerField(default=1)
    overdue_at = models.DateTimeField(null=True, blank=True)
    nag_at = models.DateTimeField(null=True, blank=True)
    nag_level = models.PositiveIntegerField(default=0)
    policy_version = models.ForeignKey(
        "cadence.Policy",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    curve_version = models.ForeignKey(
        "cadence.Curve",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    explored = models.BooleanField(default=False)
    paused_until = models.DateTimeField(null=True, blank=True)
    raise_error = models.CharField(max_length=200, blank=True)  # the scan had to push it aside
    claimed_by = models.ForeignKey(  # who is on it, until `claimed_until`
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    claimed_until = models.DateTimeField(null=True, blank=True)

    # Tallies, kept by log_touch
    attempts = models.PositiveIntegerField(default=0)
    touches_count = models.PositiveIntegerField(default=0)
    first_touch_at = models.DateTimeField(null=True, blank=True)
    last_touch_at = models.DateTimeField(null=True, blank=True)
    reached_at = models.DateTimeField(null=True, blank=True)
    reached_on_attempt = models.PositiveIntegerField(null=True, blank=True)

    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    lost_reason = models.CharField(max_length=1_000, blank=True)
    revisit_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )

    objects = ProspectQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="prospect_open_has_a_next_attempt",
                condition=Q(status="open", next_attempt_at__isnull=False, nag_at__isnull=False)
                | (~Q(status="open") & Q(next_attempt_at__isnull=True, nag_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="prospect_next_attempt_in_this_century", condition=_sane("next_attempt_at")
            ),
            models.CheckConstraint(name="prospect_nag_in_this_century", condition=_sane("nag_at")),
            models.CheckConstraint(
                name="prospect_merged_knows_into_whom",
                condition=Q(status="merged", merged_into__isnull=False)
                | (~Q(status="merged") & Q(merged_into__isnull=True)),
            ),
        ]
        indexes = [
            # Read by the desk's queue, one range per urgency, by its day bar, which counts what is
            # late without reading a row, and to see how full a rep's half-hours are.
            models.Index(
                fields=["owner", "urgency", "next_attempt_at", "id", "overdue_at"],
                name="prospect_queue",
                condition=Q(status="open"),
            ),
            # Read by the overdue dashboard and API.
            models.Index(
                fields=["team", "overdue_at"],
                include=["owner", "urgency"],  # counted per rep without reading a row
                name="prospect_overdue",
                condition=Q(status="open"),
            ),
            # Read by the due scan every ten seconds.
            models.Index(fields=["nag_at", "id"], name="prospect_nag", condition=Q(status="open")),
            # Read by the overdue dashboard: who was put off, until when.
            models.Index(
                fields=["team", "next_attempt_at"],
                name="prospect_snoozed",
                condition=Q(status="open", held_by="snooze"),
            ),
            # Read by the prospects list, newest first.
            models.Index(fields=["team", "-id"], name="prospect_team_newest"),
            # Read when somebody goes on to another prospect: what they were on.
            models.Index(
                fields=["claimed_by"],
                name="prospect_claimed",
                condition=Q(claimed_by__isnull=False),
            ),
            # Read by search and "looks like one you have".
            models.Index(fields=["team", "name_key"], name="prospect_team_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    # Whether a person ever changed the plan; known for sure where the row was read under its lock.
    has_changes = True
    # Whether others were merged into it; known for sure where the row was read with that.
    has_merged = True

    @cached_property
    def keys_of_all(self) -> list[int]:
        """Its own key and those of the prospects merged into it, asked once."""
        if not self.has_merged:
            return [self.pk]
        merged = Prospect.objects.filter(merged_into=self.pk).values_list("pk", flat=True)
        return [self.pk, *merged]

    def reasons(self) -> tuple[rules.Reason, ...]:
        """Why the next attempt is what it is, as the rule's own values."""
        return tuple(rules.Reason.from_json(reason) for reason in self.next_why)
