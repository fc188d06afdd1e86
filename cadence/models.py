"""The numbers of the rule, the learned curves and holiday exceptions, each in versions."""

import json
from functools import lru_cache

from django.conf import settings
from django.db import models

from cadence import rules
from groundwork.ids import uuid7


class PolicyQuerySet(models.QuerySet["Policy"]):
    def visible_to(self, actor):
        return self.filter(team_id=actor.team_id)

    def current(self, *, team_id: int, name: str = "default"):
        """The newest version of a team's policy of that name, as a queryset of at most one."""
        return self.filter(team_id=team_id, name=name).order_by("-version")[:1]


class Policy(models.Model):
    """One version of a policy. Changing a number makes a new version; none is ever edited."""

    DEFAULT = "default"  # the name of the policy that holds where a campaign has none

    PERSONAL = ()
    NOT_PERSONAL = ("name", "numbers")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    team = models.ForeignKey("people.Team", on_delete=models.PROTECT, related_name="policies")
    name = models.CharField(max_length=80, default="default")
    version = models.PositiveIntegerField(default=1)
    numbers = models.JSONField(default=dict)  # what differs from rules.Policy's defaults
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT
    )
    created_at = models.DateTimeField()

    objects = PolicyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "name", "version"], name="policy_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"

    def as_rules(self) -> rules.Policy:
        """Return the numbers as the rule's own value.

        :raises ValueError: if a stored number is nonsense (a constraint of `rules.Policy`)
        """
        return _policy(json.dumps(self.numbers, sort_keys=True))


@lru_cache(maxsize=256)
def _policy(numbers: str) -> rules.Policy:
    return rules.Policy.from_numbers(json.loads(numbers))


class Curve(models.Model):
    """One version of a team's learned slot odds. The newest is used; older ones explain."""

    PERSONAL = ()
    NOT_PERSONAL = ("numbers",)

    team = models.ForeignKey("people.Team", on_delete=models.PROTECT, related_name="curves")
    version = models.PositiveIntegerField(default=1)
    numbers = models.JSONField(default=dict)
    made_from_touches = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "version"], name="curve_version_once"),
        ]

    def __str__(self) -> str:
        return f"curve v{self.version}"


class LawOverride(models.Model):
    """
    What a team keeps to instead of the table's hours in a country or region, and on what ground.

    One stands for a place at a time; the ended ones stay, to show what held when.
    """

    PERSONAL = ("ground",)
    NOT_PERSONAL = ("country", "region", "windows")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    team = models.ForeignKey("people.Team", on_delete=models.PROTECT, related_name="law_overrides")
    country = models.CharField(max_length=2, blank=True)  # empty: everywhere
    region = models.CharField(max_length=40, blank=True)
    # Seven days from Monday, each a list of [opens, closes] in minutes; null: as the table says.
    windows = models.JSONField(null=True, blank=True)
    max_attempts = models.PositiveSmallIntegerField(null=True, blank=True)
    refusal_pause_days = models.PositiveSmallIntegerField(null=True, blank=True)
    is_looser = models.BooleanField(default=False)
    ground = models.CharField(max_length=1_000, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "country", "region"],
                condition=models.Q(ended_at=None),
                name="law_override_once_a_place",
            ),
            models.CheckConstraint(
                name="looser_law_states_its_ground",
                condition=models.Q(is_looser=False) | ~models.Q(ground=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country}-{self.region}".strip("-") or "everywhere"


class HolidayOverride(models.Model):
    """A day that this team treats as a holiday, or does not, whatever the calendar says."""

    PERSONAL = ()
    NOT_PERSONAL = ("country", "region", "name")

    team = models.ForeignKey("people.Team", on_delete=models.CASCADE, related_name="holidays")
    on = models.DateField()
    country = models.CharField(max_length=2, blank=True)  # empty: everywhere
    region = models.CharField(max_length=40, blank=True)
    is_holiday = models.BooleanField(default=True)
    name = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "on", "country", "region"], name="holiday_override_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.name}"
