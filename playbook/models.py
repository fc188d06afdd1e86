"""What to say: scripts, angles, ideas and articles. This room knows no prospect."""

from typing import Self

from django.db import models

from groundwork.ids import uuid7


class OwnedQuerySet(models.QuerySet):
    def visible_to(self, actor) -> Self:
        """Those of the actor's team."""
        return self.filter(team_id=actor.team_id)


class Script(models.Model):
    """The words for one moment, with merge fields such as ``{first_name}``."""

    class Moment(models.TextChoices):
        OPENING = "opening", "Opening line"
        CALL = "call", "Call"
        GATEKEEPER = "gatekeeper", "Gatekeeper"
        VOICEMAIL = "voicemail", "Voicemail"
        EMAIL = "email", "E-mail"
        REFRESH = "refresh", "They don't recall"

    PERSONAL = ()
    NOT_PERSONAL = ("name", "moment", "subject", "body")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    team = models.ForeignKey("people.Team", on_delete=models.PROTECT, related_name="scripts")
    name = models.CharField(max_length=120)
    moment = models.CharField(max_length=12, choices=Moment.choices)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(max_length=10_000)
    is_active = models.BooleanField(default=True)

    objects = OwnedQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Angle(models.Model):
    """A fresh reason to call. Not used twice on one prospect."""

    PERSONAL = ()
    NOT_PERSONAL = ("title", "body")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    team = models.ForeignKey("people.Team", on_delete=models.PROTECT, related_name="angles")
    title = models.CharField(max_length=160)
    body = models.TextField(max_length=4_000, blank=True)
    is_active = models.BooleanField(default=True)

    objects = OwnedQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title


class Article(models.Model):
    """Something worth sending: what it is, where it stands, and for whom."""

    PERSONAL = ()
    NOT_PERSONAL = ("title", "url", "summary", "topics")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    team = models.ForeignKey("people.Team", on_delete=models.PROTECT, related_name="articles")
    title = models.CharField(max_length=200)
    url = models.CharField(max_length=2_000)
    summary = models.TextField(max_length=4_000, blank=True)
    topics = models.JSONField(default=list, blank=True)  # words that a pain point may contain
    is_active = models.BooleanField(default=True)

    objects = OwnedQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title
