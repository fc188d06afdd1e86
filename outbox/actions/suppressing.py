"""Addresses that refused mail: remembered for each team, and lifted by whoever leads it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import F

from outbox.models import Message, Suppression


def suppress(*, address: str, reason: str, team_key: int | None, now: datetime) -> None:
    """Hold back a team's mail to `address` from now on. Repeating keeps the first reason."""
    row = Suppression(
        team_key=team_key, address=address.lower()[:500], reason=reason[:500], since=now
    )
    known = Suppression.objects.filter(team_key=team_key, address=row.address)
    if not known.exists():  # NULL teams are not held apart by the constraint
        Suppression.objects.bulk_create([row], ignore_conflicts=True)


def lift(*, suppression_ids: Sequence[int], team_key: int, now: datetime) -> int:
    """Write to a team's suppressed addresses again; return how many were lifted.

    What was held back meanwhile stays dead, and can be sent again from its page.
    """
    mine = Suppression.objects.filter(pk__in=suppression_ids, team_key=team_key)
    return mine.delete()[0]


def lift_for(messages: Iterable[Message]) -> None:
    """Lift what would hold these messages back: somebody asked to send them again."""
    for team_key, address in {(each.team_key, each.address.lower()) for each in messages}:
        Suppression.objects.filter(team_key=team_key, address=address).delete()


def suppressed(messages: Sequence[Message]) -> dict[tuple[int | None, str], str]:
    """Return why addresses of these messages are suppressed, by team and address."""
    rows = Suppression.objects.filter(address__in={each.address.lower() for each in messages})
    return {(row.team_key, row.address): row.reason for row in rows}


def count_held_back(message: Message) -> None:
    """Count a message that was held back, for the page."""
    row = Suppression.objects.filter(team_key=message.team_key, address=message.address.lower())
    row.update(held_back=F("held_back") + 1)
