"""What a browser notification says, and the keys it is sealed with."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from people.models import User
from reminders.models import PushKey, Reminder, Subscription, Word
from reminders.pushing import Keys
from reminders.queries.belled import live
from reminders.wishing import BROWSER, NUDGE, Wanted, wanted

MOST_COUNTED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ToNotify:
    """What is still new to somebody, and the keys of the browser that shows it.

    `names` holds what its owner lets a notification name: at most one prospect.
    `only` is the prospect's public id if it is about one alone.
    """

    p256dh: str
    auth: str
    number: int
    oldest: datetime
    names: tuple[str, ...]
    only: UUID | None


def to_notify(*, user_id: int, subscription: UUID, kind: str, since: datetime) -> ToNotify | None:
    """Return what that browser is still to show of `kind`, raised at `since` or later."""
    browser = (
        Subscription.objects.filter(public_id=subscription, user_id=user_id, user__is_active=True)
        .select_related("user")
        .first()
    )
    if browser is None:
        return None
    wishes = wishes_of(browser.user)
    if not wishes.wants(kind, BROWSER):
        return None
    unseen = _words(browser.user, since) if kind == NUDGE else _reminders(browser.user, kind, since)
    rows = list(unseen[:MOST_COUNTED])
    if not rows:
        return None
    return ToNotify(
        p256dh=browser.p256dh,
        auth=browser.auth,
        number=len(rows),
        oldest=min(at for _, _, at in rows),
        names=(rows[0][0],) if wishes.names_prospects else (),
        only=rows[0][1] if len(rows) == 1 else None,
    )


def _reminders(user: User, kind: str, since: datetime) -> QuerySet[Reminder, tuple]:
    unseen = live(Reminder.objects.of(user).unseen()).filter(kind=kind, raised_at__gte=since)
    return unseen.order_by("attempt_at", "id").values_list(
        "prospect__name", "prospect__public_id", "attempt_at"
    )


def _words(user: User, since: datetime) -> QuerySet[Word, tuple]:
    unseen = Word.objects.standing().filter(to=user, seen_at=None, at__gte=since)
    unseen = unseen.filter(prospect__team_id=user.team_id)
    return unseen.order_by("at", "id").values_list("prospect__name", "prospect__public_id", "at")


def wishes_of(user: User) -> Wanted:
    """Return how `user` wants to be told; the defaults if they never said."""
    return wanted([user.pk]).get(user.pk) or Wanted()


def browsers_of(user: User) -> list[Subscription]:
    """Return the browsers of `user` that take notifications, newest first."""
    return list(Subscription.objects.filter(user=user).order_by("-created_at", "-id"))


def can_mail() -> bool:
    """Whether a mail server is set up at all."""
    return bool(settings.MAIL_IS_SET_UP)


def push_keys() -> Keys | None:
    """Return the pair by which push services know us; None before the first use of it.

    :raises CannotOpen: if the secret key of the installation is another one now
    """
    row = PushKey.objects.first()
    return None if row is None else unsealed(row)


def unsealed(row: PushKey) -> Keys:
    """Return the pair of a row.

    :raises CannotOpen: if the secret key of the installation is another one now
    """
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return Keys.unsealed(row.sealed, secrets=secrets)
