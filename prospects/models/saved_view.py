"""A list of prospects that somebody wants to see again: its filters under a name."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from groundwork.ids import uuid7


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user) -> Self:
        """Their own, and what others of the team share."""
        mine = Q(owner_id=user.pk) | Q(is_shared=True)
        return self.filter(mine, team_id=user.team_id)

    def to_change(self, user) -> Self:
        """Their own; for who leads the team, what is shared too."""
        return self.visible_to(user) if user.leads_team else self.filter(owner_id=user.pk)


class SavedView(models.Model):
    """`query` is the part of the list's address that asks for it, as the list itself writes it."""

    PERSONAL = ("name", "query")
    NOT_PERSONAL = ()

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    team = models.ForeignKey("people.Team", on_delete=models.CASCADE, related_name="views")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="views", db_index=False
    )
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1_000, blank=True)
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="saved_view_named_once"),
        ]

    def __str__(self) -> str:
        return self.name
