"""Addresses that a team's mail is held back from."""

from django.db.models import QuerySet

from outbox.models import Suppression


def held_back(*, team_id: int) -> QuerySet[Suppression]:
    """Return the addresses that refused a team's mail and get none, longest first."""
    return Suppression.objects.filter(team_key=team_id).order_by("since", "id")


def is_held_back(address: str, *, team_id: int) -> bool:
    """Whether a team's mail to `address` is held back."""
    return held_back(team_id=team_id).filter(address=address.lower()).exists()
