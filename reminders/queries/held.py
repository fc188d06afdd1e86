"""Addresses that a team's mail is held back from."""

from django.db.models import QuerySet

from outbox.models import Suppression
from reminders.queries.standing import undelivered


def held_back(*, team_id: int) -> QuerySet[Suppression]:
    """Return the addresses that refused a team's mail and get none, longest first."""
    return Suppression.objects.filter(team_key=team_id).order_by("since", "id")


def is_refused(address: str, *, team_id: int) -> bool:
    """Whether a team's mail to `address` is held back, or some could not be delivered."""
    held = held_back(team_id=team_id).filter(address=address.lower())
    dead = undelivered(team_id=team_id).filter(address=address)
    return held.order_by().values("id").union(dead.order_by().values("id"), all=True).exists()
