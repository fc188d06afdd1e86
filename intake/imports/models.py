"""A file of leads, kept until its rows are taken in, and what became of each row."""

from typing import Self

from django.conf import settings
from django.db import models

from groundwork.ids import uuid7
from groundwork.models import Job


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, actor) -> Self:
        return self.filter(team_id=actor.team_id)


class Import(models.Model):
    """One file. `mapping` names what each column holds; the counts are of rows behind us.

    It is a draft until it is started; from then on its job says how far it is.
    """

    PERSONAL = ("name",)
    NOT_PERSONAL = (
        "source",
        "sha256",
        "encoding",
        "delimiter",
        "headers",
        "mapping",
    )

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    team = models.ForeignKey("people.Team", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    name = models.CharField(max_length=200)  # of the file
    source = models.CharField(max_length=80)  # whom its leads come from, unless a column says
    campaign = models.ForeignKey(
        "prospects.Campaign", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    size = models.PositiveBigIntegerField()  # in bytes, as stored
    sha256 = models.CharField(max_length=64)
    encoding = models.CharField(max_length=20)
    delimiter = models.CharField(max_length=1)
    headers = models.JSONField(default=list)
    mapping = models.JSONField(default=list)  # a target for each column, "" for none
    day_first = models.BooleanField(default=False)
    job = models.ForeignKey(
        Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    uploaded_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    merged = models.PositiveIntegerField(default=0)
    suppressed = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)  # the same as a row taken in before
    refused = models.PositiveIntegerField(default=0)
    taken_back = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)  # not taken back: somebody was at work on it

    objects = ImportQuerySet.as_manager()

    class Meta:
        indexes = [
            # Read by the import page, newest first.
            models.Index(fields=["team", "-id"], name="import_team_newest"),
            # Read by the clean-up of old files.
            models.Index(fields=["uploaded_at"], name="import_age"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> str:
        """Return draft, running, done, cancelled, failed, going_back or taken_back."""
        if self.started_at is None:
            return "draft"
        busy = self.job is not None and self.job.finished_at is None
        if self.taken_back_at:
            return "going_back" if busy else "taken_back"
        if self.cancelled_at:
            return "cancelled"
        if busy:
            return "running"
        return "failed" if self.job is not None and self.job.state == "failed" else "done"


class ImportPart(models.Model):
    """A stretch of the file, packed, so that any worker can go on from any place in it."""

    PERSONAL = ("data",)
    NOT_PERSONAL = ()

    file = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="parts", db_index=False)
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [
            # Also the index by which a part is found.
            models.UniqueConstraint(fields=["file", "number"], name="import_part_once"),
        ]

    def __str__(self) -> str:
        return f"part {self.number} of {self.file_id}"


class ImportRow(models.Model):
    """What became of a row. A refused one keeps its cells and the reasons, to be put right."""

    class Fate(models.TextChoices):
        CREATED = "created"
        MERGED = "merged"
        SUPPRESSED = "suppressed"
        REFUSED = "refused"
        TAKEN_BACK = "taken_back"

    PERSONAL = ("cells", "reason")
    NOT_PERSONAL = ("fate",)

    file = models.ForeignKey(
        Import, on_delete=models.CASCADE, related_name="outcomes", db_index=False
    )
    line = models.PositiveIntegerField()  # of the file, the headings being the first
    fate = models.CharField(max_length=10, choices=Fate.choices)
    lead = models.ForeignKey(
        "intake.Lead", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    cells = models.JSONField(default=list, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "line"], name="import_row_once"),
        ]
        indexes = [
            # Read by the file of refused rows and by taking an import back.
            models.Index(fields=["file", "fate", "line"], name="import_row_fate"),
        ]

    def __str__(self) -> str:
        return f"line {self.line} {self.fate}"


class ImportMapping(models.Model):
    """How a team's people named the columns of files with these headings, the last time."""

    PERSONAL = ()
    NOT_PERSONAL = ("headings", "mapping")

    team = models.ForeignKey(
        "people.Team", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    headings = models.CharField(max_length=64)  # SHA-256 of them
    mapping = models.JSONField(default=list)
    day_first = models.BooleanField(default=False)
    used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "headings"], name="import_mapping_once"),
        ]

    def __str__(self) -> str:
        return f"mapping of {self.headings[:8]}"
