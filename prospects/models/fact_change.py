"""What was known before: a fact of a prospect, or of a person there, that somebody changed."""

from typing import Self

from django.conf import settings
from django.db import models


class FactChangeQuerySet(models.QuerySet["FactChange"]):
    def visible_to(self, actor) -> Self:
        return self.filter(prospect__team_id=actor.team_id)


class FactChange(models.Model):
    """One column, before and after, as text. `contact` is empty for a fact of the company.

    `column` is "added" or "removed" for a person who came or went. Rows about a person who
    is blanked lose their text with them.
    """

    ADDED, REMOVED = "added", "removed"

    PERSONAL = ("before", "after")
    NOT_PERSONAL = ("column",)

    prospect = models.ForeignKey(
        "prospects.Prospect", on_delete=models.PROTECT, related_name="fact_changes", db_index=False
    )
    contact = models.ForeignKey(
        "prospects.Contact",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    column = models.CharField(max_length=40)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    api_key = models.ForeignKey(
        "people.ApiKey",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )

    objects = FactChangeQuerySet.as_manager()

    class Meta:
        indexes = [
            # Read by the card: what changed at one prospect, newest first.
            models.Index(fields=["prospect", "-at"], name="fact_change_of_prospect"),
        ]

    def __str__(self) -> str:
        return f"{self.column} {self.at:%Y-%m-%d %H:%M}"
