"""Putting messages into the outbox and taking back those that have not left."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any
from uuid import UUID

from outbox.actions.suppressing import lift_for
from outbox.models import Message


def queue(
    *,
    kind: str,
    channel: str,
    address: str,
    payload: dict[str, Any],
    now: datetime,
    about: str = "",
    once: str | None = None,
    team_key: int | None = None,
    hold: timedelta = timedelta(0),
) -> Message:
    """Write a message that leaves at `now + hold` or later, and return it.

    It belongs to the caller's transaction: undone with it, sent only after it. With
    `once`, a second call changes nothing and returns the first one's message, also when
    both run at the same time. Nothing is refused here: an address that is none makes a
    dead message later, never a failing caller.
    """
    message = Message(
        kind=kind,
        channel=channel,
        address=address[:500],
        payload=payload,
        about=about,
        once=once,
        team_key=team_key,
        created_at=now,
        next_try_at=now + hold,
    )
    if once is None:
        message.save(force_insert=True)
        return message
    # The constraint decides between two at once; the loser's row is silently not written.
    Message.objects.bulk_create([message], ignore_conflicts=True)
    return Message.objects.get(once=once)


@dataclass(frozen=True, slots=True, kw_only=True)
class Once:
    """A message to leave once, whoever asks for it and how often: `once` tells it from others.

    It leaves at `not_before` or later; None: at once.
    """

    kind: str
    channel: str
    address: str
    payload: dict[str, Any]
    once: str
    team_key: int | None = None
    about: str = ""
    not_before: datetime | None = None


def queue_once(wanted: Iterable[Once], *, now: datetime) -> None:
    """Write those messages that are not there yet, in one statement. Otherwise as `queue`."""
    # In one order for everybody: two writers of the same messages then wait, and never for
    # each other.
    Message.objects.bulk_create(
        [
            Message(
                kind=one.kind,
                channel=one.channel,
                address=one.address[:500],
                payload=one.payload,
                about=one.about,
                once=one.once,
                team_key=one.team_key,
                created_at=now,
                next_try_at=max(now, one.not_before or now),
            )
            for one in sorted(wanted, key=attrgetter("once"))
        ],
        ignore_conflicts=True,
    )


def void(*, about: str | Iterable[str], now: datetime) -> int:
    """Take back every message about that, or those, which has not left by `now`; return how many.

    One statement. A message that is being sent at this moment may still arrive.
    """
    named = [one for one in ([about] if isinstance(about, str) else about) if one]
    if not named:
        return 0
    pending = Message.objects.filter(about__in=named, state=Message.State.PENDING)
    return pending.update(state=Message.State.VOID)


def retry(*, message_ids: Sequence[UUID], team_key: int, now: datetime) -> int:
    """Let a team's dead messages try again at `now`, from the beginning; return how many did.

    Their addresses are no longer suppressed.
    """
    dead = Message.objects.dead().filter(pk__in=message_ids, team_key=team_key)
    lift_for(dead)
    return dead.update(
        state=Message.State.PENDING,
        created_at=now,
        next_try_at=now,
        claims=0,
        failures=0,
        lease_token=None,
        lease_until=None,
        seen_dead_at=None,
    )


def put_aside(*, message_ids: Sequence[UUID], team_key: int, now: datetime) -> int:
    """Record that somebody saw a team's dead messages and lets them rest; return how many."""
    dead = Message.objects.dead().filter(pk__in=message_ids, team_key=team_key, seen_dead_at=None)
    return dead.update(seen_dead_at=now)
