"""Prospects that may be the same company, until a person has said so or otherwise."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from groundwork.ids import uuid7


class PossibleDuplicateQuerySet(models.QuerySet["PossibleDuplicate"]):
    def visible_to(self, actor) -> Self:
        return self.filter(team_id=actor.team_id)

    def open(self) -> Self:
        return self.filter(state=PossibleDuplicate.State.OPEN)


class PossibleDuplicate(models.Model):
    """Two prospects of one team with similar names in one town. `older` came first.

    *Not the same* is remembered: the pair is not found again.
    """

    class State(models.TextChoices):
        OPEN = "open"
        MERGED = "merged"
        DIFFERENT = "different"

    PERSONAL = ()
    NOT_PERSONAL = ("state",)

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    team = models.ForeignKey(
        "people.Team", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    older = models.ForeignKey(
        "prospects.Prospect", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    newer = models.ForeignKey("prospects.Prospect", on_delete=models.CASCADE, related_name="+")
    likeness = models.PositiveSmallIntegerField()  # of the names, in hundredths
    found_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    merge = models.ForeignKey(
        "prospects.Merge", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )

    objects = PossibleDuplicateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["older", "newer"], name="possible_duplicate_once"),
            models.CheckConstraint(
                name="possible_duplicate_of_another", condition=Q(older__lt=F("newer"))
            ),
        ]
        indexes = [
            # Read by the list of possible duplicates, the likest first.
            models.Index(
                fields=["team", "-likeness", "-id"],
                name="possible_duplicate_open",
                condition=Q(state="open"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.older_id} and {self.newer_id}"


class DuplicateSearch(models.Model):
    """How far the search for duplicates has come: one row."""

    PERSONAL = ()
    NOT_PERSONAL = ()

    searched_to = models.BigIntegerField(default=0)  # the key of the newest prospect looked at

    def __str__(self) -> str:
        return str(self.searched_to)
