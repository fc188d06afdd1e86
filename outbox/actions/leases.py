"""Taking messages up for a while and settling them. Whoever lost its lease changes nothing."""

import secrets
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from outbox.models import Message

LEASE = timedelta(seconds=60)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(minutes=15)
GIVE_UP_AFTER = timedelta(hours=24)
# A host that was off for a day and wakes before its mail server has not tried in earnest.
FEWEST_FAILURES_TO_GIVE_UP = 10
MOST_CLAIMS = 5
UNFINISHED = f"It was taken up {MOST_CLAIMS} times and never finished."


@transaction.atomic(durable=True)
def claim(*, now: datetime, limit: int, channel: str | None = None) -> list[Message]:
    """Take up to `limit` waiting messages, longest-waiting first, for `LEASE` from `now`.

    Of one `channel`, or of any.

    No two callers get the same message while its lease lasts. Each carries the token by
    which it must be settled. One that was claimed and never settled may kill whoever takes
    it up: it is claimed alone from then on, so that no other dies of it, and after
    `MOST_CLAIMS` times it is dead, and not returned.
    """
    waiting = Message.objects.waiting(now=now)
    if channel is not None:
        waiting = waiting.by(channel)
    rows = waiting.order_by("next_try_at", "id")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    # On SQLite this transaction began IMMEDIATE: nobody else writes before it ends.
    found = list(rows.values_list("pk", "claims")[:limit])
    if not found:
        return []
    ids = [pk for pk, claims in found if not claims] if not found[0][1] else [found[0][0]]
    token = uuid.uuid4()
    waiting.filter(pk__in=ids).update(
        lease_token=token, lease_until=now + LEASE, claims=F("claims") + 1
    )
    mine = list(Message.objects.filter(lease_token=token).order_by("next_try_at", "id"))
    for message in mine:
        if message.claims > MOST_CLAIMS:
            _settle(message, state=Message.State.DEAD, last_error=UNFINISHED)
    return [message for message in mine if message.claims <= MOST_CLAIMS]


def still_mine(message: Message, *, now: datetime) -> bool:
    """Say whether the lease holds at `now` and the message was not taken back meanwhile."""
    return Message.objects.filter(
        pk=message.pk,
        lease_token=message.lease_token,
        lease_until__gt=now,
        state=Message.State.PENDING,
    ).exists()


def settle_sent(message: Message, *, now: datetime) -> bool:
    """Record that it left; also when it was taken back in the last moment, because it did."""
    return _settle(message, state=Message.State.SENT, sent_at=now)


def settle_pointless(message: Message) -> bool:
    """Record that there was nothing left to say."""
    return _settle(message, state=Message.State.VOID)


def settle_failed(message: Message, *, error: str, now: datetime, final: bool = False) -> bool:
    """Record a failure: another try after a pause, or the end if `final` or tried for a day."""
    failures = message.failures + 1
    tried_long = now - message.created_at >= GIVE_UP_AFTER
    dead = final or (tried_long and failures >= FEWEST_FAILURES_TO_GIVE_UP)
    changes = {
        "failures": failures,
        "first_error": message.first_error or error[:500],
        "last_error": error[:500],
        "next_try_at": now + pause(message.failures),
    }
    if dead:
        changes["state"] = Message.State.DEAD
    return _settle(message, **changes)


def put_off(message: Message, *, until: datetime) -> bool:
    """Give back a message that was not begun, for `until` or later. No failure of its own."""
    return _settle(message, claims=max(0, message.claims - 1), next_try_at=until)


def settle_held_back(message: Message, *, reason: str, now: datetime) -> bool:
    """Record that its address is suppressed: dead, and no news, as the suppression stands."""
    return _settle(message, state=Message.State.DEAD, last_error=reason[:500], seen_dead_at=now)


def release(messages: Sequence[Message]) -> None:
    """Give back messages that were not begun, for anybody to take up at once."""
    for message in messages:
        _settle(message, claims=max(0, message.claims - 1))


def pause(failures: int) -> timedelta:
    """Return how long to wait after one more failure than `failures`, a fifth more or less.

    Doubling from 15 s to 15 min. By chance, so that what failed together does not come
    back together.
    """
    doubled = min(FIRST_PAUSE * 2 ** min(failures, 10), LONGEST_PAUSE)
    return doubled * secrets.SystemRandom().uniform(0.8, 1.2)


def _settle(message: Message, **changes: object) -> bool:
    # The token is the fence: a sender that was frozen past its lease matches no row.
    held = Message.objects.filter(pk=message.pk, lease_token=message.lease_token)
    changes = {"claims": 0, **changes, "lease_token": None, "lease_until": None}
    return held.update(**changes) == 1
