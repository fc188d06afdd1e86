"""Reads of this room: what to raise, what a person still has to see, and whether all is well."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F, Min, Q, QuerySet

from outbox.models import Message
from people.models import User
from prospects.models import Prospect
from reminders.models import Heartbeat, Reminder, ReminderQuerySet

# The bell says "99+" beyond this; counting further would only cost.
MOST_COUNTED = 100
BELL_COLUMNS = (
    "public_id",
    "cycle",
    "level",
    "kind",
    "attempt_at",
    "raised_at",
    "seen_at",
    "lapsed_at",
)
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


def live(reminders: ReminderQuerySet) -> ReminderQuerySet:
    """Leave out reminders of attempts that were made, moved or closed, and of other teams."""
    return reminders.filter(
        prospect__status=Prospect.Status.OPEN,
        prospect__cycle=F("cycle"),
        prospect__team_id=F("recipient__team_id"),
    )


def unseen_count(user: User) -> int:
    """Return how many reminders `user` has not seen, at most `MOST_COUNTED`."""
    return live(Reminder.objects.of(user).unseen()).order_by()[:MOST_COUNTED].count()


def bell(user: User) -> ReminderQuerySet:
    """Return what the bell lists for `user`: what is to be seen, and what was seen."""
    mine = Reminder.objects.of(user).filter(prospect__team_id=user.team_id)
    still = Q(prospect__status=Prospect.Status.OPEN, prospect__cycle=F("cycle"))
    shown = mine.filter(Q(seen_at__isnull=False) | Q(still, lapsed_at=None))
    columns = [f"prospect__{name}" for name in ("public_id", "name", "status", "cycle")]
    return shown.select_related("prospect").only(*BELL_COLUMNS, *columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class BellLine:
    """One reminder as the bell shows it. `is_new`: not seen, and still to be done."""

    public_id: UUID
    prospect_id: UUID
    prospect: str
    what: str
    kind: str
    attempt_at: datetime
    raised_at: datetime
    is_new: bool
    is_done: bool


def bell_lines(rows: Sequence[Reminder]) -> list[BellLine]:
    """Return rows of `bell` as the page shows them."""
    return [
        BellLine(
            public_id=row.public_id,
            prospect_id=row.prospect.public_id,
            prospect=row.prospect.name,
            what=row.get_kind_display(),
            kind=row.kind,
            attempt_at=row.attempt_at,
            raised_at=row.raised_at,
            is_new=row.seen_at is None,
            is_done=not row.prospect.is_open or row.prospect.cycle != row.cycle,
        )
        for row in rows
    ]


# --- What a digest says -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAttempt:
    """A due attempt that somebody was told of and that is still open."""

    public_id: UUID
    name: str
    attempt_number: int
    attempt_at: datetime
    told_at: datetime
    owner: str
    is_mine: bool


def still_open(user: User, *, most: int) -> tuple[list[OpenAttempt], int]:
    """Return what `user` was told of and is still open, longest-waiting first, and the number.

    The list holds at most `most`; the number counts all of them.
    """
    told = (
        live(Reminder.objects.of(user))
        .order_by()
        .values("prospect_id")
        .annotate(told_at=Min("raised_at"), waiting_since=Min("attempt_at"))
        .order_by("waiting_since", "prospect_id")
    )
    first = {row["prospect_id"]: row["told_at"] for row in told[:most]}
    prospects = {
        prospect.pk: prospect
        for prospect in Prospect.objects.filter(pk__in=first).select_related("owner")
    }
    rows = [
        _open_attempt(prospects[pk], told_at=told_at, user=user) for pk, told_at in first.items()
    ]
    return rows, told.count()


def _open_attempt(prospect: Prospect, *, told_at: datetime, user: User) -> OpenAttempt:
    return OpenAttempt(
        public_id=prospect.public_id,
        name=prospect.name,
        attempt_number=prospect.attempt_number,
        attempt_at=prospect.next_attempt_at or told_at,  # it is open, so it has one
        told_at=told_at,
        owner=str(prospect.owner),
        is_mine=prospect.owner_id == user.pk,
    )


# --- Whether all is well ------------------------------------------------------------------------


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
