"""Many leads sent at once: known again when they are sent again, and kept while they wait."""

from typing import Self

from django.db import models

from groundwork.ids import uuid7


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, actor) -> Self:
        return self.filter(team_id=actor.team_id)


class Batch(models.Model):
    """One body with many leads. The same body by the same key is the same batch for a day.

    Its leads carry it with their place in it, so what was judged before a batch broke off is
    not judged again.
    """

    PERSONAL = ("from_address",)
    NOT_PERSONAL = ("digest", "request_key")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    team = models.ForeignKey(
        "people.Team", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    api_key = models.ForeignKey(
        "people.ApiKey",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    digest = models.CharField(max_length=64)  # SHA-256 of the body, unpacked
    # The Idempotency-Key; null, not empty, where none came: a unique index lets nulls be.
    request_key = models.CharField(max_length=255, null=True, blank=True)  # noqa: DJ001
    total = models.PositiveIntegerField()
    from_address = models.CharField(max_length=45, blank=True)
    job = models.OneToOneField(
        "groundwork.Job", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["api_key", "request_key"], name="batch_key_once"),
        ]
        indexes = [
            # Read when a batch comes: is it one that came before?
            models.Index(fields=["team", "digest"], name="batch_content"),
        ]

    def __str__(self) -> str:
        return f"{self.total} leads {self.created_at:%Y-%m-%d %H:%M}"


class BatchPart(models.Model):
    """Some leads of a batch that is judged in the background, packed until their turn.

    Afterwards what was wrong with them, a line for each that was refused.
    """

    PERSONAL = ("body", "problems")
    NOT_PERSONAL = ()

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="parts", db_index=False)
    number = models.PositiveIntegerField()  # from 0
    first = models.PositiveIntegerField()  # the place of its first lead in the batch
    size = models.PositiveIntegerField()
    body = models.BinaryField()  # zlib; empty once judged
    problems = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="batch_part_once"),
        ]

    def __str__(self) -> str:
        return f"part {self.number} of {self.batch_id}"
