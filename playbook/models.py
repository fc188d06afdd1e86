"""What to say: scripts, angles, ideas and articles. This room knows no prospect."""

from django.db import models

from groundwork.ids import uuid7


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

    def __str__(self) -> str:
        return self.title
