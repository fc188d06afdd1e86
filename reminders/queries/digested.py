"""What a digest says: everything still open that a person was told of."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, Min

from outbox.models import Message
from people.models import User
from prospects.models import Prospect
from reminders.models import Reminder, Word
from reminders.queries.belled import WordLine, live, word_lines


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


def is_news(user: User, *, on: date, slots: Collection[str], kinds: Collection[str]) -> bool:
    """Whether `user` was told of anything by `kinds` since the last digest of that day left."""
    names = [f"digest:{user.pk}:{on}:{slot}" for slot in slots]
    sent = Message.objects.filter(once__in=names).aggregate(at=Max("sent_at"))["at"]
    if sent is None:
        return True
    told = live(Reminder.objects.of(user)).filter(kind__in=kinds, raised_at__gt=sent)
    return told.exists() or Word.objects.standing().filter(to=user, at__gt=sent).exists()


def words_unseen(user: User, *, now: datetime, most: int) -> list[WordLine]:
    """Return what managers told `user` that is not seen yet, newest first."""
    return [line for line in word_lines(user, now=now, most=most) if line.is_new]
