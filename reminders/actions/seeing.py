"""A person has seen a reminder; or nobody needs to any more."""

from datetime import datetime
from uuid import UUID

from django.db.models import F, Q

from people.models import User
from prospects.models import Prospect
from reminders.models import Reminder, Word


class CannotMarkSeen(Exception):
    """The message is fit to show."""


def mark_seen(*, public_id: UUID, by: User, now: datetime) -> Reminder:
    """Record that `by` has seen a reminder of theirs. Repeating changes nothing.

    :raises CannotMarkSeen: if `by` has no such reminder
    """
    mine = Reminder.objects.of(by).filter(public_id=public_id)
    mine.filter(seen_at=None).update(seen_at=now)
    found = mine.select_related("prospect").first()
    if found is None:
        raise CannotMarkSeen("There is no such reminder.")
    return found


def mark_all_seen(*, by: User, now: datetime, up_to: datetime | None = None) -> int:
    """Record that `by` has seen everything raised until `up_to` (default `now`).

    Return how many were new. What came in after the page was shown stays unseen.
    """
    unseen = Reminder.objects.of(by).unseen().filter(raised_at__lte=up_to or now)
    words = Word.objects.standing().filter(to=by, seen_at=None, at__lte=up_to or now)
    return unseen.update(seen_at=now) + words.update(seen_at=now)


def lapse_pointless(*, now: datetime, most: int = 5_000) -> int:
    """Lapse reminders of attempts that were made, moved or closed; return how many.

    They are shown to nobody already: this only keeps the index of what is unseen small.
    """
    moved_on = ~Q(prospect__status=Prospect.Status.OPEN) | ~Q(prospect__cycle=F("cycle"))
    pointless = Reminder.objects.unseen().filter(moved_on).values_list("pk", flat=True)[:most]
    return Reminder.objects.filter(pk__in=list(pointless)).update(lapsed_at=now)
