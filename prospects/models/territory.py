"""Where a rep works: leads from there go to whoever covers it."""

from typing import Self

from django.conf import settings
from django.db import models

from groundwork.ids import uuid7


class TerritoryQuerySet(models.QuerySet["Territory"]):
    def visible_to(self, actor) -> Self:
        return self.filter(team_id=actor.team_id)


class Territory(models.Model):
    """A country, a region of it, or the start of its postal codes, and a rep who covers it.

    With a `campaign` it holds for that campaign's leads alone. Empty means all of it.
    """

    PERSONAL = ()
    NOT_PERSONAL = ("country", "region", "postal_prefix")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    team = models.ForeignKey("people.Team", on_delete=models.CASCADE, related_name="territories")
    rep = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="territories",
        db_index=False,
    )
    campaign = models.ForeignKey(
        "prospects.Campaign",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="territories",
        db_index=False,
    )
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=80, blank=True)
    postal_prefix = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField()

    objects = TerritoryQuerySet.as_manager()

    def __str__(self) -> str:
        return " ".join(filter(None, (self.country, self.region, self.postal_prefix)))
