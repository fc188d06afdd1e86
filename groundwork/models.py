"""Rows that every room may need: the erasure door and background jobs."""

from django.db import models

from groundwork.ids import uuid7


class ErasureDoor(models.Model):
    """Open while a row is here, for the one transaction that sees it (see `appendonly`)."""

    PERSONAL = ()
    NOT_PERSONAL = ("reason",)

    reason = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.reason


class JobQuerySet(models.QuerySet["Job"]):
    def unfinished(self) -> "JobQuerySet":
        return self.filter(state__in=[Job.State.WAITING, Job.State.RUNNING])

    def of_team(self, team_id: int) -> "JobQuerySet":
        return self.filter(team_key=team_id)


class Job(models.Model):
    """Long work done in the background, with progress that survives a reload and a worker."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    PERSONAL = ("result", "error")
    NOT_PERSONAL = ("kind", "state", "arguments", "position")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # A plain number: this room stands below the one that knows teams.
    team_key = models.BigIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    arguments = models.JSONField(default=dict)
    position = models.JSONField(default=dict)  # where to go on after a crash
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    failures = models.PositiveSmallIntegerField(default=0)  # in a row
    worked_at = models.DateTimeField(null=True, blank=True)  # whose turn it is next
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes = [
            # Read by whoever looks for work to take up.
            models.Index(
                fields=["created_at"],
                name="job_unfinished",
                condition=models.Q(state__in=["waiting", "running"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
