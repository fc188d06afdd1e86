"""What the scan has to raise, and whether all is well."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet, Subquery

from outbox.models import Message
from prospects.models import Prospect
from reminders.models import Heartbeat

# A banner says no more beyond this; counting further would only cost.
MOST_COUNTED = 100
# Eighteen ticks: nothing but a fault keeps a due prospect waiting for so long.
NOT_RAISED_AFTER = timedelta(seconds=180)
STALE_AFTER = timedelta(seconds=180)
STUCK_AFTER = timedelta(minutes=10)


def lock_due(*, now: datetime, limit: int, only: int | None = None) -> list[int]:
    """Return the ids of prospects with a rung to raise, oldest first, locked until commit.

    Rows that another scan holds are skipped. On SQLite the transaction itself is the
    lock: it began IMMEDIATE.
    """
    due = Prospect.objects.to_raise(now=now)
    if only is not None:
        due = due.filter(pk=only)
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    return list(due.values_list("pk", flat=True)[:limit])


def due_ids(*, now: datetime, limit: int) -> list[int]:
    """Return what `lock_due` would, without locking."""
    return list(Prospect.objects.to_raise(now=now).values_list("pk", flat=True)[:limit])


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A first look: whether a rung is to be raised, and how long ago the scan beat and tidied.

    None: never, and then `is_due` is not known. A negative age is a clock that was set back.
    """

    is_due: bool | None
    beaten: timedelta | None
    tidied: timedelta | None


def look(*, now: datetime) -> Look:
    """Return what a scan has to know before it begins. One statement."""
    # The oldest of them, in the order of the index: whether there is any at all may be looked
    # for in the whole table while the statistics still tell of a thousand.
    due = Subquery(Prospect.objects.to_raise(now=now).values("pk")[:1])
    beats = Heartbeat.objects.filter(pk__in=("scan", "tidy")).annotate(due=due)
    rows = {name: (at, pk) for name, at, pk in beats.values_list("name", "at", "due")}
    return Look(
        is_due=next((pk is not None for _, pk in rows.values()), None),
        beaten=now - rows["scan"][0] if "scan" in rows else None,
        tidied=now - rows["tidy"][0] if "tidy" in rows else None,
    )


def heartbeat(name: str) -> Heartbeat | None:
    return Heartbeat.objects.filter(pk=name).first()


def is_stale(name: str, *, now: datetime, after: timedelta = STALE_AFTER) -> bool:
    """Whether the part called `name` has not done its work for as long as `after`, or never."""
    beaten = heartbeat(name)
    return beaten is None or now - beaten.at > after


def not_raised(*, now: datetime, team_id: int | None = None) -> int:
    """Return how many rungs came `NOT_RAISED_AFTER` ago and were not raised; 100 at most."""
    late = Prospect.objects.to_raise(now=now - NOT_RAISED_AFTER)
    if team_id is not None:
        late = late.filter(team_id=team_id)
    return late.order_by()[:MOST_COUNTED].count()


def is_any_pushed_aside(*, now: datetime, within: timedelta, team_id: int) -> bool:
    """Whether the scan could not raise a prospect of that team and has put it off."""
    # By the range of nag_at, which is indexed: put off is never further than `within`. The
    # row itself is not read, because it may be what cannot be read.
    waiting = Prospect.objects.open().filter(nag_at__gt=now, nag_at__lte=now + within)
    return waiting.filter(team_id=team_id).exclude(raise_error="").exists()


def undelivered(*, team_id: int) -> QuerySet[Message]:
    """Return a team's dead messages that nobody has put aside, oldest first."""
    dead = Message.objects.dead().filter(team_key=team_id, seen_dead_at=None)
    return dead.order_by("created_at", "id")


def stuck_messages(*, now: datetime) -> int:
    """Return how many messages nobody took up although their time came long ago; 100 at most."""
    late = Message.objects.waiting(now=now).filter(next_try_at__lte=now - STUCK_AFTER)
    return late.order_by()[:MOST_COUNTED].count()
