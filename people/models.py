"""Who works here and who may come in: teams, users, keys, and the audit trail."""

from datetime import datetime
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from groundwork.ids import uuid7


class Team(models.Model):
    """The people who work one set of prospects. Nothing is visible across teams."""

    PERSONAL = ()
    NOT_PERSONAL = ("name", "country", "timezone", "calling_rules", "wanted_events")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    name = models.CharField(max_length=120, unique=True)
    country = models.CharField(max_length=2, default="US")
    timezone = models.CharField(max_length=64, default="UTC")
    # The team's own hours and grace live in its policy (room `cadence`).
    # What it keeps to beyond the table of calling law, as room `cadence` writes and reads it:
    # here, because every plan of every prospect asks for it, and has the team at hand.
    calling_rules = models.JSONField(default=dict, blank=True)
    # The names of the events that somebody wants to be told of (`groundwork.events`).
    wanted_events = models.JSONField(default=list, blank=True)
    paused_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def visible_to(self, actor) -> Self:
        """Colleagues of `actor` (a user or an API key)."""
        return self.filter(team_id=actor.team_id)


class User(AbstractBaseUser, PermissionsMixin):
    """A person of the team, who signs in by e-mail."""

    class Role(models.TextChoices):
        REP = "rep", "Sales rep"
        MANAGER = "manager", "Manager"
        ADMIN = "admin", "Administrator"

    class Theme(models.TextChoices):
        SYSTEM = "system", "As my device"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    PERSONAL = ("email", "name", "password")
    NOT_PERSONAL = ("role", "timezone", "hours", "theme")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    email = models.EmailField(max_length=254, unique=True)  # lower case
    name = models.CharField(max_length=120)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="users")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.REP)
    is_active = models.BooleanField(default=True)

    timezone = models.CharField(max_length=64, default="UTC")
    # Weekday (0 = Monday) -> [[opens, closes], ...] in minutes of the day; empty: the default.
    hours = models.JSONField(default=dict, blank=True)
    capacity_per_day = models.PositiveSmallIntegerField(default=80)
    capacity_per_half_hour = models.PositiveSmallIntegerField(default=8)
    cover = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL)
    last_assigned_at = models.DateTimeField(null=True, blank=True)

    theme = models.CharField(max_length=6, choices=Theme.choices, default=Theme.SYSTEM)
    single_key_shortcuts = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects = UserManager.from_queryset(UserQuerySet)()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="user_email_in_lower_case", condition=models.Q(email=Lower("email"))
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    @property
    def leads_team(self) -> bool:
        """A manager or an administrator."""
        return self.role in {self.Role.MANAGER, self.Role.ADMIN}


class Leave(models.Model):
    """Days on which a person does not work; their cover is told instead."""

    class Kind(models.TextChoices):
        LEAVE = "leave", "Leave"
        SICK = "sick", "Sick"
        TRAVEL = "travel", "Travelling"
        OTHER = "other", "Something else"

    PERSONAL = ("note",)
    NOT_PERSONAL = ("kind",)

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="leaves")
    first_on = models.DateField()
    last_on = models.DateField()
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.LEAVE)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="leave_ends_after_it_begins",
                condition=models.Q(last_on__gte=models.F("first_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.first_on} to {self.last_on}"


class OwnNumberQuerySet(models.QuerySet["OwnNumber"]):
    def visible_to(self, actor) -> Self:
        return self.filter(team_id=actor.team_id)

    def active(self) -> Self:
        return self.filter(is_active=True)


class OwnNumber(models.Model):
    """A number that the team truly owns and answers, to call from. Nothing else is ever shown.

    `number` is in E.164. One that was called from is retired, never deleted.
    """

    PERSONAL = ()
    NOT_PERSONAL = ("number", "label", "country", "region")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="own_numbers")
    number = models.CharField(max_length=20)
    label = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2, blank=True)  # where it is local to
    region = models.CharField(max_length=80, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects = OwnNumberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "number"], name="own_number_once_a_team"),
            models.CheckConstraint(
                name="own_number_in_e164", condition=models.Q(number__startswith="+")
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.number


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def visible_to(self, actor) -> Self:
        return self.filter(team_id=actor.team_id)


class ApiKey(models.Model):
    """A program's way in. Only a hash of the secret is kept; the key is shown once."""

    PERSONAL = ()
    NOT_PERSONAL = (
        "name",
        "prefix",
        "secret_hash",
        "old_secret_hash",
        "scopes",
        "default_source",
        "allowed_addresses",
        "last_used_from",
    )

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="api_keys")
    name = models.CharField(max_length=120)
    prefix = models.CharField(max_length=16, unique=True)
    secret_hash = models.CharField(max_length=64)  # SHA-256, hexadecimal
    old_secret_hash = models.CharField(max_length=64, blank=True)  # good until the overlap ends
    old_secret_until = models.DateTimeField(null=True, blank=True)
    scopes = models.JSONField(default=list)
    default_source = models.CharField(max_length=80, blank=True)
    allowed_addresses = models.JSONField(default=list, blank=True)  # empty: from anywhere
    is_test = models.BooleanField(default=False)
    created_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    last_used_from = models.CharField(max_length=45, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    is_authenticated = True  # what Django and DRF ask of whoever calls
    is_active = True

    def is_usable(self, *, now: datetime) -> bool:
        """Say whether the key opens a door at `now`: neither revoked nor run out."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)

    def __str__(self) -> str:
        return f"{self.name} (fu_{self.prefix}_…)"


class AuditEntry(models.Model):
    """Who did what, when and from where, to keys, people, rules and data in bulk. Only grows."""

    append_only = True
    PERSONAL = ("details", "from_address")
    NOT_PERSONAL = ("action", "object_kind", "object_id")

    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT)
    at = models.DateTimeField()
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="audit_entries"
    )
    api_key = models.ForeignKey(
        ApiKey, null=True, blank=True, on_delete=models.PROTECT, related_name="audit_entries"
    )
    action = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    details = models.JSONField(default=dict)
    from_address = models.CharField(max_length=45, blank=True)

    class Meta:
        indexes = [
            # Read by the audit trail's page, newest first.
            models.Index(fields=["team", "-at"], name="audit_team_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"
