"""The words in which prospects are asked for: open, due, overdue, those of a team."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from prospects.models.prospect import Prospect  # noqa: F401 (named in the next line alone)


class ProspectQuerySet(models.QuerySet["Prospect"]):
    def visible_to(self, actor) -> Self:
        """The prospects that `actor`, a user or an API key, may know of: those of its team."""
        return self.filter(team_id=actor.team_id)

    def open(self) -> Self:
        return self.filter(status=self.model.Status.OPEN)

    def due(self, *, now: datetime) -> Self:
        """Open prospects whose next attempt is `now` or earlier, longest-waiting first."""
        return self.open().filter(next_attempt_at__lte=now).order_by("next_attempt_at", "id")

    def overdue(self, *, now: datetime) -> Self:
        """Open prospects past their grace at `now`, longest-waiting first.

        `overdue_at` is written with the plan, so this is true even when no scan runs.
        """
        return self.open().filter(overdue_at__lte=now).order_by("overdue_at", "id")

    def to_raise(self, *, now: datetime) -> Self:
        """Open prospects with a rung of the ladder to raise at `now`, oldest first."""
        return self.open().filter(nag_at__lte=now).order_by("nag_at", "id")

    def knowing_merged(self) -> Self:
        """The same, each with whether others were merged into it: hardly ever, so nobody asks."""
        merged = self.model._default_manager.filter(merged_into=models.OuterRef("pk"))
        return self.annotate(has_merged=models.Exists(merged))
