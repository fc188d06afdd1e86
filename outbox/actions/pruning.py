"""Dropping what was settled long ago, so that the queue stays a small table."""

from datetime import datetime, timedelta

from django.db.models import Q

from groundwork.ids import earliest
from outbox.actions import breaking
from outbox.models import Message

KEEP = timedelta(days=90)
SLICE = 5_000


def prune(*, now: datetime, most: int = 100_000) -> int:
    """Drop messages that were sent, voided or put aside 90 days ago; return how many.

    A slice a statement, so that nobody waits for it. What nobody has looked at stays.
    """
    breaking.forget_old(now=now)
    settled = Q(state__in=[Message.State.SENT, Message.State.VOID]) | Q(
        state=Message.State.DEAD, seen_dead_at__lt=now - KEEP
    )
    settled &= Q(created_at__lt=now - KEEP)
    # Ids begin with the time of their making, so the oldest are in front of the primary key.
    old = Message.objects.filter(settled, pk__lt=earliest(now - KEEP)).order_by("pk")
    dropped = 0
    while dropped < most:
        ids = list(old.values_list("pk", flat=True)[:SLICE])
        dropped += Message.objects.filter(settled, pk__in=ids).delete()[0] if ids else 0
        if len(ids) < SLICE:
            break
    return dropped
