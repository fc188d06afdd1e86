"""Which browsers take notifications, and what their owners want to hear of."""

import logging
from collections.abc import Collection, Mapping
from datetime import datetime, time
from uuid import UUID

from django.conf import settings
from django.db import transaction

from outbox import public_addresses
from people.models import User
from reminders import pushing, queries
from reminders.models import PushKey, Subscription, Wishes
from reminders.wishing import CHANNELS, DEFAULTS

log = logging.getLogger(__name__)

# Who has more has lost some: the oldest go.
MOST_BROWSERS = 10


class CannotSubscribe(Exception):
    """The message is fit to show."""


def push_key(*, now: datetime) -> str:
    """Return the public key that browsers subscribe with, made at first use.

    If the secret key of the installation has changed, the old pair cannot be used any
    more: a new one is made, and browsers subscribe again.
    """
    try:
        keys = queries.push_keys()
    except pushing.CannotOpen:
        log.warning("The keys for notifications were sealed by another secret: made anew.")
        keys = None
    return keys.public if keys is not None else _new_key(now=now)


@transaction.atomic
def _new_key(*, now: datetime) -> str:
    Subscription.objects.all().delete()
    PushKey.objects.all().delete()
    keys = pushing.Keys.new()
    made = PushKey(
        pk=1, public=keys.public, sealed=keys.sealed(secret=settings.SECRET_KEY), created_at=now
    )
    # Of two at once the first one's pair stays, for both.
    PushKey.objects.bulk_create([made], ignore_conflicts=True)
    return PushKey.objects.get().public


@transaction.atomic
def subscribe(
    *, user: User, endpoint: str, p256dh: str, auth: str, browser: str, now: datetime
) -> Subscription:
    """Let a browser of `user` take notifications. Repeating changes nothing.

    A browser belongs to whoever subscribed last: two people may share a computer.

    :raises CannotSubscribe: if the address is not one that everybody can reach by https,
        or the keys are none
    """
    try:
        public_addresses.check_url(endpoint)
        pushing.check(p256dh=p256dh, auth=auth)
    except (public_addresses.NotPublic, pushing.NotASubscription) as problem:
        raise CannotSubscribe(str(problem)) from None
    if len(endpoint) > 500:
        raise CannotSubscribe("The address is too long.")
    told = {"user": user, "p256dh": p256dh, "auth": auth, "browser": browser[:120]}
    row, _ = Subscription.objects.update_or_create(
        endpoint=endpoint, defaults=told, create_defaults={**told, "created_at": now}
    )
    mine = Subscription.objects.filter(user=user).order_by("-created_at", "-id")
    lost = list(mine.values_list("pk", flat=True)[MOST_BROWSERS:])
    if lost:
        Subscription.objects.filter(pk__in=lost).delete()
    return row


def unsubscribe(*, user: User, public_id: UUID | None = None, endpoint: str = "") -> bool:
    """Forget one browser of `user`, by either name; return whether there was one."""
    mine = Subscription.objects.filter(user=user)
    mine = mine.filter(public_id=public_id) if public_id else mine.filter(endpoint=endpoint)
    number, _ = mine.delete()
    return number > 0


def forget_gone(*, endpoint: str) -> bool:
    """Forget the browser behind `endpoint`, which is no more; return whether it was known."""
    number, _ = Subscription.objects.filter(endpoint=endpoint).delete()
    return number > 0


def wish(
    *,
    user: User,
    channels: Mapping[str, Collection[str]],
    quiet_from: time,
    quiet_until: time,
    names_prospects: bool,
) -> Wishes:
    """Keep how `user` wants to be told. Kinds that are not named are told by the page alone."""
    kept = {
        kind: [channel for channel in CHANNELS if channel in channels.get(kind, ())]
        for kind in DEFAULTS
    }
    told = {
        "channels": kept,
        "quiet_from": quiet_from,
        "quiet_until": quiet_until,
        "names_prospects": names_prospects,
    }
    return Wishes.objects.update_or_create(user=user, defaults=told)[0]
